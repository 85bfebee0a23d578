"""What differs from the text of the list: in full, with a few equal words around it."""

from __future__ import annotations

from itertools import pairwise

from licence_sample import EQUAL, RIDER

from reports.licensing import LicenceComparison
from reports.passages import NEAR, Passage, around, first, passages

LONG = ("same", EQUAL * 40, EQUAL.lower() * 40)
SHORT = ("same", "of the Software", "of the software")


def weighing(ours: str, theirs: str = "") -> tuple[str, str, str]:
    return "substance", ours, theirs


def harmless(ours: str) -> tuple[str, str, str]:
    return "harmless", ours, ""


def compared(*segments: tuple[str, str, str]) -> LicenceComparison:
    return LicenceComparison("github:a/b", "LICENSE", "MIT", segments, "3.26")


def test_what_stands_close_together_is_one_passage() -> None:
    found = compared(harmless("2021"), LONG, weighing(RIDER), SHORT, weighing("", "free"), LONG)
    one, two = passages(found)
    assert (one.kind, two.kind) == ("harmless", "substance")
    assert two.segments[1:4] == (weighing(RIDER), SHORT, weighing("", "free"))
    for before, after in pairwise([one.segments[-1], two.segments[0]]):
        assert before[1].endswith("…")
        assert after[1].startswith("…")
    for kind, ours, theirs in (*one.segments, *two.segments):
        assert kind != "same" or max(len(ours), len(theirs)) <= NEAR + 1


def test_every_difference_stands_in_one_passage_and_none_grows_for_ever() -> None:
    every = [part for n in range(100) for part in (weighing(f"w{n}"), SHORT)]
    found = passages(compared(*every))
    inside = [s for passage in found for s in passage.segments if s[0] != "same"]
    assert inside == [s for s in every if s[0] != "same"]
    assert max(len(passage.segments) for passage in found) < 15


def test_equal_texts_have_no_passage() -> None:
    assert passages(compared(LONG)) == passages(compared()) == []


def test_those_a_human_must_see_are_left_out_last() -> None:
    found = [
        Passage((one,)) for one in (harmless("a"), weighing("b"), harmless("c"), weighing("d"))
    ]
    assert first(found, 3) == [found[0], found[1], found[3]]
    assert first(found, 1) == [found[1]]
    assert first(found, 0) == []


def test_words_without_blanks_are_cut_too() -> None:
    [passage] = passages(compared(("same", "许可" * 500, "许 可 " * 500), weighing("不得")))
    assert len(passage.segments[0][1]) == NEAR + 1


def test_each_difference_has_its_neighbours() -> None:
    told = list(around(compared(weighing("a"), weighing("b"), LONG)))
    assert [(before, segment[1]) for before, segment, _ in told] == [("", "a"), ("", "b")]
    assert told[0][2] == ""
    assert told[1][2].startswith(EQUAL[:20])
