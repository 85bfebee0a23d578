"""Two projects with times of their own, a service over them, and what it did."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from warehouse.store import Warehouse
from yuanzheng import clock, work
from yuanzheng.config import load
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights.night import Nights
from yuanzheng.voice import Voice

Write = Callable[[str], Path]
NIGHTLY = "30 2 * * *"
TWO = """
[schedule]
jitter_minutes = 0
[[project]]
name = "one"
repositories = ["https://github.com/a/one"]
[[project]]
name = "two"
repositories = ["https://github.com/a/two"]
cron = "0 3 * * sun"
"""


def at(day: int, hour: int = 12) -> datetime:
    """A time of Beijing in November 2026, of which the first is a Sunday."""
    return datetime(2026, 11, day, hour, tzinfo=clock.BEIJING)


class Clock:
    """Time as the test wants it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = at(2, 3)
        monkeypatch.setattr("yuanzheng.clock.now", lambda: self.now.astimezone(UTC))


def service() -> Nights:
    """As it is after a start."""
    config = load(Path("config.toml"))
    request = work.Request("schedule", "collect score report")
    return Nights(request, Voice("schedule"), Interrupt(), config)


def history() -> list[tuple[str, str, str | None]]:
    with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.query("FROM run ORDER BY started_at")
    return [
        (row["command"], row["outcome"], row["due_at"] and clock.beijing(row["due_at"]))
        for row in rows
    ]


def collected(fakes: Any) -> list[list[str]]:
    return [[project.project_id for project in one] for one in fakes.collected]
