"""Which backups stay."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from hypothesis import given
from hypothesis import strategies as st

from yuanzheng import clock
from yuanzheng.backups import manifest, objects, retention
from yuanzheng.backups.manifest import Manifest
from yuanzheng.backups.retention import kept
from yuanzheng.backups.settings import BackupSettings

START = datetime(2026, 1, 1, 18, 30, tzinfo=UTC)  # half past two in Beijing
YEAR = [START + timedelta(days=day) for day in range(365)]


def test_a_year_of_nights_by_hand() -> None:
    rule = BackupSettings(keep_daily=7, keep_weekly=5, keep_monthly=12)
    days = sorted(clock.day(time).isoformat() for time in kept(YEAR, rule))
    assert days == [
        "2026-02-28", "2026-03-31", "2026-04-30", "2026-05-31", "2026-06-30", "2026-07-31",
        "2026-08-31", "2026-09-30", "2026-10-31", "2026-11-30", "2026-12-06", "2026-12-13",
        "2026-12-20", "2026-12-26", "2026-12-27", "2026-12-28", "2026-12-29", "2026-12-30",
        "2026-12-31", "2027-01-01",
    ]  # fmt: skip


def test_one_that_does_not_fit_does_not_take_the_place_of_one_that_does() -> None:
    good, bad, last = (START + timedelta(hours=n) for n in range(3))
    rule = BackupSettings(keep_daily=1, keep_weekly=0, keep_monthly=0)
    assert kept([good, bad, last], rule, {bad}) == {last}
    assert kept([good, bad, last], rule, {bad, last}) == {good, last}


_TIMES = st.lists(st.integers(0, 2000), unique=True, min_size=1, max_size=80)


@given(_TIMES, st.integers(0, 9), st.integers(0, 9), st.integers(0, 9))
def test_whatever_the_rule(hours: list[int], daily: int, weekly: int, monthly: int) -> None:
    times = [START + timedelta(hours=n) for n in hours]
    rule = BackupSettings(keep_daily=daily, keep_weekly=weekly, keep_monthly=monthly)
    stay = kept(times, rule)
    assert max(times) in stay
    assert stay <= set(times)
    assert len(stay) <= max(1, daily + weekly + monthly)
    days = sorted({clock.day(time) for time in times}, reverse=True)[:daily]
    assert set(days) <= {clock.day(time) for time in stay}
    assert kept(sorted(stay), rule) == stay


def test_what_a_clock_that_was_ahead_made_stands_behind_and_pushes_nothing_out(
    tmp_path: Path,
) -> None:
    first = datetime(2026, 11, 1, 18, tzinfo=UTC)
    rule = BackupSettings(keep_daily=1, keep_weekly=0, keep_monthly=0)
    with objects.opened(tmp_path / "store", making=True) as store:
        for days in (0, 400, 401, 1):
            made = manifest.sealed(Manifest(
                manifest.FORMAT, first + timedelta(days=days), "live", None, (), (), None, "data",
            ))  # fmt: skip
            manifest.write(store.folder, made)
        now = first + timedelta(days=1)
        retention.thin(store, rule, now)
        names = [path.stem[:8] for path in manifest.newest_first(store.folder, now)]
    assert names == ["20261102", "20271207", "20271206"]
