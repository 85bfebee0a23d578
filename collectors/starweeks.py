"""Stream `star_history`: GitHub's public weeks of stars still held, newest first (G1b).

Days of the future are left out, weeks not doubled. All pages are read when the count or the newest
page moved, and now and then; else the newest page alone, for the rest stands as it was.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field, replace
from datetime import date, datetime, timedelta
from typing import Any

from collectors import values
from collectors.paging import by_link, listed, sure, walk
from collectors.parsing import github as parsing
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages
from warehouse.answers import Answer

# Who gives a star back and takes another moves old weeks and not the count.
READ_WHOLE_EVERY = timedelta(days=56)


@dataclass(slots=True)
class _Read:
    """Weeks seen and the stars in them; `newest` are those of the first page."""

    stars: int | None
    weeks: dict[str, int] = field(default_factory=dict)
    newest: dict[str, int] = field(default_factory=dict)
    pages: list[str] = field(default_factory=list)

    def place(self, now: datetime) -> dict[str, Any]:
        """What the next night compares with."""
        return {
            "stars": self.stars, "newest": self.newest, "counted": sum(self.weeks.values()),
            "pages": self.pages, "at": now.isoformat(),
        }  # fmt: skip

    def stands(self, before: Mapping[str, Any], now: datetime) -> bool:
        """Whether the rest is as it was when all of it was read: no star more or less in all, nor
        in any week shown then and now, nor in one that has begun since."""
        if not before or self.stars is None or before["stars"] != self.stars:
            return False
        known: dict[str, int] = before["newest"]
        moved = (n != known.get(week, 0) for week, n in self.newest.items())
        return not any(moved) and now - datetime.fromisoformat(before["at"]) < READ_WHOLE_EVERY


def read(ctx: Context, url: str, headers: dict[str, str]) -> Pages:
    """Raises what a refusal means; ends `short` when the weeks hold fewer stars than counted."""
    got, before = _Read(values.number(ctx.facts, "stars")), ctx.cursor
    for reply in walk(ctx, url, "星标历史", sure(by_link), headers):
        page = _page(ctx, reply, got)
        if len(got.pages) == 1 and got.stands(before, ctx.now()):
            ctx.visited.update(before["pages"])
            yield replace(page, cursor={**before, "newest": {**before["newest"], **got.newest}})
            return _ending(got.stars, before["counted"])
        last = reply.next_url is None
        yield replace(page, cursor=got.place(ctx.now())) if last else page
    return _ending(got.stars, sum(got.weeks.values()))


def _page(ctx: Context, reply: Reply, got: _Read) -> Page:
    fresh = reply.answer is not None
    found = listed(reply) if fresh else reply.memo.get("running", [])
    today, seen = ctx.now().date(), set(got.weeks)
    days = parsing.star_weeks(ctx.repo_id, [w for w in found if _name(w) not in seen], today)
    memo = reply.memo if reply.answer is None else _told(found, reply.answer, today)
    got.weeks |= {week: n for week, n in memo["weeks"].items() if week not in seen}
    got.newest = got.newest or dict(memo["weeks"])
    got.pages.append(reply.url)
    page = ctx.page(reply, days, len(memo["weeks"]), memo=memo)
    if fresh or not days:
        return page
    return replace(page, answer=Answer.recalled(memo["answer"], ctx.now()))


def _told(shown: Sequence[values.Json], answer: Answer, today: date) -> dict[str, Any]:
    """All weeks of the page, for one seen before now may not be the next time; and those that are
    not over with their answer: their days pass, and a 304 then tells of them too."""
    running = [week for week in shown if not parsing.is_over(week, today)]
    kept = {"running": running, "answer": answer.plain()} if running else {}
    return {**parsing.weeks_told(shown), **kept}


def _name(week: values.Json) -> str:
    return str(week.get("week"))


def _ending(stars: int | None, counted: int) -> Ending:
    """The history counts the stars held today: fewer than the count means weeks are missing."""
    if stars is None or counted >= stars:
        return Ending()
    reason = f"平台计数为 {stars} 个星标，星标历史合计只有 {counted}：差额的日期未知。"
    return Ending(code="short", reason=reason)
