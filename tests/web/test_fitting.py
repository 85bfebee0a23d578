"""Figures the checks refused are shown nowhere: not by pages, the interface, downloads or packs."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager
from datetime import datetime
from pathlib import Path
from typing import Any
from urllib.parse import quote

import compared_sample
import crowd_sample
import duckdb
import pytest

from warehouse.store import Warehouse
from yuanzheng.web.place import Place
from yuanzheng.web.settings import WebSettings

Site = Any
Serving = Callable[[Place], AbstractContextManager[Site]]
WORDS = "平台的历史一下子少了一半，请查明。"
REFUSED, NEVER, FIT = "project-010", "project-012", "project-011"
WRONG, RIGHT = 987_654_321, 123_454_321
NEWER, OLDER = compared_sample.AS_OF, compared_sample.BEFORE
ADDRESSES = (
    "/", "/projects/{}", "/projects/{}/tables/1", "/projects/{}/tables/2",
    "/projects/{}/evidence/E1", "/projects/{}/clauses", "/trends?metric=stars&project={}",
    "/comparison", "/policies",
    "/api/v1/projects", "/api/v1/projects/{}", "/api/v1/projects/{}/measurements?per_page=200",
    "/api/v1/projects/{}/findings", "/api/v1/projects/{}/evidence/E1", "/api/v1/comparison",
    "/api/v1/tables/measurements.csv?project={}", "/api/v1/tables/findings.csv?project={}",
    "/api/v1/tables/measurement_history.csv?project={}",
)  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory, opening: Serving) -> Iterator[Site]:
    """Stars nobody has, of a project that was refused, of one never fit, and of one that is."""
    home = tmp_path_factory.mktemp("refused")
    published = crowd_sample.published(home, 20)
    copy = published / crowd_sample.COPY
    stars = {REFUSED: WRONG, NEVER: WRONG, FIT: RIGHT}
    with Warehouse(copy / "warehouse.duckdb") as warehouse:
        for project_id, value in stars.items():
            warehouse.execute(
                "UPDATE measurement SET value = $value WHERE project_id = $id AND as_of = $at"
                " AND metric_id = 'stars'",
                {"value": value, "id": project_id, "at": NEWER},
            )
        rows = warehouse.query("SELECT project_id, name FROM project ORDER BY ALL")
    told = {REFUSED: (OLDER.isoformat(), [WORDS]), NEVER: (None, [WORDS])}
    standings = [
        {**row, "as_of": at, "flags": flags, "fit_at": None}
        for row in rows
        for at, flags in [told.get(row["project_id"], (NEWER.isoformat(), []))]
    ]
    said = {"checks": [], "projects": standings}
    (copy / "checks.json").write_text(json.dumps(said), encoding="utf-8")
    with opening(Place(None, home, published, WebSettings())) as site:
        yield site


def seen(text: str, value: int) -> bool:
    return str(value) in text or f"{value:,}" in text


@pytest.mark.parametrize("address", ADDRESSES)
@pytest.mark.parametrize("project_id", [REFUSED, NEVER])
def test_no_address_tells_them(served: Site, address: str, project_id: str) -> None:
    answer = served.get(address.format(project_id))
    assert answer.status_code in {200, 404}, "nothing breaks"
    assert not seen(answer.text, WRONG)


def test_the_fit_one_is_told_in_the_same_places(served: Site) -> None:
    """Else the test above could not fail."""
    telling = {one for one in ADDRESSES if seen(served.get(one.format(FIT)).text, RIGHT)}
    assert telling >= {
        "/", "/trends?metric=stars&project={}", "/api/v1/comparison",
        "/api/v1/projects/{}/measurements?per_page=200",
        "/api/v1/tables/measurements.csv?project={}",
        "/api/v1/tables/measurement_history.csv?project={}",
    }  # fmt: skip


def test_the_refused_instant_cannot_be_asked_for(served: Site) -> None:
    at = quote(NEWER.isoformat())
    for address in (f"/projects/{REFUSED}", f"/api/v1/projects/{REFUSED}/measurements"):
        assert served.get(f"{address}?as_of={at}").status_code == 404
        assert served.get(f"{address}?as_of={quote(OLDER.isoformat())}").status_code == 200
        assert served.get(f"{address.replace(REFUSED, FIT)}?as_of={at}").status_code == 200


def test_pages_and_interface_say_the_same_instant_and_why(served: Site) -> None:
    found = served.get(f"/api/v1/projects/{REFUSED}").json()
    assert datetime.fromisoformat(found["as_of"]) == OLDER
    assert [datetime.fromisoformat(one) for one in found["instants"]] == [OLDER]
    assert WORDS in found["notices"]
    assert WORDS in served.get(f"/projects/{REFUSED}").text
    never = served.get(f"/api/v1/projects/{NEVER}").json()
    assert (never["as_of"], never["instants"]) == (None, [])


def test_one_that_was_never_fit_says_why(served: Site) -> None:
    pages = ("/projects/{}", "/projects/{}/clauses", "/api/v1/projects/{}/measurements")
    for address in pages:
        answer = served.get(address.format(NEVER))
        assert (answer.status_code, WORDS in answer.text) == (404, True)
    [notice] = served.get(f"/api/v1/projects/{NEVER}").json()["notices"]
    assert WORDS in notice


def test_no_pack_is_made_of_it(served: Site) -> None:
    token = re.search(r'name="csrf" value="(\w+)"', served.get("/verify").text)
    assert token
    form = {"csrf": token[1], "policy": compared_sample.POLICY}
    answer = served.post(f"/projects/{REFUSED}/packs", data=form)
    assert (answer.status_code, WORDS in answer.text) == (409, True)


def test_parquet_holds_none_either(served: Site, tmp_path: Path) -> None:
    path = tmp_path / "all.parquet"
    path.write_bytes(served.get("/api/v1/tables/measurements.parquet").content)
    stars = "SELECT max(value) FROM read_parquet($path) WHERE metric_id = 'stars' AND project_id = "
    with duckdb.connect() as own:
        found = {
            one: own.execute(f"{stars}'{one}'", {"path": str(path)}).fetchall()[0][0]
            for one in (REFUSED, FIT)
        }
    assert found[REFUSED] < WRONG
    assert found[FIT] == RIGHT
