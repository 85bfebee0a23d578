"""No metric reads what it need not: its plan over a province is looked at, not its words."""

from __future__ import annotations

import json
import re
import sys
from collections import Counter
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest

from scoring.acts.run import derive
from scoring.metric_files import Metric, all_metrics
from scoring.people.run import resolve
from warehouse.store import Warehouse

sys.path.insert(0, str(Path(__file__).parents[1] / "benchmarks" / "province"))

import filled

LARGE = {"act", "commit", "commit_file", "commit_change", "issue", "comment", "change_request",
         "review", "star_day", "stargazer", "fork", "discussion"}  # fmt: skip
# Read more than once, and why: what the figure needs stands in different columns each time.
AGAIN = {
    ("change_request_first_response", "change_request"): 2,  # opened, and merged without a word
    (
        "contributor_list_difference",
        "commit",
    ): 3,  # their authors, and which repositories share some
    ("days_since_release", "commit"): 2,  # dates of tags: as released and as of first commits
    ("issue_close_days", "issue"): 2,  # closed, and still waiting
    ("leading_by_applicant", "commit"): 2,
    ("left_contributors", "act"): 2,  # of persons, and since when anything is known
    ("opendigger_activity", "change_request"): 2,  # opened, and merged
    ("oss_compass_activity", "commit"): 3,  # one for each of eight signals
    ("oss_compass_activity", "comment"): 2,
    ("oss_compass_activity", "issue"): 3,
    ("oss_compass_activity", "change_request"): 2,
    ("release_frequency", "commit"): 2,
    ("releases", "commit"): 2,
    ("star_place", "star_day"): 2,  # the days, and of which repositories there are any
    ("star_reconciliation", "star_day"): 2,
    ("star_growth", "star_day"): 2,
}
LOOPS = {"NESTED_LOOP_JOIN", "BLOCKWISE_NL_JOIN", "PIECEWISE_MERGE_JOIN", "IE_JOIN"}
each = pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.metric_id)
Node = dict[str, Any]


@pytest.fixture(scope="module")
def province(tmp_path_factory: pytest.TempPathFactory) -> Iterator[Warehouse]:
    with Warehouse(tmp_path_factory.mktemp("plans") / "warehouse.duckdb") as warehouse:
        filled.fill(warehouse, filled.Sizes(projects=30, events=12_000, people=300))
        resolve(warehouse)
        derive(warehouse)
        yield warehouse


def _plan(warehouse: Warehouse, metric: Metric) -> list[Node]:
    instants = {
        "as_of": filled.UNTIL, "window_to": filled.UNTIL,
        "window_from": filled.UNTIL - timedelta(days=365),
    }  # fmt: skip
    used = {name: value for name, value in instants.items() if f"${name}" in metric.sql}
    [row] = warehouse.query(f"EXPLAIN (FORMAT json) {metric.sql}", used)
    tops = json.loads(row["explain_value"])
    return [node for top in tops for node in _under(top)]


def _under(node: Node) -> Iterator[Node]:
    yield node
    for child in node.get("children", ()):
        yield from _under(child)


def _scans(nodes: list[Node]) -> list[tuple[str, Node]]:
    found = [(node["extra_info"].get("Table"), node["extra_info"]) for node in nodes
             if "SCAN" in node["name"]]  # fmt: skip
    return [(name.split(".")[-1].strip('"'), told) for name, told in found if name]


def _words(told: object) -> set[str]:
    return set(re.findall(r"\w+", json.dumps(told, ensure_ascii=False)))


@each
def test_columns_that_a_metric_does_not_name_are_not_read(
    province: Warehouse, metric: Metric
) -> None:
    named = set(re.findall(r"\w+", metric.sql))
    scans = _scans(_plan(province, metric))
    for table, told in scans:
        assert _words(told.get("Projections", [])) <= named, table


@each
def test_large_tables_are_read_once_unless_it_is_said_why(
    province: Warehouse, metric: Metric
) -> None:
    found = Counter(table for table, _ in _scans(_plan(province, metric)) if table in LARGE)
    for table, times in found.items():
        assert times <= AGAIN.get((metric.metric_id, table), 1), table


@each
def test_acts_outside_of_a_window_are_left_where_they_are(
    province: Warehouse, metric: Metric
) -> None:
    """Unless the metric asks who had ever acted before."""
    ever = {"new_contributors", "left_contributors", "returning_contributors"}
    if metric.metric_id in ever or "happened_at >= $window_from" not in metric.sql:
        return
    for table, told in _scans(_plan(province, metric)):
        if table == "act":
            assert "happened_at" in _words(told["Filters"])


@each
def test_no_two_large_tables_are_compared_row_by_row(province: Warehouse, metric: Metric) -> None:
    for node in _plan(province, metric):
        if node["name"].strip() in LOOPS | {"CROSS_PRODUCT"}:
            sides = [{table for table, _ in _scans(list(_under(one)))} & LARGE
                     for one in node["children"]]  # fmt: skip
            assert not all(sides), sides
