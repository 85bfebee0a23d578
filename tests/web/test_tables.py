"""Tables to keep, over real HTTP: the same figures in both forms, safe in a spreadsheet."""

from __future__ import annotations

import csv
import io
import json
from pathlib import Path
from typing import Any
from urllib.parse import quote, unquote

import duckdb
import pytest

from yuanzheng.web.documents import tabling
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

NAMES = sorted(path.stem for path in tabling.FOLDER.glob("*.sql"))
COPY = "20261118T160000Z-0a1b2c3d"


def rows(served: Any, path: str, **params: str) -> list[dict[str, str]]:
    answer = served.get(f"/api/v1/tables/{path}", params=params)
    assert answer.status_code == 200, answer.text
    assert answer.headers["content-disposition"].startswith("attachment")
    return list(csv.DictReader(io.StringIO(answer.content.decode("utf-8-sig"))))


@pytest.mark.parametrize("name", NAMES)
def test_both_forms_hold_the_same(local: Any, tmp_path: Path, name: str) -> None:
    listed = {one["name"]: one for one in local.get("/api/v1/tables").json()["items"]}
    found = rows(local, f"{name}.csv")
    answer = local.get(f"/api/v1/tables/{name}.parquet")
    (tmp_path / "x.parquet").write_bytes(answer.content)
    read = duckdb.sql(f"SELECT * FROM '{tmp_path}/x.parquet'")
    assert read.columns == [one["name"] for one in listed[name]["columns"]] == list(found[0])
    assert len(read.fetchall()) == len(found) > 0


def test_the_figures_are_the_reports(local: Any, published: Path) -> None:
    path = published / COPY / "evidence" / "青禾 QingHe" / "证据表.json"
    printed = json.loads(path.read_text(encoding="utf-8"))
    project = printed["project"]["project_id"]
    own = {
        (one["metric_id"], one["part"]): one["value"]
        for one in rows(local, "measurements.csv", project=project)
        if not one["month"]
    }
    figures = [row for table in printed["tables"] for row in table["rows"] if row["metric_id"]]
    for row in figures:
        value = own[row["metric_id"], row["part"]]
        assert (float(value) if value else None) == row["value"]


def test_of_one_project_alone(local: Any) -> None:
    every = {one["project_id"] for one in rows(local, "projects.csv")}
    assert len(every) == 2
    for name in NAMES:
        for one in sorted(every):
            found = rows(local, f"{name}.csv", project=one)
            assert {row["project_id"] for row in found} <= {one} if name != "metrics" else found


def test_people_are_marks_and_nothing_else(local: Any, published: Path) -> None:
    found = rows(local, "people.csv")
    assert all(one["person"].startswith("person-") for one in found)
    text = local.get("/api/v1/tables/people.csv").text
    with duckdb.connect(str(published / COPY / "warehouse.duckdb"), read_only=True) as copy:
        labels = copy.execute("SELECT label FROM person_label").fetchall()
        people = copy.execute(
            "SELECT count(DISTINCT (project_id, person_id)) FROM act WHERE person_id IS NOT NULL"
        ).fetchall()
    assert not [label for (label,) in labels if len(label) > 4 and label in text]
    assert "@" not in text
    assert len({(one["project_id"], one["person"]) for one in found}) == people[0][0]


@pytest.mark.parametrize("text", ["=1+1", "+1", "-x", "@x", "\t=1", "＝1", " =cmd|' /C calc'!A0"])
def test_what_a_spreadsheet_would_run_is_text(text: str) -> None:
    assert tabling._cell(text).startswith("'")
    assert tabling._cell([text]).startswith("[")
    assert tabling._cell(-1.5) == "-1.5"


@pytest.mark.parametrize(
    "path",
    ["nothing.csv", "measurements.xlsx", "..%2f..%2fx.csv", "measurements", "%00.csv",
     "measurements.csv?project=nobody", "projects.csv?project=" + quote("' OR 1=1 --")],
)  # fmt: skip
def test_what_there_is_not(local: Any, path: str) -> None:
    assert local.get(f"/api/v1/tables/{path}").status_code in {404, 422}


def test_the_files_of_the_report_are_the_files(local: Any, ids: Any, published: Path) -> None:
    home = f"/api/v1/projects/{quote(ids['青禾 QingHe'])}/files"
    for one in local.get(home).json()["items"]:
        answer = local.get(f"{home}/{one['address']}")
        path = published / COPY / "evidence" / "青禾 QingHe" / unquote(one["address"])
        assert answer.content == path.read_bytes()
        assert answer.headers["content-disposition"].startswith("attachment")
        assert "sandbox" in answer.headers["content-security-policy"]
    for odd in ("..%2f..%2fcurrent.json", "../../current.json", "%2fetc%2fpasswd", "", "x"):
        assert local.get(f"{home}/{odd}").status_code == 404 or not odd


def test_the_comparison_rests_on_the_same_figures(
    demo_folder: Path, tmp_path: Path, opening: Any
) -> None:
    place = Place(None, tmp_path, demo_folder / "data" / "published", WebSettings())
    with opening(place) as served:
        found = served.get("/api/v1/comparison").json()
        assert sum(one["weight"] for one in found["criteria"]) == pytest.approx(1)
        assert len(found["projects"]) == 2
        for one in found["projects"]:
            path = f"/api/v1/projects/{quote(one['project_id'])}/evidence"
            assert len(one["cells"]) == len(found["criteria"])
            for cell in filter(lambda cell: cell["evidence_id"], one["cells"]):
                figure = served.get(f"{path}/{cell['evidence_id']}").json()["figure"]
                assert cell["value"] == figure["value"]
        assert served.get("/api/v1/comparison/weightings").json()["items"] == []
