"""Brings what several hosts collected into one warehouse."""

from __future__ import annotations

from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from tempfile import TemporaryDirectory

from warehouse import schema
from warehouse.lake import tables
from warehouse.store import Warehouse

_ALONE = frozenset({"schema_version", "identity"})
# When what was read: pages tell by it how fresh a project is.
_HISTORY = ("run_project", "run")


def unite(warehouse: Warehouse, shards: Mapping[str, Path]) -> None:
    """Replaces all that was collected by what stands in the files `shards`, by project.

    All or nothing. A repository that several of them have is taken from the one that read it last,
    whole. Of accounts, which lists show more or less of, all that any of them was shown stays, as
    if one host had read it (see `fill_identity.sql`). Raises `WarehouseError` for a file that
    cannot be read.
    """
    with TemporaryDirectory(prefix="yuanzheng-") as folder:
        for project, path in shards.items():
            _written(path, project, Path(folder) / project)
        with warehouse.transaction():
            warehouse.execute(_sql("unite_homes").format(
                answers=_rows(Path(folder), "answer"), repos=_rows(Path(folder), "project_repo"),
                owners=_rows(Path(folder), "project_owner"),
                projects=_rows(Path(folder), "run_project"), runs=_rows(Path(folder), "run"),
            ))  # fmt: skip
            for table in _held():
                _replaced(warehouse, table, _rows(Path(folder), table))
            warehouse.execute('DELETE FROM "identity"')
            warehouse.execute(_sql("unite_identity").format(rows=_rows(Path(folder), "identity")))
            for table in _HISTORY:
                _added(warehouse, table, _rows(Path(folder), table))
            warehouse.execute("DROP TABLE united_home")


def _held() -> list[str]:
    """Tables that are collected or configured, by project or repository."""
    left_out = schema.derived() | schema.history() | _ALONE
    return [table for table in tables.columns() if table not in left_out]


def _replaced(warehouse: Warehouse, table: str, rows: str) -> None:
    """By project as each shard has it, by repository as its home has it."""
    names = ", ".join(f'"{name}"' for name in tables.columns()[table])
    where = (
        "project_id = shard"
        if tables.owner(table) == "project_id"
        else "(repo_id, shard) IN (SELECT (repo_id, shard) FROM united_home)"
    )
    warehouse.execute(f'DELETE FROM "{table}"')
    warehouse.execute(f'INSERT INTO "{table}" BY NAME SELECT {names} FROM {rows} WHERE {where}')


def _added(warehouse: Warehouse, table: str, rows: str) -> None:
    names = ", ".join(f'"{name}"' for name in tables.columns()[table])
    warehouse.execute(f'DELETE FROM "{table}" WHERE run_id IN (SELECT run_id FROM {rows})')
    warehouse.execute(f'INSERT INTO "{table}" BY NAME SELECT {names} FROM {rows}')


def _written(path: Path, project: str, folder: Path) -> None:
    folder.mkdir()
    with Warehouse(path, read_only=True) as shard:
        for table in (*_held(), *_HISTORY, "identity"):
            target = str(folder / f"{table}.parquet").replace("'", "''")
            shard.execute(
                f"COPY (SELECT *, '{project}' AS shard, rowid AS shard_row FROM \"{table}\")"
                f" TO '{target}' (FORMAT parquet)"
            )


def _rows(folder: Path, table: str) -> str:
    files_of = str(folder / "*" / f"{table}.parquet").replace("'", "''")
    return f"(FROM read_parquet('{files_of}') ORDER BY shard, shard_row)"


def _sql(name: str) -> str:
    return files("warehouse").joinpath(f"{name}.sql").read_text(encoding="utf-8")
