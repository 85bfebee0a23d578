"""Lists that give fewer items than counted: lost rows are read again, hidden ones are said once."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from bench import START, Bench, result
from test_lists import GITEE, GITHUB, asked, repo_of, told
from werkzeug.wrappers import Response

from collectors import standin
from collectors.results import StreamResult
from collectors.standin.faults import Change, Fault, Reply

ISSUES = "http://api.github.example/repos/dev0/tool/issues?state=all&sort=updated&direction=asc"
LAST = ("Link", f'<{ISSUES}>; rel="prev"')
WHOLE = r"/issues\?state=all&sort=updated&direction=asc&per_page=100$"


def cut_page(server: standin.StandIn, start: int, end: int) -> Reply:
    """Some of the oldest issues, as if there were no others."""
    return told(asked(server, f"{ISSUES}&per_page=100")[start:end], LAST)


def counted(server: standin.StandIn, field: str, number: int) -> Fault:
    """The repository's own answer with another count."""
    facts = asked(server, "http://api.github.example/repos/dev0/tool")
    assert isinstance(facts, dict)
    answer = told({**facts, field: number})
    return Fault(answer, host="api.github", path="/repos/dev0/tool$", times=None)


def issues(bench: Bench) -> StreamResult:
    return result(bench.run(GITHUB), "issues")


def test_rows_lost_before_the_end_of_a_list_are_read_the_next_night(
    bench: Bench, server: standin.StandIn
) -> None:
    server.faults.append(Fault(cut_page(server, 50, 100), host="api.github", path=WHOLE))
    assert issues(bench).code == "malformed"
    last = issues(bench)
    assert (last.grade, last.got) == ("complete", 252)


def test_rows_lost_in_a_reading_that_was_cut_are_read_again(
    bench: Bench, server: standin.StandIn
) -> None:
    page = Fault(Reply(502), host="api.github", path=r"/issues\?.*after=|/issues\?.*since", times=9)
    server.faults.append(page)
    assert issues(bench).code == "unreachable"
    server.faults.clear()
    lost = Fault(cut_page(server, 110, 130), host="api.github", path="/issues.*since")
    server.faults.append(lost)
    found = issues(bench)
    assert (lost.fired, found.code) == (1, "malformed")
    last = issues(bench)
    assert (last.grade, last.got) == ("complete", 252)


def test_a_reading_that_was_cut_and_goes_on_counts_what_it_had(
    bench: Bench, server: standin.StandIn
) -> None:
    page = Fault(Reply(502), host="api.github", path=r"/issues\?.*after", times=None)
    server.faults.append(page)
    assert issues(bench).code == "unreachable"
    server.faults.clear()
    last = issues(bench)
    assert (last.grade, last.got) == ("complete", 252)


def test_a_count_the_list_never_reaches_is_said_and_stops_nothing(
    bench: Bench, server: standin.StandIn
) -> None:
    server.faults.append(counted(server, "open_issues_count", 300))
    assert issues(bench).failed
    for night in range(3):
        summary = bench.run(GITHUB)
        found = result(summary, "issues")
        assert (found.grade, found.code, found.failed) == ("partial", "short", False)
        assert (found.expected, found.got) == (300, 252 + night)
        pulls = result(summary, "change_requests")
        assert (pulls.grade, pulls.code, pulls.got) == ("partial", "short", 28)
        repo = repo_of(server, "github")
        server.community.add_issue(repo, f"n{night}", server.now, author=repo.owner)
        server.advance(timedelta(hours=1))
    before = len(server.requests)
    bench.run(GITHUB)
    assert sum(s.path.endswith("/issues") for s in server.requests[before:]) == 1


def test_a_whole_reading_that_gave_too_little_closes_nothing_and_is_made_again(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    issues(bench)
    server.community.delete_thread(repo, repo.issues()[0].number)
    server.advance(timedelta(days=31))
    server.faults.append(Fault(cut_page(server, 0, 50), host="api.github", path=WHOLE))
    found = issues(bench)
    assert (found.grade, found.code, found.got) == ("partial", "short", 252)
    last = issues(bench)
    assert (last.grade, last.got) == ("complete", 251)


def test_a_list_short_of_some_for_ever_is_swept_all_the_same(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    server.faults.append(counted(server, "open_issues_count", 300))
    for _ in range(2):
        issues(bench)
    server.community.delete_thread(repo, repo.issues()[0].number)
    server.community.add_issue(repo, "one for another", server.now, author=repo.owner)
    server.advance(timedelta(days=31))
    found = issues(bench)
    assert (found.code, found.got) == ("short", 252)
    titles = bench.query("SELECT title FROM issue WHERE closed_at IS NULL")
    assert {row["title"] for row in titles} == {t.title for t in repo.issues()}


def hide_stars(server: standin.StandIn, number: int) -> None:
    """Stars in the totals that no page shows (E1)."""
    server.faults.clear()
    repo = repo_of(server, "gitee")
    rows = asked(server, "http://gitee.example/api/v5/repos/dev0/tool/stargazers?per_page=100")
    total = ("total_count", str(len(repo.stars) + number))
    answer = told(rows, total, ("total_page", "1"))
    server.faults.append(Fault(answer, host="gitee", path="stargazers", times=None))


def test_a_growing_list_with_a_row_hidden_is_read_once_and_closes_what_is_gone(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "gitee")
    hide_stars(server, 1)
    bench.run(GITEE)
    server.community.unstar(repo, 0)
    for hours in range(2):
        server.community.star(repo, server.now + timedelta(hours=hours), repo.owner)
    hide_stars(server, 1)
    before = len(server.requests)
    found = result(bench.run(GITEE), "stargazers")
    assert sum(s.path.endswith("/stargazers") for s in server.requests[before:]) == 1
    assert (found.code, found.got, found.expected) == ("short", 46, 47)


def hide_pull(server: standin.StandIn, number: int) -> None:
    """One change request that every list counts and none shows."""
    server.faults.clear()
    base = "http://gitee.example/api/v5/repos/dev0/tool/pulls"
    for sort, direction in (("created", "asc"), ("updated", "desc")):
        query = f"state=all&sort={sort}&direction={direction}&page=1&per_page=100"
        rows = asked(server, f"{base}?{query}")
        kept = [row for row in rows if row["number"] != number]
        page = told(kept, ("total_count", str(len(rows))), ("total_page", "1"))
        server.faults.append(Fault(page, host="gitee", path=rf"/pulls\?.*{sort}", times=None))


def test_a_hidden_change_request_neither_costs_readings_nor_keeps_deleted_ones(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "gitee")
    hidden, gone = (t.number for t in repo.pulls()[:2])
    for _ in range(3):
        hide_pull(server, hidden)
        bench.run(GITEE)
    server.community.add_issue(repo, "more", server.now, author=repo.owner, is_pull=True)
    hide_pull(server, hidden)
    before = len(server.requests)
    bench.run(GITEE)
    asked_for = [s.query for s in server.requests[before:] if s.path.endswith("/pulls")]
    assert [("created" in query) for query in asked_for] == [False]
    server.community.delete_thread(repo, gone)
    hide_pull(server, hidden)
    for _ in range(2):
        found = result(bench.run(GITEE), "change_requests")
    assert (found.code, found.got, found.expected) == ("short", 27, 28)


def test_items_not_read_are_not_forgotten_by_a_whole_reading_that_was_cut(
    bench: Bench, server: standin.StandIn
) -> None:
    repo_of(server, "gitee").issues()[150].ident = None  # type: ignore[assignment]
    bench.run(GITEE)
    cut = Fault(Reply(502), host="gitee", path="dev0/tool/issues", nth=3, times=4)
    server.faults.append(cut)
    for _ in range(2):
        assert result(bench.run(GITEE), "issues").code == "unread"
    assert cut.fired == 4


@pytest.mark.parametrize("url", [GITEE, "http://gitcode.example/dev0/tool"])
@pytest.mark.parametrize(("path", "stream"), [("issues", "issues"), ("pulls", "change_requests")])
def test_a_stray_410_switches_nothing_off_where_the_repository_says_otherwise(
    bench: Bench, server: standin.StandIn, url: str, path: str, stream: str
) -> None:
    repo = repo_of(server, "gitee")
    repo.platform = "gitee" if url == GITEE else "gitcode"
    server.faults.append(Fault(Reply(410, b"{}"), path=rf"dev0/tool/{path}\?"))
    found = result(bench.run(url), stream)
    assert (found.grade, found.got, found.failed) == ("not_observable", None, True)
    assert result(bench.run(url), stream).grade == "complete"


def test_issues_switched_off_on_gitee_are_none_and_the_change_requests_are_read(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "gitee")
    server.community.disable_issues(repo)
    server.faults.append(Fault(Reply(410, b"{}"), host="gitee", path=r"/pulls\?"))
    for code, grade in (("malformed", "not_observable"), (None, "complete")):
        summary = bench.run(GITEE)
        issues, pulls = result(summary, "issues"), result(summary, "change_requests")
        assert (issues.grade, issues.code, issues.failed) == ("complete", "disabled", False)
        assert (pulls.grade, pulls.code) == (grade, code)


TOTALS = ("total_count", "total_page")


@pytest.mark.parametrize("table", ["stargazer", "fork"])
def test_a_list_of_gitee_without_totals_is_held_against_the_repository_s_own_count(
    bench: Bench, server: standin.StandIn, table: str
) -> None:
    repo = repo_of(server, "gitee")
    stream = f"{table}s"
    for n in range(100):
        at = START + timedelta(days=100, hours=n)
        server.community.star(repo, at, server.community.people[n % 8])
        repo.forks.append(replace(repo.forks[0], id=20_000 + n, created=at))
    assert result(bench.run(GITEE), stream).grade == "complete"
    held = len(bench.query(f'FROM "{table}" WHERE closed_at IS NULL'))
    path = rf"/{stream}\?"
    lost = Fault(Reply(200, b"[]"), host="gitee", path=f"{path}.*page=2")
    server.faults.append(lost)
    server.faults.append(Fault(Change(without_totals), host="gitee", path=path, times=None))
    # One lost page is made good by reading once more; a lasting one closes nothing at once.
    again = result(bench.run(GITEE), stream)
    assert (lost.fired, again.grade, again.got) == (1, "complete", held)
    lost.times, lost.fired = None, 0
    found = result(bench.run(GITEE), stream)
    assert (found.grade, found.code, found.expected, found.got) == ("partial", "short", held, held)
    assert len(bench.query(f'FROM "{table}" WHERE closed_at IS NULL')) == held


def without_totals(response: Response) -> None:
    for name in TOTALS:
        response.headers.pop(name, None)


def test_stars_the_list_of_gitee_hides_are_said(bench: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "gitee")
    repo.unlisted_stars = 5
    for _ in range(2):
        found = result(bench.run(GITEE), "stargazers")
        assert (found.grade, found.code, found.failed) == ("partial", "short", False)
        assert (found.expected, found.got) == (len(repo.stars) + 5, len(repo.stars))
    server.community.unstar(repo)
    found = result(bench.run(GITEE), "stargazers")
    assert (found.expected, found.got) == (len(repo.stars) + 5, len(repo.stars))
    repo.unlisted_stars = 0
    assert result(bench.run(GITEE), "stargazers").grade == "complete"
