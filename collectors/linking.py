"""Stream `commit_accounts`: which platform account each commit signature belongs to.

A clone shows names and addresses only. Without this, somebody who commits under one address and
comments under an account counts as two people. One page answers for a hundred commits; a night
without new commits asks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime
from functools import partial
from typing import Any

from collectors import crawls, gitstreams, values
from collectors.counting import Shortage
from collectors.errors import Empty, Interrupted, Malformed, StreamStopped
from collectors.paging import Following, listed, walk
from collectors.parsing import common
from collectors.streams import Context, Ending, Pages
from warehouse.records import AccountLink

MOST_PAGES = 400
_FULL = 100
_CUT = "平台的提交列表到第 400 页为止：更早的提交署名未能与账号对应，人数可能偏多。"


def read(ctx: Context, url: str, following: Following) -> Pages:
    """Newest first until every commit since the last run was shown; resumable.

    The list goes by date, and a merge brings older commits: where a clone is at hand, it tells
    which ones. An address may be tied to an account after its commits, and a rewritten history
    leaves ties behind: now and then, and while something could not be read, all of it is read.
    """
    if ctx.ended.get("commits") == "empty":
        raise Empty("仓库还是空的，没有提交。")
    place = _Place.of(ctx)
    if place.known is not None and place.known == _head(ctx):
        return place.ending()
    place.want(_Wanted.of(ctx, place))
    parse, keys = partial(common.links, ctx.target.platform, ctx.repo_id), set[str]()
    for reply in walk(ctx, place.next or url, "提交列表", following):
        found = listed(reply)
        records = parse(found)
        linked = [record.key for record in records if record.TABLE == AccountLink.TABLE]
        told = {**_told(found), "keys": linked} if reply.answer is not None else reply.memo
        keys.update(told["keys"])
        place.pass_page(told, reply.next_url)
        yield ctx.page(
            reply, records, len(found), cursor=place.cursor(), memo=told, unread=told["unread"]
        )
        if place.done:
            break
    if place.refused and place.short is not None:
        raise place.short.refused("提交列表")
    return place.ending(frozenset(keys))


@dataclass(slots=True)
class _Wanted:
    """What the clone knows of the commits to be shown, up to `head`.

    `number`: how many; `new`: those since the last reading, None where all are read.
    """

    head: str
    number: int
    new: frozenset[str] | None

    @classmethod
    def of(cls, ctx: Context, place: _Place) -> _Wanted | None:
        """None without a clone, and when the history was rewritten since the reading began."""
        repository = gitstreams.at_hand(ctx)
        try:
            if repository is None or repository.shallow():
                return None
            head = now = repository.head()
            if place.next is not None:
                head = place.newest or ""
            if head != now and not (head and repository.contains(head, now)):
                return None
            if place.known is None or not repository.contains(place.known, head):
                return cls(head, repository.count(head), None)
            new = frozenset(repository.ids(place.known, head))
            return cls(head, len(new), new)
        except Interrupted:
            raise
        except StreamStopped:
            return None


@dataclass(slots=True)
class _Place:
    """How far the list was read: `known` is the newest commit of the last whole reading.

    `seen` are, of the commits wanted, those shown by the pages of a reading that was cut.
    """

    known: str | None
    next: str | None
    newest: str | None
    pages: int
    unread: int
    cut: bool
    swept: str
    whole: bool
    seen: list[str]
    number: int
    before: Shortage | None
    done: bool = False
    carried: int = 0
    wanted: _Wanted | None = None
    short: Shortage | None = None

    @classmethod
    def of(cls, ctx: Context) -> _Place:
        cursor, now = ctx.cursor, ctx.now()
        swept, before = cursor.get("swept"), Shortage.of(cursor.get("short"))
        stale = swept is not None and now - datetime.fromisoformat(swept) >= crawls.SWEPT_EVERY
        if stale or (cursor.get("head") and cursor.get("unread")):
            cursor = {}
        going_on = bool(cursor.get("next"))
        place = cursor if going_on else {}
        return cls(
            cursor.get("head"), place.get("next"), place.get("newest"), place.get("pages", 0),
            cursor.get("unread", 0), cursor.get("cut", cursor.get("first", 0) >= MOST_PAGES),
            cursor.get("swept") or now.isoformat(), not cursor.get("head") and not going_on,
            place.get("seen", []), place.get("number", 0), before,
            carried=cursor.get("unread", 0), short=before,
        )  # fmt: skip

    def want(self, wanted: _Wanted | None) -> None:
        """What the clone has is what the next reading begins at: newer commits come then."""
        self.wanted = wanted
        self.newest = wanted.head if wanted else self.newest

    def pass_page(self, told: Mapping[str, Any], following: str | None) -> None:
        self.pages, self.unread = self.pages + 1, self.unread + told["unread"]
        self.newest = self.newest or next(iter(told["shas"]), None)
        if not self.number and not told["shas"] and not self.unread:
            raise Malformed("平台的提交列表是空的，而仓库里有提交：请稍后再运行。")
        self._count(told)
        self.done = following is None or self._reached(told["shas"])
        self.next = following
        if self.done:
            self._end(told, ended=following is None)

    def _count(self, told: Mapping[str, Any]) -> None:
        new = self.wanted.new if self.wanted else None
        if new is None:
            self.number += len(told["shas"]) + told["unread"]
        else:
            self.seen = sorted({*self.seen, *new.intersection(told["shas"])})
            self.number = len(self.seen)

    def _reached(self, shas: Sequence[str]) -> bool:
        if self.wanted is None or self.wanted.new is None:
            return self.known in shas
        return self.number >= self.wanted.number

    def _end(self, told: Mapping[str, Any], *, ended: bool) -> None:
        """A full last page at the platform's limit is a cut, unless the clone has no more."""
        lacking = self.wanted is None or self.number < self.wanted.number
        full = len(told["shas"]) + told["unread"] >= _FULL
        at_limit = ended and self.pages == MOST_PAGES and full and lacking
        self.cut = at_limit or (self.cut and self.known is not None)
        self.short = self.before if self.before and self.before.believed and self.known else None
        if self.wanted is not None and lacking and not at_limit:
            found = Shortage(self.number, self.wanted.number, self.wanted.new is None)
            self.short = found.after(self.before)

    @property
    def refused(self) -> bool:
        return self.short is not None and not self.short.believed

    def cursor(self) -> dict[str, Any]:
        short = self.short and self.short.kept
        kept = {"cut": self.cut, "unread": self.unread, "swept": self.swept, "short": short}
        if self.done:
            return {**kept, "head": self.known if self.refused else self.newest or self.known}
        going_on = {"next": self.next, "newest": self.newest, "pages": self.pages}
        own = {"head": self.known, "number": self.number, "seen": self.seen}
        return {**kept, **own, **going_on}

    def ending(self, keys: frozenset[str] | None = None) -> Ending:
        if self.cut:
            return Ending(code="cut", reason=_CUT)
        sweeps = self.whole and not self.unread and (self.short is None or self.short.same)
        if self.short is not None:
            return replace(self.short.ending(), expected=None, sweep=keys if sweeps else None)
        return Ending(unread=self.carried, sweep=keys if sweeps else None)


def _told(found: list[values.Json]) -> dict[str, Any]:
    shas = [sha for item in found if (sha := values.word(item, "sha"))]
    return {"shas": shas, "unread": len(found) - len(shas)}


def _head(ctx: Context) -> str | None:
    """The newest commit, where a clone is at hand."""
    repository = gitstreams.at_hand(ctx)
    try:
        return None if repository is None else repository.head()
    except StreamStopped:
        return None
