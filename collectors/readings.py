"""One reading of one stream: drained into the warehouse, then graded."""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from threading import Lock
from typing import Protocol

from collectors import grading
from collectors.errors import StreamStopped
from collectors.results import StreamResult
from collectors.session import Session
from collectors.storing import Storing
from collectors.streams import Context, Ending, Stream
from warehouse.standings import StreamState
from warehouse.store import Warehouse


class Into(Protocol):
    """Where a reading goes."""

    warehouse: Warehouse
    session: Session
    added: int
    lock: Lock


@dataclass(frozen=True, slots=True)
class Done:
    """How a stream ended, what stopped it, how many items could not become a row, and how many
    versions were added or closed."""

    ending: Ending
    stopped: StreamStopped | None
    unread: int = 0
    added: int = 0

    def after(self, before: Done) -> Done:
        return replace(self, added=before.added + self.added)

    def as_before(self, before: StreamState | None) -> bool:
        """Whether nothing has moved since the stream was last read to its end."""
        return self.stopped is None and self.ending.as_before and before is not None


def drained(into: Into, ctx: Context, stream: Stream, costs: StreamStopped | None) -> Done:
    """Reads to the end or to what stops it. `costs`: why nothing is asked at all."""
    if costs is not None:
        return Done(Ending(), costs)
    storing = Storing(into.warehouse, ctx, stream)
    stopped: StreamStopped | None = None
    ending = Ending()
    try:
        ending = storing.drain(stream.read(ctx))
    except StreamStopped as error:
        stopped = error
    finally:
        with into.lock:
            into.added += storing.added
    return Done(ending, stopped, storing.unread, storing.added)


def graded(
    into: Into, ctx: Context, stream: Stream, done: Done, before: StreamState | None
) -> StreamResult:
    """How completely the stream is known now; the last thing on its trail."""
    ctx.trail.ready()
    with into.warehouse.alone():
        if before is not None and done.as_before(before):
            ctx.trail.note("end", as_before=True)
            return grading.as_before(before)
        result = _result(into, ctx, stream, done)
        standing = grading.stated(result)
        ctx.trail.note("end", state=asdict(standing))
        into.warehouse.grade(standing, ctx.now())
    return result


def _result(into: Into, ctx: Context, stream: Stream, done: Done) -> StreamResult:
    held = ctx.held
    if done.added:
        held = into.warehouse.held(stream.table, ctx.repo_id, stream.name)
    if done.stopped is not None:
        return grading.cut(ctx, stream, done.stopped, held)
    result = grading.ended(ctx, stream, grading.with_unread(done.ending, done.unread), held)
    grading.note_difference(ctx, held, done.ending.expected)
    return result
