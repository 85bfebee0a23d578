"""What `--as-of` means."""

from __future__ import annotations

from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from yuanzheng import clock, knowledge
from yuanzheng.clock import BadAsOf, Steady, as_of, day, end_of_day, just_after

NOW = datetime(2026, 10, 31, 10, 0, tzinfo=UTC)


@pytest.mark.parametrize(
    ("text", "meant"),
    [
        ("2026-10-31", datetime(2026, 10, 31, 16, 0, tzinfo=UTC)),
        ("2026-01-01", datetime(2026, 1, 1, 16, 0, tzinfo=UTC)),
        ("2026-10-31T12:00:00+08:00", datetime(2026, 10, 31, 4, 0, tzinfo=UTC)),
        ("2026-10-31T10:00:00Z", NOW),
        ("2026-11-01T00:00:00+08:00", datetime(2026, 10, 31, 16, 0, tzinfo=UTC)),  # NOW's day
    ],
)
def test_dates_end_in_beijing_and_instants_are_taken_as_they_are(
    text: str, meant: datetime
) -> None:
    assert as_of(text, NOW) == meant


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("2026-11-01", "还没有到"),
        ("2026-10-31T10:00:01Z", "还没有到"),
        ("2026-11-01T00:00:01+08:00", "还没有到"),
        ("2026-10-31T09:00:00", "没有写时区"),
        ("2026-13-01", "不是日期"),
        ("昨天", "不是日期"),
        ("20261031", "没有写时区"),
        ("", "不是日期"),
        ("0001-01-01", "太早"),
        ("1969-12-31", "太早"),
        ("0001-01-01T00:00:00+08:00", "太早"),
        ("9999-12-31", "还没有到"),
        ("9999-12-31T23:59:59-08:00", "还没有到"),
    ],
)
def test_what_is_no_past_instant_is_refused(text: str, words: str) -> None:
    with pytest.raises(BadAsOf, match=words):
        as_of(text, NOW)


def test_the_beijing_day_counts_not_the_utc_day() -> None:
    late = datetime(2026, 10, 31, 16, 30, tzinfo=UTC)
    assert as_of("2026-11-01", late) == end_of_day(date(2026, 11, 1))


@given(st.datetimes(min_value=datetime(2000, 1, 1), max_value=datetime(2100, 1, 1)))  # noqa: DTZ001
def test_just_after_lies_behind_everything_seen_so_far(moment: datetime) -> None:
    moment = moment.replace(tzinfo=UTC)
    found = just_after(moment)
    assert found > moment
    assert found.microsecond == 0
    assert (found - moment).total_seconds() <= 1


def test_what_was_scored_while_the_clock_was_ahead_is_not_the_latest() -> None:
    now = datetime(2026, 11, 2, 15, tzinfo=UTC)
    days = {n: now + timedelta(days=n) for n in (-2, -1, 400)}
    assert knowledge.latest(days.values(), now) == days[-1]
    assert knowledge.latest([days[-1], end_of_day(day(now))], now) == end_of_day(day(now))
    assert knowledge.latest([days[400]], now) == days[400]
    assert knowledge.latest([], now) is None


def test_a_clock_of_one_run_never_goes_back(monkeypatch: pytest.MonkeyPatch) -> None:
    told = iter([0.0, 10, 7, 8, 9.5, 9.2, 20, 5000])
    passed = iter([0.0, 10, 12, 13, 14.5, 15, 25, 26])
    monkeypatch.setattr(clock, "now", lambda: NOW + timedelta(seconds=next(told)))
    monkeypatch.setattr(clock, "monotonic", lambda: next(passed))
    steady = Steady()
    assert [(steady() - NOW).total_seconds() for _ in range(7)] == [
        10, 12, 13, 14.5, 15, 20, 5000,
    ]  # fmt: skip
