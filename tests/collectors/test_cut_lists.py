"""Lists that the platform ends at page 400 (G3), however much there is; here at page 2."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest
from bench import START, Bench, only, result
from test_lists import GITHUB, repo_of
from test_replay import assert_same

from collectors import standin
from collectors.standin.community.model import Release


@pytest.mark.parametrize("stream", ["change_requests", "releases", "release_assets", "forks"])
def test_what_the_platform_does_not_list_is_said_and_what_is_held_stays(
    bench: Bench, server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    stream: str,
) -> None:  # fmt: skip
    monkeypatch.setattr("collectors.standin.github.found.MOST_PAGES", 2)
    monkeypatch.setattr("collectors.github_releases.MOST_PAGES", 2)
    only(monkeypatch, "github", stream)
    repo = repo_of(server, "github")
    server.community.disable_issues(repo)
    for n in range(260):
        at, fork, sha = START + timedelta(hours=n), repo.forks[0], repo.git.log[0].sha
        repo.releases.append(Release(5_000 + n, f"v{n}", "", "", repo.owner, at, at, sha))
        repo.forks.append(type(fork)(70_000 + n, fork.owner, fork.name, at, at))
        server.community.add_issue(repo, "", at, author=repo.owner, is_pull=True)
    for _ in range(2):
        found = result(bench.run(GITHUB), stream)
        assert (found.grade, found.code, found.failed) == ("partial", "cut", False)
    last = Release(9_000, "last", "", "", repo.owner, server.now, server.now, sha)
    repo.releases.append(last)
    bench.run(GITHUB)
    assert bench.query("SELECT count(*) AS n FROM release WHERE closed_at IS NOT NULL")[0]["n"] == 0
    assert_same(bench, tmp_path / "again")
