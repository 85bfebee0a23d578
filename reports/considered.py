"""Which rows a figure was made from, as exactly as the warehouse knows it.

A metric declares the tables whose rows are its sources (`rows` in the head of its query, see
CONTRIBUTING.md), and `measurement_source` names the answers these rows were read from when it was
measured. So these are the rows that were looked at; which of them counted is for the query to say.
Where a query reads acts (table `act`), each row comes with what it was judged to be.
"""

from __future__ import annotations

import re
import tomllib
from collections.abc import Callable, Sequence
from dataclasses import dataclass, fields
from datetime import datetime
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING, Any

from reports.evidence import Definition, EvidenceRow, Report
from reports.privacy import without_personal_data

if TYPE_CHECKING:
    from warehouse.queried import Queried

# The time a row is about: the first of these that its table has, the next where it is unknown.
_TIMES = ("authored_at", "committed_at", "starred_at", "submitted_at", "published_at", "created_at",
          "day")  # fmt: skip
_OBSERVED = "observed_at"
_CURRENT = "t.closed_at IS NULL"
_SNAPSHOT = (
    "t.name = $name AND t.observed_at <= $as_of AND (t.closed_at IS NULL OR t.closed_at > $as_of)"
)


# Whether a table has rows of any of some repositories.
Holds = Callable[[str, Sequence[str]], bool]

_ACTS = re.compile(r"\b(?:FROM|JOIN)\s+act\b", re.IGNORECASE)
# How acts name the rows of these tables (`ref` in schema.sql).
_REFS = {
    "commit": "t.sha", "issue": "t.key", "comment": "t.key", "change_request": "t.key",
    "discussion": "'discussion|' || t.key", "review": "'review|' || t.key",
}  # fmt: skip


@cache
def _columns() -> dict[str, list[str]]:
    from warehouse.records import COLLECTED

    return {record.TABLE: [field.name for field in fields(record)] for record in COLLECTED}


@dataclass(frozen=True, slots=True)
class Judged:
    """What rows were judged to be: the words of table `act`. `excluded` None: substantive."""

    kind: str
    bot: str
    excluded: str | None


@dataclass(frozen=True, slots=True)
class SeenRow:
    """`at` None: the row does not say. `judged` None: the figure is not made from acts."""

    table: str
    key: str
    repo_id: str
    at: datetime | None
    answer_id: str
    judged: tuple[Judged, ...] | None


@dataclass(frozen=True, slots=True)
class SeenTable:
    """`table` as the metric names it (`count_snapshot:stars`); `time` is the column of `at`.

    `inside`: rows whose time lies in the window; None where their time says nothing of that.
    `later`: rows in force that were read after the figure was measured. `shown` are the first.
    `judged`: how many rows are what within the window; a row may be several things.
    """

    table: str
    time: str
    rows: int
    inside: int | None
    later: int
    shown: tuple[SeenRow, ...]
    judged: tuple[tuple[Judged, int], ...] | None


@dataclass(frozen=True, slots=True)
class Looked:
    """A table whose rows are a metric's sources: `source` as the metric names it, `at` and
    `in_force` as a query names the time of a row `t` and whether it stands."""

    source: str
    table: str
    name: str
    time: str
    at: str
    in_force: str


def looked(definition: Definition) -> tuple[Looked, ...]:
    """The tables of the metric, as its head lists them."""
    named = _words(_head(definition.sql_text), "rows")
    return tuple(_looked(source) for source in named if source.partition(":")[0] in _columns())


def kinds(definition: Definition) -> list[str]:
    """Kinds of repositories the metric is about; empty: all of them."""
    return _words(_head(definition.sql_text), "kinds")


def _looked(source: str) -> Looked:
    table, _, name = source.partition(":")
    times = _times(table)
    at = f"coalesce({', '.join(f't.{time}::TIMESTAMPTZ' for time in times)})"
    return Looked(source, table, name, times[0], at, _SNAPSHOT if name else _CURRENT)


def considered(
    warehouse: Queried, report: Report, figure: EvidenceRow, definition: Definition,
    most: int | None, holds: Holds | None = None,
) -> tuple[SeenTable, ...]:  # fmt: skip
    """The tables a figure was made from with `most` rows of each (None: all of them). `holds`:
    tables that have no row of any of the repositories need not be asked."""
    of = kinds(definition) or [repository.kind for repository in report.repositories]
    about = [r.repo_id for r in report.repositories if r.kind in of]
    asked: dict[str, object] = {
        "as_of": report.as_of, "project_id": report.project.project_id,
        "metric_id": definition.metric_id, "window_from": figure.window_from,
        "window_to": figure.window_to,
    }  # fmt: skip
    repos = [one for one in about if figure.part in about and one == figure.part] or about
    acts = bool(_ACTS.search(definition.sql_text))
    tables = looked(definition)
    return tuple(
        _seen(warehouse, one, asked, repos, acts, most)
        if holds is None or holds(one.table, repos)
        else _empty(one, asked, acts)
        for one in tables
    )


def _empty(one: Looked, asked: dict[str, object], acts: bool) -> SeenTable:
    judged = () if acts and one.table in _REFS else None
    return SeenTable(one.source, one.time, 0, 0 if _dated(one, asked) else None, 0, (), judged)


def _dated(one: Looked, asked: dict[str, object]) -> bool:
    return one.time != _OBSERVED and asked["window_from"] is not None


def _seen(
    warehouse: Queried, one: Looked, asked: dict[str, object], repos: Sequence[str], acts: bool,
    most: int | None,
) -> SeenTable:  # fmt: skip
    ref = _REFS.get(one.table) if acts else None
    # Named one by one they are looked up in what the table knows of its parts.
    named = {f"repo_{number}": repo_id for number, repo_id in enumerate(repos)}
    parts = {
        "table": one.table, "in_force": one.in_force, "ref": ref or "NULL", "at": one.at,
        "repos": ", ".join(f"${name}" for name in named) or "NULL",
        "judged": _sql("judged_row") if ref else "NULL",
    }  # fmt: skip
    # One row at least, which has the numbers.
    limit = None if most is None else max(most, 1)
    params = {**asked, **named, "name": one.name, "most": limit}
    if not one.name and _asked(warehouse, "closed_since", parts, params):
        parts["in_force"] = _sql("in_force_then").format(table=one.table)
    found = _asked(warehouse, "considered", parts, params)
    counts = found[0] if found else {"rows": 0, "inside": 0, "later": 0}
    shown = [row for row in found if row["known"]][:most]
    judged = _asked(warehouse, "judged", parts, params) if counts["rows"] and ref else ()
    inside = counts["inside"] if _dated(one, asked) else None
    return SeenTable(
        one.source, one.time, counts["rows"], inside, counts["later"],
        tuple(_row(one.source, row, bool(ref)) for row in shown),
        tuple((_judged(row), row["rows"]) for row in judged) if ref else None,
    )  # fmt: skip


def _row(source: str, row: dict[str, Any], acts: bool) -> SeenRow:
    found = sorted(row["judged"] or (), key=lambda one: tuple(map(str, one.values())))
    judged = tuple(map(_judged, found)) if acts else None
    return SeenRow(source, _clean(row["key"]), row["repo_id"], row["at"], row["answer_id"], judged)


def _judged(row: dict[str, Any]) -> Judged:
    return Judged(row["kind"], row["bot"], row["excluded"])


def _asked(
    warehouse: Queried, question: str, parts: dict[str, str], params: dict[str, object]
) -> list[dict[str, Any]]:
    sql = _sql(question).format(**parts)
    names = set(re.findall(r"\$(\w+)", sql))
    return warehouse.query(sql, {name: value for name, value in params.items() if name in names})


def _times(table: str) -> Sequence[str]:
    return [time for time in _TIMES if time in _columns()[table]] or [_OBSERVED]


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
