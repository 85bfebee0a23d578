"""The record of who saw and changed what."""

from __future__ import annotations

from datetime import datetime, timedelta

from warehouse.personal import cleaned
from yuanzheng import clock
from yuanzheng.redaction import redact_typed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.kept.store import Kept
from yuanzheng.widths import plain

SAW, CHANGED, REFUSED, ENTERED, LEFT = "saw", "changed", "refused", "entered", "left"
_INSERT = (
    "INSERT INTO audit (at, who, role, did, what, project_id, keep_until)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class Audit:
    """Rows are added here and read by 管理员; `days`: how long each stays at least."""

    def __init__(self, kept: Kept, days: int = 730) -> None:
        self._kept = kept
        self.days = days

    def saw(self, visitor: Visitor, what: str, project_id: str | None = None) -> None:
        self.note(visitor, SAW, what, project_id)

    def changed(self, visitor: Visitor, what: str, project_id: str | None = None) -> None:
        self.note(visitor, CHANGED, what, project_id)

    def note(self, visitor: Visitor, did: str, what: str, project_id: str | None = None) -> None:
        """Adds a row; tokens, e-mail addresses and numbers of people in it are left out."""
        now = clock.now()
        until = now + timedelta(days=self.days)
        row = (written(now), visitor.name, visitor.role, did, shown(what), project_id)
        self._kept.run(_INSERT, (*row, written(until)))


def written(moment: datetime) -> str:
    """An instant as the tables hold it, in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def shown(what: str) -> str:
    """Words fit for the record: one line, nobody's number, no token."""
    return cleaned(redact_typed(plain(what)))[:200]
