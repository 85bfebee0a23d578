"""Points of a table of projects and criteria under three normalisations, and the score of each.

A table is a float matrix, a row for each project and a column for each criterion; NaN: unknown.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt

from scoring.comparison.weights import Scheme

Matrix = npt.NDArray[np.float64]
# Shares are compared where the last places of a sum say nothing any more.
_PLACES = 9


@dataclass(frozen=True, slots=True, eq=False)
class Table:
    """What is compared; `caps`, `floors` and `weights` have a place for each criterion."""

    values: Matrix
    caps: Matrix
    floors: Matrix
    weights: Matrix
    most_unknown: float

    @property
    def unknown(self) -> npt.NDArray[np.bool_]:
        return np.isnan(self.values)


def table(rows: Sequence[Mapping[str, float | None]], scheme: Scheme) -> Table:
    """`rows`: for each project metric → value; a metric that is not there is unknown."""
    ones = scheme.indicators
    values = [[_number(row.get(one.metric)) for one in ones] for row in rows]
    return Table(
        np.array(values, dtype=np.float64).reshape(len(rows), len(ones)),
        np.array([one.cap for one in ones]),
        np.array([one.floor for one in ones]),
        np.array([one.weight for one in ones], dtype=np.float64),
        scheme.most_unknown,
    )


def _number(value: float | None) -> float:
    return float("nan") if value is None else float(value)


def capped(table: Table) -> Matrix:
    """The points a score is made of: the formula of `indicators.toml`."""
    held = np.minimum(np.maximum(table.values, 0), table.caps)
    return _raised(np.log1p(held) / np.log1p(table.caps), table.floors)


def placed(table: Table) -> Matrix:
    """Points by place among the projects where the criterion is known (see `places`)."""
    return _raised(places(table.values), table.floors)


def spanned(table: Table) -> Matrix:
    """Points by distance from the least to the most, of logarithms; 0.5 where all are the same."""
    logs = np.log1p(np.maximum(table.values, 0))
    with np.errstate(invalid="ignore"):
        low, high = _least(logs), -_least(-logs)
        shares = np.where(high > low, (logs - low) / np.where(high > low, high - low, 1), 0.5)
    return _raised(np.where(np.isnan(logs), np.nan, shares), table.floors)


NORMALISATIONS = (capped, placed, spanned)


def places(values: Matrix) -> Matrix:
    """0 for the least, 1 for the most, ties in the middle of theirs; 0.5 where one alone is known.

    (lower + (equal - 1) / 2) / (known - 1), of each column.
    """
    found = np.full(values.shape, np.nan)
    for column in range(values.shape[1]):
        known = ~np.isnan(values[:, column])
        held = np.maximum(values[known, column], 0)
        ordered = np.sort(held)
        lower = np.searchsorted(ordered, held, "left")
        upper = np.searchsorted(ordered, held, "right")
        many = len(held)
        middle = (lower + upper - 1) / 2
        found[known, column] = middle / (many - 1) if many > 1 else np.full(many, 0.5)
    return found


def unknown_shares(table: Table) -> Matrix:
    """Of the weight, of each project."""
    shares: Matrix = (table.unknown * table.weights).sum(axis=1) / table.weights.sum()
    return np.round(shares, _PLACES)


def scores(table: Table) -> Matrix:
    """As `scores.sql` gives them, rounded alike: 0..100, NaN where too much is unknown."""
    logs = np.where(table.unknown, 0, np.log(np.where(table.unknown, 1, capped(table))))
    known = (~table.unknown * table.weights).sum(axis=1)
    mean = np.exp((logs * table.weights).sum(axis=1) / np.where(known > 0, known, np.nan))
    return np.where(unknown_shares(table) <= table.most_unknown, np.round(100 * mean, 6), np.nan)


def ranks(scores: Matrix) -> Matrix:
    """1 for the highest, the same for the same; NaN for who has no score."""
    ordered = np.sort(-scores[~np.isnan(scores)])
    return np.where(np.isnan(scores), np.nan, 1 + np.searchsorted(ordered, -scores, "left"))


def _least(matrix: Matrix) -> Matrix:
    """Of each column; infinite where nothing is known."""
    least: Matrix = np.where(np.isnan(matrix), np.inf, matrix).min(axis=0, initial=np.inf)
    return least


def _raised(shares: Matrix, floors: Matrix) -> Matrix:
    raised: Matrix = floors + (1 - floors) * shares
    return raised
