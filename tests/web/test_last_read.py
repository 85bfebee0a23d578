"""When a project was read last: also by nights on which nothing had changed."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import compared_sample
import crowd_sample
import pytest

from warehouse import runs
from warehouse.store import Warehouse
from yuanzheng.web.reading.overview import overview

AT = compared_sample.AS_OF
LATER = AT + timedelta(days=20)


def told(path: Path, **run_project: object) -> set[datetime | None]:
    """What the pages and the interface say of a project after a night of that outcome."""
    with Warehouse(path) as warehouse:
        project_id = warehouse.query("SELECT min(project_id) AS id FROM project_repo")[0]["id"]
        begun = runs.Begun("schedule", LATER, project_ids=(project_id,))
        run_id = runs.begin(warehouse, begun)
        warehouse.execute("UPDATE run SET finished_at = started_at, outcome = 'complete'")
        row = {"run_id": run_id, "project_id": project_id, "problems": [], **run_project}
        warehouse.replace("run_project", [row], {"run_id": run_id})
        glance = next(one for one in overview(warehouse, (), AT) if one.project_id == project_id)
    return {glance.collected_at}


@pytest.mark.parametrize(
    ("night", "read"),
    [
        ({"outcome": "complete", "streams": 9, "failed": 0}, True),
        ({"outcome": "partial", "streams": 9, "failed": 4}, True),
        ({"outcome": "partial", "streams": 9, "failed": 9}, False),
        ({"outcome": "interrupted", "streams": 9, "failed": 0}, False),
        ({"outcome": "complete", "streams": None, "failed": None}, False),
    ],
)
def test_a_night_that_found_nothing_new_read_the_project(
    tmp_path: Path, night: dict[str, object], read: bool
) -> None:
    copy = crowd_sample.published(tmp_path, 3) / crowd_sample.COPY / "warehouse.duckdb"
    found = told(copy, **night)
    assert (found == {LATER}) is read
