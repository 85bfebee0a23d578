"""Discussions of the Hub: the list by number, then each discussion that holds more than the list.

When something was closed or merged, by whom, and the comments stand in a discussion's own answer
only: it is asked for when its state or number of comments moved, until it was read.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping
from dataclasses import dataclass, field
from typing import Any

from collectors import crawls, values
from collectors.errors import Disabled, Malformed, NotFound
from collectors.paging import address
from collectors.parsing import huggingface as parsing
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages, refuse

ALSO = ("change_requests", "issue_comments")
# One discussion that cannot be read hides no other; so many in a row mean the host is ill.
MOST_LOST = 3
MOST_PAGES = 5_000
Lost = Generator[Page, None, int]
_SWITCHED_OFF = "discussions are disabled"


@dataclass(slots=True)
class _Seen:
    """What the list showed: `standing` is [state, comments, title, whether it holds more].

    `pages` keeps, of what is to be asked for, what the list itself showed.
    """

    standing: dict[str, list[Any]] = field(default_factory=dict)
    pages: dict[str, tuple[Reply, values.Json]] = field(default_factory=dict)
    expected: int | None = None
    unread: int = 0
    steady: bool = True

    @property
    def number(self) -> int:
        return len(self.standing) + self.unread

    def count(self, told: Mapping[str, Any]) -> None:
        self.steady = self.steady and self.expected in {None, told["count"]}
        self.expected = told["count"]
        self.standing.update(told["standing"])
        self.unread += told["unread"]


def read(ctx: Context, base: str) -> Pages:
    """Issues, change requests and their comments; what the list no longer shows is closed."""
    held: dict[str, list[Any]] = dict(ctx.cursor.get("held", {}))
    for _ in range(crawls.PASSES):
        seen = _Seen()
        yield from _list(ctx, base, seen, held)
        if seen.steady:
            break
    if seen.steady:
        held = {n: now for n, now in held.items() if seen.standing.get(n) == now}
        yield Page(None, cursor={"held": held})
    lost = yield from _details(ctx, base, seen, held)
    if lost:
        return Ending(code="unread", reason=f"{lost} 个讨论的详情没有读到：下次运行会再读。")
    if not seen.steady:
        return Ending(code="moving", reason="讨论列表在读取时不断变动：下次运行会再读。")
    keys = frozenset(f"{ctx.repo_id}|{number}" for number in seen.standing)
    return Ending(sweep=None if seen.unread else keys, also_swept=("change_request",))


def _list(ctx: Context, base: str, seen: _Seen, held: dict[str, list[Any]]) -> Pages:
    for page in range(MOST_PAGES):
        reply = ctx.get(address(f"{base}/discussions", p=page))
        _refuse(reply, ctx)
        item = reply.json() if reply.answer is not None else {}
        told = _told(item, reply.url) if reply.answer is not None else reply.memo
        before = seen.number
        seen.count(told)
        found = values.items(values.dig(item, "discussions"))
        moved = {
            key: one for one in found if (key := _key(one)) and held.get(key) != _standing(one)
        }
        seen.pages.update({key: (reply, one) for key, one in moved.items() if _holds_more(one)})
        records = parsing.discussions(ctx.repo_id, [one for one in found if not _holds_more(one)])
        yield ctx.page(reply, records, len(found), also=ALSO, memo=told, unread=told["unread"])
        if seen.number >= told["count"]:
            return Ending()
        if seen.number == before:
            break
    raise Malformed(f"{ctx.target.url} 的讨论列表没有给全：请稍后再运行。")


def _told(item: object, url: str) -> dict[str, Any]:
    count, found = values.number(_object(item), "count"), values.dig(item, "discussions")
    if count is None or count < 0 or not isinstance(found, list):
        raise Malformed(f"{url} 的讨论列表不是应有的样子：请稍后再运行。")
    numbered = {key: one for one in values.items(found) if (key := _key(one))}
    standing = {key: _standing(one) for key, one in numbered.items()}
    return {"standing": standing, "count": count, "unread": len(found) - len(numbered)}


def _details(ctx: Context, base: str, seen: _Seen, held: dict[str, list[Any]]) -> Lost:
    """Reads what moved into `held`; returns how many could not be read."""
    lost = in_a_row = 0
    for number, now in seen.standing.items():
        if not now[-1] or held.get(number) == now:
            continue
        try:
            page = _detail(ctx, base, number, {"held": held})
        except (Malformed, NotFound):
            lost, in_a_row = lost + 1, in_a_row + 1
            if in_a_row > MOST_LOST:
                raise
            yield _as_listed(ctx, seen, number)
            continue
        held[number], in_a_row = now, 0
        yield page
    return lost


def _detail(ctx: Context, base: str, number: str, cursor: Mapping[str, Any]) -> Page:
    reply = ctx.get(f"{base}/discussions/{number}")
    _never_gone(reply)
    refuse(reply, f"讨论 {number}")
    if reply.answer is None:
        return ctx.page(reply, (), 1, cursor=cursor, also=ALSO)
    item = reply.json()
    if values.label(_object(item), "num") != number or not isinstance(item.get("events"), list):
        raise Malformed(f"{ctx.target.url} 的讨论 {number} 不是应有的样子：请稍后再运行。")
    return ctx.page(reply, parsing.discussion(ctx.repo_id, item), 1, cursor=cursor, also=ALSO)


def _as_listed(ctx: Context, seen: _Seen, number: str) -> Page:
    """What the list shows of a discussion, where its own answer cannot be had."""
    if number not in seen.pages:
        return Page(None)
    reply, item = seen.pages[number]
    return Page(reply.answer, parsing.discussions(ctx.repo_id, [item]), also=ALSO)


def _refuse(reply: Reply, ctx: Context) -> None:
    """A 403 alone may be a firewall's: switched off is what the Hub itself says."""
    if reply.status == 403 and _SWITCHED_OFF in _said(reply).lower():
        raise Disabled(f"{ctx.target.url} 关闭了讨论功能。")
    _never_gone(reply)
    refuse(reply, "讨论列表")


def _never_gone(reply: Reply) -> None:
    """The Hub says by a sentence that discussions are off, never by a status alone."""
    if reply.status in {409, 410}:
        raise Malformed(f"{reply.url} 回答 {reply.status}：请稍后再运行。")


def _said(reply: Reply) -> str:
    try:
        body = values.text(_object(reply.json()), "error") or ""
    except Malformed:
        body = ""
    return f"{reply.headers.get('X-Error-Message', '')} {body}"


def _object(item: object) -> values.Json:
    return item if isinstance(item, dict) else {}


def _key(item: values.Json) -> str | None:
    return values.label(item, "num")


def _standing(item: values.Json) -> list[Any]:
    count, title = values.number(item, "numComments"), values.text(item, "title")
    return [values.word(item, "status"), count, title, _holds_more(item)]


def _holds_more(item: values.Json) -> bool:
    return values.word(item, "status") != "open" or (values.number(item, "numComments") or 0) > 1
