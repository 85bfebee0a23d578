"""GitHub as it is: one test or more for each line G1–G23 of ../shared/apis.md."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path
from urllib.parse import parse_qsl

import pytest
from lines import TOKEN, asked, of, rewritten, strikes, told, without
from nights import Night
from town import Town, grown

import collectors
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community.model import Star
from collectors.standin.faults import Before, Reply, accepted, secondary_limit
from collectors.standin.git.store import Signature
from yuanzheng.checks import github as check

DAY = timedelta(days=1)


@pytest.fixture
def town(towns: Callable[[str], Town]) -> Town:
    return towns("github")


@pytest.fixture
def token(monkeypatch: pytest.MonkeyPatch) -> str:
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    return TOKEN


@pytest.mark.parametrize("refusal", [404, 403])
def test_g01_closed_lists_of_stars_are_not_asked_and_the_count_stays(
    town: Town, token: str, refusal: int
) -> None:
    town.server.stargazers_refusal = refusal
    night = Night(town)
    assert night.unhealed() == []
    assert not [s for s in asked(town) if s.path.endswith(("/stargazers", "/subscribers"))]
    assert ("stars", 106) in night.held["counts"]


def test_g01b_star_weeks_are_dated_once_and_never_in_the_future(town: Town) -> None:
    night = Night(town)
    pages = [s for s in asked(town) if s.path.endswith("/stargazers/history")]
    weeks = len(night.held["star_history"]) // 7 + 1
    assert len(pages) == -(-weeks // 30) == 2
    assert night.unhealed() == []
    assert {s.headers["x-github-api-version"] for s in pages} == {"2026-03-10"}


def test_g01b_a_week_that_rolls_over_between_two_pages_is_counted_once(town: Town) -> None:
    def rolls_over() -> None:
        town.server.advance(timedelta(days=7))
        town.server.community.star(town.server.community.repositories[0], town.server.now)

    strikes(town, Before(rolls_over), "stargazers/history", nth=2)
    town.run()
    days = [row["day"] for row in town.query("SELECT day FROM star_day WHERE closed_at IS NULL")]
    assert len(days) == len(set(days))
    assert Night(town).unhealed() == []


def test_g01b_an_unstar_lowers_an_old_day_and_the_earlier_count_stays_dated(town: Town) -> None:
    town.run()
    repo = town.server.community.repositories[0]
    day = repo.stars[3].at.date()
    town.server.community.unstar(repo, 3)
    town.server.advance(DAY)
    assert Night(town).unhealed() == []
    rows = town.query(f"SELECT stars FROM star_day WHERE day = '{day}' ORDER BY observed_at")
    assert [row["stars"] for row in rows] == [1, 0]


def test_g01b_a_history_that_does_not_reach_the_count_says_so(town: Town) -> None:
    town.server.community.repositories[0].unlisted_stars = 4
    found = of(Night(town).summary, "star_history")
    assert (found.grade, found.code) == ("partial", "short")
    assert "110" in (found.reason or "")
    assert "106" in (found.reason or "")


def test_g02_issues_go_on_by_cursor_or_time_and_never_jump_pages(town: Town) -> None:
    assert Night(town).unhealed() == []
    pages = [dict(parse_qsl(s.query)) for s in asked(town) if s.path.endswith("/issues")]
    assert len(pages) > 1
    assert all({"after", "since"} & set(page) for page in pages[1:])
    assert all("after" in page or page.get("page", "1") == "1" for page in pages)


def test_g02_a_lost_link_header_ends_no_list(town: Town) -> None:
    """There is no last page to know of: a full page without a word is followed all the same."""
    strikes(town, without("Link"), r"/(issues|forks|commits)\?", times=None)
    night = Night(town)
    assert night.wrong() == []
    assert Night(town).unhealed() == []


def test_g03_a_list_cut_at_the_last_page_is_partial_with_its_count(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The stand-in gives two pages of forks and commits, as GitHub gives four hundred."""
    monkeypatch.setattr("collectors.standin.github.found.MOST_PAGES", 2)
    monkeypatch.setattr("collectors.linking.MOST_PAGES", 2)
    repo = town.server.community.repositories[0]
    repo.forks += [replace(repo.forks[0], id=20_000 + n) for n in range(100)]
    for n in range(100):
        signed = Signature("dev0 Doe", "dev0@x.org", town.server.now)
        town.server.community.commit(repo, {"x": f"{n}\n".encode()}, signed, f"{n}\n")
    night = Night(town)
    forks, links = of(night.summary, "forks"), of(night.summary, "commit_accounts")
    assert (forks.grade, forks.code, forks.got, forks.expected) == ("partial", "short", 200, 206)
    assert (links.grade, links.code) == ("partial", "cut")
    assert of(night.summary, "issues").grade == "complete", "cursors know no last page"


def test_g04_change_requests_among_the_issues_are_no_issues(town: Town) -> None:
    night = Night(town)
    repo = town.server.community.repositories[0]
    issues = {row[0] for row in night.held["issues"]}
    changes = {row[0] for row in night.held["change_requests"]}
    assert issues == {str(t.number) for t in repo.issues()}
    assert changes == {str(t.number) for t in repo.pulls()}
    assert not issues & changes


def test_g05_a_list_of_contributors_too_large_is_not_observable_and_commits_stand_in(
    town: Town,
) -> None:
    large = Reply(403, b'{"message":"The history or contributor list is too large to list"}')
    strikes(town, large, "/contributors", times=None)
    night = Night(town)
    found = of(night.summary, "contributors")
    assert (found.grade, found.code, found.got) == ("not_observable", "refused", None)
    assert night.wrong() == []
    assert night.held["commits"] == night.after["commits"]
    assert Night(town).unhealed() == []


def test_g05_beyond_the_linked_addresses_contributors_are_anonymous(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.standin.github.repositories.LINKED_EMAILS", 2)
    night = Night(town)
    assert of(night.summary, "contributors").grade == "complete"
    rows = {name for name, _ in night.held["contributors"]}
    assert len(rows) == len({c.author.email for c in town.server.community.repositories[0].git.log})
    assert {"dev0", "dev1", "dev2 Doe", "dev3 Doe", "dev4 Doe", "Nobody"} == rows


def test_g06_deleted_accounts_are_unknown_and_noreply_addresses_name_theirs(town: Town) -> None:
    repo = town.server.community.repositories[0]
    signed = Signature("D", "107+dev9@users.noreply.github.com", town.server.now)
    town.server.community.commit(repo, {"x": b"1\n"}, signed, "x\n")
    Night(town)
    ghosts = [t for t in repo.issues() if t.author is None or t.author.deleted]
    rows = town.query("SELECT number FROM issue WHERE author_id IS NULL")
    assert ghosts
    assert {row["number"] for row in rows} == {str(t.number) for t in ghosts}
    assert town.query("SELECT * FROM identity WHERE login = 'ghost'") == []
    named = town.query("SELECT account_platform, account_id FROM identity WHERE name = 'D'")
    assert named == [{"account_platform": "github", "account_id": "107"}]


@pytest.mark.parametrize("times", [1, None])
def test_g07_what_is_still_computed_is_asked_again_within_bounds(
    town: Town, times: int | None
) -> None:
    fault = strikes(town, accepted(), "/contributors", times=times)
    summary = town.run()
    found = of(summary, "contributors")
    assert (found.grade == "complete") == (times == 1)
    assert fault.fired == (1 if times else 2)
    assert found.reason or times
    assert not [s for s in asked(town) if "/stats/" in s.path]
    town.server.faults.clear()
    assert Night(town).unhealed() == []


STATES = {
    "deleted": (lambda c, r: c.delete(r), "repository", "gone"),
    "private": (lambda c, r: c.hide(r), "repository", "gone"),
    "blocked": (lambda c, r: c.block(r), "repository", "blocked"),
    "issues off": (lambda c, r: c.disable_issues(r), "issues", "disabled"),
    "renamed": (lambda c, r: c.rename(r, "tool2"), "repository", "renamed"),
}


@pytest.mark.parametrize("name", STATES)
def test_g08_states_of_a_repository_are_said_keep_what_is_held_and_pass(
    town: Town, name: str
) -> None:
    act, stream, code = STATES[name]
    first = Night(town)
    repo = town.server.community.repositories[0]
    act(town.server.community, repo)
    summary = town.run()
    assert of(summary, stream).code == code
    assert all(r.code and r.reason for r in summary.results if r.grade != "complete")
    rows = town.query("SELECT count(*) AS n FROM issue WHERE closed_at IS NULL")
    assert rows == [{"n": len(first.held["issues"])}]
    repo.access, repo.has_issues, repo.name = "public", True, "tool"
    repo.former_names.clear()
    town.server.advance(DAY)
    assert Night(town).unhealed() == []


def test_g08_an_empty_repository_is_empty_and_later_has_commits(town: Town) -> None:
    repo = town.server.community.repositories[0]
    git, repo.git = repo.git, type(repo.git)()
    repo.releases.clear()
    found = of(town.run(), "commits")
    assert (found.grade, found.code, found.got) == ("complete", "empty", 0)
    repo.git = git
    town.server.advance(DAY)
    assert Night(town).unhealed() == []


def test_g08_a_name_used_again_mixes_nothing_in_and_the_history_of_names_stays(town: Town) -> None:
    first = Night(town)
    made, repo = town.server.community, town.server.community.repositories[0]
    made.rename(repo, "tool2")
    other = made.add_repository("github", made.people[0], "tool", town.server.now)
    made.add_issue(other, "another's", town.server.now)
    summary = town.run()
    assert {r.code for r in summary.results} == {"name_reused"}
    titles = town.query("SELECT title FROM issue WHERE closed_at IS NULL")
    assert sorted(row["title"] for row in titles) == sorted(r[1] for r in first.held["issues"])
    made.repositories.remove(other)
    town.server.advance(DAY)
    assert Night(town).unhealed() == []
    names = town.query("SELECT full_name FROM repo_fact ORDER BY observed_at")
    assert [row["full_name"] for row in names] == ["dev0/tool", "dev0/tool2"]


@pytest.mark.parametrize("status", [403, 429])
@pytest.mark.parametrize("after", [7, None])
def test_g09_a_secondary_limit_is_waited_for(town: Town, status: int, after: int | None) -> None:
    strikes(town, secondary_limit(status, after), r"/forks", nth=2)
    began = town.server.now
    assert Night(town).unhealed() == []
    assert town.server.now - began >= timedelta(seconds=after or 60)


def test_g09_a_quota_of_sixty_is_never_overdrawn_and_the_rest_comes_later(town: Town) -> None:
    town.server.github_quota.anonymous = 9
    night = Night(town)
    assert night.wrong() == []
    assert "quota" in {r.code for r in night.summary.results}
    assert not [s for s in asked(town) if s.status in {403, 429}], "obeyed before it is refused"
    for _ in range(4):
        town.server.advance(timedelta(hours=1))
        last = Night(town)
    assert last.unhealed() == []


def test_g10_the_limit_is_read_without_the_field_that_is_gone(town: Town) -> None:
    answer = check.look(town.patient())
    assert answer.reachable
    odd = rewritten(lambda body: {k: v for k, v in body.items() if k != "rate"})
    strikes(town, odd, "/rate_limit", times=None)
    again = check.look(town.patient())
    assert again.skew_seconds == pytest.approx(answer.skew_seconds, abs=60)
    assert replace(again, skew_seconds=answer.skew_seconds) == answer


def test_g11_search_is_never_asked(town: Town, token: str) -> None:
    assert Night(town).unhealed() == []
    assert not [s for s in asked(town) if s.path.startswith("/search")]


ERRORS = {"type": "RESOURCE_LIMITS_EXCEEDED", "message": "Resource limits for this query exceeded."}
REFUSED = {
    "errors": told({"data": None, "errors": [ERRORS]}),
    "null nodes": told({"data": {"repository": None}, "errors": [ERRORS]}),
    "502": Reply(502, b"<html></html>", content_type="text/html"),
}


@pytest.mark.parametrize("name", REFUSED)
def test_g12_errors_with_status_200_are_unknown_and_never_none(
    town: Town, token: str, name: str
) -> None:
    fault = strikes(town, REFUSED[name], "^/graphql", times=None)
    night = Night(town)
    assert night.wrong() == []
    lost = {r.stream for r in night.summary.results if r.grade != "complete"}
    assert bool(fault.fired) == bool(lost)
    by_query = {town.asker(s.host, s.path) for s in asked(town) if s.path == "/graphql"}
    assert by_query or {r.stream for r in night.summary.results} <= set(night.after) | {"mailmap"}


def test_g13_every_list_within_a_query_tells_whether_it_goes_on() -> None:
    """`first:` without `hasNextPage` would cut silently; a query has no more lists than those."""
    folder = Path(collectors.__file__).parent
    queries = [p for p in folder.rglob("*.graphql") if "standin" not in p.parts]
    for path in queries:
        text = path.read_text(encoding="utf-8")
        assert text.count("first:") <= text.count("hasNextPage"), path.name
    sources = [p for p in folder.rglob("*.py") if "standin" not in p.parts]
    assert not [p.name for p in sources if "(first:" in p.read_text(encoding="utf-8")]


def test_g14_events_are_never_asked_and_commits_come_from_the_clone(town: Town) -> None:
    assert Night(town).unhealed() == []
    assert not [s for s in asked(town) if s.path.endswith("/events")]
    assert [s for s in town.server.requests if s.path.endswith("/git-upload-pack")]


def test_g15_without_push_access_traffic_is_neither_asked_nor_complete(town: Town) -> None:
    night = Night(town)
    assert not [s for s in asked(town) if "/traffic/" in s.path]
    traffic = [r for r in night.summary.results if "traffic" in r.stream]
    assert {r.grade for r in traffic} <= {"not_observable"}


def test_g16_a_list_that_moves_while_it_is_read_loses_and_doubles_nothing(town: Town) -> None:
    repo = town.server.community.repositories[0]

    def moves() -> None:
        town.server.advance(timedelta(seconds=1))
        for thread in repo.threads[:3]:
            thread.updated = town.server.now

    strikes(town, Before(moves), r"/issues\?", nth=2, times=2)
    assert Night(town).wrong() == []
    town.server.advance(DAY)
    assert Night(town).unhealed() == []
    since = [dict(parse_qsl(s.query)).get("since", "") for s in asked(town)]
    assert not [text for text in since if text.startswith("1970")]


def test_g16_since_is_inclusive_so_one_second_may_hold_several_changes(town: Town) -> None:
    repo = town.server.community.repositories[0]
    town.run()
    newest = max(t.updated for t in repo.threads)
    made = town.server.community.add_issue(repo, "same second", newest, author=repo.owner)
    assert Night(town).unhealed() == []
    assert town.query(f"SELECT title FROM issue WHERE number = '{made.number}'")


def test_g17_an_old_issue_closed_later_is_seen_without_reading_the_list(town: Town) -> None:
    town.run()
    repo, before = town.server.community.repositories[0], len(town.server.requests)
    issue = next(t for t in repo.issues() if t.closed is None)
    town.server.advance(DAY)
    town.server.community.close(issue, town.server.now, repo.owner)
    assert Night(town).unhealed() == []
    pages = [s for s in asked(town, before) if s.path.endswith("/issues")]
    assert len(pages) == 1
    states = town.query(
        f"SELECT state FROM issue WHERE number = '{issue.number}' ORDER BY observed_at"
    )
    assert [row["state"] for row in states] == ["open", "closed"]


def test_g18_a_quiet_night_costs_almost_no_quota_and_another_token_asks_anew(
    town: Town, monkeypatch: pytest.MonkeyPatch
) -> None:
    town.server.tokens.add("second-token")
    monkeypatch.setenv("GITHUB_TOKEN", TOKEN)
    town.run()
    town.server.advance(timedelta(hours=2))
    quota, before = town.server.github_quota, len(town.server.requests)
    summary = town.run()
    urls = [f"{s.path}?{s.query}" for s in asked(town, before) if s.status == 304]
    assert quota.look(TOKEN, town.server.now).used == summary.requests - summary.not_modified
    assert urls
    monkeypatch.setenv("GITHUB_TOKEN", "second-token")
    before = len(town.server.requests)
    assert Night(town).unhealed() == []
    assert not [s for s in asked(town, before) if "if-none-match" in s.headers]
    monkeypatch.setenv("GITHUB_TOKEN", STANDIN_TOKEN)
    assert Night(town).unhealed() == []


def test_g19_lists_are_read_by_the_page_and_only_from_the_configured_host(town: Town) -> None:
    assert Night(town).unhealed() == []
    paths = [s.path for s in asked(town)]
    each = [p for p in paths if p.rpartition("/")[2].isdecimal() or p.startswith("/users/")]
    assert each == []
    assert {s.host for s in town.server.requests} == {"api.github.example", "github.example"}


def test_g20_a_total_that_is_capped_takes_no_row_away(town: Town) -> None:
    capped = {"forks_count": 3, "open_issues_count": 2, "stargazers_count": 5}
    strikes(town, rewritten(lambda body: body | capped), "/repos/dev0/tool$", times=None)
    summary = town.run()
    assert of(summary, "issues").grade == of(summary, "forks").grade == "complete"
    assert of(summary, "forks").got == 106
    assert of(summary, "star_history").grade == "complete"
    town.server.faults.clear()
    town.server.advance(DAY)
    assert Night(town).unhealed() == []


def test_g21_a_fall_is_kept_as_it_was_seen_and_fails_nothing(town: Town) -> None:
    town.run()
    repo = town.server.community.repositories[0]
    repo.stars = [Star(s.at, s.person) for s in repo.stars[::2]]
    del repo.forks[::2]
    town.server.advance(DAY)
    night = Night(town)
    assert night.unhealed() == []
    assert not [r for r in night.summary.results if r.failed]
    counts = town.query(
        "SELECT value FROM count_snapshot WHERE name = 'stars' ORDER BY observed_at"
    )
    assert [row["value"] for row in counts] == [106, 53]


def test_g22_what_was_deleted_is_found_by_a_sweep_and_keeps_a_tombstone(town: Town) -> None:
    town.run()
    made, repo = town.server.community, town.server.community.repositories[0]
    for thread in (repo.issues()[3], repo.pulls()[2]):
        made.delete_thread(repo, thread.number)
    town.server.advance(timedelta(days=31))
    assert Night(town).unhealed() == []
    graves = town.query("SELECT number FROM issue WHERE closed_at IS NOT NULL")
    assert len(graves) == 1


def test_g23_fields_that_old_answers_lack_are_unknown_and_said(town: Town) -> None:
    lost = {"subscribers_count", "topics", "license", "has_issues", "language", "homepage"}
    fewer = rewritten(lambda body: {k: v for k, v in body.items() if k not in lost})
    strikes(town, fewer, "/repos/dev0/tool$")
    rows = rewritten(lambda body: [{k: v for k, v in r.items() if k != "draft"} for r in body])
    strikes(town, rows, r"/issues\?", times=None)
    summary = town.run()
    assert (of(summary, "repository").grade, of(summary, "repository").code) == (
        "partial",
        "unread",
    )
    fact = town.query("SELECT topics, licence_field, language FROM repo_fact")
    assert fact == [{"topics": None, "licence_field": None, "language": None}]
    watchers = town.query("SELECT value FROM count_snapshot WHERE name = 'watchers'")
    assert watchers == [{"value": None}]
    assert town.query("SELECT DISTINCT is_draft FROM change_request") == [{"is_draft": None}]
    town.server.faults.clear()
    grown(town.server)
    town.server.advance(DAY)
    assert Night(town).unhealed() == []
