"""Reads `schema.sql`: creates the tables, makes its comments the data dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha256
from importlib.resources import files

import duckdb

_TABLE = re.compile(r"^CREATE TABLE IF NOT EXISTS (\w+) \( -- (.+)$")
_COLUMN = re.compile(r"^\s+(\w+) [A-Z][^,]*,?\s*-- (.+)$")


def schema_sql() -> str:
    return files("warehouse").joinpath("schema.sql").read_text(encoding="utf-8")


def comments(text: str) -> Iterator[tuple[str, str | None, str]]:
    """(table, column or None for the table itself, comment) in the order of the file."""
    table = ""
    for line in text.splitlines():
        if found := _TABLE.match(line):
            table = found[1]
            yield table, None, found[2]
        elif found := _COLUMN.match(line):
            yield table, found[1], found[2]


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Brings the tables and their comments to those of the file; nothing when they are already."""
    text = schema_sql()
    digest = sha256(text.encode()).hexdigest()
    if _held(connection) == digest:
        return
    notes = (_note(table, column, words) for table, column, words in comments(text))
    connection.execute("BEGIN")
    connection.execute(text)
    connection.execute("\n".join(notes))
    connection.execute("DELETE FROM schema_version")
    connection.execute("INSERT INTO schema_version VALUES ($digest)", {"digest": digest})
    connection.execute("COMMIT")


def _held(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        found = connection.execute("SELECT sha256 FROM schema_version").fetchone()
    except duckdb.CatalogException:
        return None
    return str(found[0]) if found else None


def _note(table: str, column: str | None, words: str) -> str:
    target = f'COLUMN "{table}"."{column}"' if column else f'TABLE "{table}"'
    return f"COMMENT ON {target} IS '{words.replace(chr(39), chr(39) * 2)}';"
