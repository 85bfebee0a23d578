"""Reading a list by GraphQL: whole by creation, later only what changed, resumable at any page."""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from typing import Any

from collectors import querying, values
from collectors.crawls import SWEPT_EVERY
from collectors.errors import Malformed
from collectors.querying import Rows, Sizes, Told
from collectors.reading import later
from collectors.streams import Context, Ending, Page, Pages, Within
from warehouse.records import OF_ACCOUNTS, Record

# Rows the platform could not read are asked for again in so many runs, then with the next sweep.
MOST_TRIES = 3
# Within the second a list was read up to, more may change unseen by its time.
SETTLED = timedelta(minutes=10)
_OLDEST = {"field": "CREATED_AT", "direction": "ASC"}
_NEWEST = {"field": "UPDATED_AT", "direction": "DESC"}
# Of a night's changes there are few: begin small.
_FEW = 20


@dataclass(frozen=True, slots=True)
class Nested:
    """What the further pages of one row brought: keys, and items that could not be read."""

    keys: frozenset[str] = frozenset()
    unread: int = 0


Rest = Generator[Page, None, Nested]


@dataclass(frozen=True, slots=True)
class Thing:
    """One row of the list with what is nested in it.

    `counted`: what the platform counts of what the stream's table holds; `rest` reads what the
    page did not hold (G13), None when it held all; `changed` is when anything in it last did.
    """

    number: str
    records: Sequence[Record]
    unread: int
    counted: int
    changed: str | None
    rest: Callable[[], Rest] | None = None


@dataclass(frozen=True, slots=True)
class Source:
    """A list: its query and connection, rows a page and nested, and how a row is read.

    `counts_rows`: the stream's table holds the rows themselves, so that the list's total is what
    is expected of it. `check` raises what the answer says of the whole; `within` is table and
    column of what a row holds, swept when the row is read again; `own_swept` further tables of a
    full sweep.
    """

    query: str
    field: str
    what: str
    rows: int
    nested: int
    read: Callable[[Context, values.Json, str], Thing | None]
    within: tuple[str, str]
    own_swept: tuple[str, ...]
    counts_rows: bool = False
    check: Callable[[Context, values.Json], None] = lambda _ctx, _item: None


def place(ctx: Context) -> dict[str, str]:
    """Owner and name as queries want them."""
    owner, _, name = str(ctx.facts.get("full_name") or ctx.target.full_name).partition("/")
    return {"owner": owner, "name": name}


def keys_of(records: Sequence[Record]) -> frozenset[str]:
    return frozenset(record.key for record in records if record.TABLE not in OF_ACCOUNTS)


def read(ctx: Context, source: Source, mark: str | None) -> Pages:
    """Whole at first and every month, else down to the last change reached (inclusive, G16).

    `mark` tells from what was read before how far changes go: nothing is asked while it stays the
    same. None: not known. Read whole once more where rows held and rows counted differ (`off`, set
    by the loop), but not again for the same difference.
    """
    cursor, now = ctx.cursor, ctx.now()
    swept = cursor.get("swept")
    if swept is None or cursor.get("next"):
        return (yield from _whole(ctx, source, cursor, mark))
    tries, due = cursor.get("tries", 0), now - datetime.fromisoformat(swept) >= SWEPT_EVERY
    off = cursor.get("off") != cursor.get("tried")
    if due or off or (cursor.get("unread") and tries < MOST_TRIES):
        return (yield from _whole(ctx, source, {"tries": 0 if due else tries}, mark))
    if mark is None or mark != cursor.get("mark"):
        return (yield from _changes(ctx, source, cursor, mark))
    return Ending(cursor.get("expected"), unread=cursor.get("unread", 0))


class _Reading:
    """One walk over the list; `seen` counts rows, `counted` what the platform counts in them."""

    def __init__(
        self, ctx: Context, source: Source, cursor: dict[str, Any], settled: str = ""
    ) -> None:
        """`settled`: rows that last changed then or before are known already."""
        self.ctx, self.source, self.settled = ctx, source, settled
        self.seen, self.counted = cursor.get("seen", 0), cursor.get("counted", 0)
        self.unread = 0
        self.high: str | None = cursor.get("high")
        self.low: str | None = None
        self.keys: set[str] = set()

    def take(self, told: Told, rows: Rows) -> Generator[Page, None, Within | None]:
        """The pages of one answer, and what may be closed by them."""
        _is_ours(self.ctx, told.item)
        url = told.reply.url
        things = [self.source.read(self.ctx, row, url) for row in rows.found]
        known = [thing for thing in things if thing is not None]
        lost = rows.unread + len(things) - len(known) + sum(thing.unread for thing in known)
        records = [record for thing in known for record in thing.records]
        self._count(rows, known, lost)
        yield self.ctx.page(told.reply, records, rows.number, unread=lost)
        complete: dict[str, frozenset[str]] = {}
        for thing in known:
            if thing.rest and thing.changed and thing.changed <= self.settled:
                continue
            nested = (yield from thing.rest()) if thing.rest else Nested()
            keys = keys_of(thing.records) | nested.keys
            self.keys.update(keys)
            self.unread += nested.unread
            if not thing.unread and not nested.unread:
                complete[thing.number] = keys
        if not complete or not self.ctx.held:
            return None
        table, column = self.source.within
        every = frozenset(key for keys in complete.values() for key in keys)
        return Within(table, column, tuple(complete), every)

    def _count(self, rows: Rows, known: Sequence[Thing], lost: int) -> None:
        self.seen += rows.number
        self.counted += sum(thing.counted for thing in known)
        self.unread += lost
        now = self.ctx.now().astimezone(UTC).isoformat()
        times = [at for row in rows.found if (at := changed(row)) is not None and at <= now]
        self.high = later(self.high, max(times, default=None))
        self.low = min(times, default=None)


def _whole(ctx: Context, source: Source, cursor: dict[str, Any], mark: str | None) -> Pages:
    after = cursor.get("next")
    cursor = cursor if after else {"tries": cursor.get("tries", 0)}
    started = cursor.get("started") or ctx.now().astimezone(UTC).isoformat()
    mark = cursor.get("mark") if after else mark
    reading, carried = _Reading(ctx, source, cursor), cursor.get("unread", 0)
    sizes, tries = Sizes(source.rows, source.nested), cursor.get("tries", 0)
    off = ctx.cursor.get("off")
    where: dict[str, Any] = {**place(ctx), "order": _OLDEST}
    for told, rows in querying.walk(ctx, source.query, source.field, sizes, after, **where):
        source.check(ctx, told.item)
        within = yield from reading.take(told, rows)
        unread = carried + reading.unread
        kept = {"started": started, "mark": mark, "tries": tries, "unread": unread}
        if rows.onward is None:
            _is_all(source, reading.seen, rows.total)
            # What changed meanwhile may have been passed over: look again from the start on.
            high = min(reading.high or started, started)
            kept |= {"swept": started, "high": high, "expected": reading.counted, "done": True}
            kept |= {"at": started, "off": off, "tried": off}
            kept["tries"] = tries + 1 if unread else 0
        else:
            kept |= {"next": rows.onward, "seen": reading.seen, "counted": reading.counted}
            kept["high"] = reading.high
        yield Page(None, cursor=kept, within=within)
    whole = not after and not reading.unread
    return Ending(
        reading.counted, sweep=frozenset(reading.keys) if whole else None,
        own_swept=source.own_swept, unread=carried,
    )  # fmt: skip


def _changes(ctx: Context, source: Source, cursor: dict[str, Any], mark: str | None) -> Pages:
    reached, now = cursor["high"], ctx.now().astimezone(UTC)
    calm = datetime.fromisoformat(cursor["at"]) - datetime.fromisoformat(reached) > SETTLED
    reading = _Reading(ctx, source, {"high": reached}, reached if calm else "")
    total = None
    sizes = Sizes(source.rows, source.nested, min(_FEW, source.rows))
    where: dict[str, Any] = {**place(ctx), "order": _NEWEST}
    for told, rows in querying.walk(ctx, source.query, source.field, sizes, **where):
        source.check(ctx, told.item)
        within = yield from reading.take(told, rows)
        total = rows.total if source.counts_rows else None
        yield Page(None, within=within)
        if reading.low and (reading.low < reached or reading.low == reading.settled):
            break
    unread = cursor.get("unread", 0)
    lost = unread + reading.unread
    tries = 0 if reading.unread else cursor.get("tries", 0)
    kept = {"high": reading.high, "mark": mark, "unread": lost, "tries": tries, "expected": total}
    yield Page(None, cursor={**cursor, **kept, "at": now.isoformat()})
    return Ending(total, unread=unread)


def changed(row: values.Json) -> str | None:
    """When a row last changed, as ISO 8601 in UTC."""
    at = values.instant(row, "updatedAt")
    return at.isoformat() if at else None


def _is_ours(ctx: Context, item: values.Json) -> None:
    """A name may belong to another repository by now."""
    now, known = values.label(item, "databaseId"), values.label(ctx.facts, "id")
    if None not in {now, known} and now != known:
        raise Malformed(f"{ctx.target.url} 的查询结果属于另一个仓库：请稍后再运行。")


def _is_all(source: Source, seen: int, total: int) -> None:
    if seen < total:
        raise Malformed(f"{source.what}应有 {total} 项，只给出 {seen} 项：请再运行。")
