"""When the nights come, by clocks that are right and wrong."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from night_watch import NIGHTLY, TWO, Clock, Write, at, service

from yuanzheng import clock
from yuanzheng.cli import run
from yuanzheng.config import load
from yuanzheng.failures import Refused
from yuanzheng.nights import timing


@pytest.mark.parametrize(
    ("cron", "moment", "expected"),
    [
        (NIGHTLY, datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 02:30"),
        (NIGHTLY, datetime(2026, 10, 31, 18, 29, tzinfo=UTC), "2026-11-01 02:30"),
        (NIGHTLY, datetime(2026, 10, 31, 18, 30, tzinfo=UTC), "2026-11-02 02:30"),
        ("0 3 * * sun", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 03:00"),
        ("0 3 1 * *", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 03:00"),
    ],
)
def test_times_are_beijing_times(cron: str, moment: datetime, expected: str) -> None:
    assert clock.beijing(timing.next_after(cron, moment)) == expected


def test_a_day_that_never_comes_is_said() -> None:
    with pytest.raises(Refused, match="永远不会到"):
        timing.next_after("0 0 31 2 *", datetime(2026, 1, 1, tzinfo=UTC))


@pytest.mark.parametrize(
    ("done", "now", "grace", "expected"),
    [
        (at(2, 3), at(2), 168, {}),
        (at(2, 3), at(3, 1), 168, {}),
        (at(2, 3), at(3, 4), 168, {"one": "2026-11-03 02:30"}),
        (at(2, 3), at(7), 168, {"one": "2026-11-07 02:30"}),  # missed five times, made up once
        (at(2, 3), at(9), 168, {"one": "2026-11-09 02:30", "two": "2026-11-08 03:00"}),
        (at(2, 3), at(7), 6, {}),
        (at(2, 3), at(7, 8), 6, {"one": "2026-11-07 02:30"}),
    ],
)
def test_what_was_missed_is_due_once(
    write: Write, done: datetime, now: datetime, grace: float, expected: dict[str, str]
) -> None:
    config = load(write(TWO.replace("[schedule]", f"[schedule]\ngrace_hours = {grace}")))
    found = timing.due(config, {"one": done, "two": done}, {}, now)
    assert {one.project_id: clock.beijing(one.at) for one in found} == expected
    assert timing.due(config, {"one": done, "two": done}, {"one": now, "two": now}, now) == []


def test_a_night_is_some_time_away() -> None:
    assert timing.latest(NIGHTLY, at(1, 3), at(1, 4)) is None
    found = timing.latest("* * * * *", at(1, 3), at(1, 3) + timedelta(seconds=150))
    assert found == at(1, 3) + timedelta(minutes=2)


def test_a_clock_that_was_ahead_stops_no_night(write: Write, fakes: Any, time_of: Clock) -> None:
    """Neither what it wrote of runs, nor what a service remembers of it."""
    write(TWO)
    assert run(["refresh"]) == 0
    watching, time_of.now = service(), at(2, 3) + timedelta(days=400)
    assert run(["refresh"]) == 0
    assert watching.due() is None
    late = service()
    for number, one in enumerate((watching, late), 3):
        time_of.now = at(number, 4)
        assert one.due() == 0
        assert one.due() is None


def test_a_clock_put_back_amid_a_run_leaves_its_answers_before_its_figures(
    write: Write, fakes: Any, time_of: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(TWO)
    seen = []

    def collect(*given: Any, clock: Callable[[], datetime], **more: Any) -> Any:
        seen.append(clock())
        time_of.now -= timedelta(hours=2)
        seen.append(clock())
        return fakes.collect(*given, **more)

    monkeypatch.setattr("collectors.loop.collect", collect)
    assert run(["refresh"]) == 0
    [(as_of, _)] = fakes.scored
    assert as_of > max(seen)
    assert seen == sorted(seen)
    assert run(["refresh"]) == 0
    assert fakes.scored[1][0] < as_of, "the next goes by the clock as it is"
