"""Where a licence file differs from the text it was recognised by, with some words around it.

Two hundred pages of equal text prove nothing to a reader: what differs stands in full, what is
equal only near it.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports.licensing import LicenceComparison

Segment = tuple[str, str, str]
SAME, WEIGHING = "same", "substance"
# Characters of equal text on either side; and how many differences one passage may hold.
NEAR, _TOGETHER = 60, 6
_BLANK_WITHIN = 15


@dataclass(frozen=True, slots=True)
class Passage:
    """Differences close to each other: (same, harmless or substance; words of the file; words of
    the text) in the order of the file, with the equal words before, between and after."""

    segments: tuple[Segment, ...]

    @property
    def kind(self) -> str:
        """substance, where a human must see one of its differences, else harmless."""
        kinds = {kind for kind, _, _ in self.segments}
        return WEIGHING if WEIGHING in kinds else "harmless"


def passages(found: LicenceComparison) -> list[Passage]:
    """All of them, in the order of the file."""
    every = found.segments
    return [_with_neighbours(every, first, last) for first, last in _runs(every)]


def first(found: Sequence[Passage], most: int) -> list[Passage]:
    """At most that many in the order of the file; those a human must see are left out last."""
    by_weight = sorted(range(len(found)), key=lambda at: found[at].kind != WEIGHING)
    return [found[at] for at in sorted(by_weight[:most])]


def around(found: LicenceComparison) -> Iterator[tuple[str, Segment, str]]:
    """Each difference with the words of the file before and after it."""
    every = found.segments
    for at, segment in enumerate(every):
        if segment[0] != SAME:
            before = every[at - 1][1] if at and every[at - 1][0] == SAME else ""
            after = every[at + 1][1] if every[at + 1 : at + 2] and every[at + 1][0] == SAME else ""
            yield _end(before), segment, _beginning(after)


def _runs(every: Sequence[Segment]) -> Iterator[tuple[int, int]]:
    """First and last of the differences of each passage."""
    differing = [at for at, (kind, _, _) in enumerate(every) if kind != SAME]
    opened: list[tuple[int, int]] = []
    number = 0
    for place, at in enumerate(differing):
        near = place and _near(every[differing[place - 1] + 1 : at])
        number += not (near and len(opened) % _TOGETHER)
        opened.append((number, at))
    for _, run in groupby(opened, key=lambda one: one[0]):
        found = [at for _, at in run]
        yield found[0], found[-1]


def _near(between: Sequence[Segment]) -> bool:
    return all(max(len(ours), len(theirs)) <= 2 * NEAR for _, ours, theirs in between)


def _with_neighbours(every: Sequence[Segment], first: int, last: int) -> Passage:
    made = list(every[first : last + 1])
    if first and every[first - 1][0] == SAME:
        _, ours, theirs = every[first - 1]
        made.insert(0, (SAME, _end(ours), _end(theirs)))
    if last + 1 < len(every) and every[last + 1][0] == SAME:
        _, ours, theirs = every[last + 1]
        made.append((SAME, _beginning(ours), _beginning(theirs)))
    return Passage(tuple(made))


def _end(text: str) -> str:
    if len(text) <= NEAR:
        return text
    kept = text[-NEAR:]
    return f"…{kept[kept.find(' ', 0, _BLANK_WITHIN) + 1 :]}"


def _beginning(text: str) -> str:
    if len(text) <= NEAR:
        return text
    blank = text.rfind(" ", NEAR - _BLANK_WITHIN, NEAR)
    return f"{text[: blank if blank > 0 else NEAR]}…"
