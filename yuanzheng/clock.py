"""The only place that reads the clock, and what `--as-of` means."""

from __future__ import annotations

import threading
from datetime import UTC, date, datetime, time, timedelta, timezone
from time import monotonic

_EARLY = "“{}”太早：截止日期不能早于 1970 年。"
BEIJING = timezone(timedelta(hours=8), "Asia/Shanghai")

# By less than this a clock is put back to be kept right, and stands still meanwhile.
_STEP = timedelta(seconds=1)

# Windows reach back from an instant; before computers kept this time there is nothing to count.
EARLIEST = datetime(1970, 1, 1, tzinfo=UTC)


class BadAsOf(ValueError):
    """The message is a Chinese sentence."""


def now() -> datetime:
    """Now in UTC."""
    return datetime.now(UTC)


class Steady:
    """Now, as one run tells it: never earlier than it told before, or its figures would be of an
    instant before its own answers. A clock that was put back is gone on from by what has passed.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._last, self._passed = now(), monotonic()

    def __call__(self) -> datetime:
        with self._lock:
            told, passed = now(), monotonic()
            if told < self._last - _STEP:
                told = self._last + timedelta(seconds=passed - self._passed)
            self._last, self._passed = max(told, self._last), passed
            return self._last


def just_after(moment: datetime) -> datetime:
    """The next full second: whatever was observed up to `moment` lies before it."""
    return moment.replace(microsecond=0) + timedelta(seconds=1)


def end_of_day(day: date) -> datetime:
    """The instant a day ends in Asia/Shanghai."""
    return datetime.combine(day + timedelta(days=1), time(), BEIJING).astimezone(UTC)


def day(moment: datetime) -> date:
    """The day it is in Asia/Shanghai."""
    return moment.astimezone(BEIJING).date()


def as_of(text: str, moment: datetime) -> datetime:
    """The instant a date (its end, exclusive) or an ISO instant with offset means, in UTC.

    Raises `BadAsOf` for anything else and for what lies after `moment`; the day of `moment`
    itself may be named, by its end too: so it stands in the commands of its figures.
    """
    try:
        day = date.fromisoformat(text) if len(text) == 10 else None
        instant = None if day else datetime.fromisoformat(text)
    except ValueError as error:
        raise BadAsOf(
            f"“{text}”不是日期：请写成 2026-10-31，或带时区的时刻 2026-10-31T18:00:00+08:00。"
        ) from error
    if day is None and instant is not None:
        return _past(text, instant, moment)
    if day is not None and day < EARLIEST.date():
        raise BadAsOf(_EARLY.format(text))
    if day is None or day > moment.astimezone(BEIJING).date():
        raise BadAsOf(f"“{text}”还没有到：截止日期不能晚于今天。")
    return end_of_day(day)


def _past(text: str, instant: datetime, moment: datetime) -> datetime:
    if instant.tzinfo is None:
        raise BadAsOf(f"时刻“{text}”没有写时区：请在后面加上 +08:00（北京时间）。")
    if instant < EARLIEST:
        raise BadAsOf(_EARLY.format(text))
    if instant > moment and instant != end_of_day(day(moment)):
        raise BadAsOf(f"“{text}”还没有到：截止时刻不能晚于现在。")
    return instant.astimezone(UTC)


def beijing(moment: datetime) -> str:
    """For people: 2026-10-31 18:00."""
    return f"{moment.astimezone(BEIJING):%Y-%m-%d %H:%M}"
