"""Tokens for programs: of one account, reading alone, for a time."""

from __future__ import annotations

from datetime import timedelta
from pathlib import Path

from yuanzheng import clock
from yuanzheng.failures import Refused
from yuanzheng.web.access.visitors import APPLICANT, Visitor
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.audit import written
from yuanzheng.web.kept.store import Row, Store
from yuanzheng.widths import plain

PREFIX = "yz_"
LONGEST, MOST = 366, 20
_TITLE = 60
_FIND = (Path(__file__).parent / "queries" / "api_token.sql").read_text(encoding="utf-8")
# Written at most so often: a question is no reason to write.
_TOUCH = timedelta(minutes=1)


class ApiTokens:
    """Only hashes are kept. A token ends with its account, and has that account's role of now."""

    def __init__(self, store: Store) -> None:
        self._store = store

    def make(self, user_id: int, title: str, days: int) -> str:
        """The token, shown this once. Raises `Refused`."""
        title = plain(title).strip()
        if not 0 < len(title) <= _TITLE:
            raise Refused(f"请写这个令牌给谁用，不超过 {_TITLE} 个字。")
        if not 0 < days <= LONGEST:
            raise Refused(f"有效期要在 1 到 {LONGEST} 天之间。")
        now, secret = clock.now(), PREFIX + secrets.made()
        with self._store.together():
            if len(self.of(user_id)) >= MOST:
                raise Refused(f"最多 {MOST} 个令牌：请先废去不用的。")
            self._store.run(
                "INSERT INTO api_token (token_hash, user_id, title, made_at, expires_at)"
                " VALUES (?, ?, ?, ?, ?)",
                (secrets.hashed(secret), user_id, title, written(now),
                 written(now + timedelta(days=days))),
            )  # fmt: skip
        return secret

    def visitor(self, secret: str) -> Visitor | None:
        """Whose token it is; without the key of a session it changes nothing."""
        now, key = clock.now(), secrets.hashed(secret)
        found = self._store.rows(_FIND, {"key": key, "now": written(now)})
        if not found:
            return None
        row = found[0]
        if (row["used_at"] or "") < written(now - _TOUCH):
            self._store.tried(
                "UPDATE api_token SET used_at = ? WHERE token_hash = ?", (written(now), key)
            )
        seen = frozenset(filter(None, (row["projects"] or "").split("\n")))
        return Visitor(
            row["user_id"], row["name"], row["role"], seen if row["role"] == APPLICANT else None,
            must_change=bool(row["must_change"]), programs=True,
        )  # fmt: skip

    def of(self, user_id: int) -> list[Row]:
        """Those of an account that hold now, without their hashes."""
        return self._store.rows(
            "SELECT token_id, title, made_at, expires_at, used_at FROM api_token"
            " WHERE user_id = ? AND expires_at > ? ORDER BY token_id DESC",
            (user_id, written(clock.now())),
        )

    def revoke(self, user_id: int, token_id: int) -> bool:
        """Whether there was such a token of this account."""
        sql = "DELETE FROM api_token WHERE user_id = ? AND token_id = ?"
        return bool(self._store.run(sql, (user_id, token_id)))
