"""What was derived goes into a thinned warehouse whole: no table of it is forgotten."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

import pytest

from warehouse import carrying, schema
from warehouse.carrying import Staying
from warehouse.records import COLLECTED
from warehouse.store import Warehouse

# Neither collected as records are nor made by scoring.
OWN = {
    "answer",
    "commit_file",
    "project",
    "project_owner",
    "project_repo",
    "schema_version",
    "stream_grade",
    "stream_state",
}
STAYS = Staying(frozenset({"stays"}), frozenset({"stays"}))


def test_every_table_is_said_to_be_derived_or_is_known_not_to_be() -> None:
    tables = {table for table, _, _ in schema.comments(schema.schema_sql())}
    collected = {record.TABLE for record in COLLECTED}
    assert tables - collected - OWN - schema.history() == schema.derived()
    assert not (schema.derived() | schema.history()) & collected
    assert schema.history() == {"run", "run_project"}
    assert len(schema.derived()) > 10


@pytest.fixture
def whole(tmp_path: Path) -> Iterator[Warehouse]:
    """In every derived table a row of what stays and one of what goes."""
    with Warehouse(tmp_path / "whole.duckdb") as opened:
        for table in sorted(schema.derived() | schema.history() | {"identity"}):
            for name in ("stays", "goes"):
                _filled(opened, table, name)
        yield opened


def _filled(opened: Warehouse, table: str, name: str) -> None:
    columns = opened.query(
        "SELECT column_name AS name, data_type AS type FROM duckdb_columns()"
        " WHERE table_name = $table AND NOT internal ORDER BY column_index",
        {"table": table},
    )
    day = "'2026-01-01'"
    known = {"VARCHAR": f"'{name}'", "VARCHAR[]": f"['{name}']", "DATE": day,
             "TIMESTAMP WITH TIME ZONE": day}  # fmt: skip
    cells = ", ".join(known.get(one["type"], "1") for one in columns)
    opened.execute(f'INSERT INTO "{table}" VALUES ({cells})')


def test_rows_of_what_stays_are_carried_from_each_table(whole: Warehouse, tmp_path: Path) -> None:
    part = tmp_path / "part.duckdb"
    with Warehouse(part) as opened:
        _filled(opened, "identity", "stays")
    carrying.carry(whole, part, STAYS)
    with Warehouse(part, read_only=True) as opened:
        for table in sorted(schema.derived() | schema.history()):
            text = str(opened.query(f'SELECT * FROM "{table}"'))
            assert "stays" in text, table
