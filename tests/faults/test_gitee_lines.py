"""Gitee and GitCode as they are: one test or more for each line E1–E13 of ../shared/apis.md."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from urllib.parse import parse_qsl

import pytest
import requests
from lines import TOKEN, TOKENS, asked, of, rewritten, strikes, told, without
from nights import Night
from town import Town
from werkzeug.wrappers import Response

from collectors.standin.faults import Change, Reply, empty, html
from warehouse.archive import without_secrets

DAY, FORTNIGHT = timedelta(days=1), timedelta(days=14)
BOTH = pytest.mark.parametrize("platform", ["gitee", "gitcode"])


@pytest.fixture
def town(towns: Callable[[str], Town]) -> Town:
    return towns("gitee")


def headers(**changed: str) -> Change:
    def act(response: Response) -> None:
        response.headers.update(changed)

    return Change(act)


def queries(town: Town, tail: str, since: int = 0) -> list[dict[str, str]]:
    return [dict(parse_qsl(s.query)) for s in asked(town, since) if s.path.endswith(tail)]


def test_e01_pages_of_a_hundred_are_asked_and_totals_in_headers_are_heeded(town: Town) -> None:
    night = Night(town)
    assert night.unhealed() == []
    assert {q["per_page"] for q in queries(town, "/stargazers")} == {"100"}
    assert of(night.summary, "stargazers").expected == 106


TOTALS = {
    "lost": without("total_count", "total_page"), "no number": headers(total_count="x"),
    "no pages": headers(total_page=""), "huge": headers(total_page="9" * 30),
}  # fmt: skip


@pytest.mark.parametrize("name", TOTALS)
def test_e01_totals_that_are_none_end_no_list(town: Town, name: str) -> None:
    strikes(town, TOTALS[name], "/(stargazers|forks|pulls|issues)", times=None)
    assert Night(town).wrong() == []
    assert Night(town).unhealed() == []


def test_e01_a_total_larger_than_the_list_is_partial_with_the_count(town: Town) -> None:
    strikes(town, headers(total_count="109"), "/stargazers", times=None)
    found = of(town.run(), "stargazers")
    assert (found.grade, found.code, found.got, found.expected) == ("partial", "short", 106, 109)
    town.server.faults.clear()
    assert Night(town).unhealed() == []


@BOTH
@pytest.mark.parametrize("headed", [True, False])
@pytest.mark.parametrize("status", [403, 429])
def test_e02_a_limit_with_or_without_headers_is_waited_for(
    towns: Callable[[str], Town], platform: str, headed: bool, status: int
) -> None:
    town = towns(platform)
    after = (("Retry-After", "40"),) if headed else ()
    limit = Reply(status, b'{"message":"403 Forbidden (Rate Limit Exceeded)"}', after)
    strikes(town, limit, "/issues")
    began = town.server.now
    assert Night(town).unhealed() == []
    assert town.server.now - began >= timedelta(seconds=40)


def test_e02_a_limit_that_lasts_is_said_and_the_next_night_goes_on(town: Town) -> None:
    town.server.gitee_quota.anonymous = 5
    town.server.gitee_quota.window = timedelta(hours=6)
    night = Night(town)
    assert night.wrong() == []
    assert [r for r in night.summary.results if r.grade != "complete"]
    town.server.gitee_quota.anonymous = 1000
    town.server.advance(DAY)
    assert Night(town).unhealed() == []


@BOTH
def test_e03_the_token_travels_in_a_header_and_in_no_address(
    towns: Callable[[str], Town], platform: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKENS[platform], TOKEN)
    town = towns(platform)
    assert Night(town).unhealed() == []
    assert not [s for s in town.server.requests if TOKEN in s.query or TOKEN in s.path]
    assert all(TOKEN in str(dict(s.headers)) for s in asked(town))
    url = f"http://gitee.example/x?access_token={TOKEN}&page=2"
    assert without_secrets(url) == "http://gitee.example/x?page=2"


def test_e04_changed_change_requests_are_found_newest_first_on_one_page(town: Town) -> None:
    town.run()
    repo, before = town.server.community.repositories[0], len(town.server.requests)
    town.server.advance(DAY)
    old = repo.pulls()[0]
    old.title, old.updated = "edited", town.server.now
    assert Night(town).unhealed() == []
    [page] = queries(town, "/pulls", before)
    assert (page["sort"], page["direction"], page["state"]) == ("updated", "desc", "all")
    assert "since" not in page
    assert town.query("SELECT title FROM change_request WHERE title = 'edited'")


@BOTH
def test_e05_contributors_without_login_in_one_answer(
    towns: Callable[[str], Town], platform: str
) -> None:
    town = towns(platform)
    night = Night(town)
    assert night.held["contributors"] == night.after["contributors"] != []
    assert queries(town, "/contributors") == [{}]
    emails = town.query("SELECT name FROM listed_contributor WHERE name LIKE '%@%'")
    assert emails == []


def test_e06_issue_numbers_are_text_and_four_states_are_two(town: Town) -> None:
    repo = town.server.community.repositories[0]
    words = {"progressing": "open", "rejected": "closed", "open": "open", "closed": "closed"}
    for issue, word in zip(repo.issues()[4:], words, strict=False):
        issue.state, issue.closed = word, town.server.now if words[word] == "closed" else None
        issue.ident = f"I4CE7{issue.number}"
    night = Night(town)
    assert night.unhealed() == []
    rows = town.query(
        "SELECT original_state, state, closed_at_platform IS NULL AS there FROM issue"
        " WHERE number LIKE 'I4CE7%'"
    )
    assert {(r["original_state"], r["state"]) for r in rows} == set(words.items())
    assert {r["there"] for r in rows if r["state"] == "closed"} == {False}


def test_e07_who_merged_stays_unknown_and_costs_no_request_each(town: Town) -> None:
    night = Night(town)
    merged = [row for row in night.held["change_requests"] if row[2] == "merged"]
    assert len(merged) == len(
        [t for t in town.server.community.repositories[0].pulls() if t.merged]
    )
    assert merged
    assert town.query("SELECT DISTINCT merger_id FROM change_request") == [{"merger_id": None}]
    assert not [s for s in asked(town) if "/pulls/" in s.path and not s.path.endswith("/comments")]


def test_e08_an_instant_of_the_next_month_in_china_is_stored_as_that_instant(town: Town) -> None:
    repo = town.server.community.repositories[0]
    at = datetime(2026, 3, 31, 16, 30, tzinfo=UTC)
    made = town.server.community.add_issue(repo, "四月", at, author=repo.owner)
    assert Night(town).unhealed() == []
    url = f"http://gitee.example/api/v5/repos/dev0/tool/issues/{made.ident}"
    shown = requests.get(url, proxies={"http": town.server.proxy}, timeout=30).json()
    assert shown["created_at"] == "2026-04-01T00:30:00+08:00"
    rows = town.query(
        "SELECT created_at, month(created_at AT TIME ZONE 'Asia/Shanghai') AS month FROM issue"
        " WHERE title = '四月'"
    )
    assert rows == [{"created_at": at, "month": 4}]


@pytest.mark.parametrize("path", ["/pulls/comments", r"/commits\?"])
def test_e09_a_stray_404_ends_one_stream_and_no_run(town: Town, path: str) -> None:
    missing = Reply(404, b'{"message":"404 Not Found"}')
    fault = strikes(town, missing, path, times=None)
    night = Night(town)
    assert night.wrong() == []
    lost = [r for r in night.summary.results if r.grade != "complete"]
    assert {r.code for r in lost} == {"not_found"}
    assert fault.fired
    assert len(lost) == 1
    assert Night(town).unhealed() == []


@BOTH
def test_e10_stargazers_carry_their_time_by_either_name(
    towns: Callable[[str], Town], platform: str
) -> None:
    night = Night(towns(platform))
    assert len(night.held["stargazers"]) == 106
    assert night.held["stargazers"] == night.after["stargazers"]
    assert all(at is not None for _, at in night.held["stargazers"])


FIREWALLS = {"html": html(), "html 403": html(403), "empty": empty(), "empty 500": empty(500)}


@pytest.mark.parametrize("name", FIREWALLS)
def test_e11_a_page_for_people_is_no_answer(town: Town, name: str) -> None:
    first = Night(town)
    strikes(town, FIREWALLS[name], "/(issues|stargazers|forks|contributors|releases)", times=None)
    town.server.advance(FORTNIGHT)
    summary = town.run()
    cut = [r for r in summary.results if r.grade != "complete"]
    assert {"issues", "stargazers", "forks", "contributors", "releases"} <= {r.stream for r in cut}
    assert all(r.code and r.reason for r in cut)
    town.server.faults.clear()
    last = Night(town)
    assert last.unhealed() == []
    assert last.held["forks"] == first.held["forks"], "a fault closes no row"


def test_e12_gitcode_is_asked_at_its_own_address_by_its_own_header_within_its_limit(
    towns: Callable[[str], Town], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITCODE_TOKEN", TOKEN)
    town = towns("gitcode")
    town.server.gitee_quota.token = 50
    night = Night(town)
    assert night.unhealed() == []
    assert {s.host for s in asked(town)} == {"api.gitcode.example"}
    assert {s.headers.get("private-token") for s in asked(town)} == {TOKEN}
    assert not [s for s in town.server.requests if "authorization" in s.headers]
    assert {r.repo_id for r in night.summary.results} == {"gitcode:dev0/tool"}


@pytest.mark.parametrize("stream", ["forks", "contributors"])
def test_e13_arrays_are_read_and_one_object_is_not_taken_for_a_list(
    town: Town, stream: str
) -> None:
    strikes(town, rewritten(lambda body: body[0]), f"/{stream}")
    night = Night(town)
    found = of(night.summary, stream)
    assert (found.grade, found.code, found.got) == ("not_observable", "malformed", None)
    assert night.wrong() == []
    assert Night(town).unhealed() == []
    strikes(town, told({}), f"/{stream}")
    assert of(town.run(), stream).grade == "partial"
