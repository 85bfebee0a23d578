"""Figures of a pack that differ from those made here in their last places alone.

Another version of the engine, or of the machine's mathematics, adds and interpolates in another
order: quantiles of DuckDB 1.5 and 2.0 differ in the sixteenth digit. Nothing hangs on it.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from math import isclose
from typing import Any

from scoring.settings import ScoringSettings
from warehouse.store import Row, Warehouse

# Stored figures have twelve digits (`scoring/measurements.sql`); one in the last may be another.
_CLOSE = 2e-11
_MADE = (
    "SELECT metric_id, part, strftime(month, '%Y-%m') AS month, value FROM measurement"
    " WHERE project_id = $project AND as_of = $as_of AND value <> trunc(value)"
)
_TAKEN = (
    "UPDATE measurement SET value = $value WHERE project_id = $project AND as_of = $as_of"
    " AND metric_id = $metric_id AND part = $part"
    " AND strftime(month, '%Y-%m') IS NOT DISTINCT FROM $month"
)
_Key = tuple[object, object, object]


def take(
    made: Warehouse, told: Mapping[str, Any], project_id: str, as_of: datetime,
    settings: ScoringSettings,
) -> None:  # fmt: skip
    """Gives measurements the value that figures.json (`told`) says, where it is as good as the
    same, and judges by these; every other difference stays to be found."""
    from scoring.run import judged

    said = {_key(one): one.get("value") for one in (*told["figures"], *told["monthly"])}
    asked = {"project": project_id, "as_of": as_of}
    close = list(_close(made.query(_MADE, asked), said))
    if not close:
        return
    with made.transaction():
        for row in close:
            made.execute(_TAKEN, {**asked, **row})
        judged(made, as_of, settings, [project_id])


def _close(rows: Sequence[Row], said: Mapping[_Key, object]) -> Iterator[Row]:
    for row in rows:
        here, there = row["value"], said.get(_key(row))
        if isinstance(there, float) and there != here and isclose(there, here, rel_tol=_CLOSE):
            yield {**row, "value": there}


def _key(one: Mapping[str, Any]) -> _Key:
    return str(one.get("metric_id")), str(one.get("part")), one.get("month")
