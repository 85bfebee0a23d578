"""The three ways to read a list: whole every time, by `since`, and newest first."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from typing import Any

from collectors import values
from collectors.paging import Following, listed, walk
from collectors.session import Reply
from collectors.streams import Context, Ending, Page, Pages
from warehouse.records import Identity, Record

Parse = Callable[[Sequence[values.Json]], Sequence[Record]]
Expected = Callable[[Reply], int | None]
# Lists paged by number stop at page 400 (G3): go on from the time reached well before that.
PAGES_IN_ONE_GO = 390


def unknown(_: Reply) -> int | None:
    return None


@dataclass(frozen=True, slots=True)
class Listing:
    """How one list of one repository is read; `also` names streams that share its records."""

    stream: str
    what: str
    parse: Parse
    following: Following
    expected: Expected = unknown
    headers: dict[str, str] | None = None
    also: tuple[str, ...] = ()


def whole(ctx: Context, listing: Listing, url: str) -> Pages:
    """All pages, conditionally; what a complete fresh reading no longer shows is closed."""
    seen: set[str] | None = set()
    expected = ctx.cursor(listing.stream).get("expected")
    for reply in walk(ctx, url, listing.what, listing.following, listing.headers):
        found = listed(reply)
        expected = expected if reply.answer is None else listing.expected(reply)
        page = _page(ctx, listing, reply, found, {"expected": expected})
        keys = {record.key for record in page.records}
        seen = None if seen is None or reply.answer is None else seen | keys
        yield page
    return Ending(expected, sweep=None if seen is None else frozenset(seen))


def since(ctx: Context, listing: Listing, url: Callable[[str | None], str]) -> Pages:
    """Oldest change first from where the last run ended (inclusive, G16), resumable at any page.

    `since` moves only when data changed, so that a quiet night asks the same URL and gets a 304.
    """
    cursor = ctx.cursor(listing.stream)
    start: str | None = cursor.get("since")
    high: str | None = cursor.get("high", start)
    following: str | None = cursor.get("next") or url(start)
    while following is not None:
        pages, at = 0, following
        following = None
        for reply in walk(ctx, at, listing.what, listing.following, listing.headers):
            found, pages = listed(reply), pages + 1
            high = _later(high, found)
            onward = listing.following(reply)
            if onward and pages >= PAGES_IN_ONE_GO and high != start:
                start, onward = high, None
                following = url(high)
            rest = onward or following
            keep = {"since": start if rest else high, "high": high, "next": rest}
            yield _page(ctx, listing, reply, found, keep)
            if following:
                break
    return Ending()


def newest_first(ctx: Context, listing: Listing, oldest: str, newest: str) -> Pages:
    """For lists without `since` (E4): once whole by creation, later only the newest changes."""
    cursor = ctx.cursor(listing.stream)
    if cursor.get("done"):
        return (yield from _changes(ctx, listing, newest, cursor["high"]))
    started = cursor.get("started") or ctx.now().isoformat()
    high: str | None = cursor.get("high")
    expected = cursor.get("expected")
    for reply in walk(ctx, cursor.get("next") or oldest, listing.what, listing.following):
        found = listed(reply)
        high, onward = _later(high, found), listing.following(reply)
        expected = expected if reply.answer is None else listing.expected(reply)
        # What changed while we read may have been passed over: look again from the start on.
        done = {"done": True, "high": min(high or started, started)}
        keep = {"next": onward, "started": started, "high": high} if onward else done
        keep["expected"] = expected
        yield _page(ctx, listing, reply, found, keep)
    return Ending(expected)


def _changes(ctx: Context, listing: Listing, url: str, high: str | None) -> Pages:
    newest, expected = high, ctx.cursor(listing.stream).get("expected")
    for reply in walk(ctx, url, listing.what, listing.following):
        found = listed(reply)
        expected = expected if reply.answer is None else listing.expected(reply)
        newest = _later(newest, found)
        oldest = min(filter(None, map(_updated, found)), default=None)
        last = reply.answer is None or not listing.following(reply)
        last = last or (oldest is not None and high is not None and oldest < high)
        keep = {"done": True, "high": newest, "expected": expected} if last else None
        yield _page(ctx, listing, reply, found, keep)
        if last:
            break
    return Ending(expected)


def _page(
    ctx: Context,
    listing: Listing,
    reply: Reply,
    found: Sequence[values.Json],
    keep: dict[str, Any] | None,
) -> Page:
    """The page of a list: each object should have become one record besides its accounts."""
    records = listing.parse(found)
    unread = len(found) - sum(record.TABLE != Identity.TABLE for record in records)
    page = ctx.page(reply, records, len(found), cursor=keep, also=listing.also)
    return replace(page, unread=unread)


def _updated(item: values.Json) -> str | None:
    at = values.instant(item, "updated_at") or values.instant(item, "created_at")
    return at.isoformat() if at else None


def _later(high: str | None, found: Sequence[values.Json]) -> str | None:
    times = [at for at in map(_updated, found) if at] + ([high] if high else [])
    return max(times, default=None)


def stamp(text: str | None) -> str | None:
    """A cursor's time as the platforms write it: UTC with Z."""
    return (
        None
        if text is None
        else f"{datetime.fromisoformat(text).astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"
    )
