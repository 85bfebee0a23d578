"""GitHub's traffic: fourteen days only, and only for those who may push (G15)."""

from __future__ import annotations

from collections.abc import Generator
from dataclasses import replace
from functools import partial

from collectors import crawls, single, values
from collectors.errors import NoPush
from collectors.parsing import github_about as parsing
from collectors.reading import Listing
from collectors.single import Ask, Told
from collectors.streams import Context, Ending, Page, Pages
from collectors.values import Json
from warehouse.records import TrafficDay


def views(ctx: Context, ask: Ask) -> Pages:
    return (yield from _days(ctx, ask, "views", "访问量"))


def clones(ctx: Context, ask: Ask) -> Pages:
    return (yield from _days(ctx, ask, "clones", "克隆量"))


def referrers(ctx: Context, ask: Ask) -> Pages:
    return (yield from _top(ctx, ask, "referrers", "referrer", "访问来源"))


def paths(ctx: Context, ask: Ask) -> Pages:
    return (yield from _top(ctx, ask, "paths", "path", "热门页面"))


def _days(ctx: Context, ask: Ask, kind: str, what: str) -> Pages:
    """Day by day; a day that leaves the window stays. See `keep_larger_day.sql` for the merging."""
    _may_push(ctx)
    told = yield from _whole_days(single.read(
        ctx, ask, f"/traffic/{kind}?per=day", what, partial(_tell, ctx, kind)
    ))  # fmt: skip
    if told.expected:
        reason = f"平台的合计比逐日之和多 {told.expected} 次：有的日子平台没有列出。"
        return Ending(code="short", reason=reason)
    return Ending()


def _tell(ctx: Context, kind: str, item: Json) -> Told:
    """`expected` is by how much the total exceeds the days."""
    days = list(parsing.traffic_days(ctx.repo_id, kind, item, ctx.now()))
    listed = sum(day.count or 0 for day in days if day is not None)
    return Told.of(days, max(0, (values.count(item, "count") or 0) - listed))


def _whole_days(pages: Generator[Page, None, Told]) -> Generator[Page, None, Told]:
    """An answer with a day that was not over is not asked for conditionally: unchanged, it would
    hide that the day is whole by now."""
    page = next(pages)
    whole = all(r.is_whole for r in page.records if isinstance(r, TrafficDay))
    yield page if whole else replace(page, validator=None)
    return (yield from pages)


def _top(ctx: Context, ask: Ask, kind: str, name: str, what: str) -> Pages:
    """Sums of fourteen days, ten entries at most: what is no longer among them is closed."""
    _may_push(ctx)
    listing = Listing(
        f"traffic_{kind}", what, partial(parsing.traffic_top, ctx.repo_id, kind, name),
        lambda _: None, headers=dict(ask.headers),
    )  # fmt: skip
    return (yield from crawls.whole(ctx, listing, f"{ask.base}/traffic/popular/{kind}"))


def _may_push(ctx: Context) -> None:
    """Raises `NoPush` without a request where the platform has said who we are to it."""
    push = ctx.facts.get("push")
    if push is False or (push is None and not ctx.access.has_token):
        raise NoPush(
            "访问与克隆的统计平台只给有推送权限的人看：需要这项数据时，请项目方用自己的令牌采集。"
        )
