"""Stream `commit_accounts`: which platform account each commit signature belongs to.

A clone shows names and addresses only. Without this, somebody who commits under one address and
comments under an account counts as two people. One page answers for a hundred commits; a night
without new commits asks nothing.
"""

from __future__ import annotations

from functools import partial
from typing import Any

from collectors import values
from collectors.errors import Malformed, StreamStopped
from collectors.gitvalues import Repository
from collectors.paging import Following, listed, walk
from collectors.parsing import common
from collectors.streams import Context, Ending, Pages

MOST_PAGES = 400
_CUT = "平台的提交列表到第 400 页为止：更早的提交署名未能与账号对应，人数可能偏多。"


def read(ctx: Context, url: str, following: Following) -> Pages:
    """Newest first down to where the last run began; resumable."""
    cursor = ctx.cursor
    known, newest, head = cursor.get("head"), cursor.get("newest"), _head(ctx)
    pages, carried, lost = cursor.get("pages", 0), cursor.get("unread", 0), 0
    if known is not None and known == head:
        return _ending(cursor.get("first", 0), carried)
    parse = partial(common.links, ctx.target.platform, ctx.repo_id)
    for reply in walk(ctx, cursor.get("next") or url, "提交列表", following):
        found, pages = listed(reply), pages + 1
        told = _told(found) if reply.answer is not None else reply.memo
        newest, lost = newest or next(iter(told["shas"]), None), lost + told["unread"]
        if newest is None and not lost and ctx.ended.get("commits") != "empty":
            raise Malformed("平台的提交列表是空的，而仓库里有提交：请稍后再运行。")
        done = reply.next_url is None or known in told["shas"]
        # How far the first reading got is what decides whether old signatures are missing.
        first = cursor.get("first", pages if known is None else 0)
        place: dict[str, Any] = (
            {"head": newest or known, "first": first}
            if done
            else {"head": known, "next": reply.next_url, "newest": newest, "pages": pages}
        )
        place = {"first": cursor["first"], **place} if "first" in cursor else place
        yield ctx.page(
            reply, parse(found), len(found), cursor={**place, "unread": carried + lost},
            memo=told, unread=told["unread"],
        )  # fmt: skip
        if done:
            break
    return _ending(cursor.get("first", pages if known is None else 0), carried)


def _ending(first: int, carried: int) -> Ending:
    if first < MOST_PAGES:
        return Ending(unread=carried)
    return Ending(code="cut", reason=_CUT)


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
