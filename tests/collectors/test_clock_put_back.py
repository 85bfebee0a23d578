"""A clock that was put back: the archive still tells its nights in the order they were."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from bench import Bench, only
from test_lists import GITHUB, repo_of
from test_replay import assert_same

from collectors import standin
from warehouse.archive import Archive


@pytest.mark.parametrize("ahead", [timedelta(hours=8), timedelta(days=3650)])
def test_the_archive_gives_the_same_tables(
    bench: Bench, server: standin.StandIn, tmp_path: Path, monkeypatch: pytest.MonkeyPatch,
    ahead: timedelta,
) -> None:  # fmt: skip
    """Eight hours: a machine that takes Beijing's time for UTC until it has asked."""
    only(monkeypatch, "github", "issues")
    bench.skew = ahead
    bench.run(GITHUB)
    bench.skew = timedelta()
    for _ in range(3):
        server.advance(timedelta(hours=1))
        server.community.add_issue(repo_of(server, "github"), "x", server.now)
        bench.run(GITHUB)
    assert_same(bench, tmp_path / "again")


def test_names_sort_as_they_were_given(tmp_path: Path) -> None:
    names, late = list[str](), datetime(2036, 1, 1, tzinfo=UTC)
    for number in range(1_200):
        made = Archive(tmp_path, late - timedelta(days=3_650 * (number > 0)))
        (tmp_path / made.name).touch()
        names.append(made.name)
    assert names == sorted(set(names))
    later = Archive(tmp_path, late + timedelta(seconds=1)).name
    assert later == "20360101T000001Z.warc.gz" > names[-1]
