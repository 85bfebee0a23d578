"""One bucket: read into a warehouse of its own, and what was made there handed out."""

from __future__ import annotations

from glob import escape
from pathlib import Path

from warehouse.lake import tables
from warehouse.store import Warehouse


def read(warehouse: Warehouse, lake: Path, bucket: int) -> list[str]:
    """Fills an empty warehouse with a bucket of the lake; returns the ids of its projects."""
    with warehouse.transaction():
        for table in (*tables.shipped(), *sorted(tables.PERSONAL)):
            if (lake / table / f"bucket={bucket}").is_dir():
                rows = _parquet(lake / table, bucket)
                warehouse.execute(f'INSERT INTO "{table}" BY NAME FROM {rows}')
        own = _parquet(lake / "own_repo", bucket)
        warehouse.execute(f"CREATE OR REPLACE TEMP TABLE own_repo AS SELECT repo_id FROM {own}")
    held = warehouse.query("SELECT project_id FROM project ORDER BY project_id")
    return [row["project_id"] for row in held]


def hand_out(warehouse: Warehouse, folder: Path) -> None:
    """Writes what was made for the bucket's own projects and repositories, with the place of each
    row in its table; tables without such a row are not written."""
    folder.mkdir(parents=True)
    for table in sorted(tables.MADE):
        column = tables.owner(table)
        own = "project" if column == "project_id" else "own_repo"
        rows = (
            f'SELECT t.rowid AS lake_row, t.* FROM "{table}" AS t SEMI JOIN {own} USING ({column})'
        )
        if warehouse.query(f"SELECT count(*) AS n FROM ({rows})")[0]["n"]:
            target = str(folder / f"{table}.parquet").replace("'", "''")
            warehouse.execute(f"COPY ({rows}) TO '{target}' (FORMAT parquet, COMPRESSION lz4_raw)")


def _parquet(folder: Path, bucket: int) -> str:
    files = f"{escape(str(folder))}/bucket={bucket}/*.parquet".replace("'", "''")
    return f"read_parquet('{files}', hive_partitioning = false)"
