"""Nights by a wrong clock: the counts of each are in force at its own time, and only they."""

from __future__ import annotations

from datetime import datetime, timedelta
from pathlib import Path

import pytest
from bench import Bench, only
from test_lists import GITHUB, repo_of
from test_replay import assert_same

from collectors import standin

HOUR = timedelta(hours=1)
STARS = (
    "SELECT value FROM count_snapshot WHERE name = 'stars' AND observed_at <= '{at}'"
    " AND (closed_at IS NULL OR closed_at > '{at}')"
)


@pytest.fixture
def nights(bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch) -> Nights:
    only(monkeypatch, "github", "repository")
    return Nights(bench, server)


class Nights:
    def __init__(self, bench: Bench, server: standin.StandIn) -> None:
        self.bench, self.server = bench, server

    def night(self, *, more: bool, skew: timedelta = timedelta()) -> tuple[datetime, list[int]]:
        """An hour later, with a star more or not: when it was told, and how many stars were."""
        self.server.advance(HOUR)
        repo = repo_of(self.server, "github")
        repo.unlisted_stars += more
        self.bench.skew = skew
        self.bench.run(GITHUB)
        return self.server.now + skew + timedelta(minutes=1), [repo.star_count]

    def stars(self, at: datetime) -> list[int]:
        return [row["value"] for row in self.bench.query(STARS.format(at=at.isoformat()))]


@pytest.mark.parametrize(
    ("ahead", "more"),
    [(timedelta(hours=8), True), (timedelta(days=3650), True), (timedelta(days=3650), False)],
)
def test_nights_after_a_clock_that_was_ahead(
    nights: Nights, tmp_path: Path, ahead: timedelta, more: bool
) -> None:
    told = [nights.night(more=True)]
    for _ in range(2):
        nights.night(more=True, skew=ahead)
    for number in range(12):
        at, stars = nights.night(more=more or number == 0)
        assert nights.stars(at) == stars
        told.append((at, stars))
    rows = nights.bench.query("FROM count_snapshot WHERE name = 'stars'")
    for _ in range(2):
        nights.night(more=False)
    assert nights.bench.query("FROM count_snapshot WHERE name = 'stars'") == rows
    for at, stars in told[:6]:
        assert nights.stars(at) == stars
    assert_same(nights.bench, tmp_path / "again")


def test_nights_around_a_clock_that_was_behind(nights: Nights) -> None:
    told = [nights.night(more=True) for _ in range(3)]
    told.append(nights.night(more=True, skew=timedelta(days=-3650)))
    told += [nights.night(more=True) for _ in range(2)]
    assert [nights.stars(at) for at, _ in told] == [stars for _, stars in told]
