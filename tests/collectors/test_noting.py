"""Which projects there are is written when it changes, and is then as if written first."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from collectors import noting
from collectors.results import ProjectSources
from collectors.targets import Target
from warehouse.store import Warehouse

TABLES = ("project", "project_repo", "project_owner")
REPOS = [
    Target(f"gitee:o/r{n}", "gitee", "repository", f"o/r{n}", f"https://gitee.com/o/r{n}")
    for n in range(3)
]
OWNER = Target("gitee:o", "gitee", "owner", "o", "https://gitee.com/o")
ONE = ProjectSources("a", "甲", "单位", ("nanshan-project",), (*REPOS, OWNER))
NOBODY = ProjectSources("b", "b", None, (), ())


def told(warehouse: Warehouse) -> dict[str, list[dict[str, Any]]]:
    """The tables; of each project the rows in their order."""
    return {
        table: sorted(
            warehouse.query(f"SELECT * FROM {table} ORDER BY rowid"),
            key=lambda row: row["project_id"],
        )
        for table in TABLES
    }


@pytest.fixture
def written(tmp_path: Path, monkeypatch: pytest.MonkeyPatch):
    """An open warehouse, and the tables that are written from now on."""
    tables = list[str]()
    really = Warehouse.replace

    def noted(self, table, rows, scope):
        tables.append(table)
        really(self, table, rows, scope)

    monkeypatch.setattr(Warehouse, "replace", noted)
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        yield warehouse, tables


def test_projects_that_stand_as_they_stood_are_not_written(written):
    warehouse, tables = written
    noting.projects(warehouse, [ONE, NOBODY])
    before = told(warehouse)
    tables.clear()
    noting.projects(warehouse, [ONE, NOBODY])
    assert not tables
    assert told(warehouse) == before


@pytest.mark.parametrize(
    ("changed", "table"),
    [
        ({"name": "乙"}, "project"),
        ({"applicant": None}, "project"),
        ({"policies": ()}, "project"),
        ({"sample": True}, "project"),
        ({"targets": (*REPOS[:2], OWNER)}, "project_repo"),
        ({"targets": (*REPOS[::-1], OWNER)}, "project_repo"),
        ({"targets": (*REPOS[:2], replace(REPOS[2], url="https://x.org/r2"), OWNER)},
         "project_repo"),
        ({"include_forks": True}, "project_owner"),
        ({"targets": tuple(REPOS)}, "project_owner"),
    ],
)  # fmt: skip
def test_what_changed_is_written_and_nothing_else(written, changed, table):
    warehouse, tables = written
    noting.projects(warehouse, [NOBODY, ONE])
    tables.clear()
    noting.projects(warehouse, [NOBODY, replace(ONE, **changed)])
    assert tables == [table]


_PROJECTS = st.lists(
    st.builds(
        ProjectSources,
        st.sampled_from(["a", "b", "丙"]),
        st.text(max_size=3),
        st.none() | st.text(max_size=3),
        st.lists(st.sampled_from(["p", "q"]), max_size=2).map(tuple),
        st.lists(st.sampled_from([*REPOS, OWNER]), unique=True, max_size=4).map(tuple),
        include_forks=st.booleans(),
        sample=st.booleans(),
    ),
    unique_by=lambda one: one.project_id,
    max_size=3,
)


@settings(max_examples=40, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(before=_PROJECTS, after=_PROJECTS)
def test_it_is_as_if_it_were_written_for_the_first_time(tmp_path_factory, before, after):
    names = {one.project_id for one in after}
    with Warehouse(tmp_path_factory.mktemp("w") / "w.duckdb") as warehouse:
        noting.projects(warehouse, before)
        noting.projects(warehouse, after)
        found = told(warehouse)
    with Warehouse(tmp_path_factory.mktemp("w") / "w.duckdb") as warehouse:
        noting.projects(warehouse, [one for one in before if one.project_id not in names])
        noting.projects(warehouse, after)
        assert told(warehouse) == found
