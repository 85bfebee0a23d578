"""Runs the metrics and writes `metric`, `measurement` and `measurement_source`."""

from __future__ import annotations

import json
import re
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import nullcontext
from datetime import UTC, datetime, timedelta
from importlib.resources import files
from pathlib import Path

from scoring.by_repository import note_late
from scoring.errors import ScoringError, nearest
from scoring.metric_files import Metric, all_metrics, alternatives, of_persons, stream_titles
from scoring.narrowed import narrowed
from warehouse.records import COLLECTED
from warehouse.store import Warehouse

_KINDS = ("repository", "model", "dataset", "space")
_LISTS = """
CREATE OR REPLACE TEMP TABLE scored (project_id TEXT);
CREATE OR REPLACE TEMP TABLE metric_need (metric_id TEXT, part TEXT, need TEXT, required BOOLEAN,
  stream TEXT, preference INTEGER, titles TEXT, of_persons BOOLEAN, standing BOOLEAN,
  across BOOLEAN);
CREATE OR REPLACE TEMP TABLE metric_kind (metric_id TEXT, kind TEXT);
CREATE OR REPLACE TEMP TABLE metric_head (metric_id TEXT, version INTEGER, unknown TEXT,
  grows BOOLEAN, copies BOOLEAN, days INTEGER, sources TEXT[], streams TEXT[], dated TEXT[]);
CREATE OR REPLACE TEMP TABLE stream_title (stream TEXT, title TEXT);
CREATE OR REPLACE TEMP TABLE given (metric_id TEXT, project_id TEXT, part TEXT, part_title TEXT,
  month DATE, value DOUBLE, value_text TEXT, n BIGINT, undated BIGINT,
  unsure BIGINT);
"""
Row = dict[str, object]


def measure(
    warehouse: Warehouse,
    *,
    as_of: datetime,
    window_days: int,
    project_ids: Sequence[str] | None = None,
    metrics: Sequence[Metric] | None = None,
) -> None:
    """Replaces the measurements of `as_of` for the projects (None: all); call in a transaction.

    Every metric gives every project one row for the whole (part '', month NULL); windows are
    [as_of - days, as_of). Raises `ScoringError` for a project the warehouse does not hold.
    """
    chosen = all_metrics() if metrics is None else metrics
    as_of = as_of.astimezone(UTC)
    _prepare(warehouse, chosen, as_of, project_ids)
    _clear(warehouse, as_of, everything=project_ids is None)
    define(warehouse, chosen, window_days)
    insert(warehouse, "metric_head", (_head(metric, window_days) for metric in chosen))
    _answer(warehouse, chosen, as_of, window_days)
    warehouse.execute(_sql("timeless"))
    for sql in ("measurements", "sources"):
        warehouse.execute(_sql(sql), {"as_of": as_of})


def begin(warehouse: Warehouse) -> None:
    """Makes the temporary tables anew, empty."""
    warehouse.execute(_LISTS)


def define(warehouse: Warehouse, metrics: Sequence[Metric], window_days: int) -> None:
    """Replaces the definitions; call in a transaction."""
    warehouse.execute("DELETE FROM metric")
    insert(warehouse, "metric", (_definition(metric, window_days) for metric in metrics))


def insert(warehouse: Warehouse, table: str, rows: Iterator[Row] | Sequence[Row]) -> None:
    """Appends rows to a table within the transaction of the caller."""
    with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as spool:
        for row in rows:
            spool.write(json.dumps(row, ensure_ascii=True, default=str) + "\n")
        spool.flush()
        warehouse.insert_lines(table, Path(spool.name))


def _prepare(
    warehouse: Warehouse,
    metrics: Sequence[Metric],
    as_of: datetime,
    project_ids: Sequence[str] | None,
) -> None:
    begin(warehouse)
    insert(warehouse, "scored", [{"project_id": one} for one in scored(warehouse, project_ids)])
    insert(warehouse, "metric_need", (row for metric in metrics for row in _needs(metric)))
    kinds = ((m.metric_id, kind) for m in metrics for kind in m.kinds or _KINDS)
    insert(warehouse, "metric_kind", ({"metric_id": one, "kind": kind} for one, kind in kinds))
    titles = stream_titles().items()
    insert(warehouse, "stream_title", [{"stream": one, "title": title} for one, title in titles])
    note_late(warehouse, as_of)
    warehouse.execute(_sql("grades"))
    _find_backing(warehouse, as_of)


def scored(warehouse: Warehouse, project_ids: Sequence[str] | None) -> list[str]:
    """The projects meant, in order. Raises `ScoringError` for one the warehouse does not hold."""
    held = [
        row["project_id"] for row in warehouse.query("SELECT project_id FROM project ORDER BY 1")
    ]
    for one in project_ids or ():
        if one not in held:
            raise ScoringError(
                f"数据仓库里没有项目 {one}：{nearest(one, held)}；请先运行 collect。"
            )
    return held if project_ids is None else sorted(set(project_ids))


def _needs(metric: Metric) -> Iterator[Row]:
    for part, needs in metric.needed().items():
        for need in needs:
            titles = "或".join(stream_titles()[stream] for stream in alternatives(need))
            for preference, stream in enumerate(alternatives(need)):
                yield {
                    "metric_id": metric.metric_id, "part": part, "need": need,
                    "required": not need.endswith("?"), "stream": stream,
                    "preference": preference, "titles": titles, "of_persons": of_persons(stream),
                    "standing": metric.standing,
                    "across": of_persons(stream) or stream in metric.across,
                }  # fmt: skip


def _find_backing(warehouse: Warehouse, as_of: datetime) -> None:
    """`backing`: answers of rows in force, by `table` or `table:name`; `empty_answer`: of no row.

    Snapshots are in force when valid at `as_of`, facts of a repository then or first after it, all
    other rows when current.
    """
    current = " UNION ".join(
        f"SELECT repo_id, answer_id, '{record.TABLE}' AS source FROM \"{record.TABLE}\""
        " WHERE closed_at IS NULL"
        for record in COLLECTED
        if record.TABLE not in {"identity", "count_snapshot", "repo_fact"}
    )
    read = " UNION ".join(f'SELECT answer_id FROM "{record.TABLE}"' for record in COLLECTED)
    warehouse.execute(
        f"CREATE OR REPLACE TEMP TABLE backing AS {current} UNION SELECT repo_id, answer_id,"
        " 'count_snapshot:' || name FROM count_snapshot"
        " WHERE observed_at <= $as_of AND (closed_at IS NULL OR closed_at > $as_of)"
        " UNION (SELECT repo_id, answer_id, 'repo_fact' FROM repo_fact"
        " WHERE closed_at IS NULL OR closed_at > $as_of"
        " QUALIFY row_number() OVER (PARTITION BY repo_id ORDER BY observed_at, answer_id) = 1)",
        {"as_of": as_of},
    )
    warehouse.execute(
        "CREATE OR REPLACE TEMP TABLE empty_answer AS SELECT repo_id, stream, answer_id FROM ("
        "SELECT * FROM answer QUALIFY row_number() OVER (PARTITION BY repo_id, stream, url"
        " ORDER BY fetched_at DESC, answer_id) = 1)"
        f" WHERE answer_id NOT IN ({read} UNION SELECT answer_id FROM commit_file)"
    )


def _clear(warehouse: Warehouse, as_of: datetime, *, everything: bool) -> None:
    where = "" if everything else " AND project_id IN (SELECT project_id FROM scored)"
    for table in ("measurement", "measurement_source"):
        warehouse.execute(f"DELETE FROM {table} WHERE as_of = $as_of{where}", {"as_of": as_of})


def _definition(metric: Metric, window_days: int) -> Row:
    return {
        "metric_id": metric.metric_id, "version": metric.version, "title": metric.title,
        "question": metric.question, "definition": metric.definition, "unit": metric.unit,
        "window_days": metric.days(window_days), "needs": metric.streams(),
        "evidence_table": metric.table, "sort_order": metric.order, "sql_text": metric.sql,
        "sql_sha256": metric.sha256, "part_unit": metric.part_unit,
    }  # fmt: skip


def _head(metric: Metric, window_days: int) -> Row:
    return {
        "metric_id": metric.metric_id, "version": metric.version, "unknown": metric.unknown,
        "grows": metric.grows, "copies": metric.copies, "days": metric.days(window_days),
        "sources": metric.rows, "streams": metric.streams(), "dated": metric.dated,
    }  # fmt: skip


def _answer(
    warehouse: Warehouse, metrics: Sequence[Metric], as_of: datetime, window_days: int
) -> None:
    """Fills `given`: over all projects what compares them, the rest over those asked for alone."""
    apart = [metric for metric in metrics if not metric.compares]
    for metric in metrics:
        if metric.compares:
            ask(warehouse, metric, as_of, metric.days(window_days))
    some = [row["project_id"] for row in warehouse.query("FROM scored ORDER BY project_id")]
    [held] = warehouse.query("SELECT count(*) AS n FROM project")
    whole = len(some) == held["n"]
    queries = [metric.sql for metric in apart]
    with nullcontext() if whole else narrowed(warehouse, some, queries):
        for metric in apart:
            ask(warehouse, metric, as_of, metric.days(window_days))


def ask(warehouse: Warehouse, metric: Metric, as_of: datetime, days: int | None) -> None:
    """Puts what the metric's query gives for every project into the temporary table `given`."""
    window_from = None if days is None else as_of - timedelta(days=days)
    instants = {"as_of": as_of, "window_from": window_from, "window_to": as_of}
    warehouse.execute(
        f"INSERT INTO given BY NAME SELECT $metric_id AS metric_id, * FROM (\n{metric.sql}\n)",
        {"metric_id": metric.metric_id, **_used(metric.sql, instants)},
    )


def _used(sql: str, instants: Mapping[str, object]) -> dict[str, object]:
    names = set(re.findall(r"\$(\w+)", sql))
    return {name: value for name, value in instants.items() if name in names}


def _sql(name: str) -> str:
    return files("scoring").joinpath(f"{name}.sql").read_text(encoding="utf-8")
