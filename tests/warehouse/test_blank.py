"""A new warehouse is a copy of an empty one."""

from __future__ import annotations

import threading
from pathlib import Path
from typing import Any

import pytest

from warehouse import blank, schema
from warehouse.errors import WarehouseError
from warehouse.records import Issue
from warehouse.store import Warehouse


def test_two_new_ones_are_alike_and_apart(tmp_path: Path) -> None:
    first, second = tmp_path / "a" / "w.duckdb", tmp_path / "b" / "w.duckdb"
    for path in (first, second):
        with Warehouse(path) as warehouse:
            said = warehouse.query(
                "SELECT table_name, column_name, comment FROM duckdb_columns()"
                " WHERE comment IS NOT NULL AND database_name = 'warehouse'"
            )
            wanted = [(t, c, words) for t, c, words in schema.comments(schema.schema_sql()) if c]
            assert sorted(tuple(row.values()) for row in said) == sorted(wanted)
    with Warehouse(first) as warehouse, warehouse.attached(second, "other"):
        warehouse.execute("INSERT INTO project VALUES ('p', 'p', NULL, [], false)")
        assert warehouse.query("FROM other.project") == []
    assert [path.name for path in first.parent.iterdir()] == ["w.duckdb"]


def test_what_stands_there_stays(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    path.write_text("mine")
    blank.lay(path)
    assert path.read_text() == "mine"


def test_who_comes_second_keeps_the_first_ones_file(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    inodes: list[int] = []

    def open_once() -> None:
        blank.lay(path)
        inodes.append(path.stat().st_ino)

    threads = [threading.Thread(target=open_once) for _ in range(8)]
    for one in threads:
        one.start()
    for one in threads:
        one.join()
    assert len(inodes) == 8
    assert len(set(inodes)) == 1
    assert [one.name for one in tmp_path.iterdir()] == ["w.duckdb"]


@pytest.mark.parametrize("refused", ["link", "write"])
def test_where_it_cannot_be_laid_it_is_made(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, refused: str
) -> None:
    """A file system without links, or a full one that has room again."""

    def refuse(*_: Any, **__: Any) -> None:
        raise OSError

    target = ("os.link",) if refused == "link" else ("pathlib.Path.write_bytes",)
    monkeypatch.setattr(*target, refuse)
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        assert warehouse.query(f"SELECT count(*) AS n FROM {Issue.TABLE}")[0]["n"] == 0
    assert [one.name for one in tmp_path.iterdir()] == ["w.duckdb"]


def test_a_folder_that_is_none_is_said_as_before(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(WarehouseError):
        Warehouse(tmp_path / "file" / "w.duckdb")
