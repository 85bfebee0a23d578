"""Quiet nights: a stream is asked for when what it follows from has moved, or when its turn comes.

A new comment changes its issue, a fork the number of forks: where that stands still, nothing is
asked. Now and then it is asked all the same, for not everything shows elsewhere.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from collectors.results import StreamResult
    from collectors.streams import Context

# Endings short of complete that are believed when they came twice; after any other the next run
# looks again.
_SETTLED = {"short", "cut", "window", "refused", "not_found", "no_graph"}


Mark = Callable[["Context"], Any]


@dataclass(frozen=True, slots=True)
class Watch:
    """`mark` is what a stream follows from, as JSON (None: unknown, so ask).

    It is asked for when its turn comes, every `days` days, but for a turn so soon after a reading
    that less than half of them have passed. `turn` spreads the streams of a repository over the
    nights, so that no night has them all.
    """

    mark: Mark
    days: int
    turn: int = 0


def rests(ctx: Context, watch: Watch, mark: Any) -> bool:
    """Whether nothing new is to be expected since the stream was last read to its end."""
    held = ctx.session.state.rest(ctx.repo_id, ctx.stream)
    if mark is None or held is None or held[0] != [mark, ctx.access.token_key]:
        return False
    then, now = datetime.fromisoformat(held[1]), ctx.now()
    soon = then + timedelta(days=watch.days / 2)
    return then <= now and (now < soon or _round(ctx, watch, soon) == _round(ctx, watch, now))


def note(ctx: Context, mark: Any, result: StreamResult, before: str | None) -> None:
    """Remembers what a stream that was read to its end followed from. `before` is the code with
    which it ended the last time."""
    same = result.code in _SETTLED and result.code == before
    calm = mark is not None and not result.failed and (same or result.grade == "complete")
    # Another token may be shown more.
    held = ([mark, ctx.access.token_key], ctx.now().isoformat()) if calm else None
    ctx.session.state.note_rest(ctx.repo_id, ctx.stream, held)


def fact(*names: str) -> Mark:
    """A mark of facts of the repository."""

    def mark(ctx: Context) -> Any:
        found = [ctx.facts.get(name) for name in names]
        return None if None in found else found

    return mark


def pushed(ctx: Context) -> Any:
    """A mark of the last push, and of the newest commit where a clone told it."""
    at, head = ctx.facts.get("pushed_at"), ctx.session.state.cursor(ctx.repo_id, "commits")
    return None if at is None else [at, head.get("head")]


def place(*streams: str) -> Mark:
    """A mark of how far other streams have been read, all of them well."""

    def mark(ctx: Context) -> Any:
        if any(ctx.ended.get(name) not in {"complete", "short"} for name in streams):
            return None
        cursors = [ctx.session.state.cursor(ctx.repo_id, name) for name in streams]
        found = [[c.get("since") or c.get("high"), c.get("tip")] for c in cursors]
        return None if any(tip is None for _, tip in found) else found

    return mark


def _round(ctx: Context, watch: Watch, at: datetime) -> int:
    """Which round of `days` days an instant lies in, for this stream of this repository."""
    own = blake2b(ctx.repo_id.encode(), digest_size=4).digest()
    day = at.astimezone(UTC).date().toordinal()
    return (day + watch.turn + int.from_bytes(own, "big")) // watch.days
