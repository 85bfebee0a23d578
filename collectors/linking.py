"""Stream `commit_accounts`: which platform account each commit signature belongs to.

A clone shows names and addresses only. Without this, somebody who commits under one address and
comments under an account counts as two people. One page answers for a hundred commits; a night
without new commits asks nothing.
"""

from __future__ import annotations

from functools import partial

from collectors import gitread, values
from collectors.errors import StreamStopped
from collectors.paging import Following, listed, walk
from collectors.parsing import common
from collectors.streams import Context, Ending, Pages

STREAM = "commit_accounts"
MOST_PAGES = 400


def read(ctx: Context, url: str, following: Following) -> Pages:
    """Newest first down to where the last run began; resumable."""
    cursor = ctx.cursor(STREAM)
    known, newest = cursor.get("head"), cursor.get("newest")
    if known is not None and known == _head(ctx):
        return Ending()
    parse, pages = partial(common.links, ctx.target.platform, ctx.repo_id), 0
    for reply in walk(ctx, cursor.get("next") or url, "提交列表", following):
        found, pages = listed(reply), pages + 1
        shas = [values.word(item, "sha") for item in found]
        newest = newest or next(filter(None, shas), None)
        onward = following(reply)
        done = onward is None or known in shas or (reply.answer is None and pages == 1)
        keep = {"head": newest or known} if done else _place(known, onward, newest)
        yield ctx.page(reply, parse(found), len(found), cursor=keep)
        if done:
            break
    return _ending(pages, whole=known is not None)


def _place(known: str | None, onward: str | None, newest: str | None) -> dict[str, str | None]:
    return {"head": known, "next": onward, "newest": newest}


def _ending(pages: int, *, whole: bool) -> Ending:
    if pages < MOST_PAGES or whole:
        return Ending()
    reason = "平台的提交列表到第 400 页为止：更早的提交署名未能与账号对应，人数可能偏多。"
    return Ending(code="cut", reason=reason)


def _head(ctx: Context) -> str | None:
    """The newest commit, where a clone is at hand."""
    repository: gitread.Repository | None = ctx.facts.get("repository")
    try:
        return None if repository is None else repository.head()
    except StreamStopped:
        return None
