"""A few rows behind each figure of a comparison and how many there are, for all at once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime, timedelta
from typing import TYPE_CHECKING, Any

from reports import wording
from reports.comparing.model import Line, Seen
from reports.considered import Looked, kinds, looked
from reports.evidence import Definition
from reports.loading import question
from reports.privacy import without_personal_data

if TYPE_CHECKING:
    from warehouse.queried import Queried

MOST = 2
Row = dict[str, Any]
Key = tuple[str, str]


def seen(
    warehouse: Queried, as_of: datetime, ids: Sequence[str], definitions: Sequence[Definition]
) -> Mapping[Key, tuple[Seen, ...]]:
    """(project, metric) → the tables its figure was made from, in the order of the metric."""
    found: dict[Key, list[Seen]] = defaultdict(list)
    for definition in definitions:
        for one in looked(definition):
            asked = {"as_of": as_of, "ids": list(ids), "metric": definition.metric_id,
                     "kinds": kinds(definition), "name": one.name, "most": MOST,
                     "window_from": _since(as_of, definition)}  # fmt: skip
            for project_id, table in _tables(warehouse, one, asked):
                found[project_id, definition.metric_id].append(table)
    return {key: tuple(tables) for key, tables in found.items()}


def _since(as_of: datetime, definition: Definition) -> datetime | None:
    days = definition.window_days
    return None if days is None else as_of - timedelta(days=days)


def _tables(
    warehouse: Queried, one: Looked, asked: dict[str, object]
) -> Iterator[tuple[str, Seen]]:
    in_force = one.in_force if one.name else question("compared_then")
    sql = question("compared_rows").format(table=one.table, at=one.at, in_force=in_force)
    names = set(re.findall(r"\$(\w+)", sql))
    rows = warehouse.query(sql, {name: value for name, value in asked.items() if name in names})
    by_project: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        by_project[row["project_id"]].append(row)
    for project_id, held in by_project.items():
        first = tuple(_line(row) for row in held)
        title = wording.word("table", one.table)
        yield project_id, Seen(one.source, title, held[0]["rows"], first)


def _line(row: Row) -> Line:
    key = (without_personal_data(row["key"]) or "").removeprefix(f"{row['repo_id']}|")
    return Line(key, row["repo_id"], row["at"])
