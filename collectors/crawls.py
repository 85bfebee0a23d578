"""The three ways to read a list: whole every time, by `since`, and newest first."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

from collectors.errors import Malformed, Quota, Unreachable
from collectors.paging import query_of, walk
from collectors.reading import Listing, Read, later, page, read, stamp
from collectors.replies import Reply
from collectors.since import Keyset
from collectors.streams import Context, Ending, Pages

# A list that changed while it was read is read again so often before we say so.
PASSES = 3
# Deleted rows are closed by a whole reading: a month of requests is about one night's more.
SWEPT_EVERY = timedelta(days=30)
_MOVING = "列表在读取时不断变动，这次没能读到一致的全貌：下次运行会再读。"


def whole(ctx: Context, listing: Listing, url: str) -> Pages:
    """All pages, conditionally; what a complete reading no longer shows is closed.

    A row that leaves the list moves the next page's first row to a page already read: where the
    platform counts the list, a count that changed or was not reached is read once more. A list
    that stays short closes nothing until it was short by the same number in two runs.
    """
    before = held = ctx.cursor.get("short")
    for _ in range(PASSES):
        once = _Once()
        for reply in walk(ctx, url, listing.what, listing.following, listing.headers):
            got = read(listing, reply, ctx.now())
            once.add(got, fresh=reply.answer is not None)
            short = once.shortage() if reply.next_url is None else before
            yield page(ctx, listing, reply, got, {"short": short}, keys=True)
        short = once.shortage()
        if once.steady and (short in (None, held) or not listing.exact):
            return _ended(once, short, settled=short in (None, before))
        held = short
    return Ending(once.expected, code="moving", reason=_MOVING)


def _ended(once: _Once, short: list[int] | None, *, settled: bool) -> Ending:
    sweep = frozenset(once.keys) if settled else None
    if short is None or once.unread:
        return Ending(once.expected, sweep=sweep)
    reason = f"平台计数为 {short[1]}，列表只给出 {short[0]}：差额为平台未展示的部分。"
    return Ending(once.expected, "short", reason, sweep)


class _Once:
    """What one reading of a whole list showed."""

    def __init__(self) -> None:
        self.keys: set[str] = set()
        self.unread = 0
        self.expected: int | None = None
        self.steady = True
        self._fresh = False

    def add(self, got: Read, *, fresh: bool) -> None:
        self.keys.update(got.keys)
        self.unread += got.unread
        if got.expected is None:
            return
        # What an unchanged page counted is as old as that page.
        if fresh and self._fresh and got.expected != self.expected:
            self.steady = False
        if fresh or not self._fresh:
            self.expected, self._fresh = got.expected, fresh or self._fresh

    def shortage(self) -> list[int] | None:
        """[rows seen, rows counted] when fewer were seen."""
        seen = len(self.keys) + self.unread
        return None if self.expected is None or seen >= self.expected else [seen, self.expected]


def since(
    ctx: Context, listing: Listing, url: Callable[[str | None], str],
    also_swept: tuple[str, ...] = (),
) -> Pages:  # fmt: skip
    """Oldest change first from where the last run ended (inclusive, G16), resumable at any page.

    Each page is asked for by the time the one before reached, not by its number: rows that move
    or vanish meanwhile then hide no other (G16). `since` moves only when data changed, so that a
    quiet night asks the same URL and gets a 304 (G18). Times in the future move nothing.
    What was deleted never appears in such a list (G22): now and then all of it is read.
    """
    cursor = ctx.cursor
    now, swept = ctx.now(), cursor.get("swept")
    high, carried = cursor.get("since"), cursor.get("unread", 0)
    reading = _Since(high, carried, swept or now.isoformat())
    yield from reading.pages(ctx, listing, url, high)
    due = swept is not None and now - datetime.fromisoformat(swept) >= SWEPT_EVERY
    if due or carried:
        return (yield from _sweep(ctx, listing, url, reading, also_swept))
    return Ending(unread=max(0, carried - reading.unread))


def _sweep(
    ctx: Context, listing: Listing, url: Callable[[str | None], str], reading: _Since,
    also_swept: tuple[str, ...],
) -> Pages:  # fmt: skip
    """The whole list once more, for its keys and for items that could not be read before.

    It may be put off: nothing new depends on it.
    """
    whole = _Since(reading.high, 0, reading.swept, settled=True)
    try:
        yield from whole.pages(ctx, listing, url, None, ctx.now().isoformat())
    except (Quota, Unreachable):
        return Ending(unread=max(0, reading.carried - reading.unread))
    return Ending(sweep=frozenset(whole.keys) if whole.ordered else None, also_swept=also_swept)


class _Since:
    """One reading of a list ordered by change, and the place to keep after each page.

    `settled`: the list was read to its end already, so that the place never goes back.
    """

    def __init__(
        self, high: str | None, carried: int, swept: str, *, settled: bool = False
    ) -> None:
        self.high, self.carried, self.swept, self.settled = high, carried, swept, settled
        self.unread, self.ordered, self.keys = 0, True, set[str]()

    def pages(
        self, ctx: Context, listing: Listing, url: Callable[[str | None], str],
        start: str | None, swept: str | None = None,
    ) -> Pages:  # fmt: skip
        """`swept` is the time to keep once the end is reached."""
        safe, reached, counted = self.high, start, _Counted(listing)
        onward = Keyset(listing.following, url, ctx.now())
        for reply in walk(ctx, url(start), listing.what, onward, listing.headers):
            got, last = read(listing, reply, ctx.now()), reply.next_url is None
            counted.add(reply, got, first=start is None)
            self.ordered = self.ordered and got.ordered and not _before(got.low, reached)
            reached, self.unread = later(reached, got.high), self.unread + got.unread
            self.high = later(self.high, got.high)
            safe = self.high if last or (self.ordered and not self.settled) else safe
            self.keys.update(got.keys if self.settled else ())
            unread = self.unread if self.settled else max(self.carried, self.unread)
            keep = {"since": safe, "unread": unread, "swept": self.swept}
            keep |= {"swept": swept} if last and swept else {}
            yield page(ctx, listing, reply, got, keep, keys=True)
        counted.end()
        return Ending()


class _Counted:
    """Whether a list by change gave as many items as the platform said it holds.

    Neighbouring pages overlap, so only keys that the page before did not show are counted.
    """

    def __init__(self, listing: Listing) -> None:
        self._listing = listing
        self._seen = 0
        self._least: int | None = None
        self._before: frozenset[str] = frozenset()
        self._pages = 0

    def add(self, reply: Reply, got: Read, *, first: bool) -> None:
        self._pages += 1
        query = query_of(reply.url)
        if self._pages == 1:
            self._least = got.expected or (self._listing.least if first else None)
        elif not got.items and ("after" in query or query.get("page", "1") == "1"):
            # Asked for by the time an item carries, at least that item is there.
            raise Malformed(f"{self._listing.what}读到一半得到空的一页：请再运行。")
        self._seen += len(frozenset(got.keys) - self._before) + got.unread
        self._before = frozenset(got.keys)

    def end(self) -> None:
        if self._least is not None and self._seen < self._least:
            raise Malformed(
                f"{self._listing.what}应有至少 {self._least} 项，只给出 {self._seen} 项：请再运行。"
            )


def _before(low: str | None, high: str | None) -> bool:
    """Whether a page goes back behind what was reached, by the seconds `since` knows."""
    return bool(low and high and (stamp(low) or "") < (stamp(high) or ""))


def newest_first(ctx: Context, listing: Listing, oldest: str, newest: str) -> Pages:
    """For lists without `since` (E4): once whole by creation, later only the newest changes.

    Read whole once more when what is held is not what the platform counted (`off`, set by the
    loop), but not again for the same difference.
    """
    cursor = ctx.cursor
    off, tried, swept = cursor.get("off"), cursor.get("tried"), cursor.get("started")
    if not cursor.get("done"):
        return (yield from _by_creation(ctx, listing, oldest, cursor))
    due = swept is None or ctx.now() - datetime.fromisoformat(swept) >= SWEPT_EVERY
    if off == tried and not due and not cursor.get("unread"):
        return (yield from _changes(ctx, listing, newest, cursor))
    return (yield from _by_creation(ctx, listing, oldest, {"tried": off}))


def _by_creation(ctx: Context, listing: Listing, oldest: str, cursor: dict[str, Any]) -> Pages:
    resumed = cursor.get("next")
    cursor = cursor if resumed else {"tried": cursor.get("tried")}
    started = cursor.get("started") or ctx.now().isoformat()
    kept = {"started": started, "tried": cursor.get("tried")}
    high, keys, expected, unread = cursor.get("high"), set[str](), None, cursor.get("unread", 0)
    for reply in walk(ctx, resumed or oldest, listing.what, listing.following, listing.headers):
        got = read(listing, reply, ctx.now())
        high, expected, unread = later(high, got.high), got.expected, unread + got.unread
        keys.update(got.keys)
        # What changed while we read may have been passed over: look again from the start on.
        done = {"done": True, "high": min(high or started, started), "off": kept["tried"]}
        place = done if reply.next_url is None else {"next": reply.next_url, "high": high}
        yield page(ctx, listing, reply, got, {**kept, **place, "unread": unread}, keys=True)
    whole = not resumed and (expected is None or len(keys) + unread >= expected)
    return Ending(expected, sweep=frozenset(keys) if whole else None)


def _changes(ctx: Context, listing: Listing, url: str, cursor: dict[str, Any]) -> Pages:
    reached, high, expected = cursor.get("high"), cursor.get("high"), None
    for reply in walk(ctx, url, listing.what, listing.following, listing.headers):
        got = read(listing, reply, ctx.now())
        expected = got.expected if got.expected is not None else expected
        high = later(high, got.high)
        last = reply.next_url is None or bool(got.low and reached and got.low < reached)
        yield page(ctx, listing, reply, got, {**cursor, "high": high} if last else None)
        if last:
            break
    return Ending(expected, unread=cursor.get("unread", 0))
