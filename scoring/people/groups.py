"""Disjoint sets of aliases; the smallest id of a set stands for it."""

from __future__ import annotations

from collections.abc import Iterable


class Groups:
    """Near-linear in the number of joins, and independent of their order."""

    def __init__(self, ids: Iterable[str]) -> None:
        self._parent = {one: one for one in ids}

    def find(self, one: str) -> str:
        parent = self._parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self._parent[high] = low

    def members(self) -> dict[str, list[str]]:
        """Smallest id → all ids of its set, in the order given at the start."""
        sets: dict[str, list[str]] = {}
        for one in self._parent:
            sets.setdefault(self.find(one), []).append(one)
        return sets
