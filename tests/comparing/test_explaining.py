"""Why one is ahead: parts that add up, and changes that do what they say when carried out."""

from __future__ import annotations

import math
from dataclasses import replace
from types import SimpleNamespace

import compared_sample
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from reports.comparing.model import Cell, Compared, Comparison, Criterion
from reports.comparing.xlsx.table import gap_words
from scoring.comparison.points import scores, table
from scoring.comparison.weights import Scheme, scheme, standard
from yuanzheng.comparing import told_reasons
from yuanzheng.comparing.explaining import Explained, explained

METRICS = [one.metric for one in standard().indicators]
Row = list[float | None]


def score(row: Row, weighing: Scheme | None = None) -> float | None:
    [found] = scores(table([dict(zip(METRICS, row, strict=True))], weighing or standard()))
    return None if math.isnan(found) else float(found)


def project(name: str, row: Row) -> Compared:
    cells = [
        Cell(value, None, "not_observable" if value is None else "complete", None, None, None,
             None, None, None, None, (), 0, None, None, (), ()) for value in row
    ]  # fmt: skip
    weights = [one.weight for one in standard().indicators]
    lost = sum(w for w, value in zip(weights, row, strict=True) if value is None)
    return Compared(name, name, None, False, tuple(cells), score(row), None, None, None,
                    lost / sum(weights), 0.0, None, None, None, {}, None, None, None)  # fmt: skip


def comparison(*projects: Compared) -> Comparison:
    criteria = tuple(
        Criterion(one.id, one.id, "", one.metric, 1, "", "", None, "", "", one.cap, one.floor,
                  one.weight, one.people) for one in standard().indicators
    )  # fmt: skip
    return Comparison(
        compared_sample.AS_OF, None, (), criteria, projects, (), "standard", "",
        standard().most_unknown, standard().people_most, (), 1000, 1, {}, None, (), "",
    )  # fmt: skip


CELLS = st.one_of(st.none(), st.integers(0, 5000).map(float))
ROWS = st.lists(CELLS, min_size=8, max_size=8)


def held_to_its_words(one: Row, other: Row) -> Explained | None:
    a, b = project("a", one), project("b", other)
    made = comparison(a, b)
    found = explained(made, a, b)
    if found.ratio is None:
        assert None in (a.score, b.score)
        return None
    rows = {"a": one, "b": other}
    mine = {name: score(row) for name, row in rows.items()}
    ahead, behind = mine[found.first.project_id], mine[found.second.project_id]
    assert ahead is not None
    assert behind is not None
    assert ahead >= behind
    assert found.ratio == pytest.approx(ahead / behind, rel=1e-6)
    assert sum(share.adds for share in found.shares) == pytest.approx(math.log(found.ratio))
    for figure in found.figures:
        changed = list(rows[figure.project_id])
        changed[[c.criterion_id for c in made.criteria].index(figure.criterion_id)] = figure.needed
        rest = behind if figure.project_id == found.first.project_id else ahead
        assert score(changed) == pytest.approx(rest, rel=1e-6)
    for shift in found.shifts:
        weights = {**{c.criterion_id: c.weight for c in made.criteria},
                   shift.criterion_id: shift.needed}  # fmt: skip
        both = [score(row, scheme(weights)) for row in (one, other)]
        assert both[0] == pytest.approx(both[1], rel=1e-6)
    return found


@settings(max_examples=150, deadline=None)
@given(one=ROWS, other=ROWS)
def test_parts_add_up_and_changes_do_what_they_say(one: Row, other: Row) -> None:
    held_to_its_words(one, other)


def test_the_greatest_part_comes_first_and_the_one_ahead_is_the_first() -> None:
    low: Row = [10, 5, 100, 50, 20, 3, 8, 5]
    high: Row = [10, 5, 1000, 50, 20, 3, 8, 5]
    found = held_to_its_words(low, high)
    assert found is not None
    assert (found.first.project_id, found.shares[0].criterion_id) == ("b", "commits")
    assert [share.adds for share in found.shares[1:]] == [0] * 7
    needed = {one.criterion_id: one.needed for one in found.figures if one.project_id == "a"}
    assert needed["commits"] == pytest.approx(1000)
    # commits without weight tie them; heads then weigh no more than they may (1.045 of 1.05)
    assert [(one.criterion_id, one.needed) for one in found.shifts] == [("commits", 0)]


def test_a_weight_reverses_the_order_beyond_what_is_said() -> None:
    one: Row = [4000, 5, 100, 50, 20, 3, 8, 5]
    other: Row = [100, 5, 900, 50, 20, 3, 8, 5]
    found = held_to_its_words(one, other)
    assert found is not None
    shift = next(x for x in found.shifts if x.criterion_id == "stars")
    beyond = shift.needed + math.copysign(0.01, shift.needed - shift.now)
    weights = {**{i.id: i.weight for i in standard().indicators}, "stars": beyond}
    after = [score(row, scheme(weights)) for row in (one, other)]
    before = [score(row) for row in (one, other)]
    assert (before[0] > before[1]) != (after[0] > after[1])


def test_no_change_is_told_that_changes_nothing_or_cannot_be_made() -> None:
    alike: Row = [100, 50, 1400, 50, 20, 3, 8, 5]
    more, other = [*alike], [*alike]
    more[1], other[2] = 51, 1446  # about the same: hardly anything is missing
    found = held_to_its_words(more, other)
    assert found is not None
    figures = [one for one in found.figures if one.now == round(one.needed, 1)]
    assert figures
    assert all(f"变为约 {one.now:g} " not in told_reasons._moved(one) + " " for one in figures)
    lost: Row = [*alike[:7], None]
    found = held_to_its_words(alike, lost)
    assert found is not None
    people = next(one for one in found.shifts if one.criterion_id == "people")
    assert people.needed == 0
    told = [words for words in told_reasons._changes(found) if "people的权重" in words]
    assert told == ["· people的权重从 0.06 改为约 0，两者得分就相同"]
    assert told_reasons._weight(6.74e-05) == "0.0000674"
    assert told_reasons._weight(12340.0) == "12340"


def test_what_is_unknown_counts_as_the_mean_of_the_rest_and_could_reverse_the_order() -> None:
    one: Row = [100, 50, 100, 50, 20, 3, 8, 5]
    other: Row = [100, 50, 80, 50, 20, None, 8, 5]
    found = held_to_its_words(one, other)
    assert found is not None
    assert any(figure.now is None for figure in found.figures)


def test_of_who_has_no_score_nothing_is_made_up() -> None:
    a, b = project("a", [None] * 8), project("b", [1.0] * 8)
    found = explained(comparison(a, b), a, b)
    assert (found.ratio, found.shares, found.figures, found.shifts) == (None, (), (), ())


def test_pairs_that_cannot_be_told_apart_say_how_often() -> None:
    a, b = project("a", [1.0] * 8), project("b", [2.0] * 8)
    made = replace(comparison(a, b), unseparable=(("b", "a", 0.3),))
    assert explained(made, a, b).not_ahead == 0.3
    assert explained(comparison(a, b), a, b).not_ahead is None


def test_of_the_same_score_it_is_never_said_that_they_can_be_told_apart() -> None:
    row: Row = [4000, 1000, None, None, 1000, 26, 13, 100]
    a, b = project("a", [10.0 * one.cap for one in standard().indicators]), project("b", row)
    assert a.score == b.score == 100
    found = explained(comparison(a, b), a, b)
    [said] = told_reasons._apart(found, 1000)
    assert "总是分不出先后" in said


def test_what_is_not_applicable_is_told_as_that_and_not_as_a_reason_that_was_lost() -> None:
    cell = Cell(
        None, "不适用", "complete", None, 0, None, None, None, None, "E1", (), 0, None, None, (), ()
    )  # fmt: skip
    made = SimpleNamespace(criteria=[SimpleNamespace(title="星标数")])
    one = SimpleNamespace(name="模型", cells=[cell], unknown_share=0.06)
    other = SimpleNamespace(name="另一个", cells=[], unknown_share=0.0)
    assert gap_words(made, one) == "星标数不适用"
    found = SimpleNamespace(first=one, second=other)
    [said] = told_reasons._unknowns(made, found)
    assert "星标数（不适用）" in said
