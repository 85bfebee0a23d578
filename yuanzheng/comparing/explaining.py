"""Why one project is ahead of another, and what would change it.

The logarithm of a score is the weighted mean of ln(points). What is not known counts as the mean of
the rest of its project, which is what leaving it out comes to; so the parts

    weight_j / all weights * (ln points_Aj - ln points_Bj)

add up to ln(score_A / score_B).
"""

from __future__ import annotations

import math
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace

from reports.comparing.model import Cell, Compared, Comparison, Criterion
from scoring.comparison.weights import scheme
from scoring.errors import ScoringError

_PLACES = 9


@dataclass(frozen=True, slots=True)
class Share:
    """What a criterion adds to ln(score of the first / score of the second)."""

    criterion_id: str
    title: str
    unit: str
    first: float | None
    second: float | None
    adds: float


@dataclass(frozen=True, slots=True)
class Figure:
    """A figure that alone would make both scores the same; `now` None: it is unknown now."""

    project_id: str
    criterion_id: str
    title: str
    unit: str
    now: float | None
    needed: float


@dataclass(frozen=True, slots=True)
class Shift:
    """A weight that alone would make both scores the same; beyond it the order is reversed, where
    it is not 0, beyond which there is no weight."""

    criterion_id: str
    title: str
    now: float
    needed: float


@dataclass(frozen=True, slots=True)
class Explained:
    """`first` is the one ahead, or as typed where none is; `ratio` of the scores is None where one
    of them has no score. `not_ahead`: share of the variants in which the first is not ahead, None:
    no more than may be."""

    first: Compared
    second: Compared
    ratio: float | None
    shares: tuple[Share, ...]
    figures: tuple[Figure, ...]
    shifts: tuple[Shift, ...]
    not_ahead: float | None


@dataclass(frozen=True, slots=True)
class _Sums:
    """Of the known criteria of a project: their weights, and weight * ln(points)."""

    weight: float
    logs: float
    points: Mapping[str, float]

    @property
    def mean(self) -> float:
        return self.logs / self.weight


def explained(made: Comparison, one: Compared, other: Compared) -> Explained:
    """Of two projects of the comparison."""
    if one.score is None or other.score is None:
        return Explained(one, other, None, (), (), (), None)
    first, second = (one, other) if one.score >= other.score else (other, one)
    sums = _sums(made, first), _sums(made, second)
    shares = sorted(_shares(made, first, second, *sums), key=lambda share: -abs(share.adds))
    pairs = {frozenset(pair[:2]): pair[2] for pair in made.unseparable}
    return Explained(
        first, second, math.exp(sums[0].mean - sums[1].mean), tuple(shares),
        tuple(_figures(made, first, second, *sums)), tuple(_shifts(made, first, second, *sums)),
        pairs.get(frozenset((first.project_id, second.project_id))),
    )  # fmt: skip


def _sums(made: Comparison, one: Compared) -> _Sums:
    points = {
        criterion.criterion_id: _points(cell.value, criterion)
        for criterion, cell in zip(made.criteria, one.cells, strict=True)
        if cell.value is not None
    }
    held = [(c.weight, points[c.criterion_id]) for c in made.criteria if c.criterion_id in points]
    return _Sums(sum(w for w, _ in held), sum(w * math.log(p) for w, p in held), points)


def _points(value: float, one: Criterion) -> float:
    held = math.log1p(min(max(value, 0), one.cap)) / math.log1p(one.cap)
    return one.floor + (1 - one.floor) * held


def _shares(
    made: Comparison, first: Compared, second: Compared, a: _Sums, b: _Sums
) -> Iterator[Share]:
    every = sum(one.weight for one in made.criteria)
    for place, one in enumerate(made.criteria):
        key = one.criterion_id
        logs = [math.log(s.points[key]) if key in s.points else s.mean for s in (a, b)]
        yield Share(
            key, one.title, one.unit, first.cells[place].value, second.cells[place].value,
            one.weight / every * (logs[0] - logs[1]),
        )  # fmt: skip


def _figures(
    made: Comparison, first: Compared, second: Compared, a: _Sums, b: _Sums
) -> Iterator[Figure]:
    """What the one behind would need, then what the one ahead would have to fall to."""
    for one, mine, others in ((second, b, a), (first, a, b)):
        for place, criterion in enumerate(made.criteria):
            needed = _needed(criterion, one.cells[place], mine, others.mean)
            if needed is not None:
                yield Figure(
                    one.project_id, criterion.criterion_id, criterion.title, criterion.unit,
                    one.cells[place].value, needed,
                )  # fmt: skip


def _needed(one: Criterion, cell: Cell, mine: _Sums, mean: float) -> float | None:
    """The value with which the mean of the logarithms is `mean`; None: no value does it."""
    if one.weight == 0:
        return None
    known = cell.value is not None
    rest = mine.logs - (one.weight * math.log(mine.points[one.criterion_id]) if known else 0)
    weight = mine.weight + (0 if known else one.weight)
    # beyond 1 it is no points any more, and a small weight would ask for more than a float holds
    points = math.exp(min((mean * weight - rest) / one.weight, 1.0))
    if not one.floor <= points <= 1:
        return None
    return math.expm1((points - one.floor) / (1 - one.floor) * math.log1p(one.cap))


def _shifts(
    made: Comparison, first: Compared, second: Compared, a: _Sums, b: _Sums
) -> Iterator[Shift]:
    for one in made.criteria:
        for change in _changes(one, a, b):
            # what a weight may be written with
            needed = round(one.weight + change, _PLACES) + 0.0  # -0 is 0
            both = first, second
            if needed >= 0 and _may(made, one, needed, both) and _same(made, one, needed, both):
                yield Shift(one.criterion_id, one.title, one.weight, needed)
                break


def _changes(one: Criterion, a: _Sums, b: _Sums) -> list[float]:
    """Changes of the weight with which both means are the same, the smallest first:
    (Na + x la)(Wb + x kb) = (Nb + x lb)(Wa + x ka), k 1 where the criterion is known."""
    key = one.criterion_id
    la, lb = (math.log(s.points[key]) if key in s.points else 0.0 for s in (a, b))
    ka, kb = (float(key in s.points) for s in (a, b))
    square = la * kb - lb * ka
    linear = a.logs * kb + la * b.weight - b.logs * ka - lb * a.weight
    constant = a.logs * b.weight - b.logs * a.weight
    if abs(square) < 1e-15:
        roots = [] if abs(linear) < 1e-15 else [-constant / linear]
    else:
        inner = linear * linear - 4 * square * constant
        halves = (math.sqrt(inner), -math.sqrt(inner)) if inner >= 0 else ()
        roots = [(-linear + half) / (2 * square) for half in halves]
    return sorted(roots, key=abs)


def _same(made: Comparison, one: Criterion, needed: float, both: tuple[Compared, Compared]) -> bool:
    """Whether that weight, rounded as it is, does what it was found for: where hardly any other
    weight is left, what was found is nothing but rounding."""
    changed = tuple(replace(c, weight=needed) if c is one else c for c in made.criteria)
    first, second = (_sums(replace(made, criteria=changed), project) for project in both)
    return abs(first.mean - second.mean) < 1e-6


def _may(made: Comparison, one: Criterion, needed: float, both: tuple[Compared, Compared]) -> bool:
    """Whether scores may be made with that weight, and both have one then."""
    weights = {c.criterion_id: c.weight for c in made.criteria} | {one.criterion_id: needed}
    try:
        scheme(weights)
    except ScoringError:
        return False
    every = sum(weights.values())
    for project in both:
        pairs = zip(made.criteria, project.cells, strict=True)
        lost = sum(weights[c.criterion_id] for c, cell in pairs if cell.value is None)
        if round(lost / every, 9) > made.most_unknown:
            return False
    return True
