"""Writes the buckets: one file of Parquet for each table and bucket, or several."""

from __future__ import annotations

from collections.abc import Iterable
from importlib.resources import files
from pathlib import Path

from warehouse.lake import tables
from warehouse.store import Warehouse

_TEMPORARY = ("lake_shared", "lake_shown", "lake_used", "lake_person", "lake_alias",
              "lake_identity")  # fmt: skip


def write(warehouse: Warehouse, lake: Path) -> None:
    """Writes all that the buckets need below `lake`, which is empty; after `cutting.cut`.

    Beside its own rows a bucket gets what its figures rest on elsewhere: all that is known of the
    people who act in it; of each answer that it shares with another bucket a row that came of it
    there; of each kind of stream one repository that has it; what the full licence tier said of
    texts.
    """
    lake.mkdir(parents=True, exist_ok=True)
    _prepare(warehouse)
    for table in tables.shipped():
        _copy(warehouse, f"({_rows(table)})", lake / table)
    for table in sorted(tables.PERSONAL):
        _copy(warehouse, f"({_sql(table)})", lake / table)
    _copy(warehouse, "(SELECT repo_id, bucket FROM lake_repo)", lake / "own_repo")
    for table in _TEMPORARY:
        warehouse.execute(f"DROP TABLE {table}")


def _prepare(warehouse: Warehouse) -> None:
    for statement in _sql("beside").split(";\n"):
        warehouse.execute(statement)
    warehouse.execute(f"CREATE OR REPLACE TEMP TABLE lake_used AS {' UNION '.join(_used())}")
    for statement in _sql("people").split(";\n"):
        warehouse.execute(statement)


def _rows(table: str) -> str:
    """The rows of a table with their bucket."""
    column = tables.owner(table)
    place = "lake_project" if column == "project_id" else "lake_repo"
    parts = [f'SELECT t.*, b.bucket FROM "{table}" AS t JOIN {place} AS b USING ({column})']
    if table in tables.collected():
        parts.append(_elsewhere(table))
    if table in {"project_repo", "stream_state", "licence_opinion"}:
        parts.append(_sql(f"beside_{table}"))
    return " UNION ALL BY NAME ".join(parts)


def _elsewhere(table: str) -> str:
    """Of each answer that a bucket shares, one row that came of it in another repository."""
    return (
        f'SELECT t.*, s.bucket FROM "{table}" AS t JOIN lake_shared AS s USING (answer_id)'
        " LEFT JOIN lake_repo AS b USING (repo_id) WHERE b.bucket IS DISTINCT FROM s.bucket"
        " QUALIFY row_number() OVER (PARTITION BY s.bucket, answer_id ORDER BY repo_id) = 1"
    )


def _used() -> Iterable[str]:
    """Which identities the rows of each bucket name."""
    for table in tables.collected():
        for column in tables.columns()[table]:
            if column in tables.IDENTITIES:
                value = f"unnest({column})" if column.endswith("_ids") else column
                yield (
                    f"SELECT bucket, {value} AS identity_id"
                    f' FROM "{table}" JOIN lake_repo USING (repo_id)'
                )


def _copy(warehouse: Warehouse, rows: str, folder: Path) -> None:
    target = str(folder).replace("'", "''")
    warehouse.execute(
        f"COPY {rows} TO '{target}' (FORMAT parquet, PARTITION_BY (bucket), COMPRESSION lz4_raw)"
    )


def _sql(name: str) -> str:
    return files("warehouse.lake").joinpath(f"{name}.sql").read_text(encoding="utf-8")
