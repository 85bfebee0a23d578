"""Quiet nights: what may have moved is asked for, the rest in turn, and nothing is missed."""

from __future__ import annotations

from collections import Counter
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bench import Bench, result

from collectors import hosts, standin
from collectors.standin.community.model import Fork, Repository
from collectors.standin.faults import Fault, Reply

NIGHT = timedelta(days=1)
GITHUB, GITEE = "http://github.example/dev0/tool", "http://gitee.example/dev0/tool"
TOKEN = "standin-token"
# Issue 3: requests a night and repository, and how many of them may cost quota.
MOST, MOST_PAID = 6, 1


@pytest.fixture
def quiet(bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch) -> Bench:
    """After the nights in which everything is new."""
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    bench.urls, bench.awake = (GITHUB,), False
    server.advance(timedelta(days=60))
    bench.run()
    night(bench)
    return bench


def night(bench: Bench) -> Counter[str]:
    """Paths asked for in one more night, clones apart."""
    bench.server.advance(NIGHT)
    seen = len(bench.server.requests)
    assert not any(r.failed for r in bench.run().results)
    return Counter(
        s.path.split("/dev0/tool")[-1] or "/"
        for s in bench.server.requests[seen:]
        if ".git/" not in s.path
    )


def repo_of(server: standin.StandIn, platform: str) -> Repository:
    return next(r for r in server.community.repositories if r.platform == platform)


def test_three_weeks_of_quiet_nights_ask_for_everything_and_never_much(
    quiet: Bench, server: standin.StandIn
) -> None:
    asked: Counter[str] = Counter()
    for _ in range(21):
        seen = len(server.requests)
        one = night(quiet)
        paid = [s for s in server.requests[seen:] if s.status != 304 and ".git/" not in s.path]
        assert one.total() <= MOST, one
        rows = [s.path for s in paid if s.path not in {"/graphql"} and "sbom" not in s.path]
        assert len(rows) <= MOST_PAID, rows
        asked += one
    every = {
        "/", "/stargazers/history", "/issues", "/releases", "/forks", "/contributors",
        "/issues/comments", "/pulls/comments", "/languages", "/tags", "/community/profile",
        "/security-advisories", "/dependency-graph/sbom", "/actions/runs",
    }  # fmt: skip
    assert every <= set(asked), every - set(asked)
    assert quiet.query("SELECT DISTINCT grade FROM stream_state WHERE code IS NULL") == [
        {"grade": "complete"}
    ]


def test_on_gitee_too(bench: Bench, server: standin.StandIn) -> None:
    bench.urls, bench.awake = (GITEE,), False
    server.advance(timedelta(days=60))
    bench.run()
    night(bench)
    asked: Counter[str] = Counter()
    for _ in range(21):
        one = night(bench)
        assert one.total() <= MOST, one
        asked += one
    assert {"/forks", "/stargazers", "/contributors", "/tags", "/issues/comments",
            "/pulls/comments"} <= set(asked)  # fmt: skip


def test_a_comment_is_found_the_same_night(quiet: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "github")
    server.advance(NIGHT)
    server.community.add_comment(repo, repo.threads[3], "late", server.now, repo.owner)
    quiet.run()
    assert quiet.query("SELECT count(*) AS n FROM comment WHERE body = 'late'") == [{"n": 1}]


def test_a_second_comment_in_the_second_of_the_last_change_is_found(
    quiet: Bench, server: standin.StandIn
) -> None:
    """The latest time of the list does not move: what stands at it does."""
    repo = repo_of(server, "github")
    at = server.now
    server.community.add_comment(repo, repo.threads[3], "first", at, repo.owner)
    quiet.run()
    server.community.add_comment(repo, repo.threads[3], "second", at, repo.owner)
    server.community.add_comment(repo, repo.threads[5], "third", at, repo.owner)
    quiet.run()
    found = quiet.query("SELECT body FROM comment WHERE body IN ('second', 'third') ORDER BY 1")
    assert [row["body"] for row in found] == ["second", "third"]


def test_a_fork_is_found_the_same_night(quiet: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "github")
    repo.forks.append(Fork(99_001, repo.owner, "other", server.now, server.now))
    asked = night(quiet)
    assert asked["/forks"] == 1
    assert quiet.query("SELECT count(*) AS n FROM fork WHERE platform_id = '99001'") == [{"n": 1}]


def test_a_star_given_and_one_taken_back_are_seen_in_the_running_weeks(
    quiet: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    people = server.community.people
    server.community.star(repo, server.now + NIGHT, people[1])
    night(quiet)
    day = (server.now).date().isoformat()
    assert quiet.query(f"SELECT stars FROM star_day WHERE closed_at IS NULL AND day = '{day}'") == [
        {"stars": 1}
    ]


def test_days_without_a_star_are_dated_though_nothing_was_sent(
    quiet: Bench, server: standin.StandIn
) -> None:
    """A 304 says that the running week stands: the days gone by had no star."""
    quiet.awake = True
    unchanged = 0
    for _ in range(3):
        seen = len(server.requests)
        night(quiet)
        unchanged += [s.status for s in server.requests[seen:] if "history" in s.path] == [304]
        day = server.now.date().isoformat()
        assert quiet.query(f"SELECT stars FROM star_day WHERE day = '{day}'") == [{"stars": 0}]
    assert unchanged


def test_what_ended_short_of_complete_is_asked_for_again(
    quiet: Bench, server: standin.StandIn
) -> None:
    from collectors.standin.faults import Fault, Reply

    repo_of(server, "github").forks.pop()
    server.faults.append(Fault(Reply(502), path=r"/forks\?", times=None))
    server.advance(NIGHT)
    assert result(quiet.run(), "forks").grade == "partial"
    server.faults.clear()
    assert night(quiet)["/forks"] == 1
    assert result(quiet.run(), "forks").grade == "complete"


def test_streams_of_a_platform_have_turns_of_their_own() -> None:
    """Of a fortnight's turns no night has more than two, besides what alternates."""
    for name in hosts.names():
        slow = [s.watch for s in hosts.load(name).STREAMS if s.watch and s.watch.days >= 7]
        nights = Counter(
            (turn.turn + n * turn.days) % 14 for turn in slow for n in range(14 // turn.days)
        )
        assert all(number <= 2 for number in nights.values()), (name, nights)


def test_on_the_hub_an_unchanged_first_page_is_enough_for_some_nights(
    tmp_path: Path,
) -> None:
    with standin.serve() as server:
        bench = Bench(server, tmp_path, ("http://huggingface.example/lantu/harbor-7b",))
        bench.awake = False
        first = result(bench.run(), "issues")
        pages = []
        for _ in range(7):
            server.advance(NIGHT)
            seen = len(server.requests)
            assert result(bench.run(), "issues") == first
            pages.append(sum(s.path.endswith("/discussions") for s in server.requests[seen:]))
        assert pages.count(1) >= 4
        server.faults.append(Fault(Reply(502), path="/discussions", times=None))
        server.advance(NIGHT)
        assert result(bench.run(), "issues").code == "unreachable"
        server.faults.clear()
        server.advance(NIGHT)
        assert result(bench.run(), "issues") == first, "a bad night is read again at once"
        assert max(pages) > 1
        [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
        oldest = min(model.discussions, key=lambda one: one.num)
        late = replace(oldest.comments[0], id=77_777_777, body="late", created=server.now)
        oldest.comments.append(late)
        for _ in range(3):
            server.advance(NIGHT)
            bench.run()
        assert bench.query("SELECT count(*) AS n FROM comment WHERE body = 'late'") == [{"n": 1}]
