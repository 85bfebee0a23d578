"""The lines of jobs of an application: one for packs to be made, one for packs to be verified."""

from __future__ import annotations

import threading
from dataclasses import dataclass, field

from fastapi import Request

from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.jobs.packs import Pack
from yuanzheng.web.jobs.queue import Line
from yuanzheng.web.jobs.verifying import Verified
from yuanzheng.web.layers.counting import Counts

_lock = threading.Lock()


@dataclass
class Lines:
    """Each line does one job at a time."""

    packs: Line[Pack] = field(default_factory=Line)
    verifications: Line[Verified] = field(default_factory=Line)


def of(request: Request) -> Lines:
    """The lines of this application; the first who asks makes them."""
    app = request.app
    with _lock:
        if not hasattr(app.state, "lines"):
            app.state.lines = _counted(Lines(), app.state.counts)
    found = app.state.lines
    assert isinstance(found, Lines)  # noqa: S101 - for the type
    return found


def _counted(lines: Lines, counts: Counts) -> Lines:
    lines.packs.counted = lambda ended: counts.jobs.labels("pack", ended).inc()
    lines.verifications.counted = lambda ended: counts.jobs.labels("verify", ended).inc()
    return lines


def owner(visitor: Visitor) -> str:
    """Whose job it is: nobody else sees it."""
    return f"{visitor.role}/{visitor.user_id}/{visitor.name}"
