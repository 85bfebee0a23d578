"""Reads `schema.sql`: creates the tables, makes its comments the data dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
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
    text = schema_sql()
    connection.execute(text)
    for table, column, words in comments(text):
        target = f'COLUMN "{table}"."{column}"' if column else f'TABLE "{table}"'
        connection.execute(f"COMMENT ON {target} IS '{words.replace(chr(39), chr(39) * 2)}'")
