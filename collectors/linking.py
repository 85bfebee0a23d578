"""Stream `commit_accounts`: which platform account each commit signature belongs to.

A clone shows names and addresses only. Without this, somebody who commits under one address and
comments under an account counts as two people. One page answers for a hundred commits; a night
without new commits asks nothing.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from functools import partial
from typing import Any

from collectors import crawls, values
from collectors.errors import Empty, Malformed, StreamStopped
from collectors.gitvalues import Repository
from collectors.paging import Following, listed, walk
from collectors.parsing import common
from collectors.streams import Context, Ending, Pages
from warehouse.records import AccountLink

MOST_PAGES = 400
_CUT = "平台的提交列表到第 400 页为止：更早的提交署名未能与账号对应，人数可能偏多。"


def read(ctx: Context, url: str, following: Following) -> Pages:
    """Newest first down to where the last run began; resumable.

    An address may be tied to an account after its commits, and a rewritten history leaves ties
    behind: now and then, and while something could not be read, all of it is read.
    """
    if ctx.ended.get("commits") == "empty":
        raise Empty("仓库还是空的，没有提交。")
    place = _Place.of(ctx)
    if place.known is not None and place.known == _head(ctx):
        return place.ending()
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
    return place.ending(frozenset(keys))


@dataclass(slots=True)
class _Place:
    """How far the list was read: `known` is the newest commit of the last whole reading."""

    known: str | None
    next: str | None
    newest: str | None
    pages: int
    unread: int
    first: int
    swept: str
    whole: bool
    done: bool = False
    carried: int = 0

    @classmethod
    def of(cls, ctx: Context) -> _Place:
        cursor, now = ctx.cursor, ctx.now()
        swept = cursor.get("swept")
        stale = swept is not None and now - datetime.fromisoformat(swept) >= crawls.SWEPT_EVERY
        if stale or (cursor.get("head") and cursor.get("unread")):
            cursor = {}
        going_on = bool(cursor.get("next"))
        return cls(
            cursor.get("head"), cursor.get("next"), cursor.get("newest") if going_on else None,
            cursor.get("pages", 0) if going_on else 0, cursor.get("unread", 0),
            cursor.get("first", 0), cursor.get("swept") or now.isoformat(),
            whole=not cursor.get("head") and not going_on, carried=cursor.get("unread", 0),
        )  # fmt: skip

    def pass_page(self, told: Mapping[str, Any], following: str | None) -> None:
        self.pages, self.unread = self.pages + 1, self.unread + told["unread"]
        self.newest = self.newest or next(iter(told["shas"]), None)
        if self.newest is None and not self.unread:
            raise Malformed("平台的提交列表是空的，而仓库里有提交：请稍后再运行。")
        self.done = following is None or self.known in told["shas"]
        self.next = following
        # How far the first reading got is what decides whether old signatures are missing.
        self.first = self.first if self.known else self.pages

    def cursor(self) -> dict[str, Any]:
        kept = {"first": self.first, "unread": self.unread, "swept": self.swept}
        if self.done:
            return {**kept, "head": self.newest or self.known}
        going_on = {"next": self.next, "newest": self.newest, "pages": self.pages}
        return {**kept, "head": self.known, **going_on}

    def ending(self, keys: frozenset[str] | None = None) -> Ending:
        if self.first >= MOST_PAGES:
            return Ending(code="cut", reason=_CUT)
        sweep = keys if self.whole and not self.unread else None
        return Ending(unread=self.carried, sweep=sweep)


def _told(found: list[values.Json]) -> dict[str, Any]:
    shas = [sha for item in found if (sha := values.word(item, "sha"))]
    return {"shas": shas, "unread": len(found) - len(shas)}


def _head(ctx: Context) -> str | None:
    """The newest commit, where a clone is at hand."""
    repository: Repository | None = ctx.facts.get("repository")
    try:
        return None if repository is None else repository.head()
    except StreamStopped:
        return None
