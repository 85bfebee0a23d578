"""GitHub's smaller streams against the stand-in: what each brings, and how each ends."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bench import START, Bench, everything, first_repository, only, person, result

from collectors import standin
from collectors.standin.community.extras import Advisory, Asset, Package, Run
from collectors.standin.community.model import Release, Repository
from collectors.standin.faults import Fault, Reply, html
from collectors.standin.git.store import Signature

ONE_ANSWER = {
    "languages": "/languages", "community_profile": "/community/profile",
    "sbom": "/dependency-graph/sbom", "workflow_runs": "/actions/runs",
}  # fmt: skip
LISTS = {"tags": "/tags", "advisories": "/security-advisories"}


def asset(number: int, downloads: int) -> Asset:
    return Asset(number, f"tool-{number}.tar.gz", 1000 + number, downloads, START)


@pytest.fixture
def repo() -> Repository:
    """dev0/tool: one commit, two releases with three files, and something of everything."""
    made = standin.Community([person("dev0", 100)])
    repo = first_repository(made, made.people[0])
    signed = Signature("dev0 Doe", "dev0@x.org", START)
    made.commit(repo, {"README.md": b"# tool\n"}, signed, "first")
    for n, files in ((1, (asset(11, 5),)), (2, (asset(21, 7), asset(22, 0)))):
        tag, sha = f"v{n}", repo.git.log[0].sha
        repo.git.tag(tag, sha, signed)
        repo.releases.append(
            Release(n, tag, tag, "", made.people[0], START, START, sha, assets=files)
        )
    repo.languages, repo.licence = {"Python": 900, "C++": 100}, "MIT"
    more = repo.extras
    more.files = ("readme", "contributing")
    more.advisories = [Advisory("GHSA-aaaa", "hole", "high", START, "CVE-2026-1")]
    more.packages = [Package("npm", "left", "1.0.0", "MIT"), Package("pypi", "left", "1.0.0")]
    more.runs = [Run(n, "Tests", START, START, event="push") for n in (501, 502)]
    return repo


@pytest.fixture
def server(repo: Repository) -> Iterator[standin.StandIn]:
    made = standin.Community([repo.owner])
    made.repositories.append(repo)
    with standin.serve(made) as running:
        yield running


@pytest.fixture
def bench(server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    only(monkeypatch, "github", *ONE_ANSWER, *LISTS, "release_assets")
    return Bench(server, tmp_path / "data", ("http://github.example/dev0/tool",))


def test_each_stream_brings_its_rows_and_a_quiet_night_changes_none(
    bench: Bench, server: standin.StandIn
) -> None:
    summary = bench.run()
    ended = {r.stream: (r.grade, r.got) for r in summary.results if not r.code}
    wanted = {"languages": 2, "tags": 2, "release_assets": 3, "community_profile": 1,
              "advisories": 1, "sbom": 2, "workflow_runs": 2}  # fmt: skip
    assert {name: ended[name] for name in wanted} == {n: ("complete", k) for n, k in wanted.items()}
    before, seen = bench.facts(), len(server.requests)
    again = bench.run()
    assert bench.facts() == before
    assert not any(r.failed for r in again.results)
    # The document of the dependency graph is made anew each time; nothing else is.
    fresh = {s.path.rpartition("/")[2] for s in server.requests[seen:]
             if s.status == 200 and s.host.startswith("api.")}  # fmt: skip
    assert fresh == {"sbom"}


def test_what_is_gone_is_closed_also_when_it_was_the_last(bench: Bench, repo: Repository) -> None:
    bench.run()
    more = repo.extras
    repo.languages, more.advisories, more.packages, more.runs = {}, [], more.packages[:1], []
    repo.git.tags.clear()
    bench.run()
    held = bench.facts()
    sizes = [len(held[t]) for t in ("language", "advisory", "dependency", "workflow_run", "tag")]
    assert sizes == [0, 0, 1, 0, 0]


def test_the_details_are_those_of_the_platform(bench: Bench) -> None:
    bench.run()
    [profile] = bench.query("FROM community_profile")
    assert profile["health_percentage"] == 50
    told = {name: profile[f"has_{name}"] for name in ("readme", "contributing", "issue_template",
                                                      "licence", "code_of_conduct")}  # fmt: skip
    assert told == {"readme": True, "contributing": True, "issue_template": False,
                    "licence": True, "code_of_conduct": False}  # fmt: skip
    [advisory] = bench.query("FROM advisory")
    assert (advisory["cve_id"], advisory["severity"]) == ("CVE-2026-1", "high")
    assert advisory["withdrawn_at"] is None
    packages = bench.query("SELECT purl, licence_declared AS l FROM dependency ORDER BY purl")
    assert packages == [{"purl": "pkg:npm/left@1.0.0", "l": "MIT"},
                        {"purl": "pkg:pypi/left@1.0.0", "l": "NOASSERTION"}]  # fmt: skip


def test_download_counts_are_versions_of_the_file_and_never_of_the_release(
    bench: Bench, repo: Repository
) -> None:
    bench.run()
    older, newer = repo.releases
    repo.releases[1] = replace(newer, assets=(asset(21, 9),))
    bench.run()
    versions = bench.query(
        "SELECT asset_id AS a, download_count AS n, closed_at IS NULL AS now FROM release_asset"
        " ORDER BY a, observed_at"
    )
    assert [(v["a"], v["n"], v["now"]) for v in versions] == [
        ("11", 5, True), ("21", 7, False), ("21", 9, True), ("22", 0, False),
    ]  # fmt: skip
    assert bench.query("SELECT count(*) AS n FROM release") == [{"n": 2}]
    assert older.assets[0].downloads == 5


def test_a_file_without_a_number_is_counted_as_unread(
    bench: Bench, server: standin.StandIn
) -> None:
    rows = [{"id": 1, "tag_name": "v1", "assets": [{"name": "x", "download_count": 3}]}]
    server.faults.append(Fault(Reply(200, json.dumps(rows).encode()), path="/releases"))
    summary = bench.run()
    for stream in ("releases", "release_assets"):
        found = result(summary, stream)
        assert (found.grade, found.code, found.failed) == ("partial", "unread", False)


def test_files_of_an_unread_list_are_not_called_complete(
    bench: Bench, server: standin.StandIn
) -> None:
    server.faults.append(Fault(html(), path="/releases", times=None))
    found = result(bench.run(), "release_assets")
    assert (found.grade, found.got) == ("not_observable", None)


REFUSALS = [(403, "refused", False), (404, "not_found", False), (451, "blocked", True),
            (500, "unreachable", True)]  # fmt: skip
OFF = {("sbom", 403), ("sbom", 404)}
REFUSED = [(s, *r) for n, s in enumerate(ONE_ANSWER | LISTS) for m, r in enumerate(REFUSALS)
           if everything() or m == n % 4 or (s, r[0]) in OFF]  # fmt: skip


@pytest.mark.parametrize(("stream", "status", "code", "failed"), REFUSED)
def test_a_refusal_is_not_observable_and_what_is_held_stays(
    bench: Bench, server: standin.StandIn, stream: str, status: int, code: str, failed: bool
) -> None:
    if stream == "sbom" and status in {403, 404}:
        code = "no_graph"
    fault = Fault(Reply(status, b"{}"), path=(ONE_ANSWER | LISTS)[stream], times=None)
    server.faults.append(fault)
    found = result(bench.run(), stream)
    assert (found.grade, found.code, found.failed) == ("not_observable", code, failed)
    assert found.reason
    server.faults.clear()
    held = result(bench.run(), stream).got
    assert held
    server.faults.append(Fault(fault.action, path=fault.path, times=None))
    later = result(bench.run(), stream)
    assert (later.grade, later.code, later.got) == ("partial", code, held)


def test_a_dependency_graph_that_is_off_is_said_and_no_failure(
    bench: Bench, repo: Repository
) -> None:
    repo.extras.graph = False
    found = result(bench.run(), "sbom")
    assert (found.grade, found.code, found.failed) == ("not_observable", "no_graph", False)
    assert "依赖图" in (found.reason or "")


def test_a_document_still_being_made_is_waited_for_and_then_said(
    bench: Bench, server: standin.StandIn
) -> None:
    sbom = ONE_ANSWER["sbom"]
    server.faults.append(Fault(Reply(202, b"{}"), path=sbom, times=2))
    assert result(bench.run(), "sbom").grade == "complete"
    server.faults.append(Fault(Reply(202, b"{}"), path=sbom, times=None))
    found = result(bench.run(), "sbom")
    assert (found.grade, found.code, found.failed) == ("partial", "computing", False)
    assert "还在计算" in (found.reason or "")


@pytest.mark.parametrize("stream", ONE_ANSWER)
@pytest.mark.parametrize("body", [b"[]", b"null", b'{"sbom": {}, "workflow_runs": "3", "a": "b"}'])
def test_an_odd_answer_is_never_taken_for_nothing(
    bench: Bench, server: standin.StandIn, stream: str, body: bytes
) -> None:
    bench.run()
    before = bench.facts()
    server.faults.append(Fault(Reply(200, body), path=ONE_ANSWER[stream], times=None))
    found = result(bench.run(), stream)
    assert found.grade == "partial"
    after = bench.facts()
    assert {t: after[t] for t in before if t != "stream_state"} == {
        t: rows for t, rows in before.items() if t != "stream_state"
    }


def test_an_empty_repository_has_none_of_them(
    bench: Bench, server: standin.StandIn, repo: Repository
) -> None:
    server.community.make_empty(repo)
    for path in ("/languages", "/tags", "/sbom", "/actions/runs"):
        server.faults.append(Fault(Reply(409, b'{"message":"empty"}'), path=path, times=None))
    summary = bench.run()
    for stream in ("languages", "tags", "sbom", "workflow_runs"):
        found = result(summary, stream)
        assert (found.grade, found.code, found.failed) == ("complete", "empty", False), stream


def test_runs_are_a_window_of_the_newest_hundred_and_earlier_ones_stay(
    bench: Bench, repo: Repository
) -> None:
    runs = repo.extras.runs
    runs[:] = [Run(n, "Tests", START + timedelta(hours=n), START) for n in range(130)]
    runs += [Run(900, "Tests", START, START, branch="feature"),
             Run(901, "Tests", START, START, None, status="in_progress")]  # fmt: skip
    found = result(bench.run(), "workflow_runs")
    assert (found.grade, found.code, found.failed) == ("partial", "window", False)
    assert (found.got, found.expected) == (100, 130)
    runs.append(Run(777, "Tests", START + timedelta(hours=200), START, "failure", fork=5))
    found = result(bench.run(), "workflow_runs")
    assert (found.got, found.expected) == (101, 131)
    rows = bench.query("SELECT is_own, conclusion AS c FROM workflow_run WHERE run_id = '777'")
    assert rows == [{"is_own": False, "c": "failure"}]
    assert bench.query("SELECT is_own FROM workflow_run WHERE run_id = '129'") == [{"is_own": True}]


@pytest.mark.parametrize("lost", [False, True])
def test_all_advisories_are_read_also_when_the_link_to_the_rest_is_lost(
    bench: Bench, server: standin.StandIn, repo: Repository, lost: bool
) -> None:
    rows = [Advisory(f"GHSA-{n:04}", "hole", None, START + timedelta(days=n)) for n in range(150)]
    repo.extras.advisories[:] = [*rows, Advisory("GHSA-secret", "", "low", START, state="draft")]
    if lost:
        shown = [{"ghsa_id": r.ghsa_id, "state": "published"} for r in rows[:-101:-1]]
        body = json.dumps(shown).encode()
        server.faults.append(Fault(Reply(200, body), path="direction=desc"))
    found = result(bench.run(), "advisories")
    assert (found.grade, found.got) == ("complete", 150)
    before = len(server.requests)
    assert result(bench.run(), "advisories").got == 150
    asked = [s for s in server.requests[before:] if s.path.endswith("/security-advisories")]
    assert all("state=published" in s.query for s in asked)


def test_tags_beyond_what_the_platform_lists_are_said_to_be_missing(
    bench: Bench, repo: Repository, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The platform ends its lists at page 400 (G3); here both are told of an earlier end."""
    monkeypatch.setattr("collectors.standin.github.found.MOST_PAGES", 2)
    monkeypatch.setattr("collectors.github_releases.MOST_PAGES", 2)
    sha = repo.git.log[0].sha
    for n in range(250):
        repo.git.tags[f"t{n:03}"] = sha
    found = result(bench.run(), "tags")
    assert (found.grade, found.code, found.got) == ("partial", "cut", 200)


def test_an_item_unread_stays_said_when_the_answer_is_the_same(
    bench: Bench, server: standin.StandIn, repo: Repository
) -> None:
    repo.languages = {"Python": 5, "": 3}
    for _ in range(2):
        before = len(server.requests)
        found = result(bench.run(), "languages")
        assert (found.grade, found.code, found.got) == ("partial", "unread", 1)
    [asked] = [s for s in server.requests[before:] if s.path.endswith("/languages")]
    assert asked.status == 304


def test_none_said_anew_every_night_is_kept_once(bench: Bench, repo: Repository) -> None:
    """The document of the dependency graph is never the same bytes, also when it is empty."""
    repo.extras.packages = []
    for _ in range(3):
        assert (result(bench.run(), "sbom").grade) == "complete"
    kept = bench.query("SELECT count(*) AS n FROM answer WHERE stream = 'sbom'")
    assert kept == [{"n": 1}]
    repo.extras.packages = [Package("npm", "left", "1.0.0")]
    assert result(bench.run(), "sbom").got == 1
