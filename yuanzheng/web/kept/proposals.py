"""Projects that applicants propose."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Any, Protocol

from yuanzheng import clock
from yuanzheng.added.changing import Asked
from yuanzheng.failures import Refused
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.kept.audit import written

_MOST_OPEN = 20
_INSERT = (
    "INSERT INTO proposal (at, user_id, who, name, applicant, addresses, policies, include_forks,"
    " state) VALUES (?, ?, ?, ?, ?, ?, ?, ?, 'open')"
)
_DECIDE = (
    "UPDATE proposal SET state = ?, decided_at = ?, decided_by = ?"
    " WHERE proposal_id = ? AND state = 'open'"
)


class Rows(Protocol):
    """What is needed of the file."""

    def rows(self, sql: str, params: Any = ()) -> list[dict[str, Any]]: ...
    def run(self, sql: str, params: Any = ()) -> int: ...


@dataclass(frozen=True, slots=True)
class Proposal:
    """`state`: open, confirmed, declined."""

    proposal_id: int
    at: str
    user_id: int | None
    who: str
    asked: Asked
    state: str
    decided_at: str | None
    decided_by: str | None


class Proposals:
    def __init__(self, store: Rows) -> None:
        self._store = store

    def add(self, visitor: Visitor, asked: Asked) -> None:
        """Raises `Refused` when too many of one account are open."""
        own = [one for one in self.open() if one.user_id == visitor.user_id]
        if len(own) >= _MOST_OPEN:
            raise Refused(f"您已有 {len(own)} 个提议没有答复：请等管理员答复。")
        policies = "" if asked.policies is None else "\n".join(asked.policies)
        self._store.run(
            _INSERT,
            (written(clock.now()), visitor.user_id, visitor.name, asked.name, asked.applicant,
             "\n".join(asked.addresses), policies, int(asked.include_forks)),
        )  # fmt: skip

    def open(self) -> list[Proposal]:
        return self._of("SELECT * FROM proposal WHERE state = 'open' ORDER BY proposal_id")

    def by(self, visitor: Visitor) -> list[Proposal]:
        """An account's own, newest first."""
        sql = "SELECT * FROM proposal WHERE user_id IS ? ORDER BY proposal_id DESC LIMIT 50"
        return self._of(sql, (visitor.user_id,))

    def one(self, proposal_id: int) -> Proposal | None:
        found = self._of("SELECT * FROM proposal WHERE proposal_id = ?", (proposal_id,))
        return found[0] if found else None

    def decide(self, proposal_id: int, visitor: Visitor, *, confirmed: bool) -> None:
        """Raises `Refused` when somebody was faster."""
        state = "confirmed" if confirmed else "declined"
        row = (state, written(clock.now()), visitor.name, proposal_id)
        if not self._store.run(_DECIDE, row):
            raise Refused("这个提议已经答复过了。")

    def _of(self, sql: str, params: tuple[object, ...] = ()) -> list[Proposal]:
        return [
            Proposal(
                row["proposal_id"], row["at"], row["user_id"], row["who"],
                Asked(
                    row["name"], row["applicant"], tuple(row["addresses"].split("\n")),
                    tuple(row["policies"].split("\n")) if row["policies"] else None,
                    bool(row["include_forks"]),
                ),
                row["state"], row["decided_at"], row["decided_by"],
            )
            for row in self._store.rows(sql, params)
        ]  # fmt: skip
