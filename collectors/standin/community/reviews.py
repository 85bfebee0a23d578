"""Reviews of change requests, drawn apart so that everything else stays as it was."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import timedelta

from collectors.standin.community.dice import Dice
from collectors.standin.community.model import Person, Review, Thread
from collectors.standin.community.texts import load
from collectors.standin.community.threads import fill

_COUNTS = (0, 0, 1, 1, 1, 2, 3)
_STATES = ("APPROVED", "APPROVED", "CHANGES_REQUESTED", "COMMENTED", "DISMISSED")


def make_reviews(
    pulls: Sequence[Thread], crew: Sequence[Person], first_id: int, dice: Dice
) -> None:
    """Adds none to three to each, between its opening and its last change."""
    for pull in pulls:
        span = int((pull.updated - pull.created).total_seconds())
        moments = sorted(dice.randrange(span + 1) for _ in range(dice.pick(_COUNTS)))
        for turn, seconds in enumerate(moments):
            at = pull.created + timedelta(seconds=seconds)
            words = fill(dice.pick(load("words")["reviews"]), dice) if dice.chance(0.4) else ""
            pull.reviews.append(Review(
                first_id + pull.number * 4 + turn, dice.pick(crew), dice.pick(_STATES), words,
                at, at,
            ))  # fmt: skip
