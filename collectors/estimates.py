"""How long a collection that was cut off by its quota will take at least."""

from __future__ import annotations

from collections.abc import Callable, Set
from datetime import timedelta
from math import ceil
from typing import Any

from collectors import values
from collectors.streams import Context

_WEEKS_ON_A_PAGE, _ROWS_ON_A_PAGE = 30, 100


def note(ctx: Context, unfinished: Set[str]) -> str | None:
    """A sentence, where the platform says how many requests an hour has; else None.

    Counted are the pages that must be there by what is known of the repository; the rest is one
    request each, so that the time is a lower bound.
    """
    meter = ctx.session.meter(f"{ctx.api}/", ctx.access)
    if not unfinished or meter.limit is None:
        return None
    number = sum(_least(ctx, stream) for stream in unfinished)
    hours = ceil(number / meter.limit)
    advice = "" if ctx.access.has_token else f"；设置环境变量 {ctx.access.token_env} 后限额高得多"
    return (
        f"{ctx.repo_id} 还差 {len(unfinished)} 项，至少 {number:,} 次请求：{ctx.access.name} 每小时"
        f"给 {meter.limit:,} 次，照此至少要 {hours:,} 小时{advice}。每次运行都从断点继续。"
    )


def _least(ctx: Context, stream: str) -> int:
    known = _KNOWN.get(stream, _one)(ctx)
    done = int(bool(ctx.session.state.cursor(ctx.repo_id, stream)))
    return max(1, ceil(known) - done)


def _one(_: Context) -> float:
    return 1


def _rows(fact: str) -> Callable[[Context], float]:
    return lambda ctx: (values.count(ctx.facts, fact) or 0) / _ROWS_ON_A_PAGE


def _commits(ctx: Context) -> float:
    """As many as the clone holds."""
    cursor: dict[str, Any] = ctx.session.state.cursor(ctx.repo_id, "commits")
    return (values.count(cursor, "count") or 0) / _ROWS_ON_A_PAGE


def _weeks(ctx: Context) -> float:
    created = values.instant(ctx.facts, "created_at")
    age = ctx.now() - created if created else timedelta()
    return age / timedelta(weeks=_WEEKS_ON_A_PAGE)


_KNOWN: dict[str, Callable[[Context], float]] = {
    "star_history": _weeks, "forks": _rows("forks"), "issues": _rows("open_issues"),
    "issue_comments": _rows("comments"), "commit_accounts": _commits,
}  # fmt: skip
