"""Real recorded answers go through the real parsing into the warehouse: rows in, rows out."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from datetime import UTC, date, datetime
from functools import partial
from pathlib import Path
from typing import Any

import pytest
import recorded

from collectors import values
from collectors.parsing import github, github_about, huggingface, v5
from warehouse.answers import Answer, answer_id
from warehouse.records import Record
from warehouse.store import Batch, Warehouse

AT = datetime(2026, 11, 1, tzinfo=UTC)
Make = Callable[[str, list[Any]], Sequence[Record]]
REPO = r"(/api/v3)?/repos/[^/]+/[^/]+"


def store(warehouse: Warehouse, repo: str, source: str, records: Sequence[Record]) -> None:
    key = answer_id("GET", source, "")
    answer = Answer(key, source, 200, AT, "0" * 64, 0, "application/json", "f", "r")
    warehouse.merge([Batch(answer, repo, "recorded", records, (), bool(records))])


def count(warehouse: Warehouse, *tables: str) -> int:
    return sum(
        warehouse.query(f'SELECT count(*) AS n FROM "{t}" WHERE closed_at IS NULL')[0]["n"]
        for t in tables
    )


LISTS: dict[str, tuple[str, Make, tuple[str, ...], str]] = {
    "issues": (rf"{REPO}/issues", github.issue_list, ("issue", "change_request"), "number"),
    "pulls": (rf"{REPO}/pulls", github.pulls, ("change_request",), "number"),
    "issue comments": (
        rf"{REPO}/issues/comments|{REPO}/issues/\d+/comments",
        partial(github.comments, review=False), ("comment",), "id",
    ),
    "review comments": (
        rf"{REPO}/pulls/comments|{REPO}/pulls/\d+/comments",
        partial(github.comments, review=True), ("comment",), "id",
    ),
    "forks": (rf"{REPO}/forks", github.forks, ("fork",), "id"),
    "releases": (rf"{REPO}/releases", github.releases, ("release",), "tag_name"),
    "commits": (rf"{REPO}/commits", github.commits, ("commit",), "sha"),
    "tags": (rf"{REPO}/tags", github_about.tags, ("tag",), "name"),
    "contributors": (
        rf"{REPO}/contributors", github.contributors, ("listed_contributor",), "login",
    ),
}  # fmt: skip


@pytest.mark.parametrize("name", LISTS)
def test_every_recorded_list_item_becomes_a_row(
    shared: Path, warehouse: Warehouse, name: str
) -> None:
    shape, make, tables, key = LISTS[name]
    folder = shared / "recordings" / "pygithub_replaydata"
    found = recorded.matching(recorded.replayed(folder), shape)
    assert found, "the recordings hold such lists"
    expected: set[tuple[str, object]] = set()
    for number, exchange in enumerate(found):
        # Some recordings are cut down to `id`, one holds a null among the objects.
        items = [i for i in values.items(exchange.json()) if key in i or "name" in i]
        repo = f"github:{exchange.source.lower()}/{number}"
        expected |= {(repo, i.get(key) or i.get("name")) for i in items}
        store(warehouse, repo, exchange.path, make(repo, items))
    assert count(warehouse, *tables) == len(expected)


def test_every_recorded_file_of_a_release_becomes_a_row(shared: Path, warehouse: Warehouse) -> None:
    folder = shared / "recordings"
    found = recorded.matching(
        recorded.replayed(folder / "pygithub_replaydata"), rf"{REPO}/releases/(\d+|latest|tags/.+)"
    )
    small = json.loads((folder / "github_to_sqlite/releases.json").read_text(encoding="utf-8"))
    releases = [*(exchange.json() for exchange in found), *small]
    # One file was recorded twice, a download apart.
    expected = {a["id"]: a["download_count"] for r in releases for a in r["assets"]}
    assert expected
    store(warehouse, "github:o/r", "releases", github_about.assets("github:o/r", releases))
    rows = warehouse.query("FROM release_asset")
    current = {int(r["asset_id"]): r["download_count"] for r in rows}
    assert current == expected
    assert all(r["tag"] and r["size"] is not None and r["created_at"] for r in rows)


def test_recorded_languages(shared: Path, warehouse: Warehouse) -> None:
    folder = shared / "recordings/pygithub_replaydata"
    found = recorded.matching(recorded.replayed(folder), rf"{REPO}/languages")
    assert found
    for exchange in found:
        rows = [row for row in github_about.languages("github:o/r", exchange.json()) if row]
        assert {row.name: row.bytes for row in rows} == exchange.json()


def test_recorded_runs_of_workflows(shared: Path, warehouse: Warehouse) -> None:
    file = shared / "recordings/devlake_github_raw/_raw_github_api_runs.csv"
    rows, repo = recorded.raw_rows(file), "github:panjf2000/ants"
    runs = [run for run in github_about.workflow_runs(repo, {"workflow_runs": rows}) if run]
    store(warehouse, repo, "runs", runs)
    held = {r["run_id"]: r for r in warehouse.query("FROM workflow_run")}
    assert held.keys() == {str(row["id"]) for row in rows}
    for row in rows:
        here = held[str(row["id"])]
        assert here["conclusion"] == (row["conclusion"] or None)
        assert here["is_own"] == (row["head_repository"]["id"] == row["repository"]["id"])


def test_recorded_traffic(shared: Path, warehouse: Warehouse) -> None:
    """Days without traffic are left out, and the total is the sum of the others."""
    folder, repo = shared / "recordings/pygithub_replaydata", "github:jkufro/pygithub"
    for kind in ("views", "clones"):
        [found] = recorded.matching(recorded.replayed(folder), rf"{REPO}/traffic/{kind}")
        at = datetime(2018, 12, 3, 9, tzinfo=UTC)
        days = [d for d in github_about.traffic_days(repo, kind, found.json(), at) if d]
        assert sum(d.count or 0 for d in days) == found.json()["count"]
        assert {d.is_whole for d in days} == {True}
        store(warehouse, repo, kind, days)
    for kind, name in (("referrers", "referrer"), ("paths", "path")):
        [found] = recorded.matching(recorded.replayed(folder), rf"{REPO}/traffic/popular/{kind}")
        rows = github_about.traffic_top(repo, kind, name, found.json())
        assert len(rows) == len(found.json())
        store(warehouse, repo, kind, rows)
    assert (count(warehouse, "traffic_day"), count(warehouse, "traffic_top")) == (6, 11)


def test_issue_lists_are_split_into_issues_and_change_requests(
    shared: Path, warehouse: Warehouse
) -> None:
    """DevLake's raw rows of panjf2000/ants: 41 rows of which 16 are change requests (G4)."""
    rows = recorded.raw_rows(shared / "recordings/devlake_github_raw/_raw_github_api_issues.csv")
    store(
        warehouse,
        "github:panjf2000/ants",
        "issues",
        github.issue_list("github:panjf2000/ants", rows),
    )
    pulls = {r["number"] for r in rows if "pull_request" in r}
    assert count(warehouse, "change_request") == len(pulls)
    assert count(warehouse, "issue") == len({r["number"] for r in rows} - pulls)
    closed = warehouse.query("SELECT number, closed_at_platform FROM issue WHERE state = 'closed'")
    assert closed
    assert all(row["closed_at_platform"] is not None for row in closed)


def test_devlake_pulls_and_comments(shared: Path, warehouse: Warehouse) -> None:
    folder, repo = shared / "recordings/devlake_github_raw", "github:panjf2000/ants"
    pulls = recorded.raw_rows(folder / "_raw_github_api_pull_requests.csv")
    store(warehouse, repo, "pulls", github.pulls(repo, pulls))
    assert count(warehouse, "change_request") == len({p["number"] for p in pulls})
    merged = warehouse.query("SELECT number FROM change_request WHERE state = 'merged'")
    assert {m["number"] for m in merged} == {str(p["number"]) for p in pulls if p["merged_at"]}
    for file, review in (("comments", False), ("pull_request_review_comments", True)):
        rows = recorded.raw_rows(folder / f"_raw_github_api_{file}.csv")
        store(warehouse, repo, file, github.comments(repo, rows, review=review))
        where = "is_review" if review else "NOT is_review"
        held = warehouse.query(f"SELECT comment_id, subject_number FROM comment WHERE {where}")
        assert {h["comment_id"] for h in held} == {str(r["id"]) for r in rows}
        assert all(h["subject_number"] for h in held)


def test_octokit_issue_pages(shared: Path, warehouse: Warehouse) -> None:
    """13 issues over pages of three, as recorded with their Link headers."""
    pages = [
        e for e in recorded.octokit(shared / "recordings/octokit_fixtures")
        if e.source.startswith("paginate-issues") and e.method == "GET"
    ]  # fmt: skip
    numbers: set[int] = set()
    for page in pages:
        numbers |= {item["number"] for item in page.json()}
        store(warehouse, "github:o/r", page.path, github.issue_list("github:o/r", page.json()))
    assert count(warehouse, "issue", "change_request") == len(numbers) == 13


def test_every_recorded_repository_is_read(shared: Path, warehouse: Warehouse) -> None:
    folder = shared / "recordings/pygithub_replaydata"
    found = recorded.matching(recorded.replayed(folder), REPO)
    for number, exchange in enumerate(found):
        item, repo = exchange.json(), f"github:{number}"
        store(warehouse, repo, f"{number}", github.repository(repo, item))
        [fact] = warehouse.query("FROM repo_fact WHERE repo_id = $r", {"r": repo})
        assert fact["platform_id"] == str(item["id"])
        assert fact["full_name"] == item.get("full_name")
        counts = warehouse.query("FROM count_snapshot WHERE repo_id = $r", {"r": repo})
        held = {c["name"]: c["value"] for c in counts}
        assert held["forks"] == item.get("forks_count")
        # Recordings of 2012 have no such field: unknown, not zero (G23).
        assert held["stars"] == item.get("stargazers_count")
    assert len(found) > 80


def test_duckdb_issues_of_dlt(shared: Path, warehouse: Warehouse) -> None:
    file = shared / "recordings/dlt_duckdb_github/github.issues.load_page_5_duck.json"
    items = json.loads(file.read_text(encoding="utf-8"))
    store(
        warehouse,
        "github:duckdb/duckdb",
        "issues",
        github.issue_list("github:duckdb/duckdb", items),
    )
    assert (count(warehouse, "issue"), count(warehouse, "change_request")) == (75, 25)


def test_small_payloads_of_github_to_sqlite(shared: Path, warehouse: Warehouse) -> None:
    folder, repo = shared / "recordings/github_to_sqlite", "github:d/g"
    for file, make, table in (
        ("issues", github.issue_list, ("issue", "change_request")),
        ("pull_requests", github.pulls, ("change_request",)),
        ("releases", github.releases, ("release",)),
        ("tags", github_about.tags, ("tag",)),
        ("commits", github.commits, ("commit",)),
        ("issue-comments", partial(github.comments, review=False), ("comment",)),
    ):
        items = json.loads((folder / f"{file}.json").read_text(encoding="utf-8"))
        before = count(warehouse, *table)
        store(warehouse, f"{repo}/{file}", file, make(f"{repo}/{file}", items))
        assert count(warehouse, *table) - before == len(items), file


GITEE: tuple[tuple[str, Make, str], ...] = (
    ("issues", partial(v5.issues, "gitee"), "issue"),
    ("pulls", partial(v5.pulls, "gitee"), "change_request"),
    ("commits", partial(v5.commits, "gitee"), "commit"),
    ("issue_comments", partial(v5.comments, "gitee", on_pulls=False), "comment"),
    ("pr_comments", partial(v5.comments, "gitee", on_pulls=True), "comment"),
)


@pytest.mark.parametrize(("file", "make", "table"), GITEE, ids=[g[0] for g in GITEE])
def test_gitee_payloads(
    shared: Path, warehouse: Warehouse, file: str, make: Make, table: str
) -> None:
    path = shared / f"recordings/gitee_goscm/{file}.json"
    items = json.loads(path.read_text(encoding="utf-8"))
    store(warehouse, "gitee:a/b", file, make("gitee:a/b", items))
    assert count(warehouse, table) == len(items) > 0
    missing = warehouse.query(f'SELECT key FROM "{table}" WHERE author_id IS NULL')
    assert missing == []


def test_gitee_issue_states_and_times(shared: Path, warehouse: Warehouse) -> None:
    items = json.loads((shared / "recordings/gitee_goscm/issues.json").read_text(encoding="utf-8"))
    store(warehouse, "gitee:a/b", "issues", v5.issues("gitee", "gitee:a/b", items))
    rows = {r["number"]: r for r in warehouse.query("FROM issue")}
    for item in items:
        row = rows[item["number"]]
        assert row["original_state"] == item["state"]
        assert row["created_at"] == datetime.fromisoformat(item["created_at"])


def test_gitee_repository(shared: Path, warehouse: Warehouse) -> None:
    item = json.loads((shared / "recordings/gitee_goscm/repo.json").read_text(encoding="utf-8"))
    store(warehouse, "gitee:a/b", "repo", v5.repository("gitee", "gitee:a/b", item))
    [fact] = warehouse.query("FROM repo_fact")
    assert (fact["platform_id"], fact["full_name"]) == (str(item["id"]), item["full_name"])
    [stars] = warehouse.query("SELECT value FROM count_snapshot WHERE name = 'stars'")
    assert stars["value"] == item["stargazers_count"]


@pytest.mark.parametrize(
    ("file", "kind"),
    [
        ("model_google-bert_bert-base-uncased", "model"),
        ("dataset_LanguageShades_BiasShades", "dataset"),
    ],
)  # fmt: skip
def test_hugging_face_payloads(shared: Path, warehouse: Warehouse, file: str, kind: str) -> None:
    text = (shared / f"recordings/huggingface/{file}.json").read_text(encoding="utf-8")
    item = json.loads(text)
    store(warehouse, "huggingface:x", "repo", huggingface.repository("huggingface:x", kind, item))
    [fact] = warehouse.query("FROM repo_fact")
    assert (fact["platform_id"], fact["full_name"]) == (item["_id"], item["id"])
    held = {c["name"]: c["value"] for c in warehouse.query("FROM count_snapshot")}
    assert held["likes"] == item["likes"]
    assert held["downloads_30d"] == item["downloads"]
    # All-time downloads come only when asked for (H2): absent here, so unknown.
    assert held["downloads_all"] is None
    tagged = [t.removeprefix("license:") for t in item["tags"] if t.startswith("license:")]
    assert fact["licence_field"] == (tagged[0] if tagged else None)


def test_star_weeks_leave_out_the_future_and_double_weeks() -> None:
    """G1b: the last week includes days to come; pages shift, so that weeks come twice."""
    weeks = [
        {"week": 1761436800, "total": 9, "days": [1, 2, 3, 3, 0, 0, 0]},
        {"week": 1761436800, "total": 99, "days": [9, 9, 9, 9, 9, 9, 9]},
    ]
    days = github.star_weeks("r", weeks, date(2025, 10, 28))
    assert [(d.day.isoformat(), d.stars) for d in days] == [
        ("2025-10-26", 1), ("2025-10-27", 2), ("2025-10-28", 3),
    ]  # fmt: skip
