"""Who acts at an instant: few do much, many do little, people come and go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime, timedelta
from itertools import accumulate

from collectors.standin.community.dice import Dice
from collectors.standin.community.model import Person

CORE = 12
_STEP = timedelta(days=30)


class Cast:
    """Draws people by weight among those who are around; the first `CORE` always are."""

    def __init__(
        self, people: Sequence[Person], start: datetime, end: datetime, dice: Dice
    ) -> None:
        self._dice, self._start = dice, start
        stays = [_stay(i, start, end, dice) for i in range(len(people))]
        steps = int((end - start) / _STEP) + 1
        self._months = [
            _present(people, stays, start + _STEP * i, start + _STEP * (i + 1))
            for i in range(steps)
        ]

    def at(self, moment: datetime) -> Person:
        index = min(max(int((moment - self._start) / _STEP), 0), len(self._months) - 1)
        people, weights = self._months[index]
        return self._dice.choices(people, cum_weights=weights)[0]


def _stay(
    rank: int, start: datetime, end: datetime, dice: Dice
) -> tuple[float, datetime, datetime]:
    weight = 1 / (rank + 3) ** 0.95
    if rank < CORE:
        return weight, start, end
    came = dice.moment(start, end, lean=0.7)
    return weight, came, came + timedelta(days=20 + 700 * dice.random() ** 2)


def _present(
    people: Sequence[Person],
    stays: Sequence[tuple[float, datetime, datetime]],
    start: datetime,
    end: datetime,
) -> tuple[list[Person], list[float]]:
    here = [
        (person, weight)
        for person, (weight, came, left) in zip(people, stays, strict=True)
        if came < end and left > start
    ]
    return [p for p, _ in here], list(accumulate(w for _, w in here))
