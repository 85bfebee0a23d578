"""Older warehouses brought on: `migrations/NNNN_what.sql`, found by walking, in their order.

`schema_version.number` says which was done last; tables that are new need none, `schema.sql` makes
them. Each runs in a transaction of its own. Where the head has a line `-- loses:` something goes
that cannot be made again from the rest: a copy of the file is kept before it.
"""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from pathlib import Path

import duckdb

from warehouse import lasting

_NAME = re.compile(r"(\d{4})_\w+\.sql")
_LOSES = re.compile(r"^-- loses: (.+)$", re.MULTILINE)
# Columns of the very first tables, before a warehouse told its version.
_FIRST = frozenset({
    ("answer", "warc_record"), ("repo_fact", "licence_field"), ("stream_state", "grade"),
    ("count_snapshot", "content_hash"), ("measurement", "completeness_reason"),
})  # fmt: skip


@dataclass(frozen=True, slots=True)
class Migration:
    """`loses`: what goes; None: nothing does."""

    number: int
    name: str
    sql: str
    loses: str | None


@cache
def known() -> tuple[Migration, ...]:
    """All of them, in their order."""
    there = files("warehouse").joinpath("migrations").iterdir()
    found = []
    for path in sorted(there, key=lambda path: path.name):
        if named := _NAME.fullmatch(path.name):
            sql = path.read_text(encoding="utf-8")
            loses = _LOSES.search(sql)
            found.append(Migration(int(named[1]), path.name, sql, loses[1] if loses else None))
    return tuple(found)


def latest() -> int:
    return known()[-1].number


def number(connection: duckdb.DuckDBPyConnection) -> int | None:
    """The last one that was done; 0: none. None: this is no warehouse of ours."""
    held = _columns(connection)
    if ("schema_version", "sha256") not in held:
        return 0 if held >= _FIRST else None
    column = "number" if ("schema_version", "number") in held else "NULL"
    row = connection.execute(f"SELECT {column} FROM schema_version").fetchone()
    return None if row is None else row[0] or 0


def bring(connection: duckdb.DuckDBPyConnection, done: int) -> None:
    """Runs those after `done`. Raises what DuckDB raises, with the last one undone."""
    due = [one for one in known() if one.number > done]
    lossy = next((one for one in due if one.loses), None)
    if lossy is not None:
        _keep(connection, lossy)
    for one in due:
        connection.execute("BEGIN")
        try:
            connection.execute(one.sql)
            note(connection, one.number)
        except duckdb.Error:
            connection.execute("ROLLBACK")
            raise
        connection.execute("COMMIT")


def note(connection: duckdb.DuckDBPyConnection, done: int, digest: str = "") -> None:
    """Writes how far it is; `digest`: of the file the tables are made by, where they are."""
    connection.execute("CREATE TABLE IF NOT EXISTS schema_version (sha256 TEXT NOT NULL)")
    connection.execute("ALTER TABLE schema_version ADD COLUMN IF NOT EXISTS number INTEGER")
    connection.execute("DELETE FROM schema_version")
    row = {"digest": digest, "number": done}
    connection.execute("INSERT INTO schema_version VALUES ($digest, $number)", row)


def kept(path: Path, number: int) -> Path:
    """Where the file lies as it was before that migration."""
    return path.with_name(f"{path.stem}.before-{number:04d}{path.suffix}")


def _keep(connection: duckdb.DuckDBPyConnection, before: Migration) -> None:
    """By DuckDB itself, which holds the file; under another name until it is whole."""
    from warehouse.opening import attach

    row = connection.execute(
        "SELECT database_name, path FROM duckdb_databases()"
        " WHERE database_name = current_database()"
    ).fetchone()
    if row is None or row[1] is None or (target := kept(Path(row[1]), before.number)).exists():
        return
    making = target.with_name(f"{target.name}.new")
    making.unlink(missing_ok=True)
    attach(connection, making, "kept_before")
    try:
        connection.execute(f'COPY FROM DATABASE "{row[0]}" TO kept_before')
    finally:
        connection.execute("DETACH kept_before")
    lasting.synced(making)
    making.replace(target)
    lasting.synced(target.parent)


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    found = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND database_name = current_database()"
    )
    return {(str(table), str(column)) for table, column in found.fetchall()}
