"""Reviews, who merged, and discussions by GraphQL: the platform's truth, through every fault."""

from __future__ import annotations

import gzip
import json
from collections.abc import Callable, Iterator
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from bench import START, Bench, first_repository, person, result
from warcio.archiveiterator import ArchiveIterator

from collectors import standin
from collectors.standin.community.model import Repository, Topic
from collectors.standin.faults import (
    Before,
    Cut,
    Fault,
    Null,
    Reply,
    Reset,
    html,
    resource_limits,
    secondary_limit,
)
from warehouse.answers import answer_id

PULLS, MANY = 130, 120
NODES = ("repository", "pullRequests", "nodes")


@pytest.fixture(autouse=True)
def _one_after_the_other(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Faults are counted by address, and both streams ask the same one."""
    from bench import only, settings_for

    only(monkeypatch, "github", "reviews", "discussions", "forks")

    bench.settings = settings_for(server.proxy).model_copy(update={"workers": 1})


@pytest.fixture
def made() -> standin.Community:
    """130 change requests with a review each, the third with 120; two discussions."""
    people = [person(f"dev{n}", 100 + n) for n in range(6)]
    bot = replace(person("ci[bot]", 300), kind="Bot")
    gone = replace(person("gone", 301), deleted=True)
    community = standin.Community([*people, bot, gone])
    repo = first_repository(community, people[0])
    for n in range(PULLS):
        at = START + timedelta(hours=n)
        pull = community.add_issue(repo, f"change {n}", at, author=people[n % 6], is_pull=True)
        reviewer = (people[1], bot, gone, None)[n % 4]
        state = ("APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED")[n % 4]
        community.add_review(pull, state, at + timedelta(minutes=5), reviewer, "看过" * (n % 2))
        if n % 3 == 0:
            community.merge(pull, at + timedelta(minutes=9), (people[2], gone)[n % 2])
    third = repo.threads[2]
    for n in range(MANY - 1):
        community.add_review(third, "APPROVED", third.updated, people[n % 6])
    community.add_review(repo.threads[0], "PENDING", START, people[0])
    repo.threads[0].updated = START + timedelta(minutes=9)
    talk(community, repo)
    return community


def talk(community: standin.Community, repo: Repository) -> None:
    """Two discussions: the first with 40 comments, the first of them with 15 replies."""
    people = community.people
    for n in range(2):
        at = START + timedelta(days=n)
        topic = community.add_topic(repo, f"讨论 {n}", at, people[n], "正文")
        first = community.remark(topic, "第一条", at + timedelta(minutes=1), people[2])
        for m in range(15 if n == 0 else 1):
            community.remark(topic, f"答 {m}", at + timedelta(minutes=m + 2), people[3], first)
        for m in range(39 if n == 0 else 0):
            community.remark(topic, f"评 {m}", at + timedelta(minutes=m + 2), people[4])
        topic.answerable, topic.answer = n == 0, first.comment.id
        topic.chosen, topic.chosen_by = at + timedelta(hours=2), people[0]


@pytest.fixture
def server(made: standin.Community) -> Iterator[standin.StandIn]:
    with standin.serve(made) as running:
        yield running


@pytest.fixture
def bench(server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Bench:
    monkeypatch.setenv("GITHUB_TOKEN", "standin-token")
    return Bench(server, tmp_path / "data", ("http://github.example/dev0/tool",))


def repository(server: standin.StandIn) -> Repository:
    return server.community.repositories[0]


def asked(server: standin.StandIn) -> int:
    return sum(seen.path == "/graphql" for seen in server.requests)


def night(bench: Bench, days: float = 1) -> Any:
    bench.server.advance(timedelta(days=days))
    return bench.run()


def reviews_held(bench: Bench) -> list[tuple[object, ...]]:
    rows = bench.query(
        "SELECT change_request, review_id, author_id, state, body, submitted_at FROM review"
        " WHERE closed_at IS NULL"
    )
    return sorted((tuple(row.values()) for row in rows), key=str)


def reviews_there(repo: Repository) -> list[tuple[object, ...]]:
    rows = [
        (str(pull.number), str(r.id), account(r.author), r.state.lower(), r.body, r.submitted)
        for pull in repo.pulls()
        for r in pull.reviews
        if r.state != "PENDING"
    ]
    return sorted(rows, key=str)


def account(who: Any) -> str | None:
    return None if who is None or who.deleted else f"github:{who.github_id}"


def mergers_held(bench: Bench) -> set[tuple[object, ...]]:
    rows = bench.query("SELECT number, merger_id, merge_sha FROM merger WHERE closed_at IS NULL")
    return {tuple(row.values()) for row in rows}


def mergers_there(repo: Repository) -> set[tuple[object, ...]]:
    return {(str(p.number), account(p.merged_by), p.merge_sha) for p in repo.pulls() if p.merged}


def true(bench: Bench) -> bool:
    repo = repository(bench.server)
    reviews = reviews_held(bench) == reviews_there(repo)
    return reviews and mergers_held(bench) == mergers_there(repo)


def test_the_rows_are_those_of_the_platform(bench: Bench, server: standin.StandIn) -> None:
    found = result(bench.run(), "reviews")
    assert (found.grade, found.got, found.expected) == ("complete", PULLS - 1 + MANY, found.got)
    assert true(bench)
    assert {row[4] for row in reviews_held(bench)} == {"", "看过"}, "empty is no unknown"
    [bot] = bench.query("SELECT login, account_type FROM identity WHERE identity_id = 'github:300'")
    assert bot == {"login": "ci[bot]", "account_type": "Bot"}, "as REST calls it"
    assert bench.query("SELECT count(*) AS n FROM change_request")[0]["n"] == PULLS, "no versions"


def test_companies_come_with_the_profiles_and_go_with_them(
    bench: Bench, server: standin.StandIn
) -> None:
    """Who names none is known to name none; robots and deleted accounts have no profile."""
    people, thread = server.community.people, repository(server).threads[-1]
    bench.run()
    known = {one.login for one in people if one.kind == "User" and not one.deleted}
    assert companies(bench) == dict.fromkeys(known)
    for company in ("@acme", "Acme, Inc.", None):
        object.__setattr__(people[0], "company", company)  # a profile is the same everywhere
        server.community.add_review(thread, "APPROVED", server.now + timedelta(hours=1), people[0])
        night(bench)
        assert companies(bench) == {**dict.fromkeys(known), "dev0": company}
    assert len(bench.query("FROM account_company WHERE closed_at IS NOT NULL")) == 3


def companies(bench: Bench) -> dict[str, str | None]:
    rows = bench.query(
        "SELECT login, company FROM account_company AS c JOIN identity AS i"
        " ON i.identity_id = c.account_id WHERE c.closed_at IS NULL"
    )
    return {row["login"]: row["company"] for row in rows}


def test_a_night_without_change_asks_nothing(bench: Bench, server: standin.StandIn) -> None:
    repository(server).forum.clear()
    repository(server).has_discussions = False
    bench.run()
    before, tables = asked(server), bench.tables()
    for _ in range(2):
        server.advance(timedelta(hours=1))
        assert result(bench.run(), "reviews").grade == "complete"
    assert (asked(server), bench.tables()) == (before, tables)


def test_a_change_costs_one_request_and_closes_what_is_gone(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run()
    repo, before = repository(server), asked(server)
    pull = repo.threads[7]
    pull.reviews.clear()
    server.community.add_review(pull, "APPROVED", server.now, server.community.person("dev3"))
    server.community.merge(repo.threads[8], server.now, server.community.person("dev4"))
    assert result(night(bench), "reviews").grade == "complete"
    assert true(bench)
    assert asked(server) - before == 2, "one for the reviews, one for the discussions"


def test_what_left_the_list_is_closed_within_a_month(bench: Bench, server: standin.StandIn) -> None:
    bench.run()
    server.community.delete_thread(repository(server), 4)
    night(bench)
    assert not true(bench)
    night(bench, 31)
    assert true(bench)


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "OTHER_TOKEN"])
def test_without_a_token_it_is_unknown_and_says_which_variable(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    from bench import settings_for

    monkeypatch.delenv("GITHUB_TOKEN")
    own = settings_for(server.proxy)
    bench.settings = own.model_copy(
        update={"github": own.platform("github").model_copy(update={"token_env": (name,)})}
    )
    summary = bench.run()
    for stream in ("reviews", "discussions"):
        found = result(summary, stream)
        assert (found.grade, found.code, found.got) == ("not_observable", "no_token", None)
        assert (name in (found.reason or ""), found.failed) == (True, False)
    assert asked(server) == 0


def test_discussions_switched_off_need_no_token(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    repository(server).has_discussions = False
    monkeypatch.delenv("GITHUB_TOKEN")
    found = result(bench.run(), "discussions")
    assert (found.grade, found.code, found.failed, asked(server)) == (
        "complete", "disabled", False, 0,
    )  # fmt: skip


def test_a_token_revoked_on_the_way_is_named(bench: Bench, server: standin.StandIn) -> None:
    server.faults.append(Fault(Reply(401, b'{"message":"Bad credentials"}'), method="POST", nth=2))
    found = result(bench.run(), "reviews")
    assert (found.grade, found.code) == ("partial", "bad_token")
    night(bench)
    assert true(bench)


def test_heavy_pages_are_halved_until_they_come(bench: Bench, server: standin.StandIn) -> None:
    server.graphql_heavy = 1_500
    found = result(bench.run(), "reviews")
    assert found.grade == "complete"
    assert true(bench)
    pages = [s for s in server.requests if s.path == "/graphql"]
    assert sum(s.status == 502 for s in pages) <= 6, "a size that fails twice is not tried again"
    assert not bench.progress.waits, "no waiting before asking for less"


@pytest.mark.parametrize(
    "fault",
    [
        Fault(resource_limits(), method="POST", nth=2, times=3),
        Fault(Null(NODES, extra=(("type", "RESOURCE_LIMITS_EXCEEDED"),)), method="POST", times=2),
        Fault(Reply(504), method="POST", nth=2, times=2),
        Fault(Reset(), method="POST", nth=2),
        Fault(Reply(503), method="POST", nth=2, times=2),
        Fault(Cut(), method="POST", nth=1),
        Fault(secondary_limit(403, None), method="POST", nth=2),
        Fault(secondary_limit(429, 3), method="POST", nth=2),
    ],
    ids=["limits", "limits-in-part", "504", "reset", "503", "cut", "secondary-403", "429"],
)
def test_faults_that_pass_lose_nothing(bench: Bench, server: standin.StandIn, fault: Fault) -> None:
    server.faults.append(fault)
    found = result(bench.run(), "reviews")
    assert (found.grade, found.code, fault.fired > 0) == ("complete", None, True)
    assert true(bench)


def test_points_that_are_spent_are_waited_for_and_are_no_requests(
    bench: Bench, server: standin.StandIn
) -> None:
    """G9, G12: RATE_LIMITED comes as a 200."""
    bench.run()
    server.community.add_review(repository(server).threads[0], "APPROVED", server.now)
    server.advance(timedelta(days=1))
    server.graphql_quota.token = 0
    found = bench.run()
    assert (result(found, "reviews").code, result(found, "issues").code) == ("quota", None)
    assert result(found, "discussions").code == "quota"
    assert result(found, "forks").code is None, "the other quota is not touched"
    server.graphql_quota.token = 5000
    night(bench)
    assert true(bench)


NULLS: list[tuple[Any, ...]] = [
    ((*NODES, 5), 1),
    ((*NODES, 5, "mergedBy"), 1),
    ((*NODES, 5, "reviews"), 1),
    ((*NODES, 5, "reviews", "nodes", 0), 1),
    ((*NODES, 5, "reviews", "nodes", 0, "author"), 1),
]


@pytest.mark.parametrize(("path", "lost"), NULLS, ids=["pull", "merger", "list", "review", "who"])
def test_a_null_row_is_unknown_and_never_none(
    bench: Bench, server: standin.StandIn, path: tuple[Any, ...], lost: int
) -> None:
    bench.run()
    [six] = [r for r in reviews_held(bench) if r[0] == "6"]
    for pull in repository(server).threads:
        pull.updated = server.now
    server.faults.append(Fault(Null(path), method="POST"))
    found = result(night(bench), "reviews")
    assert (found.grade, found.code, found.failed) == ("partial", "unread", False)
    assert f"{lost} 项" in (found.reason or "")
    assert six in reviews_held(bench)
    assert true(bench), "nothing was closed for what could not be read"
    assert result(night(bench), "reviews").grade == "complete", "asked for again"
    assert true(bench)


@pytest.mark.parametrize("path", [path for path, _ in NULLS], ids=lambda p: str(p[-1]))
def test_a_null_row_of_the_first_reading_is_read_the_next_night(
    bench: Bench, server: standin.StandIn, path: tuple[Any, ...]
) -> None:
    server.faults.append(Fault(Null(path), method="POST"))
    assert result(bench.run(), "reviews").code == "unread"
    assert result(night(bench), "reviews").code is None
    assert true(bench)


def test_a_row_that_stays_null_is_not_asked_for_every_night(
    bench: Bench, server: standin.StandIn
) -> None:
    repository(server).has_discussions = False
    server.faults.append(Fault(Null((*NODES, 5)), method="POST"))
    bench.run()
    for _ in range(6):
        server.faults.append(Fault(Null((*NODES, 5)), method="POST"))
        found = result(night(bench), "reviews")
        server.faults.clear()
    before = asked(server)
    assert found.code == "unread"
    assert result(night(bench), "reviews").code == "unread"
    assert asked(server) == before


def odd(**payload: object) -> Reply:
    return Reply(200, json.dumps(payload).encode())


PAGE = {"hasNextPage": True, "endCursor": None}
ODD = [
    odd(data=None, errors=[{"type": "INTERNAL", "message": "<b>no</b>"}]),
    odd(data={"repository": None}, errors=[{"message": "no", "path": ["repository"]}]),
    odd(data={"repository": {"databaseId": 7001, "pullRequests": {"nodes": []}}}),
    odd(data={"repository": {"databaseId": 7001, "pullRequests": {
        "totalCount": 1, "nodes": [{}], "pageInfo": PAGE}}}),
    odd(data={"repository": {"databaseId": 5, "pullRequests": {
        "totalCount": 0, "nodes": [], "pageInfo": {**PAGE, "hasNextPage": False}}}}),
    odd(data={"repository": {"databaseId": 7001, "pullRequests": {
        "totalCount": 9, "nodes": [], "pageInfo": {**PAGE, "hasNextPage": False}}}}),
    odd(),
    Reply(200, b"[]"),
    html(),
]  # fmt: skip


@pytest.mark.parametrize("reply", ODD)
def test_an_answer_that_is_none_is_malformed_and_mended_the_next_night(
    bench: Bench, server: standin.StandIn, reply: Reply
) -> None:
    server.faults.append(Fault(reply, method="POST"))
    found = result(bench.run(), "reviews")
    assert (found.grade, found.code, found.got) == ("not_observable", "malformed", None)
    assert "<b>" not in (found.reason or "")
    night(bench)
    assert true(bench)


def test_a_stop_mid_list_is_taken_up_there(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.storing.SECONDS_IN_ONE_GO", 0.0)
    bench.stop = lambda: asked(server) >= 2
    assert bench.run().interrupted
    assert 0 < len(reviews_held(bench)) < len(reviews_there(repository(server)))
    before, bench.stop = asked(server), lambda: False
    night(bench)
    assert true(bench)
    # The second page of the change requests, and three for the discussions.
    assert asked(server) - before == 4


def test_a_cursor_no_longer_accepted_begins_anew(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("collectors.storing.SECONDS_IN_ONE_GO", 0.0)
    bench.stop = lambda: asked(server) >= 2
    bench.run()
    bench.stop = lambda: False
    refusal = {"type": "INVALID_CURSOR_ARGUMENTS", "message": "no valid cursor"}
    server.faults.append(Fault(odd(errors=[refusal]), method="POST"))
    assert result(night(bench), "reviews").code == "malformed"
    assert result(night(bench), "reviews").code is None
    assert true(bench)


def test_rows_that_move_while_the_list_is_read_are_neither_lost_nor_doubled(
    bench: Bench, server: standin.StandIn
) -> None:
    """G16: changed behind us in the first reading, and to the front in a later one."""
    repo, community = repository(server), server.community

    def change() -> None:
        community.add_review(repo.threads[1], "APPROVED", server.now, community.person("dev5"))
        repo.threads[100].updated = server.now

    server.faults.append(Fault(Before(change), method="POST", nth=2))
    bench.run()
    for pull in repo.threads[:120]:
        pull.updated = server.now + timedelta(hours=1)
    server.faults.append(Fault(Before(change), method="POST", nth=2))
    night(bench)
    night(bench)
    assert true(bench)


def test_the_request_is_kept_beside_the_answer_and_the_token_nowhere(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run()
    found: dict[str, list[Any]] = {}
    for path in bench.places.archive.iterdir():
        assert b"standin-token" not in gzip.decompress(path.read_bytes())
        with path.open("rb") as file:
            for record in ArchiveIterator(file):
                head = record.rec_headers
                key = head.get_header("WARC-Concurrent-To") or head.get_header("WARC-Record-ID")
                body = record.content_stream().read()
                found.setdefault(key, []).append((record.rec_type, body))
    rows = bench.query("SELECT * FROM answer WHERE stream = 'reviews'")
    assert len(rows) == 3, "two pages of the list, one more of the third change request"
    for row in rows:
        (first, question), (second, body) = found[row["warc_record"]]
        assert (first, second) == ("request", "response")
        sent = json.loads(question)
        assert f"name={sent['variables']['name']}" in row["url"]
        assert sent["query"].lstrip().startswith("#")
        assert row["answer_id"] == answer_id("POST", row["url"], row["sha256"])
        assert json.loads(body)["data"]["repository"]["databaseId"] == 7001
    assert len({row["url"] for row in rows}) == 3, "each question has a name of its own"


def topics_there(repo: Repository) -> set[tuple[object, ...]]:
    rows: set[tuple[object, ...]] = set()
    for topic in repo.forum:
        rows.add((str(topic.number), account(topic.author), topic.title, topic.body))
        for remark in topic.remarks:
            for said in (remark.comment, *remark.replies):
                rows.add((str(topic.number), account(said.author), "", said.body))
    return rows


def topics_held(bench: Bench) -> set[tuple[object, ...]]:
    rows = bench.query(
        "SELECT number, author_id, title, body FROM discussion WHERE closed_at IS NULL UNION ALL"
        " SELECT subject_number, author_id, '', body FROM comment WHERE closed_at IS NULL"
        " AND subject_kind = 'discussion'"
    )
    assert len(rows) == len({tuple(row.values()) for row in rows})
    return {tuple(row.values()) for row in rows}


def first_topic(server: standin.StandIn) -> Topic:
    return repository(server).forum[0]


def test_discussions_their_comments_and_replies(bench: Bench, server: standin.StandIn) -> None:
    """G13: 40 comments and 15 replies are more than come nested."""
    found = result(bench.run(), "discussions")
    assert (found.grade, found.got, found.expected) == ("complete", 2, 2)
    assert topics_held(bench) == topics_there(repository(server))
    [first, second] = bench.query("SELECT * FROM discussion ORDER BY number")
    assert (first["is_answered"], second["is_answered"]) == (True, None)
    assert (first["answerer_id"], first["answer_chosen_by_id"]) == ("github:102", "github:100")
    before, tables = asked(server), bench.tables()
    server.advance(timedelta(hours=1))
    bench.run()
    assert (asked(server) - before, bench.tables()) == (1, tables)


Change = Callable[[standin.Community, Repository, datetime], None]


def said_more(community: standin.Community, repo: Repository, at: datetime) -> None:
    community.remark(repo.forum[0], "新", at, community.person("dev1"), repo.forum[0].remarks[0])


def said_less(community: standin.Community, repo: Repository, at: datetime) -> None:
    del repo.forum[1].remarks[0].replies[0]
    repo.forum[1].updated = at


def one_deleted(community: standin.Community, repo: Repository, at: datetime) -> None:
    del repo.forum[1]


@pytest.mark.parametrize("change", [said_more, said_less, one_deleted])
def test_changed_discussions(bench: Bench, server: standin.StandIn, change: Change) -> None:
    bench.run()
    change(server.community, repository(server), server.now)
    night(bench)
    night(bench)
    assert topics_held(bench) == topics_there(repository(server))


def test_a_comment_that_is_null_closes_nothing(bench: Bench, server: standin.StandIn) -> None:
    bench.run()
    path = ("repository", "discussions", "nodes", 0, "comments", "nodes", 3)
    first_topic(server).updated = server.now
    server.faults.append(Fault(Null(path), method="POST"))
    assert result(night(bench), "discussions").code == "unread"
    assert topics_held(bench) == topics_there(repository(server))
    assert result(night(bench), "discussions").code is None
