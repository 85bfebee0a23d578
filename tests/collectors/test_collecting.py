"""Collecting over real HTTP from the stand-in platforms: complete, repeatable, honest."""

from __future__ import annotations

import gzip
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
import requests
from bench import START, Bench, Quiet, everything, incomplete, result, settings_for, shown

from collectors import hosts, standin
from collectors.loop import collect
from collectors.results import ProjectSources
from collectors.standin.faults import Before, Cut, Fault, Reply, Reset, empty, html, secondary_limit
from collectors.standin.git.store import Signature
from collectors.targets import parse
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

GITHUB = "http://github.example/dev0/tool"
GITEE = "http://gitee.example/dev0/tool"


def test_everything_the_platforms_show_is_held(bench: Bench, server: standin.StandIn) -> None:
    summary = bench.run()
    assert {
        (r.repo_id, r.stream, r.reason) for r in shown(summary) if r.grade != "complete"
    } == set()
    for repo in server.community.repositories:
        me = f"{repo.platform}:dev0/tool"
        truth = {
            "issue": len(repo.issues()), "change_request": len(repo.pulls()),
            "comment": sum(len(t.comments) for t in repo.threads), "fork": len(repo.forks),
            "commit": 13,
        }  # fmt: skip
        held = {
            t: bench.query(f"SELECT count(*) AS n FROM \"{t}\" WHERE repo_id = '{me}'")[0]["n"]
            for t in truth
        }
        assert held == truth
    stars = bench.query("SELECT sum(stars) AS n FROM star_day")[0]["n"]
    assert stars == len(server.community.repositories[0].stars)
    assert len(bench.query("FROM stargazer")) == 45


def test_issues_and_changes_have_their_times_and_states(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run()
    repo = server.community.repositories[0]
    rows = bench.query("FROM issue WHERE repo_id = 'github:dev0/tool'")
    by_number = {row["number"]: row for row in rows}
    for thread in repo.issues():
        row = by_number[str(thread.number)]
        assert row["created_at"] == thread.created
        assert row["closed_at_platform"] == thread.closed
        assert row["state"] == thread.state


def test_a_second_run_changes_no_table(bench: Bench) -> None:
    bench.run()
    before = bench.tables()
    again = bench.run()
    assert (again.rows_added, again.not_modified > 0) == (0, True)
    assert bench.tables() == before


def test_a_later_run_over_a_quiet_platform_changes_no_table(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run()
    before = bench.tables()
    server.advance(timedelta(hours=3))
    assert bench.run().rows_added == 0
    assert bench.tables() == before


def test_only_what_changed_is_added(bench: Bench, server: standin.StandIn) -> None:
    bench.run()
    repo, now = server.community.repositories[0], server.now
    thread = server.community.add_issue(repo, "新的", now, author=server.community.people[1])
    server.community.close(repo.issues()[1], now)
    server.community.star(repo, now - timedelta(hours=1))
    server.advance(timedelta(hours=1))
    bench.run()
    rows = bench.query(f"FROM issue WHERE number = '{thread.number}' AND repo_id LIKE 'github:%'")
    assert [row["title"] for row in rows] == ["新的"]
    number = repo.issues()[1].number
    versions = bench.query(
        f"SELECT state, closed_at FROM issue WHERE number = '{number}'"
        " AND repo_id LIKE 'github:%' ORDER BY observed_at"
    )
    assert [v["state"] for v in versions] == ["open", "closed"]
    assert [v["closed_at"] is None for v in versions] == [False, True]
    counts = bench.query(
        "SELECT value FROM count_snapshot WHERE name = 'stars' AND repo_id LIKE 'github:%'"
        " ORDER BY observed_at"
    )
    assert [c["value"] for c in counts] == [45, 46]


def test_an_unstar_is_seen_as_a_fall_not_an_error(bench: Bench, server: standin.StandIn) -> None:
    bench.run()
    server.community.unstar(server.community.repositories[0], 3)
    server.advance(timedelta(hours=1))
    bench.run()
    total = bench.query("SELECT sum(stars) AS n FROM star_day WHERE closed_at IS NULL")
    assert total == [{"n": 44}]


def test_every_row_points_to_an_archived_answer(bench: Bench) -> None:
    bench.run()
    for table in ("issue", "comment", "fork", "commit", "star_day", "repo_fact", "document"):
        lost = bench.query(
            f'SELECT count(*) AS n FROM "{table}" t ANTI JOIN answer a USING (answer_id)'
        )
        assert lost == [{"n": 0}], table
    kept = {r["warc_file"] for r in bench.query("SELECT DISTINCT warc_file FROM answer")}
    assert kept == {p.name for p in bench.places.archive.iterdir()}


def test_the_token_stands_nowhere(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name in ("GITHUB_TOKEN", "GITEE_TOKEN", "HF_TOKEN"):
        monkeypatch.setenv(name, "standin-token")
    bench.run()
    assert any("standin-token" in str(s.headers) for s in server.requests)
    for path in bench.folder.rglob("*"):
        if path.is_file():
            raw = path.read_bytes()
            text = gzip.decompress(raw) if path.suffix == ".gz" else raw
            assert b"standin-token" not in text, path


BAD_ENDS = [
    ("gone", lambda c, r: c.delete(r), "gone", "不存在"),
    ("private", lambda c, r: c.hide(r), "gone", "未公开"),
    ("blocked", lambda c, r: c.block(r), "blocked", "法律"),
]


@pytest.mark.parametrize(("name", "act", "code", "words"), BAD_ENDS, ids=[b[0] for b in BAD_ENDS])
def test_a_repository_that_is_not_there_is_named_and_the_others_go_on(
    bench: Bench, server: standin.StandIn, name: str, act: object, code: str, words: str
) -> None:
    act(server.community, server.community.repositories[0])  # type: ignore[operator]
    summary = bench.run()
    lost = [r for r in summary.results if r.repo_id.startswith("github:")]
    assert {(r.grade, r.code, r.failed) for r in lost} == {("not_observable", code, True)}
    assert all(words in (r.reason or "") for r in lost)
    others = [r for r in summary.results if r.repo_id.startswith("gitee:")]
    assert not any(map(incomplete, others))
    assert bench.query("SELECT count(*) AS n FROM issue WHERE repo_id LIKE 'github:%'") == [
        {"n": 0}
    ]


def test_what_was_held_of_a_deleted_repository_stays_and_is_partial(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run()
    held = bench.query("SELECT count(*) AS n FROM issue")
    server.community.delete(server.community.repositories[0])
    summary = bench.run(GITHUB)
    assert result(summary, "issues").grade == "partial"
    assert bench.query("SELECT count(*) AS n FROM issue") == held


def test_a_renamed_repository_is_followed_and_said(bench: Bench, server: standin.StandIn) -> None:
    server.community.rename(server.community.repositories[0], "tool2")
    summary = bench.run(GITHUB)
    first = result(summary, "repository")
    assert (first.code, first.failed) == ("renamed", True)
    assert "dev0/tool2" in (first.reason or "")
    assert result(summary, "issues").got == 252


def test_a_name_taken_by_another_repository_is_not_mixed_in(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run(GITHUB)
    held = bench.facts()["issue"]
    made = server.community
    made.rename(made.repositories[0], "tool2")
    made.add_repository("github", made.people[0], "tool", server.now)
    summary = bench.run(GITHUB)
    assert {r.code for r in summary.results} == {"name_reused"}
    assert bench.facts()["issue"] == held


def test_an_empty_repository_has_no_commits_and_says_so(
    bench: Bench, server: standin.StandIn
) -> None:
    server.community.make_empty(server.community.repositories[0])
    summary = bench.run(GITHUB)
    commits = result(summary, "commits")
    assert (commits.grade, commits.code, commits.got) == ("complete", "empty", 0)


def test_switched_off_issues_leave_the_change_requests(
    bench: Bench, server: standin.StandIn
) -> None:
    server.community.disable_issues(server.community.repositories[0])
    summary = bench.run(GITHUB)
    assert result(summary, "issues").code == "disabled"
    changes = result(summary, "change_requests")
    assert (changes.grade, changes.got) == ("complete", 28)


def test_a_wrong_token_is_named_by_its_variable(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "ghp_wrong0000")
    summary = bench.run()
    first = next(r for r in summary.results if r.repo_id.startswith("github:"))
    assert (first.code, first.failed) == ("bad_token", True)
    assert "GITHUB_TOKEN" in (first.reason or "")
    assert "ghp_wrong" not in (first.reason or "")
    assert {r.grade for r in summary.results if r.repo_id.startswith("gitee:")} == {"complete"}


def test_no_network_ends_soon_and_in_a_sentence(tmp_path: Path, server: standin.StandIn) -> None:
    bench = Bench(
        server, tmp_path / "d", (GITHUB, GITEE), settings=settings_for("http://127.0.0.1:9")
    )
    summary = bench.run()
    assert {(r.grade, r.code) for r in summary.results} == {("not_observable", "unreachable")}
    assert all("请检查网络或代理" in (r.reason or "") for r in summary.results)
    assert summary.requests < 12


FLAKY = {
    "html": html(), "html 500": html(500), "empty": empty(), "cut": Cut(30), "reset": Reset(),
    "bad gateway": Reply(502), "unavailable": Reply(503), "timeout": Reply(504),
    "accepted": Reply(202, b"{}"), "secondary 403": secondary_limit(403, 30),
    "secondary 429": secondary_limit(429, None),
    "secondary in the dark": secondary_limit(403, None),
}  # fmt: skip
HEALED = {n for n in FLAKY if n not in {"html", "empty"}}


@pytest.mark.parametrize("name", sorted(HEALED))
def test_a_passing_fault_is_healed_by_asking_again(
    bench: Bench, server: standin.StandIn, name: str
) -> None:
    server.faults.append(Fault(FLAKY[name], path=r"/issues\?", nth=2))
    summary = bench.run()
    bad = {(r.stream, r.reason) for r in shown(summary) if r.grade != "complete"}
    assert bad == set()
    assert len(bench.query("FROM issue")) == 2 * 252


@pytest.mark.parametrize("name", sorted(FLAKY))
def test_a_lasting_fault_leaves_the_stream_partial_with_a_reason(
    bench: Bench, server: standin.StandIn, name: str
) -> None:
    host = "api.github.example"
    server.faults.append(Fault(FLAKY[name], host=host, path="/issues", nth=2, times=None))
    issues = result(bench.run(GITHUB), "issues")
    assert (issues.grade, issues.failed, issues.got) == ("partial", True, 90)
    assert issues.reason
    server.faults.clear()
    server.advance(timedelta(hours=2))
    assert result(bench.run(GITHUB), "issues").got == 252


def test_anonymous_quota_is_told_and_the_next_run_goes_on(
    bench: Bench, server: standin.StandIn
) -> None:
    server.github_quota.anonymous = 6
    first = bench.run(GITHUB)
    cut = [r for r in first.results if r.code == "quota"]
    assert cut
    assert all("GITHUB_TOKEN" in (r.reason or "") and r.failed for r in cut)
    [told] = first.notes
    assert "每小时给 6 次，照此至少要 " in told
    assert "GITHUB_TOKEN" in told
    assert {r.grade for r in first.results if r.stream in {"commits", "documents"}} == {"complete"}
    for _ in range(6):
        server.advance(timedelta(hours=1))
        last = bench.run(GITHUB)
    assert {r.grade for r in shown(last)} == {"complete"}
    assert len(bench.query("FROM issue")) == 252


def test_a_list_that_shifts_while_being_read_loses_and_doubles_nothing(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = server.community.repositories[0]

    def touch() -> None:
        server.community.add_comment(repo, repo.threads[0], "again", server.now)

    server.faults.append(Fault(Before(touch), host="api.github", path="/issues", nth=2))
    assert result(bench.run(GITHUB), "issues").got == 252
    numbers = [r["number"] for r in bench.query("SELECT number FROM issue WHERE closed_at IS NULL")]
    assert len(numbers) == len(set(numbers)) == 252


@pytest.mark.parametrize("after", range(1, 25) if everything() else [1, 5, 13, 24])
def test_interrupted_anywhere_the_next_run_ends_the_same(
    bench: Bench, server: standin.StandIn, tmp_path: Path, after: int
) -> None:
    whole = Bench(server, tmp_path / "whole", bench.urls)
    whole.run()
    seen = len(server.requests)
    bench.stop = lambda: len(server.requests) - seen >= after
    cut = bench.run()
    assert cut.interrupted
    bench.stop = lambda: False
    assert not bench.run().interrupted
    mine, other = bench.facts(), whole.facts()
    assert {t: rows for t, rows in mine.items() if rows != other[t]} == {}


def test_without_a_clone_the_interface_is_read_and_the_paths_are_unknown(
    bench: Bench, server: standin.StandIn
) -> None:
    server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    summary = bench.run()
    for commits in (r for r in summary.results if r.stream == "commits"):
        assert (commits.grade, commits.code, commits.got) == ("partial", "no_clone", 13)
    assert bench.query("SELECT DISTINCT has_paths FROM commit") == [{"has_paths": False}]
    assert bench.query("FROM commit_file") == []
    documents = bench.query(
        "SELECT path, content FROM document WHERE repo_id LIKE 'github:%'"
        " AND role NOT IN ('past_licence', 'source')"
    )
    assert {d["path"]: d["content"] for d in documents} == {
        "LICENSE": "MIT License\n", "README.md": "# tool\n",
    }  # fmt: skip
    server.faults.clear()
    assert {r.grade for r in shown(bench.run())} == {"complete"}
    assert bench.query(
        "SELECT count(*) AS n FROM commit WHERE has_paths AND closed_at IS NULL"
    ) == [{"n": 26}]
    assert len(bench.query("FROM commit_file")) == 28


def test_contents_are_fetched_whole_where_no_single_file_is_handed_out(
    bench: Bench, server: standin.StandIn
) -> None:
    """The stand-in then offers clones without contents, and refuses single ones later."""
    server.git_filters = True
    assert {r.grade for r in shown(bench.run())} == {"complete"}
    assert bench.query("SELECT count(*) AS n FROM document WHERE content IS NULL") == [{"n": 0}]


def test_the_sample_community_is_collected_without_counting_a_download(tmp_path: Path) -> None:
    with standin.serve() as server:
        use, places = settings_for(server.proxy), WarehouseSettings(folder=tmp_path)
        projects = [
            ProjectSources(
                f"p{n}",
                p.name,
                p.applicant,
                p.policies,
                tuple(parse(url, use) for url in p.urls),
                sample=True,
            )
            for n, p in enumerate(standin.SAMPLE_PROJECTS)
            if any("huggingface" in url for url in p.urls)
        ]
        assert projects  # fmt: skip
        with Warehouse(places.database) as warehouse:
            summary = collect(
                warehouse, projects, settings=use, places=places, clock=lambda: server.now,
                progress=Quiet(), stop=lambda: False, sleep=lambda _: None,
            )  # fmt: skip
        assert server.counted_downloads == []
    assert [r for r in summary.results if r.failed] == []


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[tuple[Bench, standin.StandIn]]:
    with standin.serve() as server:
        url = "http://huggingface.example/lantu/harbor-7b"
        yield Bench(server, tmp_path / "hub", (url,)), server


def test_when_and_by_whom_a_discussion_ended_is_read(hub: tuple[Bench, standin.StandIn]) -> None:
    bench, server = hub
    summary = bench.run()
    assert [r for r in shown(summary) if r.grade != "complete"] == []
    [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
    issues = {r["number"]: r for r in bench.query("FROM issue")}
    changes = {r["number"]: r for r in bench.query("FROM change_request")}
    for talk in model.discussions:
        row = (changes if talk.is_pull else issues)[str(talk.num)]
        assert row["closed_at_platform"] == talk.closed
        assert row["original_state"] == talk.status
        if talk.is_pull:
            assert row["merged_at"] == (talk.closed if talk.status == "merged" else None)
    held = bench.query("SELECT count(*) AS n FROM comment")[0]["n"]
    assert held == sum(len(talk.comments) - 1 for talk in model.discussions if talk.comments)
    assert bench.run().rows_added == 0


def test_only_discussions_that_moved_are_asked_again(hub: tuple[Bench, standin.StandIn]) -> None:
    bench, server = hub
    bench.run()
    [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
    talk = next(t for t in model.discussions if t.closed is None and not t.is_pull)
    talk.status, talk.closed, talk.closed_by = "closed", server.now, server.community.people[3]
    seen = len(server.requests)
    bench.run()
    asked = [s.path for s in server.requests[seen:] if "/discussions/" in s.path]
    assert asked == [f"/api/models/lantu/harbor-7b/discussions/{talk.num}"]
    rows = bench.query(f"FROM issue WHERE number = '{talk.num}' AND closed_at IS NULL")
    assert [(r["state"], r["closed_at_platform"]) for r in rows] == [("closed", server.now)]


def test_commit_signatures_are_tied_to_accounts(bench: Bench, server: standin.StandIn) -> None:
    bench.run()
    rows = bench.query(
        "SELECT DISTINCT l.repo_id, i.name, a.login FROM account_link l"
        " JOIN identity i ON i.identity_id = l.identity_id"
        " JOIN identity a ON a.identity_id = l.account_id ORDER BY ALL"
    )
    people = [(f"dev{n} Doe", f"dev{n}") for n in range(5)]
    expected = [(f"{p}:dev0/tool", *one) for p in ("gitee", "github") for one in people]
    assert [tuple(r.values()) for r in rows] == expected
    seen = len(server.requests)
    bench.run()
    again = [s.path for s in server.requests[seen:]]
    assert not [path for path in again if path.endswith("/commits")], "no new commit, no request"


def test_an_interrupted_run_leaves_nothing_looking_like_a_platform_s_lack(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.stop = lambda: len(server.requests) >= 3
    bench.run()
    graded = {(r["repo_id"], r["stream"]) for r in bench.query("FROM stream_state")}
    streams = {s.name for s in hosts.load("gitee").STREAMS}
    assert {("gitee:dev0/tool", name) for name in streams} <= graded
    unreached = bench.query(
        "SELECT DISTINCT grade FROM stream_state WHERE code = 'interrupted' AND got IS NULL"
    )
    assert unreached == [{"grade": "not_observable"}]


@pytest.mark.parametrize("elsewhere", ["http://evil.example/x", "https://api.github.example/x"])
def test_a_next_page_on_another_host_or_scheme_is_not_followed(
    bench: Bench, server: standin.StandIn, elsewhere: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The token would travel there."""
    monkeypatch.setenv("GITHUB_TOKEN", "standin-token")
    page = Reply(200, b"[]", (("Link", f'<{elsewhere}>; rel="next"'),))
    server.faults.append(Fault(page, host="api.github", path="/forks", times=None))
    forks = result(bench.run(GITHUB), "forks")
    assert (forks.grade, forks.code, forks.failed) == ("not_observable", "malformed", True)
    assert not [s for s in server.requests if s.host == "evil.example"]


def changed(payload: object, *headers: tuple[str, str]) -> Reply:
    return Reply(200, json.dumps(payload).encode(), headers)


WEEKS = {
    "text": [{"week": "x", "total": 1, "days": [0] * 7}],
    "no days": [{"week": 1767225600, "total": 1, "days": None}],
    "huge": [{"week": 2**62, "total": 1, "days": [0] * 7}],
    "too many": [{"week": 1767225600, "total": 1, "days": [10**30] * 7}],
    "negative": [{"week": 1767225600, "total": 1, "days": [-1] * 7}],
}


@pytest.mark.parametrize("name", WEEKS)
def test_a_week_that_is_none_is_not_a_week_without_stars(
    bench: Bench, server: standin.StandIn, name: str
) -> None:
    server.faults.append(Fault(changed(WEEKS[name]), path="stargazers/history", times=None))
    found = result(bench.run(GITHUB), "star_history")
    assert (found.grade, found.code, found.failed) == ("not_observable", "malformed", True)


@pytest.mark.parametrize("status", [409, 410])
@pytest.mark.parametrize("path", ["/releases", "/forks", "/contributors", "stargazers/history"])
def test_empty_and_switched_off_are_believed_only_where_they_mean_it(
    bench: Bench, server: standin.StandIn, status: int, path: str
) -> None:
    server.faults.append(Fault(Reply(status, b"{}"), host="api.github", path=path, times=None))
    found = [r for r in shown(bench.run(GITHUB)) if r.grade != "complete"]
    [cut] = [r for r in found if r.stream != "release_assets"]
    assert (cut.grade, cut.got, cut.failed) == ("not_observable", None, True)


def test_a_full_page_that_names_no_next_one_is_not_the_end(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = server.community.repositories[0]
    for n in range(130):
        server.community.star(repo, START + timedelta(hours=n))
        repo.forks.append(replace(repo.forks[0], id=70_000 + n))
    page = Before(lambda: None)
    server.faults.append(Fault(page, path="/forks"))
    without = [f for f in bench.run(GITHUB).results if f.stream == "forks"]
    assert [f.got for f in without] == [135]
    again = Bench(server, bench.folder / "lost", (GITHUB,))
    rows = requests_of(server, f"http://api.github.example/repos/dev0/tool/forks?{FORKS}")
    server.faults.append(Fault(changed(rows), host="api.github", path="/forks"))
    assert result(again.run(), "forks").got == 135


FORKS = "sort=oldest&per_page=100"


def requests_of(server: standin.StandIn, url: str) -> object:
    return requests.get(url, proxies={"http": server.proxy}, timeout=30).json()


def test_a_next_page_that_never_was_does_not_block_the_stream_for_ever(
    bench: Bench, server: standin.StandIn
) -> None:
    rows = requests_of(server, "http://api.github.example/repos/dev0/tool/issues?per_page=100")
    nowhere = '<http://api.github.example/repos/dev0/none/issues?a=1>; rel="next"'
    server.faults.append(Fault(changed(rows, ("Link", nowhere)), host="api.github", path="/issues"))
    assert result(bench.run(GITHUB), "issues").grade == "partial"
    last = result(bench.run(GITHUB), "issues")
    assert (last.grade, last.got) == ("complete", 252)


def test_text_no_table_can_hold_is_stored_all_the_same(
    bench: Bench, server: standin.StandIn
) -> None:
    row = {"tag_name": "\udfff7", "name": "a\ud800b\0c", "created_at": "2026-01-01T00:00:00Z"}
    server.faults.append(Fault(changed([row]), host="api.github", path="/releases"))
    assert result(bench.run(GITHUB), "releases").grade == "complete"
    assert bench.query("SELECT name FROM release WHERE tag = '?7'") == [{"name": "a?b\0c"}]


@pytest.mark.parametrize("reset", ["9" * 18, "9" * 5000, "²"])
def test_a_senseless_reset_time_is_no_word_of_a_limit(
    bench: Bench, server: standin.StandIn, reset: str
) -> None:
    rows = requests_of(server, "http://api.github.example/repos/dev0/tool/releases")
    told = changed(rows, ("X-RateLimit-Remaining", "5"), ("X-RateLimit-Reset", reset))
    server.faults.append(Fault(told, host="api.github", path="/releases"))
    assert [r for r in shown(bench.run(GITHUB)) if r.grade != "complete"] == []


@pytest.mark.parametrize("name", ["../../x?y=#z", "dev0/tool\nX: 1", "--upload-pack=touch x", ""])
def test_a_repository_name_that_is_none_goes_into_no_address(
    bench: Bench, server: standin.StandIn, name: str
) -> None:
    facts = requests_of(server, "http://api.github.example/repos/dev0/tool")
    assert isinstance(facts, dict)
    answer = changed({**facts, "full_name": name})
    server.faults.append(Fault(answer, host="api.github", path="/repos/dev0/tool$", times=None))
    summary = bench.run(GITHUB)
    assert {(r.grade, r.code) for r in summary.results} == {("not_observable", "malformed")}
    assert summary.requests == 1


def test_repositories_of_like_names_have_mirrors_of_their_own(
    bench: Bench, server: standin.StandIn
) -> None:
    """One name cut to the other's would hand one project the other's commits and licence."""
    made = server.community
    other = made.add_repository("github", made.people[0], "tool.js", START)
    signed = Signature("Eve", "eve@x.org", START)
    made.commit(other, {"LICENSE": b"All rights reserved\n"}, signed, "one")
    bench.run(GITHUB, f"{GITHUB}.js")
    rows = bench.query("SELECT repo_id, content FROM document WHERE path = 'LICENSE' ORDER BY 1")
    assert [r["content"] for r in rows] == ["MIT License\n", "All rights reserved\n"]
    counts = bench.query('SELECT count(*) AS n FROM "commit" GROUP BY repo_id ORDER BY repo_id')
    assert [c["n"] for c in counts] == [13, 1]


@pytest.mark.parametrize("body", [{}, [], {"error": "x"}, {"discussions": [], "count": 25}])
def test_what_is_no_list_of_discussions_is_not_an_empty_one(
    hub: tuple[Bench, standin.StandIn], body: object
) -> None:
    bench, server = hub
    server.faults.append(Fault(changed(body), path=r"/discussions\?", times=None))
    issues = result(bench.run(), "issues")
    assert (issues.grade, issues.code, issues.failed) == ("not_observable", "malformed", True)


def test_what_is_no_list_of_files_closes_no_document(hub: tuple[Bench, standin.StandIn]) -> None:
    bench, server = hub
    bench.run()
    held = bench.facts()["document"]
    # A new commit: the files are listed anew.
    signed = Signature("A", "a@x.org", server.now)
    for repo in server.community.hub:
        repo.git.commit({"notes.txt": b"new"}, signed, "notes")
    server.faults.append(Fault(changed({"error": "x"}), path="/tree/main", times=None))
    assert result(bench.run(), "documents").grade == "partial"
    assert bench.facts()["document"] == held


def test_a_token_in_a_next_link_is_not_kept(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITEE_TOKEN", "standin-token")
    nowhere = "http://gitee.example/api/v5/repos/dev0/tool/forks?page=9&access_token=standin-token"
    told = changed([], ("Link", f'<{nowhere}>; rel="next"'), ("ETag", '"x"'))
    server.faults.append(Fault(told, host="gitee", path="/forks"))
    bench.run(GITEE)
    assert b"standin-token" not in bench.places.state.read_bytes()
