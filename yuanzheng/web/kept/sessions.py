"""Sessions: who is logged in, and who looks through a link."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta
from pathlib import Path

from yuanzheng import clock
from yuanzheng.web.access.visitors import APPLICANT, SHARED, Visitor
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.audit import written
from yuanzheng.web.kept.store import Row, Store

_FIND = (Path(__file__).parent / "queries" / "session.sql").read_text(encoding="utf-8")
# Written at most so often: a page view is no reason to write.
TOUCH = timedelta(minutes=1)


@dataclass(frozen=True, slots=True)
class Terms:
    """How long a session lives: unused, and at all."""

    idle: timedelta
    whole: timedelta


class Sessions:
    def __init__(self, store: Store, terms: Terms) -> None:
        self._store, self.terms = store, terms

    def begin(self, *, user_id: int | None = None, share_id: int | None = None) -> str:
        """The number for the browser's cookie."""
        secret, now = secrets.made(), clock.now()
        self._store.run(
            "INSERT INTO session VALUES (?, ?, ?, ?, ?, ?)",
            (secrets.hashed(secret), user_id, share_id, written(now), written(now),
             written(now + self.terms.whole)),
        )  # fmt: skip
        self._forget(now)
        return secret

    def visitor(self, secret: str) -> Visitor | None:
        """Whose session it is; None when it has ended, or its account or link has."""
        now, key = clock.now(), secrets.hashed(secret)
        idle = written(now - self.terms.idle)
        found = self._store.rows(_FIND, {"key": key, "now": written(now), "idle": idle})
        if not found:
            return None
        self._touch(key, found[0], now)
        return _visitor(found[0], secret)

    def end(self, secret: str) -> None:
        self._store.run("DELETE FROM session WHERE session_hash = ?", (secrets.hashed(secret),))

    def end_all(self, user_id: int, staying: str = "") -> None:
        """But for the one whose hash is `staying`."""
        self._store.run(
            "DELETE FROM session WHERE user_id = ? AND session_hash <> ?", (user_id, staying)
        )

    def of(self, user_id: int) -> list[Row]:
        """When each session of an account began and was last used, newest first."""
        return self._store.rows(
            "SELECT session_hash, made_at, seen_at FROM session WHERE user_id = ?"
            " ORDER BY seen_at DESC", (user_id,),
        )  # fmt: skip

    def _touch(self, key: str, row: Row, now: datetime) -> None:
        if row["seen_at"] < written(now - TOUCH):
            self._store.tried(
                "UPDATE session SET seen_at = ? WHERE session_hash = ?", (written(now), key)
            )

    def _forget(self, now: datetime) -> None:
        self._store.run(
            "DELETE FROM session WHERE expires_at <= ? OR seen_at <= ?",
            (written(now), written(now - self.terms.idle)),
        )


def _visitor(row: Row, secret: str) -> Visitor:
    if row["share_id"] is not None:
        only = frozenset({row["subject"]} if row["kind"] == "project" else ())
        compared = row["subject"] if row["kind"] == "comparison" else None
        return Visitor(None, f"分享链接 {row['share_id']}", SHARED, only, compared, secret)
    seen = frozenset(filter(None, (row["projects"] or "").split("\n")))
    own = seen if row["role"] == APPLICANT else None
    return Visitor(
        row["user_id"], row["name"], row["role"], own, key=secret,
        must_change=bool(row["must_change"]),
    )  # fmt: skip
