"""GitCode: Gitee's interface at its own addresses, with its own header, accounts and names."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from bench import Bench, fill, first_repository, person, result

from collectors import standin
from collectors.parsing import v5
from warehouse.records import ChangeRequest, Issue

URL = "http://gitcode.example/dev0/tool"


@pytest.fixture
def bench(tmp_path: Path) -> Bench:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    repo = first_repository(made, people[0])
    repo.platform, repo.licence = "gitcode", "MIT"
    fill(made, repo, people)
    with standin.serve(made) as server:
        yield Bench(server, tmp_path, (URL,))


def test_everything_it_shows_is_held_under_its_own_name(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITCODE_TOKEN", "standin-token")
    summary = bench.run()
    assert [r for r in summary.results if r.grade != "complete"] == []
    [repo] = bench.server.community.repositories
    for table, number in {
        "issue": len(repo.issues()), "change_request": len(repo.pulls()),
        "comment": sum(len(t.comments) for t in repo.threads), "fork": len(repo.forks),
        "commit": 13, "stargazer": 45,
    }.items():  # fmt: skip
        rows = bench.query(f"SELECT DISTINCT key FROM \"{table}\" WHERE repo_id LIKE 'gitcode:%'")
        assert len(rows) == number
    assert bench.query("FROM stargazer WHERE starred_at IS NULL") == []
    platforms = bench.query("SELECT DISTINCT platform FROM identity ORDER BY platform")
    assert [row["platform"] for row in platforms] == ["git", "gitcode"]
    asked = [s for s in bench.server.requests if s.host == "api.gitcode.example"]
    assert {s.headers.get("private-token") for s in asked} == {"standin-token"}
    assert {s.headers.get("authorization") for s in asked} == {None}
    assert bench.run().rows_added == 0


def test_a_wrong_token_is_named_by_its_own_variable(
    bench: Bench, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("GITCODE_TOKEN", "wrong-token")
    found = result(bench.run(), "repository")
    assert (found.code, "GITCODE_TOKEN" in (found.reason or "")) == ("bad_token", True)
    bench.server.advance(timedelta(hours=1))


@pytest.mark.parametrize(
    ("word", "issue", "change"),
    [
        ("open", "open", "open"), ("opened", "open", "open"), ("reopened", "open", "open"),
        ("progressing", "open", "open"), ("closed", "closed", "closed"),
        ("rejected", "closed", "rejected"), ("locked", None, "locked"), (None, None, None),
    ],
)  # fmt: skip
def test_words_for_a_state(word: str | None, issue: str | None, change: str | None) -> None:
    item = {"number": "7", "state": word}
    for parse, state in ((v5.issues, issue), (v5.pulls, change)):
        [found] = parse("gitcode", "gitcode:a/b", [item])
        assert isinstance(found, Issue | ChangeRequest)
        assert (found.state, found.original_state) == (state, word)
