"""Traffic: for those who may push; a day once seen whole is never lost again (G15)."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

import pytest
from bench import START, Bench, first_repository, only, person, result

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community.extras import Popular
from collectors.standin.community.model import Repository
from collectors.standin.faults import Fault, Reply, html
from collectors.standin.git.store import Signature

STREAMS = ("traffic_views", "traffic_clones", "traffic_referrers", "traffic_paths")
# The server's clock stands at noon, so that a day is cut in half by the window.
NOON = datetime(2026, 3, 20, 12, tzinfo=UTC)
FIRST = date(2026, 3, 1)


@pytest.fixture
def repo() -> Repository:
    """dev0/tool: 100 views by 10 and 40 clones by 4 visitors on every day of March."""
    made = standin.Community([person("dev0", 100)])
    repo = first_repository(made, made.people[0])
    made.commit(repo, {"a.py": b"1\n"}, Signature("dev0 Doe", "dev0@x.org", START), "first")
    more = repo.extras
    more.can_push = True
    for n in range(40):
        more.views[FIRST + timedelta(days=n)] = (100, 10)
        more.clones[FIRST + timedelta(days=n)] = (40, 4)
    more.referrers = [Popular("Google", 9, 3), Popular("gitee.com", 4, 2)]
    more.paths = [Popular("/dev0/tool", 12, 5, "dev0/tool"), Popular("/dev0/tool/issues", 3, 1)]
    return repo


@pytest.fixture
def server(repo: Repository) -> Iterator[standin.StandIn]:
    made = standin.Community([repo.owner])
    made.repositories.append(repo)
    with standin.serve(made, now=NOON) as running:
        yield running


@pytest.fixture
def bench(server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("GITHUB_TOKEN", STANDIN_TOKEN)
    only(monkeypatch, "github", *STREAMS)
    return Bench(server, tmp_path / "data", ("http://github.example/dev0/tool",))


def days(bench: Bench, kind: str = "views") -> dict[date, tuple[int, int, bool]]:
    rows = bench.query(
        f"SELECT day, count AS n, uniques AS u, is_whole AS w FROM traffic_day"
        f" WHERE kind = '{kind}' AND closed_at IS NULL"
    )
    return {row["day"]: (row["n"], row["u"], row["w"]) for row in rows}


@pytest.mark.parametrize("token", [True, False])
def test_without_the_right_to_push_nothing_is_asked(
    bench: Bench, server: standin.StandIn, repo: Repository, token: bool,
    monkeypatch: pytest.MonkeyPatch,
) -> None:  # fmt: skip
    repo.extras.can_push = False
    if not token:
        monkeypatch.delenv("GITHUB_TOKEN")
    for _ in range(2):  # The second night the repository answers 304.
        summary = bench.run()
        for stream in STREAMS:
            found = result(summary, stream)
            assert (found.grade, found.code, found.got, found.failed) == (
                "not_observable", "no_push", None, False,
            )  # fmt: skip
            assert "推送权限" in (found.reason or "")
    assert not [s for s in server.requests if "/traffic/" in s.path]


def test_fourteen_days_are_read_and_cut_days_are_told_apart(bench: Bench) -> None:
    summary = bench.run()
    assert {result(summary, stream).grade for stream in STREAMS} == {"complete"}
    found = days(bench)
    assert (min(found), max(found)) == (date(2026, 3, 6), date(2026, 3, 20))
    assert found[date(2026, 3, 6)] == found[date(2026, 3, 20)] == (50, 5, False)
    assert {found[FIRST + timedelta(days=n)] for n in range(6, 19)} == {(100, 10, True)}
    assert days(bench, "clones")[date(2026, 3, 7)] == (40, 4, True)
    tops = bench.query("SELECT kind, name, title, count AS n FROM traffic_top ORDER BY 1, 2")
    assert [(t["kind"], t["name"], t["title"], t["n"]) for t in tops] == [
        ("paths", "/dev0/tool", "dev0/tool", 12), ("paths", "/dev0/tool/issues", "", 3),
        ("referrers", "Google", None, 9), ("referrers", "gitee.com", None, 4),
    ]  # fmt: skip


def test_a_whole_day_outlives_the_window_and_the_half_of_itself(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run()
    server.advance(timedelta(days=1))
    bench.run()
    found = days(bench)
    assert found[date(2026, 3, 7)] == (100, 10, True), "now only half of it is in the window"
    assert found[date(2026, 3, 6)] == (50, 5, False), "gone from the window, it stays"
    assert found[date(2026, 3, 20)] == (100, 10, True), "over by now"
    assert found[date(2026, 3, 21)] == (50, 5, False)
    server.advance(timedelta(days=60))
    assert result(bench.run(), "traffic_views").grade == "complete"
    assert days(bench) == found


@pytest.mark.parametrize("nights", range(2, 6))
def test_whenever_a_rest_of_almost_a_fortnight_begins_no_day_is_lost(
    bench: Bench, server: standin.StandIn, nights: int
) -> None:
    bench.awake = False
    for _ in range(nights):
        bench.run()
        server.advance(timedelta(days=1))
    server.advance(timedelta(days=12))
    bench.run()
    for kind in ("views", "clones"):
        found = days(bench, kind)
        last = server.now.date()
        asked = [date(2026, 3, 7) + timedelta(days=n) for n in range(60)]
        assert all(found[day][2] for day in asked if day < last), kind


def test_the_present_day_only_grows(bench: Bench, server: standin.StandIn) -> None:
    bench.run()
    today = date(2026, 3, 20)
    server.advance(timedelta(hours=6))
    bench.run()
    assert days(bench)[today] == (75, 7, False)
    stale = {"count": 3, "uniques": 1,
             "views": [{"timestamp": "2026-03-20T00:00:00Z", "count": 3}]}  # fmt: skip
    server.faults.append(Fault(Reply(200, json.dumps(stale).encode()), path="/traffic/views"))
    bench.run()
    assert days(bench)[today] == (75, 7, False)
    bench.run()
    assert len(days(bench)) == 15


@pytest.mark.parametrize("after", ["a firewall page", "a lost state"])
def test_whole_days_are_kept_through_faults(
    bench: Bench, server: standin.StandIn, after: str
) -> None:
    """What guards the days is the table itself, not a note beside it."""
    bench.run()
    if after == "a firewall page":
        server.faults.append(Fault(html(), path="/traffic/", times=4))
        bench.run()
    else:
        for file in bench.folder.glob("*state*"):
            file.unlink()
    server.advance(timedelta(days=1))
    bench.run()
    assert days(bench)[date(2026, 3, 7)] == (100, 10, True)


def test_a_day_without_traffic_is_left_out_and_an_unchanged_answer_loses_none(
    bench: Bench, server: standin.StandIn, repo: Repository
) -> None:
    """The answer of a quiet day is the same on the next one: by then the day is whole."""
    more = repo.extras
    more.views = {date(2026, 3, 18): (4, 2), date(2026, 3, 20): (0, 0)}
    server.advance(timedelta(days=-2))
    more.views[date(2026, 3, 18)] = (8, 4)
    bench.run()
    assert days(bench) == {date(2026, 3, 18): (4, 2, False)}
    more.views[date(2026, 3, 18)] = (4, 2)
    server.advance(timedelta(days=2))
    bench.run()
    assert days(bench) == {date(2026, 3, 18): (4, 2, True)}


def test_days_the_platform_does_not_list_are_said_to_be_missing(
    bench: Bench, server: standin.StandIn
) -> None:
    told = {"count": 30, "uniques": 9,
            "views": [{"timestamp": "2026-03-15T00:00:00Z", "count": 10, "uniques": 3},
                      {"timestamp": "no day", "count": 1, "uniques": 1}]}  # fmt: skip
    server.faults.append(Fault(Reply(200, json.dumps(told).encode()), path="/traffic/views"))
    found = result(bench.run(), "traffic_views")
    assert (found.grade, found.code, found.got, found.failed) == ("partial", "short", 1, False)


def test_referrers_are_snapshots(bench: Bench, server: standin.StandIn, repo: Repository) -> None:
    bench.run()
    repo.extras.referrers = [Popular("Google", 11, 3)]
    bench.run()
    rows = bench.query(
        "SELECT name, count AS n, closed_at IS NULL AS now FROM traffic_top"
        " WHERE kind = 'referrers' ORDER BY name, observed_at"
    )
    assert [(r["name"], r["n"], r["now"]) for r in rows] == [
        ("Google", 9, False), ("Google", 11, True), ("gitee.com", 4, False),
    ]  # fmt: skip
    assert bench.query("SELECT count(*) AS n FROM traffic_top WHERE kind = 'paths'") == [{"n": 2}]


@pytest.mark.parametrize("stream", STREAMS)
def test_a_right_lost_leaves_what_is_held(
    bench: Bench, server: standin.StandIn, repo: Repository, stream: str
) -> None:
    bench.run()
    server.faults.append(Fault(Reply(403, b"{}"), path="/traffic/", times=None))
    found = result(bench.run(), stream)
    assert (found.grade, found.code, found.failed) == ("partial", "refused", False)
    server.faults.clear()
    repo.extras.can_push = False
    found = result(bench.run(), stream)
    assert (found.grade, found.code, found.failed) == ("partial", "no_push", False)
