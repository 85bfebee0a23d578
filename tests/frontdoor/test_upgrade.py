"""A warehouse of an earlier program is scored, packed and verified by this one."""

from __future__ import annotations

import json
import shutil
from pathlib import Path
from typing import Any

import duckdb
import pytest

from warehouse import opening
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

SCHEMAS = Path(__file__).parents[1] / "warehouse" / "schemas"
FIGURES = (
    "SELECT metric_id, part, month, value, value_text, n FROM measurement"
    " WHERE project_id = $project AND as_of = $as_of ORDER BY ALL"
)


def aged(whole: Path, path: Path, form: int) -> None:
    """A file with the tables of that form and what of the rows of `whole` they can hold."""
    path.parent.mkdir(parents=True)
    with duckdb.connect() as connection:
        opening.attach(connection, path, "old")
        connection.execute("USE old")
        for text in sorted(SCHEMAS.glob("*.sql"))[: form + 1]:
            connection.execute(text.read_text(encoding="utf-8"))
        connection.execute(f"ATTACH '{whole}' AS whole (READ_ONLY)")
        for (table,) in connection.execute(
            "SELECT table_name FROM duckdb_tables() WHERE database_name = 'old'"
            " AND table_name <> 'schema_version'"
        ).fetchall():
            common = _columns(connection, "old", table) & _columns(connection, "whole", table)
            named = ", ".join(f'"{column}"' for column in sorted(common))
            connection.execute(
                f'INSERT INTO old."{table}" ({named}) SELECT {named} FROM whole."{table}"'
            )

        if form:
            connection.execute("INSERT INTO schema_version (sha256) VALUES ('older')")


def _columns(connection: duckdb.DuckDBPyConnection, database: str, table: str) -> set[str]:
    found = connection.execute(
        "SELECT column_name FROM duckdb_columns() WHERE database_name = ? AND table_name = ?",
        [database, table],
    )
    return {name for (name,) in found.fetchall()}


def figures(path: Path, project: str, as_of: Any) -> list[Any]:
    with Warehouse(path, read_only=True) as warehouse:
        return warehouse.query(FIGURES, {"project": project, "as_of": as_of})


@pytest.mark.parametrize("form", [0, 22])
def test_it_is_scored_by_this_one(
    form: int, demo_folder: Path, tmp_path: Path, capsys: Any
) -> None:
    whole = demo_folder / "data" / "warehouse.duckdb"
    aged(whole, tmp_path / "data" / "warehouse.duckdb", form)
    with Warehouse(whole, read_only=True) as warehouse:
        [row] = warehouse.query("SELECT max(as_of) AS at FROM measurement")
        [project] = warehouse.query("SELECT min(project_id) AS id FROM project WHERE sample")
    as_of = row["at"].isoformat()
    assert run(["report", "--json"]) == failures.WRONG
    assert "旧版本" in json.loads(capsys.readouterr().out)["error"]
    assert run(["score", "--as-of", as_of, "--json"]) == failures.COMPLETE
    assert json.loads(capsys.readouterr().out)["problems"] == []
    mine = figures(tmp_path / "data" / "warehouse.duckdb", project["id"], row["at"])
    theirs = figures(whole, project["id"], row["at"])
    if form == 22:
        assert mine == theirs
    else:
        assert {(one["metric_id"], one["part"]) for one in mine if one["month"] is None} >= {
            ("stars", ""), ("active_contributors", "")
        }  # fmt: skip


def test_what_only_this_one_reads_is_not_what_the_platform_lacks(
    demo_folder: Path, tmp_path: Path, capsys: Any
) -> None:
    """A figure that may do without it would say complete until the next collection."""
    whole, path = demo_folder / "data" / "warehouse.duckdb", tmp_path / "data" / "warehouse.duckdb"
    path.parent.mkdir()
    shutil.copyfile(whole, path)
    asked = "SELECT repo_id, stream, code FROM stream_state WHERE stream = 'releases' ORDER BY ALL"
    graded = (
        "SELECT completeness, completeness_reason AS why FROM measurement WHERE part = ''"
        " AND metric_id = 'project_age' ORDER BY as_of DESC LIMIT 1"
    )
    with Warehouse(path) as warehouse:
        held = warehouse.query("SELECT * FROM stream_state ORDER BY ALL")
    assert run(["score", "--json"]) == failures.COMPLETE
    with Warehouse(path) as warehouse:
        assert warehouse.query("SELECT * FROM stream_state ORDER BY ALL") == held
        assert [row["completeness"] for row in warehouse.query(graded)] == ["complete"]
        before = warehouse.query(asked)
        warehouse.execute("DELETE FROM stream_state WHERE stream = 'releases'")
    run(["score", "--json"])
    with Warehouse(path) as warehouse:
        assert warehouse.query(asked) == [{**row, "code": "unasked"} for row in before]
        [row] = warehouse.query(graded)
        assert (row["completeness"], "才开始读它" in row["why"]) == ("partial", True)
    capsys.readouterr()
