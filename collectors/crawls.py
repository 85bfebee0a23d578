"""The three ways to read a list: whole every time, by `since`, and newest first."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors.counting import Counted, Once, Shortage, apart
from collectors.errors import Malformed, Quota, Refused, Unreachable
from collectors.paging import query_of, walk
from collectors.reading import Listing, Read, later, page, read, stamp
from collectors.replies import Reply
from collectors.since import Keyset
from collectors.streams import Context, Ending, Page, Pages

# A list that changed while it was read is read again so often before we say so.
PASSES = 3
# Deleted rows are closed by a whole reading: a month of requests is about one night's more.
SWEPT_EVERY = timedelta(days=30)
# Totals are capped by some platforms (G20), lists by number end at 40,000 rows (G3).
MOST_PROVEN = 25_000
_MOVING = "列表在读取时不断变动，这次没能读到一致的全貌：下次运行会再读。"


def whole(ctx: Context, listing: Listing, url: str) -> Pages:
    """All pages, conditionally; what a complete reading no longer shows is closed.

    A row that leaves the list moves the next page's first row to a page already read: where the
    platform counts the list, a count that changed or was not reached is read once more. A list
    that stays short closes nothing until it was short by the same number in two runs.
    """
    before = held = ctx.cursor.get("short")
    cut = False
    for _ in range(PASSES):
        once = Once()
        for reply in walk(ctx, url, listing.what, listing.following, listing.headers):
            got = read(listing, reply, ctx.now())
            once.add(got, fresh=reply.answer is not None)
            cut = _is_cut(listing, reply, got)
            short = once.shortage() if reply.next_url is None else before
            yield page(ctx, listing, reply, got, {"short": short}, keys=True)
        if cut:
            return _cut(listing, once.expected)
        if listing.least and not once.keys and not once.unread:
            # Closed to us, or a fault: it closes nothing, and nothing known is not zero.
            raise Refused(
                f"平台不向我们展示{listing.what}：应有至少 {listing.least} 项，给出的却是空的列表。"
            )
        short = once.shortage()
        if once.steady and (apart(short) in (0, apart(held)) or not listing.exact):
            return _ended(once, short, settled=apart(short) in (0, apart(before)))
        held = short
    return Ending(once.expected, code="moving", reason=_MOVING)


def _is_cut(listing: Listing, reply: Reply, got: Read) -> bool:
    """Whether a list ends with a full page where the platform shows no more of them."""
    query, most = query_of(reply.url), listing.most_pages
    if most is None or reply.next_url is not None or int(query.get("page", "1")) < most:
        return False
    return got.items >= int(query.get("per_page", "0"))


def _cut(listing: Listing, expected: int | None) -> Ending:
    """What is beyond is held as it was: nothing tells that it is gone."""
    reason = f"平台的{listing.what}到第 {listing.most_pages} 页为止：更多的没有列出。"
    return Ending(expected, "cut", reason)


def _ended(once: Once, short: list[int] | None, *, settled: bool) -> Ending:
    sweep = frozenset(once.keys) if settled else None
    if short is None or once.unread:
        return Ending(once.expected, sweep=sweep)
    reason = f"平台计数为 {short[1]}，列表只给出 {short[0]}：差额为平台未展示的部分。"
    return Ending(once.expected, "short", reason, sweep)


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
    reading = _Since(ctx.cursor, ctx.now())
    yield from reading.pages(ctx, listing, url)
    if reading.due or reading.carried:
        return (yield from _sweep(ctx, listing, url, reading, also_swept))
    return reading.ending(ctx.held)


def proven(
    ctx: Context, listing: Listing, url: Callable[[str | None], str], expected: int | None
) -> Pages:  # fmt: skip
    """`since`, but the first time by page number where it is known how many items there are.

    As many read as there are, and nothing changed meanwhile: none was hidden by one that moved, and
    no page need overlap another. The place is kept only then; else all is read by time after all.
    None at all where there are some is refused, and remembered until some came.
    """
    expected = ctx.cursor.get("expected", expected)
    if expected is None or ctx.cursor.keys() - {"expected"} or expected > MOST_PROVEN:
        return (yield from since(ctx, listing, url))
    reading, keys, whole = _Since({}, ctx.now()), set[str](), False
    for reply in walk(ctx, url(None), listing.what, listing.following, listing.headers):
        got = read(listing, reply, ctx.now())
        keys.update(got.keys)
        reading.pass_page(got)
        still = (reading.high or "") <= reading.now.astimezone(UTC).isoformat()
        whole = reply.next_url is None and still and len(keys) + reading.unread == expected
        yield page(ctx, listing, reply, got, reading.place if whole else None, keys=True)
    if expected and not keys and not reading.unread:
        yield Page(None, cursor={"expected": expected})
        raise Malformed(f"{listing.what}应有 {expected} 项，平台一项也没有给出：请再运行。")
    return reading.ending(ctx.held) if whole else (yield from since(ctx, listing, url))


def _sweep(
    ctx: Context, listing: Listing, url: Callable[[str | None], str], reading: _Since,
    also_swept: tuple[str, ...],
) -> Pages:  # fmt: skip
    """The whole list once more, for its keys and for items that could not be read before.

    It may be put off: nothing new depends on it. One that gave too few items closes nothing and
    is made again the next time, until it is short by the same number.
    """
    whole = _Since(reading.place, reading.now, settled=True)
    try:
        yield from whole.pages(ctx, listing, url)
    except (Quota, Unreachable):
        return reading.ending(ctx.held)
    short = whole.short
    sweep = frozenset(whole.keys) if whole.ordered and (short is None or short.same) else None
    ending = Ending(sweep=sweep) if short is None else short.ending(ctx.held, sweep)
    return replace(ending, also_swept=also_swept)


class _Since:
    """One reading of a list ordered by change, and the place to keep after each page.

    `settled`: the list was read to its end already, so that the place never goes back.
    """

    def __init__(self, cursor: Mapping[str, Any], now: datetime, *, settled: bool = False) -> None:
        self.now, self.settled = now, settled
        self.high: str | None = cursor.get("since")
        self.tip: str = cursor.get("tip", "")
        self.start = None if settled else self.high
        self.swept: str = cursor.get("swept") or now.isoformat()
        self.carried: int = cursor.get("unread", 0)
        self.begun: Mapping[str, Any] | None = None if settled else cursor.get("begun")
        self.short = self.known = Shortage.of(cursor.get("short"))
        self.unread, self.ordered, self.keys = 0, True, set[str]()
        self._refused = self._done = False

    @property
    def due(self) -> bool:
        return self.now - datetime.fromisoformat(self.swept) >= SWEPT_EVERY

    @property
    def place(self) -> dict[str, Any]:
        """Where to go on once the end was reached. Only a sweep forgets what was not read."""
        swept = self.settled and self._done
        unread = self.unread if swept else max(self.carried, self.unread)
        short = self.short and self.short.kept
        return {
            "since": self.high,
            "tip": self.tip,
            "unread": unread,
            "swept": self.swept,
            "short": short,
        }

    def ending(self, held: int) -> Ending:
        unread = max(0, self.carried - self.unread)
        return replace(self.short.ending(held) if self.short else Ending(), unread=unread)

    def pages(
        self, ctx: Context, listing: Listing, url: Callable[[str | None], str]
    ) -> Pages:  # fmt: skip
        """Raises `Malformed` for too few items; the next reading begins where this one did."""
        reached, safe = self.start, self.high
        counted = Counted(listing, self.start, self.begun or {})
        onward = Keyset(listing.following, url, self.now)
        for reply in walk(ctx, url(self.start), listing.what, onward, listing.headers):
            got = read(listing, reply, ctx.now())
            counted.add(reply, got)
            self.ordered = self.ordered and got.ordered and not _before(got.low, reached)
            reached = later(reached, got.high)
            self.pass_page(got)
            self.keys.update(got.keys if self.settled else ())
            if self.ordered and not self.settled:
                safe, self.begun = self.high, counted.begun
            place = {**self.place, "since": safe, "begun": self.begun}
            if reply.next_url is None:
                self._end(counted)
                place = {**self.place, "since": counted.start} if self._refused else self.place
            yield page(ctx, listing, reply, got, place, keys=True)
        if self._refused and self.short is not None:
            raise self.short.refused(listing.what)
        return Ending()

    def pass_page(self, got: Read) -> None:
        """Notes how far a page reaches, and what on it was no row."""
        self.unread += got.unread
        self.tip = got.tip if got.high and got.high >= (self.high or "") else self.tip
        self.high = later(self.high, got.high)

    def _end(self, counted: Counted) -> None:
        """What is lacking now, or was when the list was last read whole."""
        self.short = found = counted.short(self.known)
        if found is None and self.known is not None and counted.start is not None:
            self.short = self.known if self.known.believed or self.known.whole else None
        believed, self._done = found is None or found.believed, True
        self._refused = not (self.settled or believed)
        if self.settled and believed:
            self.swept = self.now.isoformat()


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
    short = cursor.get("short")
    # As many held as counted, where some are hidden: then one held is there no more.
    masked = off is None and short is not None
    if apart(off) == apart(tried) and not (due or masked or cursor.get("unread")):
        return (yield from _changes(ctx, listing, newest, cursor))
    again = {"tried": off or short, "short": short}
    return (yield from _by_creation(ctx, listing, oldest, again))


def _by_creation(ctx: Context, listing: Listing, oldest: str, cursor: dict[str, Any]) -> Pages:
    """What is shown no more is closed, unless fewer are shown than counted and not so before."""
    resumed, before = cursor.get("next"), cursor.get("short")
    cursor = cursor if resumed else {"tried": cursor.get("tried")}
    started = cursor.get("started") or ctx.now().isoformat()
    kept = {"started": started, "tried": cursor.get("tried")}
    high, once, carried = cursor.get("high"), Once(), cursor.get("unread", 0)
    tip = cursor.get("tip", "")
    short, cut = before, False
    for reply in walk(ctx, resumed or oldest, listing.what, listing.following, listing.headers):
        got = read(listing, reply, ctx.now())
        once.add(got, fresh=reply.answer is not None)
        tip = got.tip if got.high and got.high >= (high or "") else tip
        high = later(high, got.high)
        # What changed while we read may have been passed over: look again from the start on.
        cut = _is_cut(listing, reply, got)
        done = {"done": True, "high": min(high or started, started), "off": kept["tried"]}
        done |= {"cut": True} if cut else {}
        place = done if reply.next_url is None else {"next": reply.next_url, "high": high}
        short = before if resumed or reply.next_url else once.shortage()
        place |= {"unread": carried + once.unread, "short": short, "tip": tip}
        yield page(ctx, listing, reply, got, {**kept, **place}, keys=True)
    if cut:
        return _cut(listing, once.expected)
    whole = not resumed and apart(short) in {0, apart(before)}
    return Ending(once.expected, sweep=frozenset(once.keys) if whole else None)


def _changes(ctx: Context, listing: Listing, url: str, cursor: dict[str, Any]) -> Pages:
    reached, high, expected = cursor.get("high"), cursor.get("high"), None
    tip = cursor.get("tip", "")
    for reply in walk(ctx, url, listing.what, listing.following, listing.headers):
        got = read(listing, reply, ctx.now())
        expected = got.expected if got.expected is not None else expected
        tip = got.tip if got.high and got.high >= (high or "") else tip
        high = later(high, got.high)
        last = reply.next_url is None or bool(got.low and reached and got.low < reached)
        yield page(ctx, listing, reply, got, {**cursor, "high": high, "tip": tip} if last else None)
        if last:
            break
    if cursor.get("cut"):
        return replace(_cut(listing, expected), unread=cursor.get("unread", 0))
    return Ending(expected, unread=cursor.get("unread", 0))
