"""Links that show one project or one saved comparison, for a time, to whoever has them."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta

from yuanzheng import clock
from yuanzheng.failures import Refused
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.audit import written
from yuanzheng.web.kept.store import Row, Store

PROJECT, COMPARISON = "project", "comparison"
LONGEST = 90


@dataclass(frozen=True, slots=True)
class Share:
    """`subject`: the project, or the saved weighting. `ends`: why it shows nothing any more."""

    share_id: int
    kind: str
    subject: str
    title: str
    made_by: str
    made_by_id: int | None
    made_at: str
    expires_at: str
    revoked_at: str | None

    @property
    def ended(self) -> bool:
        return self.revoked_at is not None or self.expires_at <= written(clock.now())


class Shares:
    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, visitor: Visitor, kind: str, subject: str, title: str, days: int) -> str:
        """The secret part of a new link, told once. Raises `Refused`."""
        if not 1 <= days <= LONGEST:
            raise Refused(f"链接的有效期要在 1 到 {LONGEST} 天之间。")
        secret, now = secrets.made(), clock.now()
        ends = written(now + timedelta(days=days))
        self._store.run(
            "INSERT INTO share (token_hash, kind, subject, title, made_by, made_by_id, made_at,"
            " expires_at) VALUES (?, ?, ?, ?, ?, ?, ?, ?)",
            (secrets.hashed(secret), kind, subject, title, visitor.name, visitor.user_id,
             written(now), ends),
        )  # fmt: skip
        return secret

    def found(self, secret: str) -> Share | None:
        """The link, while it holds."""
        rows = self._store.rows(
            "SELECT * FROM share WHERE token_hash = ?", (secrets.hashed(secret),)
        )
        share = _share(rows[0]) if rows else None
        return None if share is None or share.ended else share

    def every(self) -> list[Share]:
        return [
            _share(row) for row in self._store.rows("SELECT * FROM share ORDER BY share_id DESC")
        ]

    def numbered(self, share_id: int) -> Share | None:
        rows = self._store.rows("SELECT * FROM share WHERE share_id = ?", (share_id,))
        return _share(rows[0]) if rows else None

    def revoke(self, share: Share) -> None:
        """From the next request on it shows nothing."""
        self._store.run(
            "UPDATE share SET revoked_at = ? WHERE share_id = ? AND revoked_at IS NULL",
            (written(clock.now()), share.share_id),
        )
        self._store.run("DELETE FROM session WHERE share_id = ?", (share.share_id,))


def _share(row: Row) -> Share:
    return Share(
        row["share_id"], row["kind"], row["subject"], row["title"], row["made_by"],
        row["made_by_id"], row["made_at"], row["expires_at"], row["revoked_at"],
    )  # fmt: skip
