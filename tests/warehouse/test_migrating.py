"""Every earlier form of the tables is brought to the present one, with its rows.

`schemas/NN_MMMM.sql` holds what the tables became in the NN-th form, from the one before; MMMM is
the last migration that was done then. Whoever changes `schema.sql` adds the next one, and a
migration for it, even where that only says in a comment which tables are new.
"""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import replace
from datetime import UTC, date, datetime
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import migrating, opening, schema, upgraded
from warehouse.copies import Copy
from warehouse.errors import OlderWarehouse, WarehouseError
from warehouse.store import Warehouse

FORMS = sorted((Path(__file__).parent / "schemas").glob("*.sql"))
LATEST = len(FORMS) - 1
# Those after or before which more than new tables came; the others by EVERYTHING=1.
TELLING = {0, 2, 3, 10, 13, 16, LATEST - 1}
TRIED = [n for n in range(LATEST) if n in TELLING or "EVERYTHING" in os.environ]
_SAMPLES: dict[str, object] = {
    "VARCHAR": "文字 ' \" \\ \n 末尾", "BIGINT": 2**40, "INTEGER": 7, "DOUBLE": 0.125,
    "BOOLEAN": True, "DATE": date(2026, 10, 31), "VARCHAR[]": ["甲", "a'b"],
    "TIMESTAMP WITH TIME ZONE": datetime(2026, 10, 31, 16, tzinfo=UTC),
}  # fmt: skip
Shape = list[tuple[str, str, str, bool]]


def shape(connection: duckdb.DuckDBPyConnection) -> Shape:
    """(table, column, type, whether it may be NULL) in the order of the columns."""
    return connection.execute(
        "SELECT table_name, column_name, data_type, is_nullable FROM duckdb_columns()"
        " WHERE NOT internal AND database_name = current_database()"
        " ORDER BY table_name, column_index"
    ).fetchall()


def told(connection: duckdb.DuckDBPyConnection) -> list[tuple[str, str | None, str | None]]:
    return connection.execute(
        "SELECT table_name, column_name, comment FROM duckdb_columns()"
        " WHERE NOT internal AND database_name = current_database()"
        " UNION ALL SELECT table_name, NULL, comment FROM duckdb_tables()"
        " WHERE NOT internal AND database_name = current_database() ORDER BY ALL"
    ).fetchall()


def older(path: Path, form: int) -> duckdb.DuckDBPyConnection:
    """A file with the tables of that form, opened as the program did."""
    path.parent.mkdir(parents=True, exist_ok=True)
    connection = duckdb.connect()
    opening.attach(connection, path, "warehouse")
    connection.execute("USE warehouse")
    connection.execute("SET TimeZone = 'UTC'")
    for text in FORMS[: form + 1]:
        connection.execute(text.read_text(encoding="utf-8"))
    return connection


def filled(connection: duckdb.DuckDBPyConnection) -> None:
    """Two rows in every table, one with nothing but what must be there."""
    tables: dict[str, list[tuple[str, str, bool]]] = {}
    for table, column, kind, optional in shape(connection):
        tables.setdefault(table, []).append((column, kind, optional))
    for table, columns in tables.items():
        if table == "schema_version":
            connection.execute("INSERT INTO schema_version (sha256) VALUES ('older')")
            continue
        for bare in (False, True):
            row = [None if bare and optional else _SAMPLES[kind] for _, kind, optional in columns]
            marks = ", ".join("?" * len(row))
            connection.execute(f'INSERT INTO "{table}" VALUES ({marks})', row)


def rows(connection: duckdb.DuckDBPyConnection, table: str, columns: list[str]) -> list[Any]:
    named = ", ".join(f'"{column}"' for column in columns)
    return connection.execute(f'SELECT {named} FROM "{table}" ORDER BY ALL').fetchall()


def by_table(connection: duckdb.DuckDBPyConnection) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for table, column, _, _ in shape(connection):
        found.setdefault(table, []).append(column)
    return found


@pytest.fixture(scope="module")
def present(tmp_path_factory: pytest.TempPathFactory) -> tuple[Shape, list[Any]]:
    """Shape and comments of a warehouse made now."""
    with Warehouse(tmp_path_factory.mktemp("now") / "warehouse.duckdb") as made:
        return shape(made._connection), told(made._connection)


@pytest.mark.parametrize("form", TRIED)
def test_every_form_comes_to_the_present_one_with_its_rows(
    form: int, tmp_path: Path, present: tuple[Shape, list[Any]]
) -> None:
    path = tmp_path / "warehouse.duckdb"
    with older(path, form) as connection:
        filled(connection)
        before = by_table(connection)
        held = {table: rows(connection, table, columns) for table, columns in before.items()}
    with pytest.raises(WarehouseError, match="score"):
        Warehouse(path, read_only=True)
    with Warehouse(path) as brought:
        now = brought._connection
        assert (shape(now), told(now)) == present
        after = by_table(now)
        for table in held.keys() - {"schema_version"}:
            common = [column for column in before[table] if column in after[table]]
            gone = [column for column in before[table] if column not in after[table]]
            assert gone in ([], ["mailmap_name", "mailmap_email_key"])
            kept = [[v for c, v in zip(before[table], row, strict=True) if c in common]
                    for row in held[table]]  # fmt: skip
            assert sorted(map(repr, map(tuple, kept))) == sorted(
                map(repr, rows(now, table, common))
            )
            fresh = [column for column in after[table] if column not in common]
            for row in rows(now, table, fresh) if fresh else ():
                assert set(row) == {None}
    with Warehouse(path, read_only=True) as again:
        assert again.query("SELECT number FROM schema_version") == [{"number": migrating.latest()}]


@pytest.mark.parametrize("form", [0, 2])
def test_what_goes_lies_in_a_copy_of_the_file(form: int, tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with older(path, form) as connection:
        filled(connection)
        columns = by_table(connection)["identity"]
        held = rows(connection, "identity", columns)
    Warehouse(path).close()
    assert sorted(one.name for one in tmp_path.iterdir()) == [
        "warehouse.before-0001.duckdb", "warehouse.duckdb",
    ]  # fmt: skip
    with duckdb.connect(str(migrating.kept(path, 1)), read_only=True) as copy:
        copy.execute("SET TimeZone = 'UTC'")
        assert rows(copy, "identity", columns) == held


def test_where_nothing_goes_there_is_no_copy(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    Warehouse(path).close()
    assert not list(tmp_path.glob("*before*"))


@pytest.mark.parametrize("stop", [1, 2, 4])
def test_what_is_cut_short_is_taken_up_again(
    stop: int, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, present: tuple[Shape, list[Any]]
) -> None:
    path = tmp_path / "warehouse.duckdb"
    with older(path, 0) as connection:
        filled(connection)
    whole = migrating.known()
    half = f"{whole[stop - 1].sql}; SELECT error('out')"
    broken = [*whole[: stop - 1], replace(whole[stop - 1], sql=half), *whole[stop:]]
    with monkeypatch.context() as patch:
        patch.setattr(migrating, "known", lambda: tuple(broken))
        with pytest.raises(duckdb.Error):
            Warehouse(path)
    with duckdb.connect(str(path)) as held:
        done = migrating.number(held)
    assert done == stop - 1
    with Warehouse(path) as brought:
        assert (shape(brought._connection), told(brought._connection)) == present
        assert len(brought.query("FROM project")) == 2


def test_a_kill_in_the_midst_leaves_a_whole_step(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with older(path, 0) as connection:
        filled(connection)
    code = (
        "import os, signal, sys, pathlib\nfrom warehouse import migrating\n"
        "from warehouse.store import Warehouse\nnote = migrating.note\n"
        "def then(connection, done, digest=''):\n"
        "    note(connection, done, digest)\n"
        "    if done == 2: os.kill(os.getpid(), signal.SIGKILL)\n"
        "migrating.note = then\nWarehouse(pathlib.Path(sys.argv[1]))\n"
    )
    done = subprocess.run([sys.executable, "-c", code, str(path)], check=False)
    assert done.returncode == -9
    with Warehouse(path) as brought:
        assert len(brought.query("FROM licence_finding")) == 2


def test_a_newer_warehouse_is_left_alone(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as made:
        made.execute("UPDATE schema_version SET number = 9999, sha256 = 'newer'")
    before = path.read_bytes()
    for read_only in (True, False):
        with pytest.raises(WarehouseError, match="请升级源证"):
            Warehouse(path, read_only=read_only)
    assert path.read_bytes() == before


def test_other_words_alone_keep_nobody_from_reading(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    with Warehouse(path) as made:
        made.execute("UPDATE schema_version SET sha256 = 'with another comment'")
    Warehouse(path, read_only=True).close()


def test_migrations_are_numbered_and_say_what_they_do() -> None:
    folder = Path(migrating.__file__).parent / "migrations"
    found = migrating.known()
    assert [one.name for one in found] == sorted(path.name for path in folder.iterdir())
    assert [one.number for one in found] == list(range(1, len(found) + 1))
    for one in found:
        assert one.sql.startswith("-- ")
        destroys = any(word in one.sql for word in ("DROP COLUMN", "DELETE", "UPDATE", "TRUNCATE"))
        assert not destroys or one.loses, f"{one.name}: say in a line `-- loses:` what goes"


def test_the_last_form_is_the_present_one(tmp_path: Path) -> None:
    with older(tmp_path / "old.duckdb", LATEST) as old, duckdb.connect() as now:
        now.execute(schema.schema_sql())
        assert shape(old) == shape(now), "add tests/warehouse/schemas/NN_MMMM.sql and a migration"
    assert int(FORMS[-1].stem[3:]) == migrating.latest()
    assert [path.stem[:2] for path in FORMS] == [f"{n:02d}" for n in range(len(FORMS))]


@pytest.fixture
def copied(tmp_path: Path) -> Copy:
    """A published copy as an earlier program left it."""
    at = datetime(2026, 10, 31, 16, tzinfo=UTC)
    copy = Copy("old", tmp_path / "old", at, at, None)
    connection = older(copy.database, LATEST - 1)
    filled(connection)
    connection.close()
    return copy


def test_a_copy_published_by_an_older_program_is_read_without_being_changed(copied):
    before = copied.database.read_bytes()
    made = upgraded.database(copied)
    assert made != copied.database
    with Warehouse(made, read_only=True) as warehouse:
        rows = warehouse.query("SELECT name FROM project")
    assert len(rows) == 2
    assert copied.database.read_bytes() == before
    at = made.stat().st_mtime_ns
    assert upgraded.database(copied) == made
    assert made.stat().st_mtime_ns == at, "brought on once"
    assert sorted(path.name for path in copied.folder.iterdir()) == sorted([
        copied.database.name, made.name
    ])  # fmt: skip


def test_a_copy_that_cannot_be_brought_on_says_it_is_of_an_older_version(copied, monkeypatch):
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(upgraded.duplicating, "copied", full)
    with pytest.raises(OlderWarehouse):
        upgraded.database(copied)
    assert [path.name for path in copied.folder.iterdir()] == [copied.database.name]


def test_a_copy_of_this_program_is_read_as_it_is(copied):
    copied.database.unlink()
    Warehouse(copied.database).close()
    assert upgraded.database(copied) == copied.database
