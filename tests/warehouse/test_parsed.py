"""A connection that parses each statement once."""

from __future__ import annotations

from concurrent.futures import ThreadPoolExecutor

import duckdb
import pytest

from warehouse import parsed as module
from warehouse.parsed import Parsed


def test_a_statement_is_parsed_once_and_takes_other_values() -> None:
    module._known.clear()
    parsed = Parsed(duckdb.connect())
    parsed.execute("CREATE TABLE t (a INTEGER)")
    asked = "SELECT count(*) FROM t WHERE a > $least"
    for value in range(3):
        parsed.execute("INSERT INTO t VALUES ($value)", {"value": value})
    found = [parsed.execute(asked, {"least": least}).fetchone() for least in range(3)]
    assert found == [(2,), (1,), (0,)]
    assert set(module._known) == {
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
    for number in range(700):
        assert parsed.execute(f"SELECT {number}").fetchall() == [(number,)]
    assert len(module._known) == 512


def test_connections_share_what_was_parsed_and_nothing_else() -> None:
    insert, asked = "INSERT INTO t SELECT $value", "FROM t"
    found = []
    for kind, value in [("INTEGER", 7), ("VARCHAR", "seven")]:
        parsed = Parsed(duckdb.connect())
        parsed.execute(f"CREATE TABLE t (a {kind})")
        parsed.execute(insert, {"value": value})
        found.append(parsed.execute(asked).fetchall())
        statement = module._known[insert]
        parsed.close()
    assert found == [[(7,)], [("seven",)]]
    with pytest.raises(duckdb.CatalogException):
        Parsed(duckdb.connect()).execute(insert, {"value": 1})
    assert module._known[insert] is statement


def test_connections_of_many_threads_execute_the_same_statement() -> None:
    def ask(worker: int) -> list[int]:
        parsed = Parsed(duckdb.connect())
        return [parsed.execute("SELECT $n * 2", {"n": n}).fetchall()[0][0] for n in range(200)]

    with ThreadPoolExecutor(8) as pool:
        assert set(map(tuple, pool.map(ask, range(8)))) == {tuple(range(0, 400, 2))}


def test_what_duckdb_refuses_is_raised_each_time() -> None:
    parsed = Parsed(duckdb.connect())
    for sql, error in [("SELEC 1", duckdb.ParserException), ("FROM x", duckdb.CatalogException)]:
        for _ in range(2):
            with pytest.raises(error):
                parsed.execute(sql)
