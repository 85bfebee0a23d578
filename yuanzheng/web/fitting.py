"""What of a published copy may be shown: every table, without the figures its checks refused.

A project that was not fit is shown at its earlier instant; the copy's data file holds the newer
figures all the same. They are kept from pages, interface and downloads here, in one place.
"""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import duckdb

from warehouse import schema, upgraded
from warehouse.copies import Copy

_NAME = "published_copy"
_TABLES = (
    "SELECT table_name, list(column_name) AS columns FROM duckdb_columns()"
    f" WHERE database_name = '{_NAME}' AND schema_name = 'main' GROUP BY ALL ORDER BY ALL"
)
_FIT = (
    " WHERE NOT EXISTS (FROM refused AS r WHERE r.project_id = t.project_id AND CASE"
    " WHEN r.instant IS NOT NULL THEN t.as_of = r.instant ELSE r.until IS NULL"
    " OR t.as_of > r.until END)"
)


def connected(copy: Copy) -> duckdb.DuckDBPyConnection:
    """A connection whose tables are views of the copy's, all cursors in UTC; nothing can be written
    to the copy. Raises `WarehouseError`."""
    database = upgraded.database(copy)
    connection = duckdb.connect(":memory:")
    try:
        for words in _statements(connection, copy, database):
            connection.execute(words)
    except BaseException:
        connection.close()
        raise
    return connection


def _statements(connection: duckdb.DuckDBPyConnection, copy: Copy, database: Path) -> Iterator[str]:
    source = str(database).replace("'", "''")
    yield "SET GLOBAL TimeZone = 'UTC'"
    yield "SET TimeZone = 'UTC'"
    yield f"ATTACH '{source}' AS {_NAME} (READ_ONLY)"
    yield "CREATE TABLE refused (project_id TEXT, until TIMESTAMPTZ, instant TIMESTAMPTZ)"
    refused = [
        *((one.project_id, one.as_of, None) for one in copy.projects if one.flags),
        *((one.project_id, None, at) for one in copy.projects for at in one.refused),
    ]
    for row in refused:
        connection.execute("INSERT INTO refused VALUES (?, ?, ?)", row)
    for table, columns in connection.execute(_TABLES).fetchall():
        figures = {"project_id", "as_of"} <= set(columns) and table not in schema.history()
        fit = _FIT if refused and figures else ""
        yield f'CREATE VIEW "{table}" AS FROM {_NAME}.main."{table}" AS t{fit}'
