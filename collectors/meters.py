"""What one token may still ask of one host: shared by all threads that use it."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from threading import Lock

from collectors.limits import Quota

# So many requests may leave at once after a pause; then they keep the pace.
_BURST_SECONDS = 2.0


class Meter:
    """Counts a token's requests against what the platform says is left, and keeps the pace.

    `per_minute` is the platform's own secondary limit (0: none is known); `reserve` requests of
    each quota are left to the token's owner; `budget` is how many a run may make (0: any number).
    `monotonic` gives seconds.
    """

    def __init__(
        self, per_minute: int, reserve: int, budget: int, monotonic: Callable[[], float]
    ) -> None:
        self._pause = 60.0 / per_minute if per_minute else 0.0
        self._burst = max(self._pause, _BURST_SECONDS)
        self._reserve, self._budget, self._monotonic = reserve, budget, monotonic
        self._lock = Lock()
        self._quota = Quota()
        self._held: datetime | None = None
        self._flying = self._sent = 0
        # Whether what is on its way may have left before the last number was stated.
        self._older = False
        self._next = 0.0

    @property
    def left(self) -> int | None:
        """What the platform said is left; None: it has not said."""
        return self._quota.left

    @property
    def limit(self) -> int | None:
        """How many requests an hour has; None: the platform has not said."""
        return self._quota.limit or None

    @property
    def spent(self) -> bool:
        """Whether this run may make no more requests with the token."""
        return bool(self._budget) and self._sent >= self._budget

    def until_quota(self, now: datetime) -> float:
        """Seconds until the quota is there again; 0: it is. What is on its way counts as used."""
        with self._lock:
            return self._until(now)

    def _until(self, now: datetime) -> float:
        if self._held is not None and self._held > now:
            return (self._held - now).total_seconds()
        left = self._quota.left
        if left is None or left - self._flying > self._reserve:
            return 0.0
        return Quota(0, self._quota.until).seconds(now)

    def hold(self, until: datetime) -> None:
        """Nothing is asked before: the platform has refused for asking too fast."""
        with self._lock:
            self._held = max(self._held or until, until)

    def take(self, now: datetime) -> float | None:
        """Takes the next place in the row; returns the seconds to wait for it, None when another
        thread took what was left of the quota."""
        with self._lock:
            if self._until(now) > 0:
                return None
            self._flying += 1
            self._sent += 1
            at = self._monotonic()
            self._next = max(self._next + self._pause, at - self._burst)
            return max(0.0, self._next - at)

    def landed(self, stated: Quota | None) -> None:
        """Notes that an answer came, or none, and what it said is left."""
        with self._lock:
            self._flying -= 1
            if stated is not None:
                self._quota = self._earlier(stated)
            self._older = self._flying > 0 and (self._older or stated is not None)

    def _earlier(self, stated: Quota) -> Quota:
        """Answers overtake each other: within one window the lowest number is the latest."""
        held = self._quota
        if held.left is None or stated.left is None or held.until is None or stated.until is None:
            return stated
        same = abs((stated.until - held.until).total_seconds()) < 2 and self._older
        return held if same and held.left < stated.left else stated
