"""Traffic: the last fourteen days to the minute, for those who may push."""

from __future__ import annotations

from datetime import UTC, date, datetime, time, timedelta
from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Repository
from collectors.standin.github.found import find
from collectors.standin.github.shapes import when

WINDOW = timedelta(days=14)
DAY = timedelta(days=1)
MOST_POPULAR = 10


def _pushed(call: Call, **which: Any) -> Repository:
    repo = find(call, **which)
    if not call.token or not repo.extras.can_push:
        raise Refusal(403, "Must have push access to repository")
    return repo


def days(kind: str, call: Call, **which: Any) -> Response:
    """Days without traffic are left out; of the first and the last day only what lies inside."""
    held: dict[date, tuple[int, int]] = getattr(_pushed(call, **which).extras, kind)
    rows = [_day(day, *held[day], call.now) for day in sorted(held)]
    shown = [row for row in rows if row["count"]]
    total = sum(row["count"] for row in shown)
    uniques = max((row["uniques"] for row in shown), default=0)
    return answer({"count": total, "uniques": uniques, kind: shown})


def _day(day: date, count: int, uniques: int, now: datetime) -> Json:
    start = datetime.combine(day, time(), UTC)
    seen = min(start + DAY, now) - max(start, now - WINDOW)
    share = max(0.0, seen / DAY)
    return {"timestamp": when(start), "count": int(count * share), "uniques": int(uniques * share)}


def popular(kind: str, call: Call, **which: Any) -> Response:
    rows = getattr(_pushed(call, **which).extras, kind)
    rows = sorted(rows, key=lambda row: (-row.count, row.name))[:MOST_POPULAR]
    return answer([_popular(kind, row.name, row.title, row.count, row.uniques) for row in rows])


def _popular(kind: str, name: str, title: str, count: int, uniques: int) -> Json:
    named = {"referrer": name} if kind == "referrers" else {"path": name, "title": title}
    return {**named, "count": count, "uniques": uniques}


ROUTES: dict[str, Endpoint] = {
    "/traffic/views": partial(days, "views"),
    "/traffic/clones": partial(days, "clones"),
    "/traffic/popular/referrers": partial(popular, "referrers"),
    "/traffic/popular/paths": partial(popular, "paths"),
}
