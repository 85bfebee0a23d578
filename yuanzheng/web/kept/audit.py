"""The record of who saw and changed what."""

from __future__ import annotations

import logging
import sqlite3
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from pathlib import Path

from warehouse.personal import cleaned
from yuanzheng import clock, failures
from yuanzheng.redaction import redact_typed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.kept.store import Row, Store
from yuanzheng.widths import plain

SAW, CHANGED, REFUSED, ENTERED, LEFT = "saw", "changed", "refused", "entered", "left"
_LOG = logging.getLogger("yuanzheng.web")
_FIND = (Path(__file__).parent / "queries" / "audit.sql").read_text(encoding="utf-8")
PAGE = 100
_INSERT = (
    "INSERT INTO audit (at, who, role, did, what, project_id, keep_until)"
    " VALUES (?, ?, ?, ?, ?, ?, ?)"
)


class Audit:
    """Rows are added here and read by 管理员; `days`: how long each stays at least."""

    def __init__(self, store: Store, days: int = 730) -> None:
        self._store = store
        self.days = days

    def saw(self, visitor: Visitor, what: str, project_id: str | None = None) -> None:
        self._tried(visitor, SAW, what, project_id)

    def turned_away(self, visitor: Visitor, what: str) -> None:
        self._tried(visitor, REFUSED, what, None)

    def changed(self, visitor: Visitor, what: str, project_id: str | None = None) -> None:
        self.note(visitor, CHANGED, what, project_id)

    def _tried(self, visitor: Visitor, did: str, what: str, project_id: str | None) -> None:
        """On a full disk people go on reading: the log says that it is not on record."""
        try:
            self.note(visitor, did, what, project_id)
        except sqlite3.OperationalError as error:
            _LOG.error("记录写不进去：%s", failures.sentence(error))

    def found(self, wanted: Wanted, page: int = 0) -> list[Entry]:
        """A page of entries, newest first."""
        since = clock.end_of_day(wanted.since - timedelta(days=1)) if wanted.since else None
        until = clock.end_of_day(wanted.until) if wanted.until else None
        rows = self._store.rows(_FIND, {
            "who": wanted.who, "did": wanted.did, "project_id": wanted.project_id,
            "words": wanted.words, "since": written(since) if since else "",
            "until": written(until) if until else "9", "most": PAGE, "skip": page * PAGE,
        })  # fmt: skip
        return [_entry(row) for row in rows]

    def names(self) -> list[str]:
        """Everybody on record."""
        return [row["who"] for row in self._store.rows("SELECT DISTINCT who FROM audit ORDER BY 1")]

    def forget(self) -> int:
        """Takes out what is past its time; returns how many."""
        return self._store.run(
            "DELETE FROM audit WHERE keep_until <= strftime('%Y-%m-%dT%H:%M:%SZ', 'now')"
        )

    def note(self, visitor: Visitor, did: str, what: str, project_id: str | None = None) -> None:
        """Adds a row; tokens, e-mail addresses and numbers of people in it are left out."""
        now = clock.now()
        until = now + timedelta(days=self.days)
        row = (written(now), visitor.name, visitor.role, did, shown(what), project_id)
        self._store.run(_INSERT, (*row, written(until)))


@dataclass(frozen=True, slots=True)
class Entry:
    at: datetime
    who: str
    role: str
    did: str
    what: str
    project_id: str | None


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is looked for; empty: everything. Days are those of Beijing."""

    who: str = ""
    did: str = ""
    project_id: str = ""
    words: str = ""
    since: date | None = None
    until: date | None = None


def written(moment: datetime) -> str:
    """An instant as the tables hold it, in UTC."""
    return f"{moment:%Y-%m-%dT%H:%M:%SZ}"


def shown(what: str) -> str:
    """Words fit for the record: one line, nobody's number, no token."""
    return cleaned(redact_typed(plain(what)))[:200]


def _entry(row: Row) -> Entry:
    return Entry(
        datetime.fromisoformat(row["at"]), row["who"], row["role"], row["did"], row["what"],
        row["project_id"],
    )  # fmt: skip
