"""Answers of the stand-in against GitHub's official REST description."""

from __future__ import annotations

import pytest

from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community.extras import Popular

HARBOR = "github:/repos/lantu/harbor"
LISTS = {
    "/forks?per_page=100": "minimal-repository",
    "/contributors?per_page=100&anon=1": "contributor",
    "/commits?per_page=100": "commit",
    "/issues?state=all&per_page=100": "issue",
    "/issues/comments?per_page=100": "issue-comment",
    "/pulls?state=all&per_page=100": "pull-request-simple",
    "/pulls/comments?per_page=100": "pull-request-review-comment",
    "/releases?per_page=100": "release",
    "/tags?per_page=100": "tag",
}
SINGLE = {
    "": "full-repository",
    "/license": "license-content",
    "/readme": "content-file",
    "/contents/LICENSE": "content-file",
    "/contents/docs": "content-directory",
    "/git/trees/main?recursive=1": "git-tree",
    "/languages": "language",
    "/topics": "topic",
    "/commits/main": "commit",
    "/issues/1": "issue",
    "/community/profile": "community-profile",
}
INSIDE = {"/actions/runs?per_page=5": ("workflow_runs", "workflow-run")}
TRAFFIC = {
    "views": "view-traffic", "clones": "clone-traffic", "popular/referrers": "referrer-traffic",
    "popular/paths": "content-traffic",
}  # fmt: skip


@pytest.mark.parametrize(("path", "schema"), LISTS.items())
def test_rows_are_as_described(sample, described, path, schema):
    rows = sample.get(HARBOR + path).json()
    assert len(rows) > 10
    for row in rows:
        if schema == "pull-request-simple":
            # The description calls head.repo an object; a deleted fork makes it null.
            row["head"]["repo"] = row["base"]["repo"]
            row["user"] = row["user"] or row["base"]["user"]
            row["head"]["user"] = row["head"]["user"] or row["base"]["user"]
        if schema in ("pull-request-review-comment", "issue-comment"):
            row["user"] = row["user"] or sample.get("github:/users/lantu").json()
        described(schema, row)


@pytest.mark.parametrize(("path", "schema"), SINGLE.items())
def test_things_are_as_described(sample, described, path, schema):
    response = sample.get(HARBOR + path)
    assert response.status_code == 200
    described(schema, response.json())


@pytest.mark.parametrize(("path", "where"), INSIDE.items())
def test_rows_inside_of_things_are_as_described(sample, described_in_full, path, where):
    told = sample.get(HARBOR + path).json()
    rows = told[where[0]]
    assert len(rows) == 5 < told["total_count"]
    for row in rows:
        described_in_full(where[1], row)


def test_a_dependency_graph_is_as_described(sample, described_in_full):
    told = sample.get(f"{HARBOR}/dependency-graph/sbom").json()
    assert len(told["sbom"]["packages"]) > 3
    described_in_full("dependency-graph-spdx-sbom", told)


def test_advisories_are_as_described(sample, described_in_full):
    rows = sample.get(f"{HARBOR}/security-advisories?state=published").json()
    assert rows
    for row in rows:
        described_in_full("repository-advisory", row)


@pytest.mark.parametrize(("name", "schema"), TRAFFIC.items())
def test_traffic_is_as_described_and_for_those_who_may_push(served, described, name, schema):
    repo = served.standin.community.repositories[0]
    today, more = served.standin.now.date(), repo.extras
    more.views = more.clones = {today: (9, 3)}
    more.referrers = more.paths = [Popular("Google", 5, 2, "page")]
    url = f"github:/repos/dorf/brunnen/traffic/{name}"
    token = {"Authorization": f"Bearer {STANDIN_TOKEN}"}
    assert served.get(url, **token).status_code == 403
    more.can_push = True
    assert served.get(url).status_code == 403
    assert served.get("github:/repos/dorf/brunnen", **token).json()["permissions"]["push"]
    assert "permissions" not in served.get("github:/repos/dorf/brunnen").json()
    found = served.get(url, **token).json()
    assert found
    for row in found if isinstance(found, list) else [found]:
        described(schema, row)


@pytest.mark.parametrize("place", ["orgs", "users"])
def test_what_an_owner_has_is_as_described(sample, described, place):
    rows = sample.get(f"github:/{place}/lantu/repos?per_page=100").json()
    assert {row["name"] for row in rows} == {"harbor", "harbor-docs", "harbor-operator"}
    for row in rows:
        described("minimal-repository", row)
    owner = sample.get("github:/users/lantu").json()
    described("public-user", owner)
    assert (owner["type"], owner["public_repos"]) == ("Organization", 3)


def test_rate_limit_is_as_described_in_the_older_version(sample, described):
    described("rate-limit-overview", sample.get("github:/rate_limit").json())


def test_errors_are_as_described(sample, described):
    for path in (
        "/repos/lantu/nothing",
        "/user",
        "/repos/lantu/harbor/issues?page=100&per_page=100",
    ):
        response = sample.get(f"github:{path}")
        assert response.status_code in (404, 401, 422)
        described("basic-error", response.json())
