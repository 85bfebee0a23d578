"""What goes wrong, on demand: tests append faults, each fires a bounded number of times."""

from __future__ import annotations

import re
import threading
from collections.abc import Callable
from dataclasses import dataclass, field

from werkzeug.wrappers import Response


@dataclass(frozen=True, slots=True)
class Reply:
    """This answer instead of the real one."""

    status: int
    body: bytes = b""
    headers: tuple[tuple[str, str], ...] = ()
    content_type: str = "application/json; charset=utf-8"


@dataclass(frozen=True, slots=True)
class Cut:
    """The real answer, ended after `keep` bytes of its body although more was announced."""

    keep: int = 40


@dataclass(frozen=True, slots=True)
class Delay:
    """The real answer, `seconds` later."""

    seconds: float


@dataclass(frozen=True, slots=True)
class Reset:
    """The connection is reset before any byte is sent."""


@dataclass(frozen=True, slots=True)
class Repeat:
    """A list page that begins with the last `rows` rows of the page answered before it on the
    same path: what a list sorted by update time does while it is being read."""

    rows: int = 1


@dataclass(frozen=True, slots=True)
class Before:
    """Runs `act` and then answers really, so that lists change between two pages."""

    act: Callable[[], None]


@dataclass(frozen=True, slots=True)
class Change:
    """The real answer after `act` has changed it. A changed body has another ETag."""

    act: Callable[[Response], None]


@dataclass(frozen=True, slots=True)
class Null:
    """GitHub's answer to a query with the value at `path` null, and an error that says so; `extra`
    joins that error. `path` begins below `data`."""

    path: tuple[str | int, ...]
    message: str = "Something went wrong."
    extra: tuple[tuple[str, str], ...] = ()


Action = Reply | Cut | Delay | Reset | Repeat | Before | Change | Null


def html(status: int = 200) -> Reply:
    """An error or firewall page where JSON was asked for."""
    page = "<html><head><title>访问被拒绝</title></head><body>您的请求已被拦截</body></html>"
    return Reply(status, page.encode(), content_type="text/html; charset=utf-8")


def empty(status: int = 200) -> Reply:
    return Reply(status, b"")


def accepted() -> Reply:
    """202 until computed; with `times=1` the next request is answered."""
    return Reply(202, b"{}")


def secondary_limit(status: int = 403, retry_after: int | None = 60) -> Reply:
    """GitHub's secondary limit, 403 or 429, with or without Retry-After."""
    body = (
        b'{"message":"You have exceeded a secondary rate limit. Please wait a few minutes before '
        b'you try again.","documentation_url":"https://docs.github.com/rest/using-the-rest-api/'
        b'rate-limits-for-the-rest-api#about-secondary-rate-limits"}'
    )
    headers = () if retry_after is None else (("Retry-After", str(retry_after)),)
    return Reply(status, body, headers)


def resource_limits() -> Reply:
    """A query too heavy for GitHub: 200, no data (G12)."""
    return Reply(
        200,
        b'{"data":null,"errors":[{"type":"RESOURCE_LIMITS_EXCEEDED",'
        b'"message":"Resource limits for this query exceeded."}]}',
    )


@dataclass(slots=True)
class Fault:
    """`action` for requests of `method` (empty: any) whose host and whose path with its query match
    the patterns.

    Fires first on the `nth` match (1-based) and then for `times` matches (None: for ever).
    `fired` counts how often it did.
    """

    action: Action
    host: str = ""
    path: str = ""
    method: str = ""
    nth: int = 1
    times: int | None = 1
    seen: int = field(default=0, init=False)
    fired: int = field(default=0, init=False)

    def strikes(self, method: str, host: str, target: str) -> bool:
        if not self._matches(method, host, target):
            return False
        self.seen += 1
        if self.seen < self.nth or (self.times is not None and self.fired >= self.times):
            return False
        self.fired += 1
        return True

    def _matches(self, method: str, host: str, target: str) -> bool:
        wanted = self.method.upper() in ("", method)
        return wanted and bool(re.search(self.host, host) and re.search(self.path, target))


class Faults:
    """The faults in force. The first that strikes decides about a request."""

    def __init__(self) -> None:
        self._faults: list[Fault] = []
        self._lock = threading.Lock()

    def append(self, fault: Fault) -> None:
        with self._lock:
            self._faults.append(fault)

    def clear(self) -> None:
        with self._lock:
            self._faults.clear()

    def __len__(self) -> int:
        return len(self._faults)

    def take(self, method: str, host: str, target: str) -> Action | None:
        with self._lock:
            for fault in self._faults:
                if fault.strikes(method, host, target):
                    return fault.action
        return None
