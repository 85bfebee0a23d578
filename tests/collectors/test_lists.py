"""Lists that change, lie, break off or never end: nothing lost, nothing twice, or it is said."""

from __future__ import annotations

import json
from collections.abc import Callable
from dataclasses import replace
from datetime import UTC, datetime, timedelta

import pytest
import requests
from bench import START, Bench, result

from collectors import standin
from collectors.standin.community.model import Repository
from collectors.standin.faults import Before, Fault, Reply
from collectors.standin.git.store import Signature

GITHUB = "http://github.example/dev0/tool"
GITEE = "http://gitee.example/dev0/tool"
URLS = {"github": GITHUB, "gitee": GITEE}


def repo_of(server: standin.StandIn, platform: str) -> Repository:
    [found] = [r for r in server.community.repositories if r.platform == platform]
    return found


def told(payload: object, *headers: tuple[str, str]) -> Reply:
    return Reply(200, json.dumps(payload).encode(), headers)


def many_comments(server: standin.StandIn, repo: Repository, number: int = 260) -> None:
    thread = next(t for t in repo.threads if not t.is_pull)
    for n in range(number):
        at = START + timedelta(days=30, minutes=n)
        server.community.add_comment(repo, thread, f"more {n}", at, server.community.people[1])


def comments_held(bench: Bench, platform: str) -> set[str]:
    rows = bench.query(
        "SELECT comment_id FROM comment WHERE closed_at IS NULL AND NOT is_review"
        f" AND repo_id LIKE '{platform}:%'"
    )
    return {row["comment_id"] for row in rows}


@pytest.mark.parametrize("platform", URLS)
@pytest.mark.parametrize("deleted", [True, False])
def test_rows_that_vanish_or_move_while_a_list_is_read_hide_no_other(
    bench: Bench, server: standin.StandIn, platform: str, deleted: bool
) -> None:
    repo = repo_of(server, platform)
    many_comments(server, repo)
    first = min(
        (c for t in repo.issues() for c in t.comments), key=lambda c: (c.updated, c.id)
    )  # fmt: skip

    def act() -> None:
        if deleted:
            for thread in repo.threads:
                thread.comments = [c for c in thread.comments if c is not first]
        else:
            first.updated = server.now

    server.faults.append(Fault(Before(act), host=platform, path="issues/comments", nth=2))
    bench.run(URLS[platform])
    truth = {str(c.id) for t in repo.threads for c in t.comments}
    assert truth - comments_held(bench, platform) == set()


@pytest.mark.parametrize("platform", URLS)
def test_a_cut_reading_goes_on_although_the_list_moved_meanwhile(
    bench: Bench, server: standin.StandIn, platform: str
) -> None:
    repo = repo_of(server, platform)
    many_comments(server, repo)
    path = "issues/comments"
    server.faults.append(Fault(Reply(502), host=platform, path=path, nth=2, times=None))
    assert result(bench.run(URLS[platform]), "issue_comments").grade == "partial"
    server.faults.clear()
    server.advance(timedelta(hours=1))
    for comment in sorted((c for t in repo.threads for c in t.comments), key=lambda c: c.updated)[
        :40
    ]:
        comment.updated = server.now
    server.advance(timedelta(hours=1))
    last = result(bench.run(URLS[platform]), "issue_comments")
    truth = {str(c.id) for t in repo.threads for c in t.comments}
    assert (last.grade, comments_held(bench, platform)) == ("complete", truth)


def test_a_hundred_changes_of_one_second_are_passed(bench: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "github")
    many_comments(server, repo)
    for thread in repo.threads:
        for comment in thread.comments:
            comment.updated = START + timedelta(days=90)
    bench.run(GITHUB)
    truth = {str(c.id) for t in repo.threads for c in t.comments}
    assert comments_held(bench, "github") == truth


def test_a_time_in_the_future_stops_no_list(bench: Bench, server: standin.StandIn) -> None:
    for repo in server.community.repositories:
        repo.threads[0].updated = datetime(2099, 1, 1, tzinfo=UTC)
        pull = next(t for t in repo.threads if t.is_pull)
        pull.updated = datetime(2099, 1, 1, tzinfo=UTC)
    bench.run()
    made = [
        server.community.add_issue(repo, "新的", server.now, author=server.community.people[1],
                                   is_pull=pull)
        for repo in server.community.repositories for pull in (False, True)
    ]  # fmt: skip
    server.advance(timedelta(hours=1))
    bench.run()
    titles = bench.query("SELECT title FROM issue UNION ALL SELECT title FROM change_request")
    assert sum(row["title"] == "新的" for row in titles) == len(made) == 4


def test_what_could_not_be_read_is_not_forgotten_the_next_night(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    many_comments(server, repo)
    rows = [{"id": None, "updated_at": "2026-01-01T00:00:00Z"}, {}, None, {}, {}]
    for path in ("issues/comments", "/forks"):
        answer = told(rows, ("ETag", '"odd"'))
        server.faults.append(Fault(answer, host="api.github", path=path))
    server.faults.append(Fault(Reply(304), host="api.github", path="/forks", times=None))
    for night in range(2):
        summary = bench.run(GITHUB)
        forks, comments = result(summary, "forks"), result(summary, "issue_comments")
        assert (forks.grade, forks.code) == ("partial", "unread")
        # Comments are read whole again, and the platform has mended them by then.
        assert comments.code == ("unread" if night == 0 else None)


def changed_pulls(server: standin.StandIn, repo: Repository, number: int) -> None:
    for n, thread in enumerate(t for t in repo.threads if t.is_pull):
        if n < number:
            thread.updated, thread.title = server.now + timedelta(seconds=n), "changed"
    server.advance(timedelta(hours=1))


def test_a_newest_first_list_cut_on_its_second_page_is_read_to_its_end_the_next_night(
    bench: Bench, server: standin.StandIn
) -> None:
    server.gitee_etags = True
    repo = repo_of(server, "gitee")
    for n in range(220):
        at = START + timedelta(days=40, minutes=n)
        server.community.add_issue(repo, f"p{n}", at, author=repo.owner, is_pull=True)
    server.advance(timedelta(days=60))
    bench.run(GITEE)
    changed_pulls(server, repo, 150)
    page = Fault(Reply(502), host="gitee", path=r"/pulls\?.*page=2", times=None)
    server.faults.append(page)
    assert result(bench.run(GITEE), "change_requests").grade == "partial"
    server.faults.clear()
    last = result(bench.run(GITEE), "change_requests")
    titles = bench.query("SELECT title FROM change_request WHERE closed_at IS NULL")
    assert last.grade == "complete"
    assert sum(row["title"] == "changed" for row in titles) == 150


def newcomers(server: standin.StandIn, repo: Repository, number: int) -> None:
    for n in range(number):
        signed = Signature(f"N{n}", f"dev{n % 7}@x.org", START + timedelta(days=30, minutes=n))
        server.community.commit(repo, {"a.txt": f"{n}\n".encode()}, signed, f"more {n}")


@pytest.mark.parametrize("platform", URLS)
def test_the_list_of_signatures_cut_on_its_second_page_is_read_to_its_end(
    bench: Bench, server: standin.StandIn, platform: str
) -> None:
    server.gitee_etags = True
    repo = repo_of(server, platform)
    bench.run(URLS[platform])
    newcomers(server, repo, 150)
    page = Fault(Reply(502), host=platform, path=r"/commits\?.*page=2", times=None)
    server.faults.append(page)
    assert result(bench.run(URLS[platform]), "commit_accounts").grade == "partial"
    server.faults.clear()
    assert result(bench.run(URLS[platform]), "commit_accounts").grade == "complete"
    names = bench.query("SELECT i.name FROM account_link l JOIN identity i USING (identity_id)")
    assert {f"N{n}" for n in range(150)} <= {row["name"] for row in names}


@pytest.mark.parametrize("platform", URLS)
def test_signatures_are_tied_to_accounts_without_a_clone_too(
    bench: Bench, server: standin.StandIn, platform: str
) -> None:
    """Two streams then ask for the same address; what one read, the other has not."""
    server.gitee_etags = True
    server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    bench.run(URLS[platform])
    assert len(bench.query("FROM account_link")) == 5


@pytest.mark.parametrize("body", [[], [{}], [{"sha": None}]])
def test_a_list_of_signatures_without_commits_is_not_complete(
    bench: Bench, server: standin.StandIn, body: list[object]
) -> None:
    server.faults.append(Fault(told(body), host="api.github", path=r"/commits\?", times=None))
    for _ in range(2):
        assert result(bench.run(GITHUB), "commit_accounts").grade != "complete"


def test_star_weeks_lost_with_a_link_header_are_found_or_told(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    repo.created = START - timedelta(weeks=70)
    for n in range(40):
        server.community.star(repo, repo.created + timedelta(weeks=n))
    bench.run(GITHUB)
    held = bench.query("SELECT sum(stars) AS n FROM star_day")
    again = Bench(server, bench.folder / "lost", (GITHUB,))
    lost = Fault(Reply(200), host="api.github", path="stargazers/history")
    url = "http://api.github.example/repos/dev0/tool/stargazers/history?per_page=30"
    server.faults.append(replace_body(lost, asked(server, url)))
    assert result(again.run(), "star_history").grade == "complete"
    assert again.query("SELECT sum(stars) AS n FROM star_day") == held
    short = Bench(server, bench.folder / "short", (GITHUB,))
    server.faults.append(replace_body(lost, asked(server, url)[:2]))
    ending = result(short.run(), "star_history")
    assert (ending.grade, ending.code) == ("partial", "short")


def replace_body(fault: Fault, rows: object) -> Fault:
    return Fault(told(rows), host=fault.host, path=fault.path)


def asked(server: standin.StandIn, url: str) -> list[dict[str, object]]:
    headers = {"X-GitHub-Api-Version": "2026-03-10"}
    answer = requests.get(url, headers=headers, proxies={"http": server.proxy}, timeout=30)
    found: list[dict[str, object]] = answer.json()
    return found


CIRCLES: dict[str, Callable[[list[object]], Reply]] = {
    "every page alike": lambda rows: told(rows, ("total_page", "1000000000")),
    "empty pages": lambda _: told([], ("total_page", "999999999")),
}


@pytest.mark.parametrize("name", CIRCLES)
@pytest.mark.parametrize("stream", ["forks", "stargazers", "issues", "commit_accounts"])
def test_a_list_without_an_end_is_not_read_for_ever(
    bench: Bench, server: standin.StandIn, name: str, stream: str
) -> None:
    path = {"commit_accounts": "commits"}.get(stream, stream)
    rows = asked(server, f"http://gitee.example/api/v5/repos/dev0/tool/{path}?per_page=100")
    answer = CIRCLES[name](list(rows))
    fault = Fault(answer, host="gitee", path=rf"/{path}\?", times=None)
    server.faults.append(fault)
    found = result(bench.run(GITEE), stream)
    assert (found.grade == "complete", found.failed) == (False, True)
    assert fault.fired < 10


def test_what_vanished_from_a_list_is_closed_although_other_pages_answer_304(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    for n in range(245):
        at = START + timedelta(days=9, minutes=n)
        repo.forks.append(replace(repo.forks[0], id=70_000 + n, created=at))
    bench.run(GITHUB)
    del repo.forks[-1]
    summary = bench.run(GITHUB)
    assert result(summary, "forks").got == len(repo.forks) == 249
    assert summary.not_modified > 2
    repo.forks.append(replace(repo.forks[0], id=70_244, created=START + timedelta(days=12)))
    assert result(bench.run(GITHUB), "forks").got == 250, "and is back when it is"


def test_a_list_read_while_its_total_changed_is_read_again(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "gitee")
    for n in range(200):
        server.community.star(repo, START + timedelta(days=50, minutes=n), repo.owner)

    def unstar() -> None:
        del repo.stars[0]

    server.faults.append(Fault(Before(unstar), host="gitee", path="stargazers", nth=2))
    found = result(bench.run(GITEE), "stargazers")
    assert (found.grade, found.got) == ("complete", len(repo.stars))


def test_a_list_that_never_stands_still_is_partial(bench: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "gitee")
    for n in range(300):
        server.community.star(repo, START + timedelta(days=50, minutes=n), repo.owner)
    act = Before(lambda: server.community.unstar(repo))
    server.faults.append(Fault(act, host="gitee", path="stargazers", times=None))
    found = result(bench.run(GITEE), "stargazers")
    assert (found.grade, found.code, found.failed) == ("partial", "moving", False)


def test_change_requests_deleted_on_the_platform_are_closed(
    bench: Bench, server: standin.StandIn
) -> None:
    server.gitee_etags = True
    repo = repo_of(server, "gitee")
    bench.run(GITEE)
    number = next(t.number for t in repo.threads if t.is_pull)
    server.community.delete_thread(repo, number)
    for _ in range(2):
        found = result(bench.run(GITEE), "change_requests")
    held = bench.query("SELECT count(*) AS n FROM change_request WHERE closed_at IS NULL")
    assert (found.got, held) == (len(repo.pulls()), [{"n": len(repo.pulls())}])
    asked_before = len(server.requests)
    bench.run(GITEE)
    assert sum("/pulls?" in f"{s.path}?{s.query}" for s in server.requests[asked_before:]) == 1


@pytest.mark.parametrize("status", [301, 404, 410, 422])
def test_a_next_page_that_is_refused_is_not_asked_for_again_for_ever(
    bench: Bench, server: standin.StandIn, status: int
) -> None:
    rows = asked(server, "http://api.github.example/repos/dev0/tool/forks?per_page=3")
    nowhere = "http://api.github.example/repositories/7/forks?page=2"
    page = told(rows, ("Link", f'<{nowhere}>; rel="next"'), ("ETag", '"one"'))
    server.faults.append(Fault(page, host="api.github", path="dev0/tool/forks"))
    server.faults.append(Fault(Reply(status), host="api.github", path="/repositories/7/forks"))
    assert result(bench.run(GITHUB), "forks").failed
    before = len(server.requests)
    assert result(bench.run(GITHUB), "forks").grade == "complete"
    forks = [s for s in server.requests[before:] if s.path.endswith("/forks")]
    assert "if-none-match" not in forks[0].headers


COUNTS = [("stargazers_count", "45"), ("forks_count", -1), ("open_issues_count", None)]


@pytest.mark.parametrize(("field", "value"), COUNTS)
@pytest.mark.parametrize("platform", URLS)
def test_a_count_that_is_no_number_is_unknown_and_said(
    bench: Bench, server: standin.StandIn, platform: str, field: str, value: object
) -> None:
    base = {"github": "api.github.example", "gitee": "gitee.example/api/v5"}[platform]
    facts = asked(server, f"http://{base}/repos/dev0/tool")
    assert isinstance(facts, dict)
    answer = told({**facts, field: value}, ("ETag", '"odd"'))
    server.faults.append(Fault(answer, host=platform, path="/repos/dev0/tool$"))
    server.faults.append(Fault(Reply(304), host=platform, path="/repos/dev0/tool$"))
    for _ in range(2):
        found = result(bench.run(URLS[platform]), "repository")
        assert (found.grade, found.code) == ("partial", "unread")
    name = {"stargazers_count": "stars", "forks_count": "forks"}.get(field, "open_issues")
    rows = bench.query(f"SELECT value FROM count_snapshot WHERE name = '{name}'")
    assert rows == [{"value": None}]


def test_a_repository_renamed_on_gitee_is_followed_and_said(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run(GITEE)
    server.community.rename(repo_of(server, "gitee"), "newname")
    found = bench.run(GITEE).results
    assert {r.grade for r in found} == {"complete"}
    assert [(r.code, "dev0/newname" in (r.reason or "")) for r in found if r.code] == [
        ("renamed", True)
    ]


def test_a_repository_nobody_may_see_is_a_failure(bench: Bench, server: standin.StandIn) -> None:
    server.faults.append(Fault(Reply(403, b"{}"), host="api.github", times=None))
    found = result(bench.run(GITHUB), "repository")
    assert (found.code, found.failed) == ("refused", True)


@pytest.mark.parametrize("platform", URLS)
def test_what_was_deleted_from_lists_by_change_is_closed_within_a_month(
    bench: Bench, server: standin.StandIn, platform: str
) -> None:
    """Such lists never show a deletion (G22); a whole reading does."""
    repo = repo_of(server, platform)
    many_comments(server, repo)
    bench.run(URLS[platform])
    issue = next(t for t in repo.threads if not t.is_pull and t.comments)
    server.community.delete_thread(repo, issue.number)
    pull = next(t for t in repo.threads if t.is_pull)
    server.community.delete_thread(repo, pull.number)
    bench.run(URLS[platform])
    server.advance(timedelta(days=31))
    bench.run(URLS[platform])
    held = bench.query(
        "SELECT (SELECT count(*) FROM issue WHERE closed_at IS NULL) AS issues,"
        " (SELECT count(*) FROM change_request WHERE closed_at IS NULL) AS pulls,"
        " (SELECT count(*) FROM comment WHERE closed_at IS NULL) AS comments"
    )
    comments = sum(len(t.comments) for t in repo.threads)
    truth = {"issues": len(repo.issues()), "pulls": len(repo.pulls()), "comments": comments}
    assert held == [truth]
    server.advance(timedelta(days=1))
    a_day_without_stars = platform == "github"
    assert bench.run(URLS[platform]).rows_added == a_day_without_stars


def test_a_whole_reading_that_is_cut_is_put_off(bench: Bench, server: standin.StandIn) -> None:
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    server.community.delete_thread(repo, repo.issues()[0].number)
    server.advance(timedelta(days=31))
    new = server.community.add_issue(repo, "新的", server.now, author=repo.owner)
    cut = Fault(Reply(502), host="api.github", path="/issues.*after=", times=None)
    server.faults.append(cut)
    assert result(bench.run(GITHUB), "issues").grade == "complete"
    assert bench.query(f"SELECT title FROM issue WHERE number = '{new.number}'")
    server.faults.clear()
    assert result(bench.run(GITHUB), "issues").got == len(repo.issues())


def test_forks_that_are_private_cost_no_second_reading(
    bench: Bench, server: standin.StandIn
) -> None:
    """GitHub counts them and lists them to nobody."""
    facts = asked(server, "http://api.github.example/repos/dev0/tool")
    assert isinstance(facts, dict)
    answer = told({**facts, "forks_count": 9})
    server.faults.append(Fault(answer, host="api.github", path="/repos/dev0/tool$", times=None))
    before = len(server.requests)
    found = result(bench.run(GITHUB), "forks")
    assert (found.grade, found.code, found.got, found.expected) == ("partial", "short", 5, 9)
    assert sum(s.path.endswith("/forks") for s in server.requests[before:]) == 1


def pages_of(server: standin.StandIn, path: str, seen: int = 0) -> list[str]:
    return [s.query for s in server.requests[seen:] if s.path.endswith(path)]


def test_the_numbers_of_comments_prove_a_list_read_by_number(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    for n in range(206):
        server.community.add_comment(repo, repo.threads[n], f"more {n}", server.now, repo.owner)
    said = sum(not c.is_review for t in repo.threads for c in t.comments)
    assert said == 300
    bench.run(GITHUB)
    assert len(pages_of(server, "/issues/comments")) == 3, "no page overlaps another"
    assert result(bench.run(GITHUB), "issue_comments").got == said


def test_a_comment_hidden_while_pages_move_is_found_by_reading_by_time(
    bench: Bench, server: standin.StandIn
) -> None:
    """One of the first page goes, all others move up, the next page begins one too late."""
    repo = repo_of(server, "github")
    for n in range(206):
        server.community.add_comment(repo, repo.threads[n], f"more {n}", server.now, repo.owner)

    def act() -> None:
        first = min((c for t in repo.threads for c in t.comments), key=lambda c: (c.updated, c.id))
        for thread in repo.threads:
            thread.comments[:] = [c for c in thread.comments if c is not first]

    server.faults.append(Fault(Before(act), path="/issues/comments", nth=2))
    bench.run(GITHUB)
    there = {str(c.id) for t in repo.threads for c in t.comments if not c.is_review}
    found = bench.query("SELECT comment_id FROM comment WHERE NOT is_review AND closed_at IS NULL")
    assert there <= {row["comment_id"] for row in found}


def test_how_writers_stand_to_the_repository_is_what_was_shown_last(
    bench: Bench, server: standin.StandIn
) -> None:
    """Of what is shown beside one account's items on a page the strongest tie holds."""
    repo = repo_of(server, "github")
    bench.run(GITHUB)
    shown = "SELECT account_id, association FROM account_association WHERE closed_at IS NULL"
    ties = {row["account_id"]: row["association"] for row in bench.query(shown)}
    wrote = {c.author for t in repo.threads for c in (t, *t.comments) if c.author is not None}
    assert ties == {f"github:{one.github_id}": "CONTRIBUTOR" for one in wrote if not one.deleted}
    member = replace(repo.threads[0].author, member_of=repo.owner.login)
    server.community.add_comment(
        repo, repo.threads[0], "再说一句", server.now + timedelta(hours=1), member
    )
    server.advance(timedelta(days=1))
    bench.run(GITHUB)
    [tie] = [row for row in bench.query(shown)
             if row["account_id"] == f"github:{member.github_id}"]  # fmt: skip
    assert tie["association"] == "MEMBER"
