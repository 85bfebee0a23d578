"""How many estimates one account may ask for: each takes some of the platforms' quota."""

from __future__ import annotations

import threading
import time
from collections import deque
from dataclasses import dataclass, field

from yuanzheng.failures import Refused

ADDRESSES = 10
_MOST, _SECONDS = 60, 3600.0


@dataclass
class Pace:
    """At most so many addresses an hour for an account."""

    most: int = _MOST
    _asked: dict[str, deque[float]] = field(default_factory=dict)
    _lock: threading.Lock = field(default_factory=threading.Lock)

    def take(self, owner: str, number: int) -> None:
        """Raises `Refused` when that is more than are left to the account."""
        if number > ADDRESSES:
            raise Refused(f"一次最多估算 {ADDRESSES} 个网址：请分几次。")
        with self._lock:
            now, times = time.monotonic(), self._asked.setdefault(owner, deque())
            while times and times[0] < now - _SECONDS:
                times.popleft()
            if len(times) + number > self.most:
                raise Refused(f"一小时最多估算 {self.most} 个网址：请过一会儿再试。")
            times.extend([now] * number)


pace = Pace()
