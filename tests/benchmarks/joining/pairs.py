"""How well persons agree with those of a .mailmap: pairs of signatures, and people counted."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from math import comb
from typing import Any


@dataclass(frozen=True, slots=True)
class Agreement:
    """Of all pairs held to be one person, the right ones; of all that are, those found."""

    precision: float
    recall: float
    over_count: float

    @property
    def f1(self) -> float:
        both = self.precision + self.recall
        return 2 * self.precision * self.recall / both if both else 0.0


def agreement(truth: Sequence[str], found: Sequence[str], places: Sequence[int]) -> Agreement:
    """Of the signatures at these places."""
    wanted = Counter(truth[place] for place in places)
    held = Counter(found[place] for place in places)
    right = _pairs(Counter((truth[place], found[place]) for place in places))
    return Agreement(
        right / max(_pairs(held), 1), right / max(_pairs(wanted), 1), len(held) / len(wanted) - 1
    )


def _pairs(sizes: Counter[Any]) -> int:
    return sum(comb(size, 2) for size in sizes.values())
