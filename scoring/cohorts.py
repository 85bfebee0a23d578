"""Metrics over all projects together, for when the projects are scored in several places."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC, datetime
from functools import cache
from glob import escape
from pathlib import Path

from scoring import measuring
from scoring.metric_files import Metric, all_metrics, by_id
from warehouse.store import Warehouse


@cache
def ids() -> tuple[str, ...]:
    """The metrics that rest on more than the project itself, as their heads say."""
    return tuple(metric.metric_id for metric in all_metrics() if metric.compares)


def write(warehouse: Warehouse, as_of: datetime, window_days: int, path: Path) -> None:
    """Asks them of the whole warehouse and writes what they give as Parquet."""
    measuring.begin(warehouse)
    for metric in (by_id()[one] for one in ids()):
        measuring.ask(warehouse, metric, as_of.astimezone(UTC), metric.days(window_days))
    warehouse.execute(f"COPY given TO {_quoted(str(path))} (FORMAT parquet)")


def known(metrics: Sequence[Metric], path: Path) -> tuple[Metric, ...]:
    """The metrics, those of the cohort with the answers of `write` in the place of their query."""
    return tuple(_answered(one, path) if one.metric_id in ids() else one for one in metrics)


def _answered(metric: Metric, path: Path) -> Metric:
    sql = (
        f"SELECT * EXCLUDE (metric_id) FROM read_parquet({_quoted(escape(str(path)))})"
        f" WHERE metric_id = '{metric.metric_id}'"
        " AND project_id IN (SELECT project_id FROM project)"
    )
    return metric.model_copy(update={"sql": sql})


def _quoted(path: str) -> str:
    return "'" + path.replace("'", "''") + "'"
