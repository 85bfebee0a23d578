"""The tables of a pack: all rows of the warehouse that belong to one project, as JSON lines."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse import schema

if TYPE_CHECKING:
    from warehouse.store import Warehouse

_COLUMNS = (
    "SELECT table_name, column_name FROM duckdb_columns()"
    " WHERE NOT internal AND database_name = current_database() ORDER BY table_name, column_index"
)
_MINE = (
    "SELECT repo_id FROM project_repo WHERE project_id = $project"
    " UNION SELECT repo_id FROM project_owner WHERE project_id = $project"
)
_SPECIAL = {
    "schema_version": "true",
    "identity": "identity_id IN ({people})"
    " OR answer_id IN (SELECT answer_id FROM answer WHERE repo_id IN ({mine}))",
    "person_alias": "identity_id IN (SELECT identity_id FROM identity WHERE {identity})",
    "person_label": "person_id IN (SELECT person_id FROM person_alias WHERE {person_alias})",
    "metric": "(metric_id, version) IN"
    " (SELECT (metric_id, version) FROM measurement WHERE {measurement})",
    "policy": "policy_id = $policy",
}
_KEYS = {"project_id": "project_id = $project", "as_of": "as_of = $as_of",
         "policy_id": "policy_id = $policy"}  # fmt: skip


def write(
    warehouse: Warehouse, folder: Path, project_id: str, policy_id: str, as_of: datetime
) -> list[Path]:
    """`<table>.jsonl` for every table, sorted by all columns in order; times in UTC."""
    written = []
    asked = {"project": project_id, "policy": policy_id, "as_of": as_of}
    for table, condition in conditions(warehouse).items():
        path = folder / f"{table}.jsonl"
        mine = {name: value for name, value in asked.items() if f"${name}" in condition}
        target = str(path).replace("'", "''")
        warehouse.execute(
            f'COPY (SELECT * FROM "{table}" WHERE {condition} ORDER BY ALL)'
            f" TO '{target}' (FORMAT json)",
            mine,
        )
        written.append(path)
    return written


def conditions(warehouse: Warehouse) -> dict[str, str]:
    """Table → which of its rows belong; raises `KeyError` for a table no rule knows."""
    columns: dict[str, list[str]] = {}
    for row in warehouse.query(_COLUMNS):
        if row["table_name"] in schema.history():
            continue  # what was done is no evidence
        columns.setdefault(row["table_name"], []).append(row["column_name"])
    known = {table: _plain(names) for table, names in columns.items() if table not in _SPECIAL}
    known |= {"people": _people(columns), "mine": _MINE}
    for table, condition in _SPECIAL.items():
        known[table] = condition.format_map(known)
    return {table: known[table] for table in columns}


def _plain(columns: list[str]) -> str:
    if "project_id" in columns:
        return " AND ".join(words for name, words in _KEYS.items() if name in columns)
    if "repo_id" in columns:
        return f"repo_id IN ({_MINE})"
    raise KeyError(columns[0])


def _people(columns: Mapping[str, list[str]]) -> str:
    """Ids of identities the rows of the repositories name."""
    return " UNION ".join(
        f'SELECT "{name}"::TEXT FROM "{table}" WHERE repo_id IN ({_MINE})'
        for table, names in columns.items()
        if "repo_id" in names and "project_id" not in names
        for name in names
        if name.endswith("_id") and name not in {"repo_id", "answer_id", "platform_id"}
    )
