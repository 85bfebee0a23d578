"""Takes what was made in the buckets into the warehouse."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime
from glob import escape
from pathlib import Path

from warehouse.lake import tables
from warehouse.store import Warehouse

_SCORED = (
    "as_of = $as_of AND ($projects::TEXT[] IS NULL OR list_contains($projects::TEXT[], project_id))"
)
_STALE = {
    "measurement": _SCORED,
    "measurement_source": _SCORED,
    "licence_opinion": "(repo_id, text_sha256) IN (SELECT (repo_id, text_sha256) FROM {rows})",
}


def take(
    warehouse: Warehouse, folders: Sequence[Path], as_of: datetime, projects: Sequence[str] | None
) -> None:
    """Replaces what is derived in buckets by what stands in `folders`, one of each bucket; call in
    a transaction. Figures of other instants and of other projects than `projects` (None: all) stay.

    Rows are put in the order in which one machine would have made them.
    """
    given = {"as_of": as_of, "projects": None if projects is None else list(projects)}
    for table in sorted(tables.MADE):
        paths = [path for folder in folders if (path := folder / f"{table}.parquet").exists()]
        rows = _parquet(paths) if paths else f'(SELECT 0 AS lake_row, * FROM "{table}" LIMIT 0)'
        where = _STALE.get(table, "true").format(rows=rows)
        named = {name: value for name, value in given.items() if f"${name}" in where}
        warehouse.execute(f'DELETE FROM "{table}" WHERE {where}', named)
        warehouse.execute(
            f'INSERT INTO "{table}" BY NAME SELECT * EXCLUDE (lake_row) FROM {rows}'
            f" ORDER BY {tables.owner(table)}, lake_row"
        )


def _parquet(paths: Sequence[Path]) -> str:
    quoted = ", ".join("'" + escape(str(path)).replace("'", "''") + "'" for path in paths)
    return f"read_parquet([{quoted}])"
