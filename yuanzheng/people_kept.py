"""What applicants declare of people, put where scoring reads it, and carried with a pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

from reports.seal.layout import GIVEN_PEOPLE
from scoring.people import declared
from scoring.people.declared import Declaration
from warehouse.pseudonymised import Bodies
from warehouse.store import Row, Warehouse


def keep(
    warehouse: Warehouse, paths: Mapping[str, Path | None], project_ids: Iterable[str]
) -> list[str]:
    """Reads the files of these projects; returns a sentence for all that is wrong.

    A project that no longer names a file, or whose file cannot be read, has nothing declared; one
    that stands in no configuration keeps what it had.
    """
    problems: list[str] = []
    for project_id in project_ids:
        if project_id in paths:
            problems += _kept(warehouse, project_id, paths[project_id])
    return problems


def _kept(warehouse: Warehouse, project_id: str, path: Path | None) -> list[str]:
    # Only here: what reads it takes 30 ms to load, and every command stood waiting for that.
    from yuanzheng import people_file

    handed, problems = people_file.read(path) if path else (None, list[str]())
    if handed is None:
        declared.keep(warehouse, project_id, "", None)
    else:
        declared.keep(warehouse, project_id, handed.sha256, handed.declaration)
    return problems


def carried(whole: Warehouse, project_id: str, mask: Bodies | None) -> list[Row]:
    """The project's, with marks in place of names where the pack holds marks."""
    rows = declared.rows(whole, [project_id])
    return [_masked(row, mask) for row in rows] if mask else rows


def _masked(row: Row, mask: Bodies) -> Row:
    said = Declaration.model_validate_json(row["content"], strict=True)
    made = said.renamed(mask.of.name, mask.of.number)
    return declared.row(row["project_id"], row["sha256"], made)


def told(warehouse: Warehouse, project_id: str) -> dict[str, str]:
    """As a key beside the configuration of a pack; nothing where nothing is declared."""
    rows = declared.rows(warehouse, [project_id])
    return {GIVEN_PEOPLE: json.dumps(rows, ensure_ascii=False, sort_keys=True)} if rows else {}


def put(warehouse: Warehouse, rows: Sequence[Row]) -> None:
    """Into a warehouse that was made of an archive."""
    warehouse.replace("people_declared", rows, {})


def of(config: Mapping[str, str], project_id: str) -> list[Row]:
    """The rows `told` told of the project. Raises `ValueError`, `KeyError` or `TypeError` for
    anything else."""
    found = []
    for row in json.loads(config.get(GIVEN_PEOPLE, "[]")):
        Declaration.model_validate_json(row["content"], strict=True)
        found.append({name: str(row[name]) for name in declared.COLUMNS})
    return [row for row in found if row["project_id"] == project_id]
