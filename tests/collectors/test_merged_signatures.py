"""Every commit's signature is asked for: older ones of a merge, and those a lost page held."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench import START, Bench, result
from test_lists import GITHUB, asked, newcomers, repo_of, told

from collectors import linking, standin
from collectors.results import StreamResult
from collectors.standin.community.model import Repository
from collectors.standin.faults import Fault, Reply
from collectors.standin.git.store import Signature
from collectors.standin.github import found as pages

COMMITS = "http://api.github.example/repos/dev0/tool/commits?per_page=100"


def links(bench: Bench) -> StreamResult:
    return result(bench.run(GITHUB), "commit_accounts")


def names(bench: Bench) -> set[str]:
    rows = bench.query("SELECT i.name FROM account_link l JOIN identity i USING (identity_id)")
    return {row["name"] for row in rows}


def merge_old(server: standin.StandIn, repo: Repository, number: int) -> None:
    """A branch begun long ago comes in: its commits stand where their dates are."""
    tip, at = repo.git.tip.sha, START + timedelta(hours=1)
    for n in range(number):
        signed = Signature(f"Side{n}", "dev5@x.org", at)
        server.community.commit(repo, {f"s{n}.py": b"1\n"}, signed, "side")
    last = Signature("dev0 Doe", "dev0@x.org", server.now)
    repo.git.commit({"m.py": b"1\n"}, last, "merge", merge_from=tip)
    log = repo.git.log
    log[:] = [*log[-number - 1 : -1], *log[: -number - 1], log[-1]]


def requests_for_commits(server: standin.StandIn, since: int) -> int:
    return sum(s.path.endswith("/commits") for s in server.requests[since:])


@pytest.mark.parametrize("cut", [False, True])
def test_older_commits_of_a_merge_are_tied_to_accounts_the_same_night(
    bench: Bench, server: standin.StandIn, cut: bool
) -> None:
    repo = repo_of(server, "github")
    newcomers(server, repo, 250)
    links(bench)
    merge_old(server, repo, 3)
    if cut:
        page = Fault(Reply(502), host="api.github", path=r"/commits\?.*page=2", times=None)
        server.faults.append(page)
        assert links(bench).code == "unreachable"
        server.faults.clear()
    assert links(bench).grade == "complete"
    assert {"Side0", "Side1", "Side2"} <= names(bench)
    newcomers(server, repo, 2)
    before = len(server.requests)
    assert links(bench).grade == "complete"
    assert requests_for_commits(server, before) == 1


@pytest.mark.parametrize(
    ("clone", "commits", "code"),
    [(True, 200, None), (True, 201, "cut"), (False, 199, None), (False, 201, "cut")],
)
def test_a_list_is_cut_at_the_platforms_limit_only_where_it_goes_on(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch, clone: bool,
    commits: int, code: str | None,
) -> None:  # fmt: skip
    monkeypatch.setattr(linking, "MOST_PAGES", 2)
    monkeypatch.setattr(pages, "MOST_PAGES", 2)
    newcomers(server, repo := repo_of(server, "github"), commits - 13)
    if not clone:
        server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    assert len(repo.git.log) == commits
    for _ in range(2):
        assert links(bench).code == code


def test_a_page_of_commits_lost_is_read_the_next_night(
    bench: Bench, server: standin.StandIn
) -> None:
    newcomers(server, repo_of(server, "github"), 150)
    page = told(asked(server, COMMITS)[:60], ("Link", f'<{COMMITS}>; rel="prev"'))
    server.faults.append(Fault(page, host="api.github", path=r"/commits\?"))
    assert links(bench).code == "malformed"
    assert links(bench).grade == "complete"
    assert {f"N{n}" for n in range(150)} <= names(bench)


def test_commits_the_platform_never_lists_are_said_and_cost_nothing(
    bench: Bench, server: standin.StandIn
) -> None:
    repo = repo_of(server, "github")
    del repo.git.log[3]
    assert links(bench).code == "malformed"
    for _ in range(2):
        before = len(server.requests)
        found = links(bench)
        assert (found.grade, found.code, found.failed) == ("partial", "short", False)
    assert requests_for_commits(server, before) == 0
    newcomers(server, repo, 1)
    assert links(bench).code == "short"
    assert "N0" in names(bench)
