"""Request quotas over fixed windows, one account for each caller."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field
from datetime import datetime, timedelta


@dataclass(frozen=True, slots=True)
class Allowance:
    """What a caller has: `reset` is the end of the window."""

    limit: int
    used: int
    reset: datetime

    @property
    def remaining(self) -> int:
        return max(0, self.limit - self.used)


@dataclass(slots=True)
class Quota:
    """`anonymous` and `token` requests a window. Both may be changed while serving."""

    anonymous: int
    token: int
    window: timedelta
    _used: dict[str, tuple[datetime, int]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def look(self, caller: str, now: datetime) -> Allowance:
        """`caller` is empty for those without a token."""
        with self._lock:
            start, used = self._window(caller, now)
        return Allowance(self.token if caller else self.anonymous, used, start + self.window)

    def charge(self, caller: str, now: datetime, points: int = 1) -> Allowance:
        with self._lock:
            start, used = self._window(caller, now)
            self._used[caller] = (start, used + points)
        return self.look(caller, now)

    def _window(self, caller: str, now: datetime) -> tuple[datetime, int]:
        start, used = self._used.get(caller, (now, 0))
        return (now, 0) if now >= start + self.window else (start, used)
