"""Repeatable chance: one independent stream for each purpose, so that a change in one part of
the community leaves the others as they were."""

from __future__ import annotations

import random
from collections.abc import Sequence
from datetime import datetime, timedelta
from typing import TypeVar

T = TypeVar("T")


class Dice(random.Random):
    """Seeded by words; the standard library promises the same sequence on every machine."""

    def __init__(self, *words: object) -> None:
        super().__init__("/".join(map(str, words)))

    def chance(self, probability: float) -> bool:
        return self.random() < probability

    def moment(self, start: datetime, end: datetime, lean: float = 1.0) -> datetime:
        """An instant in [start, end), in whole seconds; `lean` < 1 favours later ones."""
        seconds = (end - start).total_seconds()
        return start + timedelta(seconds=int(seconds * self.random() ** lean))

    def pick(self, things: Sequence[T]) -> T:
        return things[int(self.random() * len(things))]
