"""From one warehouse into another that was made of a part of the same archive: is it the same for
the projects that stay, and what was derived for them, carried over as it is."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from pathlib import Path

from warehouse import schema
from warehouse.store import Warehouse

OTHER = "thinned"
# What an account is called may have been read in another project's repository.
_SHARED = {"identity", "schema_version", "person_alias", "person_label"}
# Of how streams stood older programs noted less than the archive tells.
_NOTED = {"stream_grade"}
_PERSONS = (
    f"INSERT INTO {OTHER}.person_alias BY NAME SELECT * FROM person_alias"
    f" WHERE identity_id IN (SELECT identity_id FROM {OTHER}.identity)",
    f"INSERT INTO {OTHER}.person_label BY NAME SELECT * FROM person_label WHERE person_id IN"
    f" (SELECT person_id FROM {OTHER}.person_alias UNION SELECT person_id FROM {OTHER}.act)",
)


@dataclass(frozen=True, slots=True)
class Staying:
    """Projects, and all repositories and owners they ever had."""

    projects: frozenset[str]
    repos: frozenset[str]

    @property
    def asked(self) -> Mapping[str, list[str]]:
        return {"projects": sorted(self.projects), "repos": sorted(self.repos)}


def differing(whole: Warehouse, part: Path, staying: Staying) -> list[str]:
    """Tables whose rows of what stays are not in the file `part` as they are in `whole`.

    Of answers it may have more: those that were the first to show an account there.
    """
    with whole.attached(part, OTHER):
        return [table for table in _collected(whole) if _differs(whole, table, staying)]


def carry(whole: Warehouse, part: Path, staying: Staying) -> None:
    """Writes what was derived for what stays, and what was done, into the file `part`."""
    with whole.attached(part, OTHER), whole.transaction():
        for table in sorted((schema.derived() | schema.history()) - _SHARED):
            where, asked = _own(whole, table, staying)
            whole.execute(
                f'INSERT INTO {OTHER}."{table}" BY NAME SELECT * FROM "{table}" WHERE {where}',
                asked,
            )
        for statement in _PERSONS:
            whole.execute(statement)


def _collected(whole: Warehouse) -> Iterator[str]:
    rows = whole.query(
        "SELECT table_name AS name FROM duckdb_tables() WHERE NOT internal"
        " AND database_name = current_database() ORDER BY name"
    )
    other = schema.derived() | schema.history() | _SHARED | _NOTED
    yield from (row["name"] for row in rows if row["name"] not in other)


def _differs(whole: Warehouse, table: str, staying: Staying) -> bool:
    names = ", ".join(f'"{name}"' for name in _columns(whole, table))
    where, asked = _own(whole, table, staying)
    here = f'SELECT {names} FROM "{table}" WHERE {where}'
    there = f'SELECT {names} FROM {OTHER}."{table}"'
    lost = whole.query(f"SELECT count(*) AS n FROM ({here} EXCEPT ALL {there})", asked)
    more = whole.query(f"SELECT count(*) AS n FROM ({there} EXCEPT ALL {here})", asked)
    return bool(lost[0]["n"] or (more[0]["n"] and table != "answer"))


def _own(
    whole: Warehouse, table: str, staying: Staying
) -> tuple[str, Mapping[str, list[str]] | None]:
    """Which rows of a table are of what stays, and the parameters that says it with."""
    columns = _columns(whole, table)
    for column, name in (("project_id", "projects"), ("repo_id", "repos")):
        if column in columns:
            where = f"{column} IN (SELECT unnest(${name}::TEXT[]))"
            return where, {name: staying.asked[name]}
    return "true", None


def _columns(whole: Warehouse, table: str) -> list[str]:
    rows = whole.query(
        "SELECT column_name AS name FROM duckdb_columns() WHERE NOT internal"
        " AND database_name = current_database() AND table_name = $table ORDER BY column_index",
        {"table": table},
    )
    return [row["name"] for row in rows]
