"""Weightings of the comparison that somebody saved."""

from __future__ import annotations

import json
import math
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from secrets import token_hex

from yuanzheng import clock
from yuanzheng.failures import Refused
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.kept.audit import written
from yuanzheng.web.kept.store import Row, Store
from yuanzheng.widths import plain

LONGEST_NAME, LONGEST_REASON, MOST = 60, 500, 200


@dataclass(frozen=True, slots=True)
class Weighting:
    """`projects`: those compared, None for all there are. `reason`: why these weights; '' where
    nobody said."""

    weighting_id: str
    name: str
    policy_id: str | None
    weights: Mapping[str, float]
    projects: tuple[str, ...] | None
    made_by: str
    made_by_id: int | None
    made_at: str
    reason: str = ""

    @property
    def fragment(self) -> str:
        """What opens it on the comparison's page (see its `address.js`)."""
        return f"w={in_words(self.weights)}"

    def belongs_to(self, visitor: Visitor) -> bool:
        """Whether the visitor may change it: who saved it, and every admin."""
        return visitor.role == ADMIN or visitor.user_id == self.made_by_id


def in_words(weights: Mapping[str, float]) -> str:
    """`stars:0.2,forks:0.1`, without exponents, which the page would refuse."""
    return ",".join(f"{key}:{_plain(value)}" for key, value in weights.items())


def _plain(value: float) -> str:
    return f"{value:.12f}".rstrip("0").rstrip(".") or "0"


class Weightings:
    def __init__(self, store: Store) -> None:
        self._store = store

    def save(
        self, visitor: Visitor, name: str, policy_id: str | None, weights: Mapping[str, float],
        projects: Iterable[str] | None = None, reason: str = "",
    ) -> Weighting:  # fmt: skip
        """Raises `Refused` for a name or weights that make no sense, and for too many."""
        reason = reason.strip()
        if len(reason) > LONGEST_REASON:
            raise Refused(f"理由请写在 {LONGEST_REASON} 字以内。")
        name = plain(name).strip()
        if not 0 < len(name) <= LONGEST_NAME:
            raise Refused(f"请给这组权重起一个 {LONGEST_NAME} 字以内的名字。")
        if not weights or not all(math.isfinite(one) and one >= 0 for one in weights.values()):
            raise Refused("权重要是不小于 0 的数。")
        if len(self.every()) >= MOST:
            raise Refused(f"已保存了 {MOST} 组权重：请先删去不用的。")
        key, listed = token_hex(8), None if projects is None else json.dumps(sorted(projects))
        self._store.run(
            "INSERT INTO weighting VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?)",
            (key, name, policy_id, json.dumps(dict(weights)), listed, visitor.name,
             visitor.user_id, written(clock.now()), reason),
        )  # fmt: skip
        return self._one(key)

    def find(self, weighting_id: str) -> Weighting | None:
        rows = self._store.rows("SELECT * FROM weighting WHERE weighting_id = ?", (weighting_id,))
        return _weighting(rows[0]) if rows else None

    def every(self) -> list[Weighting]:
        rows = self._store.rows("SELECT * FROM weighting ORDER BY made_at DESC, weighting_id")
        return [_weighting(row) for row in rows]

    def remove(self, weighting: Weighting) -> None:
        """Links to it are revoked with it."""
        self._store.run(
            "UPDATE share SET revoked_at = ? WHERE kind = 'comparison' AND subject = ?"
            " AND revoked_at IS NULL", (written(clock.now()), weighting.weighting_id),
        )  # fmt: skip
        self._store.run("DELETE FROM weighting WHERE weighting_id = ?", (weighting.weighting_id,))

    def _one(self, key: str) -> Weighting:
        found = self.find(key)
        if found is None:
            raise KeyError(key)
        return found


def _weighting(row: Row) -> Weighting:
    listed = json.loads(row["projects"]) if row["projects"] else None
    return Weighting(
        row["weighting_id"], row["name"], row["policy_id"], json.loads(row["weights"]),
        None if listed is None else tuple(listed), row["made_by"], row["made_by_id"],
        row["made_at"], row["reason"],
    )  # fmt: skip
