"""Which rows a figure was made from, as exactly as the warehouse knows it.

A metric declares the tables whose rows are its sources (`rows` in the head of its query, see
CONTRIBUTING.md), and `measurement_source` names the answers these rows were read from when it was
measured. So these are the rows that were looked at; which of them counted is for the query to say.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reports.evidence import Definition, EvidenceRow, Report
from reports.privacy import without_personal_data
from warehouse.records import COLLECTED

if TYPE_CHECKING:
    from warehouse.store import Warehouse

# The time a row is about: the first of these that its table has, the next where it is unknown.
_TIMES = ("authored_at", "committed_at", "starred_at", "submitted_at", "published_at", "created_at",
          "day")  # fmt: skip
_OBSERVED = "observed_at"
_COLUMNS = {record.TABLE: [field.name for field in fields(record)] for record in COLLECTED}
_CURRENT = "t.closed_at IS NULL"
_SNAPSHOT = (
    "t.name = $name AND t.observed_at <= $as_of AND (t.closed_at IS NULL OR t.closed_at > $as_of)"
)


@dataclass(frozen=True, slots=True)
class SeenRow:
    """`at` None: the row does not say."""

    table: str
    key: str
    repo_id: str
    at: datetime | None
    answer_id: str


@dataclass(frozen=True, slots=True)
class SeenTable:
    """`table` as the metric names it (`count_snapshot:stars`); `time` is the column of `at`.

    `inside`: rows whose time lies in the window; None where their time says nothing of that.
    `later`: rows in force that were read after the figure was measured. `shown` are the first.
    """

    table: str
    time: str
    rows: int
    inside: int | None
    later: int
    shown: tuple[SeenRow, ...]


def considered(
    warehouse: Warehouse, report: Report, figure: EvidenceRow, definition: Definition,
    most: int | None,
) -> tuple[SeenTable, ...]:  # fmt: skip
    """The tables a figure was made from with `most` rows of each (None: all of them)."""
    head = _head(definition.sql_text)
    kinds = _words(head, "kinds") or [repository.kind for repository in report.repositories]
    about = [r.repo_id for r in report.repositories if r.kind in kinds]
    asked: dict[str, object] = {
        "as_of": report.as_of, "project_id": report.project.project_id,
        "metric_id": definition.metric_id, "window_from": figure.window_from,
        "window_to": figure.window_to,
        "repos": [one for one in about if figure.part in about and one == figure.part] or about,
    }  # fmt: skip
    named = [source for source in _words(head, "rows") if source.partition(":")[0] in _COLUMNS]
    return tuple(_seen(warehouse, source, asked, most) for source in named)


def _seen(
    warehouse: Warehouse, source: str, asked: dict[str, object], most: int | None
) -> SeenTable:
    table, _, name = source.partition(":")
    times = _times(table)
    parts = {
        "table": table, "in_force": _SNAPSHOT if name else _CURRENT,
        "at": f"coalesce({', '.join(f't.{time}::TIMESTAMPTZ' for time in times)})",
    }  # fmt: skip
    params = {**asked, "name": name} if name else asked
    [counts] = _asked(warehouse, "considered", parts, params)
    rows = _asked(warehouse, "considered_rows", parts, {**params, "most": most})
    dated = times[0] != _OBSERVED and asked["window_from"] is not None
    return SeenTable(
        source, times[0], counts["rows"], counts["inside"] if dated else None, counts["later"],
        tuple(SeenRow(source, **{**row, "key": _clean(row["key"])}) for row in rows),
    )  # fmt: skip


def _asked(
    warehouse: Warehouse, question: str, parts: dict[str, str], params: dict[str, object]
) -> list[dict[str, Any]]:
    sql = _sql(question).format(**parts)
    names = set(re.findall(r"\$(\w+)", sql))
    return warehouse.query(sql, {name: value for name, value in params.items() if name in names})


def _times(table: str) -> Sequence[str]:
    return [time for time in _TIMES if time in _COLUMNS[table]] or [_OBSERVED]


def _head(sql_text: str) -> dict[str, Any]:
    """The head of a metric; empty where it cannot be read."""
    lines: list[str] = []
    for line in sql_text.splitlines():
        if not line.startswith("--"):
            break
        lines.append(line.removeprefix("--"))
    try:
        return tomllib.loads("\n".join(lines))
    except tomllib.TOMLDecodeError:
        return {}


def _words(head: dict[str, Any], key: str) -> list[str]:
    found = head.get(key)
    return [one for one in found if isinstance(one, str)] if isinstance(found, list) else []


def _clean(key: str) -> str:
    return without_personal_data(key) or ""


@cache
def _sql(name: str) -> str:
    return files("reports").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")
