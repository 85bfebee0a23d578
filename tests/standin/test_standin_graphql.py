"""The stand-in's GraphQL endpoint keeps what GitHub promises, and nothing GitHub does not have."""

from __future__ import annotations

import re
from datetime import timedelta
from importlib import resources

import pytest
from graphql import GraphQLInputObjectType, GraphQLObjectType, build_schema

from collectors.standin.faults import Fault, Null, resource_limits

URL = "http://api.github.example/graphql"
TOKEN = {"Authorization": "Bearer standin-token"}
PULLS = """query($first: Int!, $after: String) {
  rateLimit { cost nodeCount remaining }
  repository(owner: "dorf", name: "brunnen") {
    pullRequests(first: $first, after: $after, orderBy: {field: CREATED_AT, direction: ASC}) {
      totalCount pageInfo { hasNextPage endCursor }
      nodes { number mergedBy { __typename login ... on User { databaseId } }
        reviews(first: 2) { totalCount pageInfo { hasNextPage endCursor }
          nodes { state author { __typename login } } } }
    }
  }
}"""


def ask(served, query=PULLS, **variables):
    asked = {"query": query, "variables": {"first": 3, **variables}}
    return served.session.post(URL, json=asked, headers=TOKEN, timeout=60)


@pytest.fixture
def repo(served):
    """Seven change requests; on the second five reviews."""
    village = served.standin.community
    held = village.repository("github", "dorf/brunnen")
    heidi, at = village.person("heidi"), held.threads[0].created
    for thread in held.threads:
        thread.is_pull = True
    village.merge(held.threads[0], at, heidi)
    for n in range(5):
        village.add_review(held.threads[1], "APPROVED", at + timedelta(hours=n), heidi)
    village.add_review(held.threads[1], "PENDING", at, heidi)
    return held


def test_it_asks_for_a_token_and_for_post(served):
    assert served.session.post(URL, json={"query": "{viewer{login}}"}).status_code == 401
    assert served.get(URL, **TOKEN).status_code == 404
    assert ask(served, "{ viewer { login } }").json() == {"data": {"viewer": {"login": "heidi"}}}


def test_lists_are_walked_by_cursor_and_nested_ones_say_that_more_is_there(served, repo):
    seen, after = [], None
    while True:
        got = ask(served, after=after).json()["data"]["repository"]["pullRequests"]
        assert got["totalCount"] == 7
        seen += got["nodes"]
        if not got["pageInfo"]["hasNextPage"]:
            break
        after = got["pageInfo"]["endCursor"]
    assert [node["number"] for node in seen] == [1, 2, 3, 4, 5, 6, 7]
    assert seen[0]["mergedBy"] == {"__typename": "User", "login": "heidi", "databaseId": 2}
    inner = seen[1]["reviews"]
    assert (inner["totalCount"], len(inner["nodes"])) == (5, 2), "five without the pending one"
    assert inner["pageInfo"]["hasNextPage"] is True


def test_points_are_counted_apart_from_requests(served, repo):
    answer = ask(served)
    assert answer.headers["X-RateLimit-Resource"] == "graphql"
    assert answer.headers["X-RateLimit-Remaining"] == "4999"
    told = answer.json()["data"]["rateLimit"]
    assert told == {"cost": 1, "nodeCount": 3 + 3 * 2, "remaining": 4999}
    limits = served.get("github:/rate_limit", **TOKEN).json()["resources"]
    assert (limits["graphql"]["used"], limits["core"]["used"]) == (1, 0)
    served.standin.graphql_quota.token = 1
    spent = ask(served)
    assert (spent.status_code, spent.json()["errors"][0]["type"]) == (200, "RATE_LIMITED")
    assert spent.headers["X-RateLimit-Remaining"] == "0"


@pytest.mark.parametrize(
    ("query", "kind"),
    [
        (PULLS.replace("reviews(first: 2)", "reviews"), "MISSING_PAGINATION_BOUNDARIES"),
        (PULLS.replace("reviews(first: 2)", "reviews(first: 101)"), "EXCESSIVE_PAGINATION"),
        (PULLS.replace('"brunnen"', '"nothing"'), "NOT_FOUND"),
    ],
)
def test_a_query_out_of_bounds_is_a_200_with_errors(served, query, kind):
    answer = ask(served, query)
    assert (answer.status_code, answer.json()["errors"][0]["type"]) == (200, kind)


def test_too_many_nodes_are_refused(served):
    query = """{ repository(owner: "dorf", name: "brunnen") { discussions(first: 100) { nodes {
      comments(first: 100) { nodes { replies(first: 100) { nodes { id } } } } } } } }"""
    assert ask(served, query).json()["errors"][0]["type"] == "MAX_NODE_LIMIT_EXCEEDED"


def test_g12_on_demand(served, repo):
    served.standin.faults.append(Fault(resource_limits(), method="POST"))
    assert "Resource limits" in ask(served).json()["errors"][0]["message"]
    path = ("repository", "pullRequests", "nodes", 1)
    served.standin.faults.append(Fault(Null(path), method="POST"))
    got = ask(served).json()
    assert got["data"]["repository"]["pullRequests"]["nodes"][1] is None
    assert got["errors"][0]["path"] == list(path)
    served.standin.graphql_heavy = 8
    assert ask(served).status_code == 502
    assert ask(served, first=2).status_code == 200


def test_a_deleted_account_is_null_and_a_bot_goes_without_its_suffix(served, repo):
    from dataclasses import replace

    heidi = served.standin.community.person("heidi")
    repo.threads[0].merged_by = replace(heidi, deleted=True)
    repo.threads[1].reviews[0].author = replace(heidi, login="ci[bot]", kind="Bot")
    nodes = ask(served).json()["data"]["repository"]["pullRequests"]["nodes"]
    assert nodes[0]["mergedBy"] is None
    author = nodes[1]["reviews"]["nodes"][0]["author"]
    assert author == {"__typename": "Bot", "login": "ci"}


def test_the_schema_holds_only_what_github_describes(shared):
    text = (shared / "recordings/github_graphql/schema-15.26.1.graphql").read_text("utf-8")
    official = build_schema(text, assume_valid=True)
    folder = resources.files("collectors.standin.github")
    ours = build_schema(folder.joinpath("schema.graphql").read_text("utf-8"))
    compared = 0
    for name, kind in ours.type_map.items():
        theirs = official.type_map[name]
        if isinstance(kind, GraphQLInputObjectType):
            assert {n: str(f.type) for n, f in kind.fields.items()} == {
                n: str(f.type) for n, f in theirs.fields.items()
            }
        if not isinstance(kind, GraphQLObjectType) or re.match("__", name):
            continue
        for field, ours_is in kind.fields.items():
            theirs_is = theirs.fields[field]
            assert str(ours_is.type) == str(theirs_is.type), f"{name}.{field}"
            for arg, given in ours_is.args.items():
                assert str(given.type) == str(theirs_is.args[arg].type), f"{name}.{field}({arg})"
            compared += 1
    assert compared > 80
