"""Reads `schema.sql`: creates the tables, makes its comments the data dictionary."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from hashlib import sha256
from importlib.resources import files

import duckdb

from warehouse import migrating
from warehouse.errors import OlderWarehouse, WarehouseError

FOREIGN = "数据文件夹里的 warehouse.duckdb 不是源证的数据仓库，没有动它：请换一个数据文件夹。"
OLDER = (
    "数据仓库是旧版本的：请先运行 yuanzheng refresh，它会更新表结构，并采集新版本才读的数据"
    "（只运行 score，没有采集过的数据流写“未知”）。"
)
NEWER = (
    "数据仓库是更新版本的源证写的（表结构第 {} 版，这个程序只到第 {} 版），没有动它："
    "请升级源证再用。"
)
VOID = "数据仓库还是空的：请先运行 yuanzheng collect 或 yuanzheng run。"
_DERIVED, _HISTORY = "derived:", "history:"
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


@cache
def derived() -> frozenset[str]:
    """Tables that are made from others by scoring: their comment begins with `derived:`."""
    return _begun_with(_DERIVED)


@cache
def history() -> frozenset[str]:
    """Tables of what the program itself did: no evidence, in no pack. They begin `history:`."""
    return _begun_with(_HISTORY)


def _begun_with(mark: str) -> frozenset[str]:
    found = comments(schema_sql())
    return frozenset(
        table for table, column, words in found if column is None and words.startswith(mark)
    )


def create(connection: duckdb.DuckDBPyConnection) -> None:
    """Brings the tables and their comments to those of the file; nothing when they are already.

    Raises `WarehouseError`, with nothing changed, for a database of something else.
    """
    text = schema_sql()
    digest = sha256(text.encode()).hexdigest()
    try:
        if _held(connection) != digest:
            _bring(connection, text, digest)
    except (duckdb.CatalogException, duckdb.BinderException) as error:
        connection.close()
        raise WarehouseError(FOREIGN) from error
    except (WarehouseError, duckdb.Error, OSError):
        connection.close()
        raise


def check(connection: duckdb.DuckDBPyConnection) -> None:
    """Raises `WarehouseError` when tables or columns are missing: nothing could be read."""
    text = schema_sql()
    if _held(connection) == sha256(text.encode()).hexdigest():
        return
    if not _columns(connection):
        raise WarehouseError(VOID)
    done = _number(connection)
    if done < migrating.latest() or _missing(connection, text):
        raise OlderWarehouse(OLDER)


def _number(connection: duckdb.DuckDBPyConnection) -> int:
    """Of the last migration that was done. Raises `WarehouseError` for what is not ours, or newer
    than this program."""
    done = migrating.number(connection)
    if done is None:
        raise WarehouseError(FOREIGN)
    if done > migrating.latest():
        raise WarehouseError(NEWER.format(done, migrating.latest()))
    return done


def _bring(connection: duckdb.DuckDBPyConnection, text: str, digest: str) -> None:
    if _columns(connection):
        migrating.bring(connection, _number(connection))
    notes = (_note(table, column, words) for table, column, words in comments(text))
    connection.execute("BEGIN")
    connection.execute(text)
    if _missing(connection, text):
        raise WarehouseError(FOREIGN)
    connection.execute("\n".join(notes))
    migrating.note(connection, migrating.latest(), digest)
    connection.execute("COMMIT")


def _held(connection: duckdb.DuckDBPyConnection) -> str | None:
    try:
        found = connection.execute("SELECT sha256 FROM schema_version").fetchone()
    except (duckdb.CatalogException, duckdb.BinderException):
        return None
    return str(found[0]) if found else None


def _missing(connection: duckdb.DuckDBPyConnection, text: str) -> bool:
    wanted = {(table, column) for table, column, _ in comments(text) if column}
    return not wanted <= _columns(connection)


def _columns(connection: duckdb.DuckDBPyConnection) -> set[tuple[str, str]]:
    found = connection.execute(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE NOT internal AND database_name = current_database()"
    )
    return {(str(table), str(column)) for table, column in found.fetchall()}


def _note(table: str, column: str | None, words: str) -> str:
    target = f'COLUMN "{table}"."{column}"' if column else f'TABLE "{table}"'
    return f"COMMENT ON {target} IS '{words.replace(chr(39), chr(39) * 2)}';"
