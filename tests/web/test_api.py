"""The interface for programs over real HTTP, against the report's own JSON."""

from __future__ import annotations

import json
import re
from pathlib import Path
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

NAME = "青禾 QingHe"
COPY = "20261118T160000Z-0a1b2c3d"
Served = Any


@pytest.fixture(scope="module")
def printed(published: Path) -> dict[str, Any]:
    """The report of the project as JSON."""
    path = published / COPY / "evidence" / NAME / "证据表.json"
    found: dict[str, Any] = json.loads(path.read_text(encoding="utf-8"))
    return found


@pytest.fixture(scope="module")
def home(printed: dict[str, Any]) -> str:
    return f"/api/v1/projects/{quote(printed['project']['project_id'])}"


def whole(served: Served, path: str) -> list[dict[str, Any]]:
    """Every page of a list."""
    found, number = list[dict[str, Any]](), 1
    while number:
        answer = served.get(path, params={"page": number, "per_page": 200})
        assert answer.status_code == 200, answer.text
        found += answer.json()["items"]
        number = answer.json()["next"]
    return found


def test_every_figure_is_the_reports(local: Served, printed: dict[str, Any], home: str) -> None:
    rows = {
        row["evidence_id"]: row
        for table in printed["tables"]
        for row in table["rows"]
        if row["metric_id"]
    }
    found = whole(local, f"{home}/measurements")
    assert [one["evidence_id"] for one in found] == list(rows)
    for one in found:
        row = rows[one["evidence_id"]]
        assert one["clauses"] == [f"{c['policy_id']}/{c['clause_id']}" for c in row["clauses"]]
        for key in one.keys() & row.keys() - {"clauses"}:
            assert one[key] == row[key], (one["evidence_id"], key)


def test_nothing_unknown_is_zero(local: Served, home: str) -> None:
    unknown = [one for one in whole(local, f"{home}/measurements") if one["unknown"]]
    assert unknown, "the sample has figures nobody knows"
    for one in unknown:
        assert one["value"] is None
        assert one["value_text"] is None
        assert one["unknown_reason"]


def test_series_findings_streams_people_licences(
    local: Served, printed: dict[str, Any], home: str
) -> None:
    def same(path: str, theirs: list[dict[str, Any]], but: frozenset[str] = frozenset()) -> None:
        ours = whole(local, f"{home}/{path}")
        assert len(ours) == len(theirs) > 0
        for one, row in zip(ours, theirs, strict=True):
            assert {k: one[k] for k in one.keys() & row.keys() - but} == {
                k: row[k] for k in one.keys() & row.keys() - but
            }

    same("findings", printed["clauses"])
    same("streams", printed["completeness"])
    same("people", printed["people"])
    same("third-party", printed["third_party"])
    same("series", printed["monthly"], frozenset({"months"}))
    months = [one["months"] for one in whole(local, f"{home}/series")]
    assert [[m["value"] for m in one] for one in months] == [
        [m["value"] for m in one["months"]] for one in printed["monthly"]
    ]
    licences = local.get(f"{home}/licences").json()
    assert licences["verdicts"] == printed["licences"]["verdicts"]
    assert licences["lines"] == printed["licences"]["lines"]


def test_evidence_of_a_figure_leads_to_the_answers(
    local: Served, printed: dict[str, Any], home: str
) -> None:
    found = local.get(f"{home}/evidence/E1").json()
    definition = next(d for d in printed["definitions"] if d["metric_id"] == "active_contributors")
    assert found["definition"] == definition["definition"]
    answers = whole(local, f"{home}/evidence/E1/answers")
    assert len(answers) == found["answers"] == found["figure"]["source_count"]
    known = {one["answer_id"]: one for one in printed["sources"]}
    assert all(one == known[one["answer_id"]] for one in answers)


def test_growth_is_of_this_project(local: Served, printed: dict[str, Any], home: str) -> None:
    found = local.get(f"{home}/growth").json()
    own = {one["repo_id"] for one in printed["repositories"]}
    assert {one["repo_id"] for one in found["grades"]} <= own
    assert found["grades"]
    assert found["signs"]


def test_the_document_is_asked_for_again_at_no_cost(local: Served, home: str) -> None:
    first = local.get(home)
    again = local.get(home, headers={"If-None-Match": first.headers["etag"]})
    assert (again.status_code, again.content) == (304, b"")
    other = local.get(home, headers={"If-None-Match": '"other"'})
    assert other.status_code == 200


@pytest.mark.parametrize(
    ("path", "status"),
    [
        ("/projects/nobody", 404), ("/projects/nobody/measurements", 404),
        ("/projects?page=0", 422), ("/projects?per_page=201", 422), ("/projects?page=x", 422),
        ("/nothing", 404), ("/policies/nothing", 404), ("/metrics/nothing", 404),
    ],
)  # fmt: skip
def test_errors_have_one_shape(local: Served, path: str, status: int) -> None:
    answer = local.get(f"/api/v1{path}")
    assert answer.status_code == status
    assert list(answer.json()) == ["error"]
    assert answer.json()["error"].endswith("。")


def test_an_instant_nobody_scored_has_no_figures(local: Served, home: str) -> None:
    answer = local.get(f"{home}/measurements", params={"as_of": "2020-01-01T00:00:00Z"})
    assert answer.status_code == 404
    assert "instants" in answer.json()["error"]


def test_definitions_and_policies(local: Served, printed: dict[str, Any]) -> None:
    found = {f"{one['metric_id']}@{one['version']}": one for one in whole(local, "/api/v1/metrics")}
    for one in printed["definitions"]:
        assert {k: one[k] for k in found[f"{one['metric_id']}@{one['version']}"]} == found[
            f"{one['metric_id']}@{one['version']}"
        ]
    assert local.get("/api/v1/metrics/stars").json()["unit"] == "个"
    policies = {one["policy_id"]: one for one in whole(local, "/api/v1/policies")}
    own = [one["policy_id"] for one in printed["policies"]]
    assert all(policies[one]["projects"] >= 1 for one in own)
    whole_one = local.get(f"/api/v1/policies/{own[0]}").json()
    quotes = [c["quote"] for c in printed["clauses"] if c["policy_id"] == own[0]]
    assert [c["quote"] for c in whole_one["clauses"]] == quotes


def test_the_copy_and_the_account(local: Served) -> None:
    copy = local.get("/api/v1/copy").json()
    assert copy["copy"] == COPY
    assert copy["age_seconds"] > 0
    account = local.get("/api/v1/account").json()
    assert (account["role"], account["projects"]) == ("admin", None)


def test_every_field_and_route_is_described(local: Served) -> None:
    found = local.get("/api/v1/openapi.json").json()
    assert found["openapi"].startswith("3.1")
    for path, methods in found["paths"].items():
        for method, said in methods.items():
            assert said.get("summary"), (path, method)
            assert said["responses"]["404"]["content"]["application/json"]["schema"]["$ref"]
    for name, schema in found["components"]["schemas"].items():
        assert schema.get("description"), name
        for field, said in schema.get("properties", {}).items():
            assert said.get("description"), (name, field)


@settings(
    max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture]
)
@given(st.integers(1, 40), st.integers(1, 200))
def test_pages_join_to_the_whole(local: Served, home: str, number: int, size: int) -> None:
    path = f"{home}/measurements"
    every = whole(local, path)
    got = local.get(path, params={"page": number, "per_page": size}).json()
    assert got["items"] == every[(number - 1) * size : number * size]
    assert got["total"] == len(every)
    assert got["next"] == (number + 1 if number * size < len(every) else None)


def test_the_examples_of_the_documentation_answer(local: Served, root: Path) -> None:
    text = (root / "docs" / "api.md").read_text(encoding="utf-8")
    asked = re.findall(r"^curl [^\n]*?http://127\.0\.0\.1:8787([^\s'\"]+)'?$", text, re.M)
    assert len(asked) > 7
    for path in asked:
        assert local.get(path).status_code == 200, path
