"""Request limits: what the answers' headers say is obeyed, per host and token."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from email.utils import parsedate_to_datetime
from urllib.parse import urlsplit

_WAIT_IN_DARK = 60.0
# Ten digits last until the year 2286; more is no number of seconds anybody means.
_NUMBER = re.compile(r"[0-9]{1,10}")
# A key and its value: text within a string would have its quotation marks escaped.
_SPENT = re.compile(rb'"type"\s*:\s*"RATE_LIMIT(?:ED)?"')
_COUNTED = {"core", "graphql"}
_HUB = re.compile(r"r=([0-9]{1,10})\b.*?t=([0-9]{1,7})\b")


@dataclass(slots=True)
class Quota:
    """What is left until when, and of how many an hour; None: the platform has not said."""

    left: int | None = None
    until: datetime | None = None
    limit: int | None = None

    def seconds(self, now: datetime) -> float:
        """How long to wait before the next request."""
        if self.left == 0 and self.until is not None:
            return max(0.0, (self.until - now).total_seconds())
        return 0.0


def read(headers: Mapping[str, str], now: datetime) -> Quota | None:
    """The quota an answer states (GitHub's and Hugging Face's headers), or None."""
    if headers.get("X-RateLimit-Resource", "core") not in _COUNTED:
        return None  # a limit of its own, as that of the dependency graph
    left, reset = headers.get("X-RateLimit-Remaining"), headers.get("X-RateLimit-Reset")
    if left and reset and _NUMBER.fullmatch(left) and _NUMBER.fullmatch(reset):
        wait = datetime.fromtimestamp(int(reset), tz=UTC) - _said(headers, now)
        limit = headers.get("X-RateLimit-Limit", "")
        return Quota(int(left), now + wait, int(limit) if _NUMBER.fullmatch(limit) else None)
    if found := _HUB.search(headers.get("RateLimit", "")):
        return Quota(int(found[1]), now + timedelta(seconds=int(found[2])))
    return None


def _said(headers: Mapping[str, str], now: datetime) -> datetime:
    """The server's own time: this machine's clock may be wrong, the difference is not."""
    try:
        said = parsedate_to_datetime(headers.get("Date", ""))
        return said if said.tzinfo else said.replace(tzinfo=UTC)
    except (TypeError, ValueError):
        return now


def limited(status: int, headers: Mapping[str, str], body: bytes) -> bool:
    """Whether a refusal is about the rate and not about the right to see (G9, E2)."""
    if status == 429:
        return True
    if status != 403:
        return False
    return (
        headers.get("X-RateLimit-Remaining") == "0"
        or "Retry-After" in headers
        or b"rate limit" in body[:2000].lower()
    )


def spent(body: bytes) -> bool:
    """Whether an answer to a GraphQL query says so: it comes as a 200 with errors (G12)."""
    return bool(_SPENT.search(body))


def resource(url: str) -> str:
    """Which of a host's quotas a request counts against: GraphQL has points of its own (G9)."""
    return "graphql" if urlsplit(url).path.endswith("/graphql") else ""


def pause(headers: Mapping[str, str], now: datetime, attempt: int) -> float:
    """Seconds to wait after a rate refusal; without a word from the server: a minute, doubling."""
    after = headers.get("Retry-After", "")
    if _NUMBER.fullmatch(after):
        return float(after)
    stated = read(headers, now)
    if stated is not None and stated.left == 0:
        return stated.seconds(now) + 1
    return float(_WAIT_IN_DARK * 2**attempt)


Sleep = Callable[[float], None]
