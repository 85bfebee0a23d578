"""From a page of a list ordered by change to the next: by the time reached, not by number."""

from __future__ import annotations

from collections.abc import Callable
from datetime import UTC, datetime

from collectors.paging import Following, full, listed, query_of, unheaded
from collectors.reading import changed, stamp
from collectors.replies import Reply


class Keyset:
    """A `Following`. A host that does not know `since` is read by number after all."""

    def __init__(
        self, following: Following, url: Callable[[str | None], str], now: datetime
    ) -> None:
        self._following, self._url = following, url
        self._now = now.astimezone(UTC).isoformat()
        self._by_number: str | None = None
        self._ignored = False

    def __call__(self, reply: Reply) -> str | None:
        onward = self._following(reply)
        high = self._high(reply)
        if onward is None:
            return self._url(high) if high and _cut_short(reply) else None
        if self._ignored or "after" in query_of(onward):
            return onward
        if self._does_not_know_since(reply):
            self._ignored = True
            return self._by_number
        if high is None or stamp(high) == query_of(reply.url).get("since"):
            return onward
        self._by_number = onward
        return self._url(high)

    def _high(self, reply: Reply) -> str | None:
        """The latest change on a page whose changes go up."""
        times = self._times(reply)
        return times[-1] if times and times == sorted(times) else None

    def _does_not_know_since(self, reply: Reply) -> bool:
        asked = query_of(reply.url).get("since")
        low = stamp(min(self._times(reply), default=None))
        return bool(self._by_number and asked and low and low < asked)

    def _times(self, reply: Reply) -> list[str]:
        found = (changed(item) for item in listed(reply))
        return [at for at in found if at is not None and at <= self._now]


def _cut_short(reply: Reply) -> bool:
    """A full page of a list by cursor that says nothing of a next one: it may have been lost."""
    return unheaded(reply) and full(reply) and "after" in query_of(reply.url)
