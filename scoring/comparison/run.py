"""One number for comparing projects: fills `project_score`. A view over the table, never evidence.

The definition, with its sources, stands in `indicators.toml`.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from datetime import UTC, datetime
from importlib.resources import files

from scoring.comparison.weights import scheme
from scoring.measuring import insert
from warehouse.store import Warehouse

_LISTS = """
CREATE OR REPLACE TEMP TABLE indicator (place INTEGER, id TEXT, metric TEXT, cap DOUBLE,
  floor DOUBLE, weight DOUBLE, people BOOLEAN);
CREATE OR REPLACE TEMP TABLE scored AS SELECT project_id FROM project
"""


def conclude(
    warehouse: Warehouse,
    as_of: datetime,
    weights: Mapping[str, float],
    project_ids: Sequence[str] | None = None,
) -> None:
    """Replaces the scores of `as_of` for the projects (None: all); call in a transaction, after
    `measuring.measure`. Raises `ScoringError` for weights that cannot be.
    """
    chosen = scheme(weights)
    as_of = as_of.astimezone(UTC)
    warehouse.execute(_LISTS)
    if project_ids is not None:
        named = {"names": list(project_ids)}
        warehouse.execute("DELETE FROM scored WHERE NOT list_contains($names, project_id)", named)
    rows = [{"place": place, **one.model_dump()} for place, one in enumerate(chosen.indicators)]
    insert(warehouse, "indicator", rows)
    where = "" if project_ids is None else " AND project_id IN (SELECT project_id FROM scored)"
    warehouse.execute(f"DELETE FROM project_score WHERE as_of = $as_of{where}", {"as_of": as_of})
    text = files("scoring.comparison").joinpath("scores.sql").read_text(encoding="utf-8")
    held = {"as_of": as_of, "weights_id": chosen.weights_id, "most_unknown": chosen.most_unknown}
    warehouse.execute(text, held)
