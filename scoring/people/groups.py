"""Disjoint sets of aliases; the smallest id of a set stands for it."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace

from scoring.people.joined import Join


class Groups:
    """Near-linear in the number of joins, and independent of their order."""

    def __init__(
        self, ids: Iterable[str], slots: Mapping[str, Mapping[object, int]] | None = None
    ) -> None:
        """`slots`: id → what parts it from others (any hashable) → its place there."""
        self._parent = {one: one for one in ids}
        self._slots = {
            one: {key: frozenset({place}) for key, place in own.items()}
            for one, own in (slots or {}).items()
        }

    def find(self, one: str) -> str:
        parent = self._parent
        while parent[one] != one:
            parent[one] = parent[parent[one]]
            one = parent[one]
        return one

    def join(self, one: str, other: str) -> None:
        low, high = sorted((self.find(one), self.find(other)))
        self._parent[high] = low
        if low != high and high in self._slots:
            here, there = self._slots.get(low, {}), self._slots[high]
            both = {key: here[key] | there[key] for key in here.keys() & there.keys()}
            self._slots[low] = {**here, **there, **both}

    def may_join(self, one: str, other: str) -> bool:
        """Whether nothing parts the two sets: the same thing with different places.

        A set that facts have made of several places is parted from all of them.
        """
        if not self._slots:
            return True
        here = self._slots.get(self.find(one), {})
        there = self._slots.get(self.find(other), {})
        return self.find(one) == self.find(other) or all(
            len(here[key] | there[key]) == 1 for key in here.keys() & there.keys()
        )

    def permitted(self, joins: Iterable[Join]) -> Iterator[Join]:
        """The joins that nothing parts, to be made before the next is taken.

        All joins to one by one rule are of aliases that share a key: who may not be joined to that
        one may still be one person with another who may not.
        """
        refused: dict[tuple[str, str], list[str]] = defaultdict(list)
        for join in joins:
            parted = refused[join.other, join.rule]
            others = (one for one in (join.other, *parted) if self.may_join(join.alias, one))
            if (other := next(others, None)) is None:
                parted.append(join.alias)
            else:
                yield join if other == join.other else replace(join, other=other)

    def members(self) -> dict[str, list[str]]:
        """Smallest id → all ids of its set, in the order given at the start."""
        sets: dict[str, list[str]] = {}
        for one in self._parent:
            sets.setdefault(self.find(one), []).append(one)
        return sets
