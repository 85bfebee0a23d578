"""A night by a clock that was years ahead: afterwards everything is looked for as before."""

from __future__ import annotations

from datetime import timedelta

import pytest
from bench import Bench, only, result
from test_lists import URLS, repo_of

from collectors import standin


@pytest.mark.parametrize("platform", URLS)
def test_what_was_deleted_is_closed_within_a_month_after_a_clock_was_ahead(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch,
    platform: str,
) -> None:  # fmt: skip
    only(monkeypatch, platform, "issues", "change_requests")
    repo = repo_of(server, platform)
    bench.skew = timedelta(days=3650)
    bench.run(URLS[platform])
    bench.skew = timedelta()
    for thread in (repo.issues()[0], repo.pulls()[0]):
        server.community.delete_thread(repo, thread.number)
    for _ in range(2):
        server.advance(timedelta(days=31))
        found = result(bench.run(URLS[platform]), "issues")
    assert (found.grade, found.got) == ("complete", len(repo.issues()))
    held = bench.query("SELECT count(*) AS n FROM change_request WHERE closed_at IS NULL")
    assert held == [{"n": len(repo.pulls())}]
