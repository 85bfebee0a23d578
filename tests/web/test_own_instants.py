"""Pages of projects that are shown at instants of their own."""

from __future__ import annotations

import json
import re
import shutil
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

from warehouse.store import Warehouse
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

OTHER, ALONE = "澜图 LanTu", "青禾 QingHe"
METRIC = "active_contributors"


def alone(demo: Path, data: Path) -> Path:
    """The demonstration after one of its projects was collected alone, three days later."""
    was = demo / "data" / "published"
    said = json.loads((was / "current.json").read_text(encoding="utf-8"))
    copy = data / "published" / said["copy"]
    shutil.copytree(was / said["copy"], copy)
    old = datetime.fromisoformat(said["as_of"])
    new = old + timedelta(days=3)
    with Warehouse(copy / "warehouse.duckdb") as warehouse:
        for table in ("measurement", "measurement_source", "finding", "finding_metric"):
            warehouse.execute(
                f"INSERT INTO {table} SELECT * REPLACE ($new::TIMESTAMPTZ AS as_of) FROM {table}"
                " SEMI JOIN (FROM project WHERE name = $name) USING (project_id)"
                " WHERE as_of = $old", {"new": new, "old": old, "name": ALONE},
            )  # fmt: skip
    checks = json.loads((copy / "checks.json").read_text(encoding="utf-8"))
    for one in checks["projects"]:
        one["as_of"] = (new if one["name"] == ALONE else old).isoformat()
    (copy / "checks.json").write_text(json.dumps(checks), encoding="utf-8")
    pointer = json.dumps({**said, "as_of": new.isoformat()})
    (copy.parent / "current.json").write_text(pointer, encoding="utf-8")
    return copy


def shown(page: str) -> dict[str, list[str]]:
    rows = re.findall(r'<th scope="row">(\d{4}-\d\d)</th>(.*?)</tr>', page, re.S)
    return {month: re.findall(r"<td>(.*?)<", cells) for month, cells in rows}


def test_one_project_collected_alone_takes_no_months_from_the_others(
    demo_folder: Path, tmp_path: Path, opening: Any
) -> None:
    copy = alone(demo_folder, tmp_path)
    with Warehouse(copy / "warehouse.duckdb", read_only=True) as held:
        rows = held.query("SELECT name, project_id FROM project")
        ids = {row["name"]: row["project_id"] for row in rows}
        own = held.query(
            "SELECT strftime(month, '%Y-%m') AS month, value FROM measurement WHERE part = ''"
            " AND metric_id = $metric AND project_id = $id AND month IS NOT NULL AND value > 0",
            {"metric": METRIC, "id": ids[OTHER]},
        )
    place = Place(None, tmp_path / "data", copy.parent, WebSettings())
    (tmp_path / "data").mkdir()
    with opening(place) as served:
        for asked in ([ids[OTHER]], [ids[OTHER], ids[ALONE]]):
            page = served.get("/trends", params={"metric": METRIC, "project": asked}).text
            found = shown(page)
            assert own
            for row in own:
                assert found[row["month"]][0] == f"{row['value']:g}"
                assert len(found[row["month"]]) == len(asked)


def test_each_page_says_which_instant_its_figures_are_of(
    demo_folder: Path, tmp_path: Path, opening: Any
) -> None:
    """The instant most figures are of stands at the head, another one in its row."""
    copy = alone(demo_folder, tmp_path)
    (tmp_path / "data").mkdir()
    with opening(Place(None, tmp_path / "data", copy.parent, WebSettings())) as served:
        compared = served.get("/api/v1/comparison").json()["as_of"]
        head = re.search(r"数据截止</dt><dd><b>(.*?)</b>", served.get("/comparisons").text)
        page = served.get("/").text
    assert compared == "2026-11-01T00:00:00+08:00"
    assert head
    assert head[1] == "2026-10-31"
    rows = {name: page.split(name, 1)[1].split("</tr>")[0] for name in (OTHER, ALONE)}
    assert ["数据截止" in rows[name] for name in (OTHER, ALONE)] == [False, True]
    assert "2026-11-03" in rows[ALONE]
