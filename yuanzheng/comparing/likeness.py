"""Figures that may stand beside one another: made by the same definition, over the same window."""

from __future__ import annotations

from collections.abc import Collection, Mapping, Sequence
from datetime import datetime, timedelta

import numpy as np

from reports.evidence import Definition
from scoring.comparison.agreement import alternatives
from scoring.comparison.points import Matrix, ranks, scores, table
from scoring.comparison.weights import Scheme
from warehouse.queried import Queried
from warehouse.store import Row
from yuanzheng import knowledge

Definitions = Mapping[str, Definition]
AGAIN = "请用同样的截止日期重新运行 yuanzheng score"


def unlike(
    definition: Definition, version: int | None, window_from: datetime | None, as_of: datetime
) -> str | None:
    """Why a figure cannot stand beside those made now, in Chinese; None: it can."""
    if version != definition.version:
        return f"用第 {version} 版口径算的，现在是第 {definition.version} 版，不能相比：{AGAIN}"
    days = definition.window_days
    if window_from != (None if days is None else as_of - timedelta(days=days)):
        return f"统计期不是现在设定的 {days} 天，不能相比：{AGAIN}"
    return None


def earlier(
    warehouse: Queried, before: datetime | None, ids: Sequence[str], known: Definitions,
    scheme: Scheme,
) -> tuple[Matrix, Matrix]:  # fmt: skip
    """Scores and ranks at the instant before, by the same weights. A place among fewer projects is
    none among these: without all of them there are no ranks."""
    metrics = [one.metric for one in scheme.indicators]
    found = _alike(warehouse, before, ids, known, [(one, "") for one in metrics])
    rows = [{metric: found.get((one, metric, "")) for metric in metrics} for one in ids]
    made = scores(table(rows, scheme))
    held = {project for project, _, _ in found}
    return made, ranks(made) if held.issuperset(ids) else np.full(len(ids), np.nan)


def instant_before(
    known: Mapping[datetime, Collection[str]], at: datetime, ids: Sequence[str]
) -> datetime | None:
    """The earlier instant most of the projects were scored at, the latest of such: one project
    scored by itself in between is not what the others stood at last."""
    wanted = set(ids)
    many = {one: len(wanted.intersection(of)) for one, of in known.items() if one < at}
    return max((one for one in many if many[one]), key=lambda one: (many[one], one), default=None)


def otherwise(
    warehouse: Queried, as_of: datetime, ids: Sequence[str], known: Definitions
) -> dict[str, list[float | None]]:
    """By title of another definition: what it gives for each project."""
    wanted = [(one.metric, one.part) for one in alternatives()]
    found = _alike(warehouse, as_of, ids, known, wanted)
    return {
        one.title: [found.get((project, one.metric, one.part)) for project in ids]
        for one in alternatives()
    }


def _alike(
    warehouse: Queried, at: datetime | None, ids: Sequence[str], known: Definitions,
    wanted: Sequence[tuple[str, str]],
) -> dict[tuple[str, str, str], float | None]:  # fmt: skip
    if at is None:
        return {}
    metrics, parts = {one for one, _ in wanted}, {part for _, part in wanted}
    rows = knowledge.measured(warehouse, at, ids, sorted(metrics), sorted(parts))
    return {
        (row["project_id"], row["metric_id"], row["part"]): row["value"]
        for row in rows
        if _is_alike(row, known, at)
    }


def _is_alike(row: Row, known: Definitions, at: datetime) -> bool:
    definition = known.get(row["metric_id"])
    return definition is not None and not unlike(definition, row["version"], row["window_from"], at)
