"""What one page of a list told, now or when it was last new: a 304 is as good as the answer."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import blake2b
from typing import Any

from collectors import values
from collectors.paging import Following, listed
from collectors.replies import Reply
from collectors.streams import Context, Page
from warehouse.records import OF_ACCOUNTS, Record

Parse = Callable[[Sequence[values.Json]], Sequence[Record]]
Expected = Callable[[Reply], int | None]


def unknown(_: Reply) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Listing:
    """How one list of one repository is read.

    `also` names streams that share its records; `least` is how many items there are at least, by
    what the platform said of the repository. `exact`: `expected` counts this very list, so that a
    shortage is worth a second reading. `rows` is how many rows the items of a page must give.
    `most_pages`: the platform shows no more pages of it, however many there are (G3).
    """

    stream: str
    what: str
    parse: Parse
    following: Following
    expected: Expected = unknown
    headers: dict[str, str] | None = None
    also: tuple[str, ...] = ()
    least: int | None = None
    exact: bool = True
    rows: Callable[[Sequence[values.Json]], int] = len
    most_pages: int | None = None


@dataclass(frozen=True, slots=True)
class Read:
    """A page's records, and what of it is remembered beside its validator.

    `keys` are those of its rows; `unread` counts items that are none; `high` and `low` are the
    latest and earliest change on it that is not in the future, `ordered` whether changes go up;
    `expected` is how many items the platform counts in the whole list; `tip` tells the items of
    the latest change apart from others of the same second.
    """

    records: Sequence[Record]
    items: int
    keys: tuple[str, ...]
    unread: int
    high: str | None
    low: str | None
    ordered: bool
    expected: int | None
    tip: str = ""

    def memo(self, *, keys: bool) -> dict[str, Any]:
        kept: dict[str, Any] = {
            "items": self.items, "unread": self.unread, "high": self.high, "low": self.low,
            "ordered": self.ordered, "expected": self.expected, "tip": self.tip,
        }  # fmt: skip
        return {**kept, "keys": self.keys} if keys else kept


def read(listing: Listing, reply: Reply, now: datetime) -> Read:
    """The page of a reply. Raises `Malformed` when it is no list."""
    told = listing.expected(reply)
    if reply.answer is None:
        return _recalled(reply.memo, told)
    found = listed(reply)
    records = listing.parse(found)
    keys = tuple(record.key for record in records if record.TABLE not in OF_ACCOUNTS)
    times = [at for at in map(changed, found) if at is not None and at <= now.isoformat()]
    return Read(
        records, len(found), keys, max(0, listing.rows(found) - len(keys)),
        max(times, default=None), min(times, default=None), times == sorted(times), told,
        _tip(found, times),
    )  # fmt: skip


def _tip(found: Sequence[values.Json], times: Sequence[str]) -> str:
    """Of a page without times: empty."""
    latest = [item for item in found if times and changed(item) == max(times)]
    texts = sorted(json.dumps(item, sort_keys=True, default=str) for item in latest)
    return blake2b("".join(texts).encode(), digest_size=8).hexdigest() if texts else ""


def _recalled(memo: Mapping[str, Any], told: int | None) -> Read:
    expected = memo.get("expected") if told is None else told
    return Read(
        (), memo.get("items", 0), tuple(memo.get("keys", ())), memo.get("unread", 0),
        memo.get("high"), memo.get("low"), memo.get("ordered", True), expected,
        memo.get("tip", ""),
    )  # fmt: skip


def page(
    ctx: Context, listing: Listing, reply: Reply, got: Read, cursor: Mapping[str, Any] | None, *,
    keys: bool = False,
) -> Page:  # fmt: skip
    return ctx.page(
        reply, got.records, got.items, cursor=cursor, also=listing.also,
        memo=got.memo(keys=keys), unread=got.unread,
    )  # fmt: skip


def changed(item: values.Json) -> str | None:
    """When an item last changed, as ISO 8601 in UTC."""
    at = values.instant(item, "updated_at") or values.instant(item, "created_at")
    return at.astimezone(UTC).isoformat() if at else None


def later(high: str | None, found: str | None) -> str | None:
    return max(filter(None, (high, found)), default=None)


def stamp(text: str | None) -> str | None:
    """A cursor's time as the platforms write it: UTC with Z."""
    if text is None:
        return None
    return f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
