"""How far another way of scoring orders the projects alike: Kendall's tau-b.

M. G. Kendall, The Treatment of Ties in Ranking Problems, Biometrika 33 (1945):
tau = (C - D) / sqrt((n0 - n1)(n0 - n2)), n1 and n2 pairs tied in the one and in the other.
"""

from __future__ import annotations

import tomllib
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache
from importlib.resources import files

import numpy as np

from scoring.comparison.points import Matrix, Table, capped, placed, scores, spanned
from scoring.comparison.weights import Scheme


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another definition for an indicator: the figure `part` of `metric`; `title` in Chinese."""

    title: str
    indicator: str
    metric: str
    part: str


@cache
def alternatives() -> tuple[Alternative, ...]:
    """Those of `definitions.toml`."""
    text = files("scoring.comparison").joinpath("definitions.toml").read_text(encoding="utf-8")
    return tuple(Alternative(**one) for one in tomllib.loads(text)["definition"])


def tau(first: Matrix, second: Matrix) -> float | None:
    """Of who has both; None where fewer than two do or one of the orders ties everybody."""
    both = ~np.isnan(first) & ~np.isnan(second)
    signs = [np.sign(np.subtract.outer(one[both], one[both])) for one in (first, second)]
    agreed = float((signs[0] * signs[1]).sum())
    apart = float(np.abs(signs[0]).sum()) * float(np.abs(signs[1]).sum())
    return round(agreed / apart**0.5, 6) if apart > 0 else None


def variants(
    table: Table, scheme: Scheme, titles: Mapping[str, str],
    otherwise: Mapping[str, Sequence[float | None]],
) -> dict[str, float | None]:  # fmt: skip
    """Chinese name of another way of scoring → tau with the shown one.

    `titles`: metric → its name; `otherwise`: title of an alternative → its figure for each project.
    Projects without a score by the shown way stay out of all, those an alternative says nothing of
    out of its own.
    """
    shown = scores(table)
    ways = (*_ways(table, scheme, titles), *_definitions(table, scheme, otherwise))
    return {name: tau(shown, np.where(np.isnan(shown), np.nan, way)) for name, way in ways}


def _definitions(
    table: Table, scheme: Scheme, otherwise: Mapping[str, Sequence[float | None]]
) -> Iterator[tuple[str, Matrix]]:
    places = {one.id: place for place, one in enumerate(scheme.indicators)}
    for one in alternatives():
        place = places[one.indicator]
        if table.weights[place] > 0 and one.title in otherwise:
            values = table.values.copy()
            values[:, place] = [np.nan if x is None else x for x in otherwise[one.title]]
            found = _geometric(replace(table, values=values))
            yield one.title, np.where(np.isnan(values[:, place]), np.nan, found)


def _ways(table: Table, scheme: Scheme, titles: Mapping[str, str]) -> Iterator[tuple[str, Matrix]]:
    yield "按百分位归一化", _geometric(table, placed(table))
    yield "取对数后按最小最大归一化", _geometric(table, spanned(table))
    yield "加权算术平均", _arithmetic(table)
    yield "各项等权", _geometric(_weighing(table, np.ones_like(table.weights)))
    yield "未知的按下限计", _geometric(_filled(table))
    for place, one in enumerate(scheme.indicators):
        left = table.weights.copy()
        left[place] = 0
        if table.weights[place] > 0 and left.any():
            yield f"不计{titles.get(one.metric, one.id)}", _geometric(_weighing(table, left))


def _weighing(table: Table, weights: Matrix) -> Table:
    return replace(table, weights=weights)


def _filled(table: Table) -> Table:
    return replace(table, values=np.where(table.unknown, 0, table.values))


def _geometric(table: Table, points: Matrix | None = None) -> Matrix:
    """Of what is known; NaN where nothing is."""
    found = capped(table) if points is None else points
    return _mean(table, np.log(np.where(table.unknown, 1, found)))


def _arithmetic(table: Table) -> Matrix:
    return _mean(table, capped(table))


def _mean(table: Table, parts: Matrix) -> Matrix:
    held = np.where(table.unknown, 0, parts) * table.weights
    known = (~table.unknown * table.weights).sum(axis=1)
    mean: Matrix = held.sum(axis=1) / np.where(known > 0, known, np.nan)
    return np.round(mean, 9)
