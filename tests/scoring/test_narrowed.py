"""Measured for some projects, figures are those measured for all: for every metric."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from scoring import measuring, run
from scoring.metric_files import Metric, all_metrics
from scoring.narrowed import narrowed
from scoring.settings import ScoringSettings
from warehouse.store import Row, Warehouse

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "province"))

import filled

KEPT = ("measurement", "measurement_source")
WINDOW = 365


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    """Thirty projects that share people, all of them scored."""
    with Warehouse(tmp_path_factory.mktemp("province") / "warehouse.duckdb") as warehouse:
        filled.fill(warehouse, filled.Sizes(projects=30, events=6_000, people=200))
        run.score(warehouse, as_of=filled.UNTIL, settings=ScoringSettings(), ask=False)
        yield warehouse


def _held(warehouse: Warehouse, table: str) -> list[Row]:
    return warehouse.query(f"FROM {table} ORDER BY ALL")


def _projects(warehouse: Warehouse) -> list[str]:
    return [row["project_id"] for row in warehouse.query("FROM project ORDER BY project_id")]


def _measure(warehouse: Warehouse, some: list[str] | None, metrics: list[Metric]) -> None:
    with warehouse.transaction():
        measuring.measure(
            warehouse, as_of=filled.UNTIL, window_days=WINDOW, project_ids=some, metrics=metrics
        )


@pytest.mark.parametrize("place", [slice(0, 1), slice(3, 17, 2), slice(1, None)])
def test_some_projects_measured_again_change_no_row(province: Warehouse, place: slice) -> None:
    before = {table: _held(province, table) for table in KEPT}
    assert before["measurement"]
    _measure(province, _projects(province)[place], list(all_metrics()))
    for table in KEPT:
        assert _held(province, table) == before[table]


def test_they_are_measured_anew(province: Warehouse) -> None:
    before, one = _held(province, "measurement"), _projects(province)[4]
    asked = {"one": one}
    province.execute("UPDATE measurement SET n = -1 WHERE project_id = $one", asked)
    assert _held(province, "measurement") != before
    _measure(province, [one], list(all_metrics()))
    assert _held(province, "measurement") == before


def _answered(warehouse: Warehouse, metric: Metric, some: list[str], *, narrow: bool) -> list[Row]:
    with warehouse.transaction():
        measuring._prepare(warehouse, [metric], filled.UNTIL, some)
        if narrow:
            with narrowed(warehouse, some, [metric.sql]):
                measuring.ask(warehouse, metric, filled.UNTIL, metric.days(WINDOW))
        else:
            measuring.ask(warehouse, metric, filled.UNTIL, metric.days(WINDOW))
        return warehouse.query(
            "FROM given WHERE project_id IN (SELECT unnest($some)) ORDER BY ALL", {"some": some}
        )


@pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.metric_id)
def test_what_a_metric_declares_of_other_projects_is_so(
    province: Warehouse, metric: Metric
) -> None:
    """A place among projects is another one among fewer; whoever forgets to say so fails here."""
    some = _projects(province)[::3]
    whole = _answered(province, metric, some, narrow=False)
    assert whole
    assert (_answered(province, metric, some, narrow=True) == whole) != metric.compares


def test_the_tables_are_the_real_ones_again(province: Warehouse) -> None:
    [before] = province.query("SELECT count(*) AS n FROM act")
    with province.transaction(), narrowed(province, ["p000003"], ["FROM act"]):
        [within] = province.query("SELECT count(*) AS n, count(DISTINCT project_id) AS m FROM act")
        assert within["m"] == 1
        assert 0 < within["n"] < before["n"]
    assert province.query("SELECT count(*) AS n FROM act") == [before]


def test_a_table_of_no_project_cannot_be_narrowed(province: Warehouse) -> None:
    with pytest.raises(ValueError, match="policy"), province.transaction(), \
            narrowed(province, ["p000003"], ["SELECT title FROM policy"]):  # fmt: skip
        pass
