"""A connection that parses each statement once."""

from __future__ import annotations

import duckdb
import pytest

from warehouse.parsed import Parsed


def test_a_statement_is_parsed_once_and_takes_other_values() -> None:
    parsed = Parsed(duckdb.connect())
    parsed.execute("CREATE TABLE t (a INTEGER)")
    asked = "SELECT count(*) FROM t WHERE a > $least"
    for value in range(3):
        parsed.execute("INSERT INTO t VALUES ($value)", {"value": value})
    found = [parsed.execute(asked, {"least": least}).fetchone() for least in range(3)]
    assert found == [(2,), (1,), (0,)]
    assert set(parsed.known) == {
        "CREATE TABLE t (a INTEGER)", "INSERT INTO t VALUES ($value)", asked,
    }  # fmt: skip


def test_a_table_made_anew_is_found_by_a_statement_that_was_parsed_before() -> None:
    parsed = Parsed(duckdb.connect())
    for columns in ("1 AS a", "1 AS a, 2 AS b"):
        parsed.execute(f"CREATE OR REPLACE TEMP TABLE t AS SELECT {columns}")
        found = parsed.execute("SELECT * FROM t").fetchall()
    assert found == [(1, 2)]


def test_several_statements_in_one_text_are_all_done() -> None:
    parsed = Parsed(duckdb.connect())
    parsed.execute("CREATE TABLE a (x INTEGER); INSERT INTO a VALUES (7)")
    assert parsed.execute("SELECT x FROM a").fetchall() == [(7,)]


def test_no_more_are_remembered_than_fit() -> None:
    parsed = Parsed(duckdb.connect())
    for number in range(400):
        assert parsed.execute(f"SELECT {number}").fetchall() == [(number,)]
    assert len(parsed.known) == 256


def test_what_duckdb_refuses_is_raised_each_time() -> None:
    parsed = Parsed(duckdb.connect())
    for sql, error in [("SELEC 1", duckdb.ParserException), ("FROM x", duckdb.CatalogException)]:
        for _ in range(2):
            with pytest.raises(error):
                parsed.execute(sql)
