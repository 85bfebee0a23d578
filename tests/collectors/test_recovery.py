"""After odd answers, other tokens, restored files and rewritten histories: the truth again."""

from __future__ import annotations

import errno
import json
import shutil
import sqlite3
from collections.abc import Sequence
from contextlib import closing
from datetime import timedelta
from pathlib import Path

import pytest
from bench import START, Bench, result, shown
from test_lists import GITEE, GITHUB, URLS, repo_of, told

from collectors import standin
from collectors.crew import Crew
from collectors.replay import rebuild
from collectors.standin.faults import Fault, Reply
from collectors.standin.git.store import GitStore, Signature
from collectors.targets import Target
from warehouse.store import Warehouse


def truth(bench: Bench, name: str, *urls: str) -> dict[str, list[tuple[object, ...]]]:
    """What a fresh collection holds now."""
    fresh = Bench(bench.server, bench.folder.parent / name, urls or bench.urls)
    fresh.run()
    return fresh.facts()


def differing(bench: Bench, name: str, *urls: str) -> list[str]:
    mine, other = bench.facts(), truth(bench, name, *urls)
    derived = {"stream_state", "schema_version"}
    return sorted(t for t, rows in other.items() if rows != mine[t] and t not in derived)


def test_what_an_earlier_program_did_not_read_from_the_same_answers_is_read_after_all(
    bench: Bench,
) -> None:
    """Else a 304, and what was read up to its last change, would leave it out for ever."""
    bench.run(GITHUB)
    with Warehouse(bench.places.database) as warehouse:
        [held] = warehouse.query("SELECT count(*) AS n FROM account_association")
        warehouse.execute("DELETE FROM account_association")
    assert held["n"]
    with closing(sqlite3.connect(bench.places.state)) as state:
        state.execute("PRAGMA user_version = 4")  # of programs with and without that table
    bench.run(GITHUB)
    assert differing(bench, "fresh", GITHUB) == []


ODD = [
    ("/contributors", b"[]"), ("/forks", b"[]"), ("/releases", b"[]"),
    ("/dev0/tool$", json.dumps({"id": 7001, "full_name": "dev0/tool"}).encode()),
]  # fmt: skip


@pytest.mark.parametrize(("path", "body"), ODD)
def test_one_odd_answer_without_an_etag_is_forgotten(
    bench: Bench, server: standin.StandIn, path: str, body: bytes
) -> None:
    """The validator of the answer before it must not confirm what was overwritten."""
    bench.run(GITHUB)
    server.faults.append(Fault(Reply(200, body), host="api.github", path=path))
    for _ in range(3):
        last = bench.run(GITHUB)
    assert {r.grade for r in shown(last)} == {"complete"}
    assert differing(bench, "fresh", GITHUB) == []


def test_a_304_to_another_token_confirms_nothing_of_ours(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    fork = repo.forks.pop()
    monkeypatch.setenv("GITHUB_TOKEN", "standin-token")
    assert result(bench.run(GITHUB), "forks").got == 4
    monkeypatch.delenv("GITHUB_TOKEN")
    repo.forks.append(fork)
    for _ in range(3):
        assert result(bench.run(GITHUB), "forks").got == 5


def test_a_restored_data_file_after_an_interrupted_run(
    bench: Bench, server: standin.StandIn, tmp_path: Path
) -> None:
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    shutil.copy(bench.places.database, tmp_path / "copy")
    for n in range(5):
        at = server.now + timedelta(minutes=n)
        server.community.add_issue(repo, f"新 {n}", at, author=repo.owner)
    server.advance(timedelta(hours=1))
    before = len(server.requests)
    bench.stop = lambda: any("/comments" in s.path for s in server.requests[before:])
    assert bench.run(GITHUB).interrupted
    bench.stop = lambda: False
    shutil.copy(tmp_path / "copy", bench.places.database)
    bench.run(GITHUB)
    assert differing(bench, "fresh", GITHUB) == []


def test_paths_are_there_once_after_the_interface_stood_in_for_the_clone(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run(GITHUB)
    server.faults.append(Fault(Reply(503), host="^github.example", times=None))
    bench.run(GITHUB)
    server.faults.clear()
    bench.run(GITHUB)
    assert differing(bench, "fresh", GITHUB) == []
    assert len(bench.query("FROM commit_file")) == 14


def signed(name: str) -> Signature:
    return Signature(name, f"{name}@x.org", START + timedelta(days=40))


@pytest.mark.parametrize("by_interface", [True, False])
def test_a_rewritten_history_leaves_no_commit_behind(
    bench: Bench, server: standin.StandIn, by_interface: bool
) -> None:
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    if by_interface:
        server.faults.append(Fault(Reply(503), host="^github.example", times=None))
        bench.run(GITHUB)
        server.faults.clear()
    repo.git = GitStore()
    server.community.commit(repo, {"a.txt": b"1\n"}, signed("n1"), "anew")
    bench.run(GITHUB)
    assert len(bench.query("FROM commit WHERE closed_at IS NULL")) == 1


def test_commits_nobody_remembers_reading_are_found(bench: Bench, server: standin.StandIn) -> None:
    """The process died between the rows and the place; then the history was rewritten."""
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    state = bench.places.state.read_bytes()
    old = repo.git
    for n in range(3):
        server.community.commit(repo, {f"n{n}.txt": b"1\n"}, signed("n1"), f"new {n}")
    bench.run(GITHUB)
    bench.places.state.write_bytes(state)
    repo.git = old_without_last(old, 3)
    server.community.commit(repo, {"other.txt": b"1\n"}, signed("n2"), "other")
    for _ in range(2):
        found = result(bench.run(GITHUB), "commits")
    assert (found.grade, found.got) == ("complete", 14)


def old_without_last(git: GitStore, number: int) -> GitStore:
    """The same history up to `number` commits before its end."""
    made = GitStore()
    for info in git.log[:-number]:
        files = {e.path: git.read(e.path, info.sha) or b"" for e in git.entries(info.sha)}
        made.commit(dict(files), info.author, info.message)
    return made


@pytest.mark.parametrize("platform", URLS)
def test_a_list_shortened_for_a_night_closes_nothing(
    bench: Bench, server: standin.StandIn, platform: str
) -> None:
    repo = repo_of(server, platform)
    bench.run(URLS[platform])
    before = bench.facts()
    path = "stargazers" if platform == "gitee" else "/forks"
    headers = (("total_count", str(len(repo.stars))), ("total_page", "1"))
    answer = told([], *(headers if platform == "gitee" else ()))
    server.faults.append(Fault(answer, host=platform, path=path, times=3))
    stream = "stargazers" if platform == "gitee" else "forks"
    assert result(bench.run(URLS[platform]), stream).grade == "partial"
    mine = bench.facts()
    assert (mine["stargazer"], mine["fork"]) == (before["stargazer"], before["fork"])


UNBELIEVED = [
    ("issues", r"/issues\?", Reply(410, b"{}")), ("issues", r"/issues\?", told([])),
    ("issue_comments", "/issues/comments", Reply(410, b"{}")),
    ("commit_accounts", r"/commits\?", Reply(409, b"{}")),
]  # fmt: skip


@pytest.mark.parametrize(("stream", "path", "answer"), UNBELIEVED)
def test_an_odd_answer_is_not_believed_against_what_is_known(
    bench: Bench, server: standin.StandIn, stream: str, path: str, answer: Reply
) -> None:
    server.faults.append(Fault(answer, host="api.github", path=path, times=None))
    found = result(bench.run(GITHUB), stream)
    assert (found.grade, found.failed) == ("not_observable", True)


def test_an_empty_page_in_the_middle_is_not_the_end(bench: Bench, server: standin.StandIn) -> None:
    for url, host in ((GITHUB, "api.github"), (GITEE, "gitee")):
        server.faults.append(Fault(told([]), host=host, path=r"/issues\?.*per_page", nth=2))
        assert result(bench.run(url), "issues").grade == "partial"
        server.faults.clear()
        assert result(bench.run(url), "issues").got == 252


@pytest.mark.parametrize("without_state", [True, False])
def test_a_name_taken_by_another_repository_is_known_by_its_number(
    bench: Bench, server: standin.StandIn, without_state: bool
) -> None:
    bench.run(GITHUB)
    server.community.delete(repo_of(server, "github"))
    made = server.community.add_repository("github", server.community.people[0], "tool", START)
    server.community.commit(made, {"x.py": b"1\n"}, signed("dev0"), "one")
    if without_state:
        bench.places.state.unlink()
    assert {r.code for r in bench.run(GITHUB).results} == {"name_reused"}


def test_items_that_can_be_read_again_are_read_again(bench: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "gitee")
    issue = repo.issues()[5]
    ident, issue.ident = issue.ident, None  # type: ignore[assignment]
    assert result(bench.run(GITEE), "issues").code == "unread"
    issue.ident = ident
    assert result(bench.run(GITEE), "issues").grade == "complete"


def test_an_issue_made_a_change_request_is_an_issue_no_more(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    issue = next(t for t in repo.issues() if t.is_open)
    issue.is_pull, issue.updated = True, server.now
    server.advance(timedelta(hours=1))
    bench.run(GITHUB)
    assert differing(bench, "fresh", GITHUB) == []


def test_a_clock_that_was_behind_hides_no_day(bench: Bench, server: standin.StandIn) -> None:
    right = server.now
    server.now = START + timedelta(days=10)
    for star in repo_of(server, "github").stars:
        assert star.at
    bench.run(GITHUB)
    server.now = right
    bench.run(GITHUB)
    assert differing(bench, "fresh", GITHUB) == []


def test_the_token_goes_to_no_host_that_is_no_longer_configured(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    repo = repo_of(server, "gitee")
    for n in range(120):
        at = START + timedelta(days=40)
        server.community.add_issue(repo, f"p{n}", at, author=repo.owner, is_pull=True)
    cut = Fault(Reply(502), host="gitee", path=r"/pulls\?.*page=2", times=None)
    server.faults.append(cut)
    bench.run(GITEE)
    server.faults.clear()
    monkeypatch.setenv("GITEE_TOKEN", "standin-token")
    from bench import settings_for

    use = settings_for(server.proxy)
    moved = use.gitee.model_copy(update={"api": "http://elsewhere.example/api/v5"})
    bench.settings = use.model_copy(update={"gitee": moved})
    before = len(server.requests)
    bench.run(GITEE)
    sent = [s for s in server.requests[before:] if "authorization" in s.headers]
    assert {s.host for s in sent} <= {"elsewhere.example"}


def test_without_quota_the_clone_is_read_all_the_same(
    bench: Bench, server: standin.StandIn
) -> None:
    server.github_quota.anonymous = 1
    results = {r.stream: r for r in bench.run(GITHUB).results}
    assert results["star_history"].code == "quota"
    assert results["commits"].grade == results["documents"].grade == "complete"


def test_an_empty_repository_is_empty_everywhere(bench: Bench, server: standin.StandIn) -> None:
    for repo in server.community.repositories:
        server.community.make_empty(repo)
    assert [r for r in bench.run().results if r.failed] == []


def test_what_a_killed_run_never_came_to_is_unknown(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    """A stream without a grade would look like one the platform does not have."""
    work, times = Crew.work, list[int]()

    def killed(crew: Crew, targets: Sequence[Target]) -> None:
        times.append(len(targets))
        if len(times) == 2:
            raise OSError(errno.ENOSPC, "No space left on device")
        work(crew, targets)

    with monkeypatch.context() as patch:
        patch.setattr(Crew, "work", killed)
        with pytest.raises(OSError, match="No space"):
            bench.run(GITHUB)
    asked = "SELECT stream, grade, code, since FROM stream_state ORDER BY stream"
    held = bench.query(asked)
    assert {"issues", "reviews", "discussions"} <= {row["stream"] for row in held}
    assert {(row["grade"], row["code"]) for row in held} == {("not_observable", "interrupted")}
    with Warehouse(bench.folder / "again.duckdb") as again:
        rebuild(bench.places.archive, again)
        assert again.query(asked) == held
    bench.run(GITHUB)
    assert "interrupted" not in {row["code"] for row in bench.query(asked)}
