"""The tables as if the warehouse held some projects alone, for queries that keep them apart.

A query whose answer for a project rests on that project's rows (and on its people, wherever else
they act) gives the same over fewer rows. Temporary tables of the same names stand before the real
ones, with the columns the queries name.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from warehouse.store import Warehouse

_PERSONS = ("person_alias", "person_label", "identity")
_KEYS = {"project_id", "repo_id"}
_NO_IDENTITY = _KEYS | {"answer_id"}
_COLUMNS = """
SELECT table_name AS name, column_name AS column, database_name AS home
FROM duckdb_columns()
WHERE NOT internal AND database_name = current_database()
ORDER BY table_name, column_index
"""
# Whoever is seen, with all their aliases.
_SEEN = """
CREATE OR REPLACE TEMP TABLE narrow_person AS
SELECT DISTINCT person_id FROM {home}.person_alias
WHERE identity_id IN (FROM narrow_seen) OR person_id IN (FROM narrow_seen);
CREATE OR REPLACE TEMP TABLE person_alias AS
SELECT a.* FROM {home}.person_alias a SEMI JOIN narrow_person USING (person_id);
CREATE OR REPLACE TEMP TABLE person_label AS
SELECT l.* FROM {home}.person_label l SEMI JOIN narrow_person USING (person_id);
CREATE OR REPLACE TEMP TABLE identity AS
SELECT i.* FROM {home}.identity i WHERE identity_id IN (
  SELECT identity_id FROM person_alias UNION ALL FROM narrow_seen);
"""
_OWN = ("narrow_seen", "narrow_person", "narrow_repo")


def tables(sql: str, known: frozenset[str]) -> frozenset[str]:
    """Those of the known tables that a query names where a table stands."""
    return frozenset(re.findall(r"\b(?:FROM|JOIN)\s+\"?(\w+)\"?", sql)) & known


@contextmanager
def narrowed(
    warehouse: Warehouse, project_ids: Sequence[str], queries: Sequence[str]
) -> Iterator[None]:
    """While the block runs, what `queries` read holds these projects alone; call in a transaction.

    Raises `ValueError` for a table that is neither of projects, nor of repositories, nor of
    persons.
    """
    held = _columns(warehouse)
    home = _home(warehouse)
    named = sorted({one for sql in queries for one in tables(sql, frozenset(held))})
    words = {word for sql in queries for word in re.findall(r"\w+", sql)} | _KEYS
    own = [one for one in named if one not in _PERSONS]
    _repositories(warehouse, home, project_ids)
    for table in own:
        _cut(warehouse, home, table, [c for c in held[table] if c in words])
    _people(warehouse, home, {table: held[table] for table in own}, words)
    yield
    for table in (*own, *_PERSONS, *_OWN):
        warehouse.execute(f'DROP TABLE temp."{table}"')


def _columns(warehouse: Warehouse) -> dict[str, list[str]]:
    found: dict[str, list[str]] = defaultdict(list)
    for row in warehouse.query(_COLUMNS):
        found[row["name"]].append(row["column"])
    return dict(found)


def _home(warehouse: Warehouse) -> str:
    [row] = warehouse.query("SELECT current_database() AS name")
    return f'"{row["name"]}".main'


def _repositories(warehouse: Warehouse, home: str, project_ids: Sequence[str]) -> None:
    warehouse.execute(
        "CREATE OR REPLACE TEMP TABLE narrow_repo AS SELECT DISTINCT project_id, repo_id"
        f" FROM {home}.project_repo WHERE project_id IN (SELECT unnest($projects::TEXT[]))"
        " UNION ALL SELECT unnest($projects::TEXT[]), NULL",
        {"projects": list(project_ids)},
    )


def _cut(warehouse: Warehouse, home: str, table: str, columns: Sequence[str]) -> None:
    key = next((one for one in sorted(_KEYS) if one in columns), None)
    if key is None:
        raise ValueError(f"table {table} is of no project, repository or person")
    names = ", ".join(f't."{one}"' for one in columns)
    warehouse.execute(
        f'CREATE OR REPLACE TEMP TABLE "{table}" AS SELECT {names} FROM {home}."{table}" t'
        f" SEMI JOIN narrow_repo n ON n.{key} = t.{key}"
    )


def _people(
    warehouse: Warehouse, home: str, own: dict[str, list[str]], words: set[str]
) -> None:  # fmt: skip
    """Persons by whatever may name them: more than needed does no harm."""
    parts = ["SELECT NULL::TEXT AS identity_id"]
    for table, columns in sorted(own.items()):
        for one in columns:
            if one in words and one not in _NO_IDENTITY and re.search(r"_ids?$", one):
                value = f'unnest("{one}")' if one.endswith("s") else f'"{one}"'
                parts.append(f'SELECT {value} FROM "{table}"')
    whole = " UNION ALL ".join(parts)
    warehouse.execute(
        f"CREATE OR REPLACE TEMP TABLE narrow_seen AS SELECT DISTINCT identity_id FROM ({whole})"
        " WHERE identity_id IS NOT NULL"
    )
    for statement in _SEEN.format(home=home).split(";\n"):
        if statement.strip():
            warehouse.execute(statement)
