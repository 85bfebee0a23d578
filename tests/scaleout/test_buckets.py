"""Projects scored in buckets give what they give together. No Spark here, but what it runs."""

from __future__ import annotations

import shutil
from pathlib import Path
from typing import Any

import pytest
from crowds import AS_OF, SETTINGS, derived

from scoring.errors import ScoringError
from warehouse import schema
from warehouse.engines.spark import Done
from warehouse.lake import cutting, tables
from warehouse.store import Warehouse
from yuanzheng.failures import Refused
from yuanzheng.scaleout.engine import Machines, spread
from yuanzheng.scaleout.task import Order

Tables = dict[str, list[dict[str, Any]]]


def here(buckets: int, order: Order) -> list[Done]:
    return [order(bucket) for bucket in range(buckets)]


@pytest.mark.parametrize("buckets", [1, 6])
def test_every_table_is_what_one_machine_makes(crowd: Path, expected: Tables, buckets: int) -> None:
    with Warehouse(crowd) as warehouse:
        spread(warehouse, SETTINGS, AS_OF, None, Machines(here, crowd.parent / "lake", buckets))
    found = derived(crowd)
    assert {table for table in expected if found[table] != expected[table]} == set()
    assert not list((crowd.parent / "lake").iterdir())


def test_projects_not_asked_for_keep_their_figures(crowd: Path, crowd_folder: Path) -> None:
    shutil.copy(crowd_folder / "scored.duckdb", crowd)
    with Warehouse(crowd) as warehouse:
        warehouse.execute("UPDATE measurement SET value = -1 WHERE value IS NOT NULL")
        spread(warehouse, SETTINGS, AS_OF, ["both"], Machines(here, crowd.parent, 3))
        kept = warehouse.query(
            "SELECT project_id = 'both' AS asked, bool_or(value = -1) AS old,"
            " bool_or(value <> -1) AS new FROM measurement GROUP BY 1 ORDER BY 1"
        )
        with pytest.raises(ScoringError, match="没有项目 nobody"):
            spread(warehouse, SETTINGS, AS_OF, ["nobody"], Machines(here, crowd.parent, 3))
    assert kept == [
        {"asked": False, "old": True, "new": False}, {"asked": True, "old": False, "new": True},
    ]  # fmt: skip


def test_a_folder_may_be_named_like_a_pattern(tmp_path: Path) -> None:
    lake = tmp_path / "示范[2026]*'"
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        for statement in (
            "INSERT INTO project SELECT 'p', 'p', NULL, [], false",
            "INSERT INTO project_repo SELECT 'p', 'gitee:a/b', 'gitee', 'repository', 'https://x'",
        ):
            warehouse.execute(statement)
        spread(warehouse, SETTINGS, AS_OF, None, Machines(here, lake, 2))
        assert warehouse.query("SELECT DISTINCT project_id FROM measurement") == [
            {"project_id": "p"}
        ]


def test_a_bucket_that_fails_leaves_the_warehouse_as_it_was(
    crowd: Path, crowd_folder: Path
) -> None:
    shutil.copy(crowd_folder / "scored.duckdb", crowd)
    before = derived(crowd)

    def third_fails(buckets: int, order: Order) -> list[Done]:
        return [Done(2, "", "坏了") if b == 2 else order(b) for b in range(buckets)]

    with Warehouse(crowd) as warehouse:
        warehouse.execute("UPDATE identity SET name = 'Somebody Else' WHERE platform = 'git'")
        with pytest.raises(Refused, match=r"第 3 份（项目 .+）没有算出来：坏了。数据仓库没有改动"):
            spread(
                warehouse, SETTINGS, AS_OF, None, Machines(third_fails, crowd.parent / "lake", 3)
            )
    assert derived(crowd) == before


def test_what_a_killed_run_left_is_cleared_away(crowd: Path) -> None:
    lake = crowd.parent / "lake"

    def stopped(buckets: int, order: Order) -> list[Done]:
        shutil.copytree(order.lake, order.lake.with_name(f"{order.lake.name[:17]}left"))
        (lake / "of another").mkdir()
        raise KeyboardInterrupt

    with Warehouse(crowd) as warehouse:
        with pytest.raises(KeyboardInterrupt):
            spread(warehouse, SETTINGS, AS_OF, None, Machines(stopped, lake, 2))
        assert len(list(lake.iterdir())) == 2
        with pytest.raises(FileExistsError):
            spread(warehouse, SETTINGS, AS_OF, None, Machines(stopped, lake, 2))
    assert {one.name for one in lake.iterdir() if not one.name.endswith("left")} == {"of another"}


def test_another_version_of_the_program_computes_nothing(tmp_path: Path) -> None:
    done = Order(tmp_path, AS_OF, 365, None, 512, False, "another")(0)
    assert done.problem
    assert "版本不同" in done.problem


def test_every_table_has_its_place() -> None:
    """A new table or column must be thought of here before figures can rest on it elsewhere."""
    places = [set(tables.shipped()), set(tables.PERSONAL), tables.MADE - tables.GIVEN,
              set(tables.WHOLE), set(schema.history())]  # fmt: skip
    told = [table for place in places for table in place]
    assert sorted(told) == sorted(tables.columns())
    others = {"answer_id", "asset_id", "comment_id", "cve_id", "ghsa_id", "platform_id",
              "release_id", "repo_id", "review_id", "run_id"}  # fmt: skip
    named = {c for t in tables.collected() for c in tables.columns()[t]
             if c.endswith(("_id", "_ids"))}  # fmt: skip
    assert named == tables.IDENTITIES | others


def test_buckets_are_filled_evenly() -> None:
    found = cutting.filled({"a": 10, "b": 6, "c": 5, "d": 0}, 2)
    assert found == {"a": 0, "b": 1, "c": 1, "d": 0}
    assert cutting.filled({}, 3) == {}
