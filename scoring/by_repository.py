"""Rows of many repositories: one query for a page of them, since each query reads whole columns."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterator, Mapping, Sequence
from datetime import datetime
from importlib.resources import files

from warehouse.store import Row, Warehouse

# Their documents are held in memory together.
_PAGE = 25
Found = Mapping[str, Sequence[Row]]


def paged(
    warehouse: Warehouse,
    repo_ids: Sequence[str],
    queries: Mapping[str, str],
    asked: Mapping[str, object],
) -> Iterator[tuple[str, Found]]:
    """Each repository with the rows of each query by its name, in the order of the query.

    The queries take `$repos` and give a column `repo_id`.
    """
    for start in range(0, len(repo_ids), _PAGE):
        page = list(repo_ids[start : start + _PAGE])
        held = {
            name: _grouped(warehouse.query(sql, {**asked, "repos": page}))
            for name, sql in queries.items()
        }
        for repo_id in page:
            yield repo_id, {name: rows.pop(repo_id, []) for name, rows in held.items()}


def note_changes(warehouse: Warehouse) -> None:
    """Makes `file_changed`: when the files that were read as text were last committed."""
    text = files("scoring").joinpath("file_changed.sql").read_text(encoding="utf-8")
    warehouse.execute(text)


def note_late(warehouse: Warehouse, as_of: datetime) -> None:
    """Makes `late_stream`: what is read in full now and was not so at the instant."""
    text = files("scoring").joinpath("late_stream.sql").read_text(encoding="utf-8")
    warehouse.execute(text, {"as_of": as_of})


def _grouped(rows: Sequence[Row]) -> dict[str, list[Row]]:
    found: dict[str, list[Row]] = defaultdict(list)
    for row in rows:
        found[row["repo_id"]].append(row)
    return found
