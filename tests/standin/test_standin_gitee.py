"""Gitee's behaviour, fact by fact (numbers of apis.md)."""

from __future__ import annotations

import base64
import json

import pytest

HARBOR = "gitee:/repos/lantu/harbor"


def test_e1_pages_and_totals_in_headers(sample):
    first = sample.get(f"{HARBOR}/issues?state=all")
    assert len(first.json()) == 20
    assert (first.headers["total_count"], first.headers["total_page"]) == ("220", "11")
    assert len(sample.get(f"{HARBOR}/issues?state=all&per_page=500").json()) == 100
    assert sample.get(f"{HARBOR}/issues?state=all&page=12").json() == []


def test_e2_limits(served):
    served.standin.gitee_quota.anonymous = 1
    assert served.get("gitee:/repos/dorf/brunnen").status_code == 200
    assert served.get("gitee:/repos/dorf/brunnen").status_code == 403


@pytest.mark.parametrize(
    ("query", "headers"),
    [
        ("?access_token={}", {}),
        ("", {"PRIVATE-TOKEN": "{}"}),
        ("", {"Authorization": "token {}"}),
    ],
)
def test_e3_tokens_in_query_and_headers(served, query, headers):
    for token, status in (("standin-token", 200), ("stolen", 401)):
        filled = {k: v.format(token) for k, v in headers.items()}
        answer = served.get(f"gitee:/repos/dorf/brunnen{query.format(token)}", **filled)
        assert answer.status_code == status
    assert served.get("gitee:/user").status_code == 401


def test_e4_issues_have_since_and_change_requests_have_not(sample):
    since = "2026-06-01T00:00:00%2B08:00"
    rows = sample.get(f"{HARBOR}/issues?state=all&per_page=100&since={since}").json()
    assert 0 < len(rows) < 100
    assert all(row["updated_at"] >= "2026-06-01T00:00:00+08:00" for row in rows)
    pulls = sample.get(f"{HARBOR}/pulls?state=all&per_page=100&since={since}")
    assert pulls.headers["total_count"] == "40"


def test_e5_contributors_have_neither_login_nor_pages(sample):
    response = sample.get(f"{HARBOR}/contributors?per_page=1")
    assert len(response.json()) > 50
    assert all(set(row) == {"name", "email", "contributions"} for row in response.json())
    assert "total_count" not in response.headers


def test_e6_numbers_are_text_and_there_are_four_states(sample):
    rows = [r for p in (1, 2, 3) for r in sample.get(
        f"{HARBOR}/issues?state=all&per_page=100&page={p}").json()]  # fmt: skip
    assert {row["state"] for row in rows} == {"open", "progressing", "closed", "rejected"}
    assert len({row["number"] for row in rows}) == 220
    assert all(row["number"].startswith("I") for row in rows)
    for row in rows:
        assert (row["finished_at"] is None) == (row["state"] in ("open", "progressing"))
    only = sample.get(f"{HARBOR}/issues?state=progressing").json()
    assert {row["state"] for row in only} == {"progressing"}


def test_e7_change_requests_name_no_merger(sample):
    rows = sample.get(f"{HARBOR}/pulls?state=all&per_page=100").json()
    assert {row["state"] for row in rows} >= {"open", "merged"}
    assert not any("merged_by" in row for row in rows)
    assert all((row["merged_at"] is not None) == (row["state"] == "merged") for row in rows)


def test_e8_times_carry_china_time(sample):
    facts = sample.get(HARBOR).json()
    assert all(facts[k].endswith("+08:00") for k in ("created_at", "pushed_at", "updated_at"))


def test_e10_stargazers_are_public_and_dated(sample):
    rows = sample.get(f"{HARBOR}/stargazers?per_page=100").json()
    assert all(row["star_at"].endswith("+08:00") for row in rows if row)
    assert rows[0]["star_at"] > rows[-1]["star_at"]
    total = int(sample.get(f"{HARBOR}/stargazers").headers["total_count"])
    assert total == sample.get(HARBOR).json()["stargazers_count"]


def test_e13_forks_are_a_list(sample):
    response = sample.get(f"{HARBOR}/forks?per_page=100")
    assert len(response.json()) == int(response.headers["total_count"]) == 95
    assert response.json()[0]["fork"] is True


def test_states_of_a_repository(served):
    community = served.standin.community
    repo = community.repository("gitee", "dorf/brunnen")
    community.rename(repo, "quelle")
    moved = served.get("gitee:/repos/dorf/brunnen/issues?state=all")
    assert moved.status_code == 301
    assert moved.headers["Location"].endswith("/api/v5/repos/dorf/quelle/issues?state=all")
    community.delete(repo)
    gone = served.get("gitee:/repos/dorf/quelle")
    assert (gone.status_code, gone.json()) == (404, {"message": "404 Project Not Found"})


def test_files_and_licence(sample):
    facts = sample.get("gitee:/repos/qinghe-lab/qinghe-tools").json()
    assert facts["license"] == "MulanPSL-2.0"
    named = sample.get("gitee:/repos/qinghe-lab/qinghe-tools/license").json()
    assert named == {"license": "MulanPSL-2.0"}
    found = sample.get("gitee:/repos/qinghe-lab/qinghe-tools/contents/LICENSE").json()
    text = base64.b64decode(found["content"]).decode()
    assert "木兰宽松许可证" in text
    assert len(text.encode()) == found["size"]
    readme = sample.get("gitee:/repos/qinghe-lab/qinghe-tools/readme").json()
    assert "MulanPSL-2.0" in base64.b64decode(readme["content"]).decode()


def test_comments_name_their_subject(sample):
    notes = sample.get(f"{HARBOR}/issues/comments?per_page=100").json()
    assert all(note["target"]["issue"]["number"].startswith("I") for note in notes)
    said = sample.get(f"{HARBOR}/pulls/comments?per_page=100").json()
    assert all("/pulls/" in row["pull_request_url"] for row in said)


@pytest.mark.parametrize(
    ("recording", "path"),
    [
        ("repo.json", ""),
        ("issues.json", "/issues?state=all"),
        ("pulls.json", "/pulls?state=all"),
        ("issue_comments.json", "/issues/comments"),
        ("pr_comments.json", "/pulls/comments"),
        ("content.json", "/contents/README.md"),
        ("commits.json", "/commits"),
    ],
)
def test_fields_are_those_of_recorded_answers(sample, shared, recording, path):
    folder = shared / "recordings" / "gitee_goscm"
    real = json.loads((folder / recording).read_text(encoding="utf-8"))
    mine = sample.get(HARBOR + path).json()
    real, mine = (x[0] if isinstance(x, list) else x for x in (real, mine))
    # What only the caller's own account sees, or what is a detail of a detail.
    unshown = {"stared", "watched", "permission", "relation", "issue_type_detail",
               "issue_state_detail", "assignee", "testers"}  # fmt: skip
    assert set(real) - set(mine) <= unshown
    for name in set(real) & set(mine):
        if real[name] is not None and mine[name] is not None:
            assert type(real[name]) is type(mine[name]), name


def test_organisations_and_users_are_asked_for_apart(sample):
    rows = sample.get("gitee:/orgs/lantu/repos?type=public")
    assert [row["full_name"] for row in rows.json()] == ["lantu/harbor"]
    assert rows.headers["total_count"] == "1"
    assert "type" not in sample.get("gitee:/orgs/lantu").json()
    for path in ("/users/lantu", "/orgs/nobody", "/users/nobody/repos"):
        assert sample.get(f"gitee:{path}").status_code == 404
