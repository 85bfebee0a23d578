"""Discussions of the Hub: the list by number, then each discussion that holds more than the list.

When something was closed or merged, by whom, and the comments stand in a discussion's own answer
only: it is asked for when its state or number of comments moved, until it was read.
"""

from __future__ import annotations

from collections.abc import Generator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Any

from collectors import crawls, values
from collectors.counting import Shortage
from collectors.errors import (
    Blocked,
    Disabled,
    Malformed,
    NotFound,
    Refused,
    StreamStopped,
    Unreachable,
)  # fmt: skip
from collectors.paging import address
from collectors.parsing import huggingface as parsing
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages, refuse

ALSO = ("change_requests", "issue_comments")
# One discussion that cannot be read hides no other; so many in a row mean the host is ill.
MOST_LOST = 3
MOST_PAGES = 5_000
WHOLE_EVERY = timedelta(days=3)
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

    def wanted(self, held: Mapping[str, list[Any]]) -> list[str]:
        """What holds more than the list shows and was not read as it stands now."""
        shown = self.standing.items()
        return [number for number, now in shown if now[-1] and held.get(number) != now]

    def shortage(self, earlier: Shortage | None) -> Shortage | None:
        if self.expected is None or self.number >= self.expected:
            return None
        return Shortage(self.number, self.expected).after(earlier)


@dataclass(slots=True)
class _Place:
    """What to keep: `held` is what was read of each discussion, `lost` those whose own answer
    could not be had, that tried longest ago first, `short` what the list lacked."""

    held: dict[str, list[Any]]
    lost: list[str]
    short: Shortage | None
    whole_at: str | None

    @classmethod
    def of(cls, ctx: Context) -> _Place:
        cursor = ctx.cursor
        held, lost = dict(cursor.get("held", {})), list(cursor.get("lost", ()))
        return cls(held, lost, Shortage.of(cursor.get("short")), cursor.get("whole_at"))

    def rests(self, now: datetime) -> bool:
        """Whether an unchanged first page is enough: new discussions stand there, and what was said
        in older ones is looked for every few nights."""
        if self.whole_at is None or self.lost or self.short is not None:
            return False
        return now - datetime.fromisoformat(self.whole_at) < WHOLE_EVERY

    @property
    def kept(self) -> dict[str, Any]:
        short = self.short and self.short.kept
        return {"held": self.held, "lost": self.lost, "short": short, "whole_at": self.whole_at}

    @property
    def whole(self) -> bool:
        """Whether what the list does not show is no longer there."""
        return self.short is None or self.short.same

    def see(self, seen: _Seen) -> None:
        """Forgets what moved since it was read, and what is no longer there."""
        self.short, shown = seen.shortage(self.short), seen.standing
        there = {} if self.whole else self.held
        self.held = {n: now for n, now in self.held.items() if {**there, **shown}.get(n) == now}
        self.lost = [n for n in self.lost if n in seen.wanted(self.held)]

    def lose(self, number: str) -> None:
        self.lost = [*(n for n in self.lost if n != number), number]

    def gain(self, number: str, now: list[Any]) -> None:
        self.held[number] = now
        self.lost = [n for n in self.lost if n != number]


def read(ctx: Context, base: str) -> Pages:
    """Issues, change requests and their comments; what the list no longer shows is closed."""
    place = _Place.of(ctx)
    first: Reply | None = ctx.get(_page(base, 0))
    if first and first.answer is None and ctx.stood and place.rests(ctx.now()):
        yield ctx.page(first, (), 0, also=ALSO)
        return Ending(as_before=True)
    for _ in range(crawls.PASSES):
        seen = _Seen()
        yield from _list(ctx, base, seen, place.held, first)
        first = None
        if seen.steady:
            break
    if seen.steady:
        place.whole_at = None
        place.see(seen)
        yield Page(None, cursor=place.kept)
    yield from _details(ctx, base, seen, place)
    if seen.steady and not seen.unread:
        # Only now: whoever is stopped before has details still to read.
        place.whole_at = ctx.now().isoformat()
        yield Page(None, cursor=place.kept)
    return _ending(ctx, seen, place)


def _ending(ctx: Context, seen: _Seen, place: _Place) -> Ending:
    sweep = frozenset(f"{ctx.repo_id}|{number}" for number in seen.standing)
    if not seen.steady:
        return Ending(code="moving", reason="讨论列表在读取时不断变动：下次运行会再读。")
    ending = place.short.ending() if place.short else Ending()
    closes = place.whole and not seen.unread
    ending = replace(ending, sweep=sweep if closes else None, also_swept=("change_request",))
    if place.lost and ending.code is None:
        reason = f"{len(place.lost)} 个讨论的详情没有读到：下次运行会再读。"
        return replace(ending, code="unread", reason=reason)
    return ending


def _page(base: str, number: int) -> str:
    return address(f"{base}/discussions", p=number)


def _list(
    ctx: Context, base: str, seen: _Seen, held: dict[str, list[Any]], first: Reply | None
) -> Pages:
    """Ends where nothing new is shown, be it less than counted. `first`: page 0, if at hand."""
    for page in range(MOST_PAGES):
        reply = first if first and page == 0 else ctx.get(_page(base, page))
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
        if seen.number >= told["count"] or (seen.number == before and seen.number):
            return Ending()
        if seen.number == before:
            break
    raise Malformed(f"{ctx.target.url} 的讨论列表没有给全：请稍后再运行。")


def _details(ctx: Context, base: str, seen: _Seen, place: _Place) -> Generator[Page, None, None]:
    """Reads what moved; what could not be read before comes last, so that it hides no other."""
    known = list(place.lost)
    fresh = [n for n in seen.wanted(place.held) if n not in set(known)]
    why = yield from _until_ill(ctx, base, fresh, seen, place)
    if why is not None:
        raise why
    yield from _until_ill(ctx, base, known, seen, place)


def _until_ill(
    ctx: Context, base: str, numbers: Sequence[str], seen: _Seen, place: _Place
) -> Generator[Page, None, StreamStopped | None]:
    """Returns what the host said last when it answers nothing any more."""
    in_a_row = 0
    for number in numbers:
        page, why = _tried(ctx, base, number, seen, place)
        yield page
        in_a_row = in_a_row + 1 if why else 0
        if in_a_row > MOST_LOST or isinstance(why, Unreachable):
            return why
    return None


def _tried(
    ctx: Context, base: str, number: str, seen: _Seen, place: _Place
) -> tuple[Page, StreamStopped | None]:
    """A discussion, or what the list shows of it and why there is no more."""
    try:
        page = _detail(ctx, base, number)
    except (Malformed, NotFound, Refused, Blocked, Unreachable) as why:
        place.lose(number)
        return replace(_as_listed(ctx, seen, number), cursor=place.kept), why
    place.gain(number, seen.standing[number])
    return replace(page, cursor=place.kept), None


def _told(item: object, url: str) -> dict[str, Any]:
    count, found = values.number(_object(item), "count"), values.dig(item, "discussions")
    if count is None or count < 0 or not isinstance(found, list):
        raise Malformed(f"{url} 的讨论列表不是应有的样子：请稍后再运行。")
    numbered = {key: one for one in values.items(found) if (key := _key(one))}
    standing = {key: _standing(one) for key, one in numbered.items()}
    return {"standing": standing, "count": count, "unread": len(found) - len(numbered)}


def _detail(ctx: Context, base: str, number: str) -> Page:
    reply = ctx.get(f"{base}/discussions/{number}")
    _never_gone(reply)
    refuse(reply, f"讨论 {number}")
    if reply.answer is None:
        return ctx.page(reply, (), 1, also=ALSO)
    item = reply.json()
    if values.label(_object(item), "num") != number or not isinstance(item.get("events"), list):
        raise Malformed(f"{ctx.target.url} 的讨论 {number} 不是应有的样子：请稍后再运行。")
    return ctx.page(reply, parsing.discussion(ctx.repo_id, item), 1, also=ALSO)


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
