"""What is made of one thing is kept while that very thing is asked for again.

The formats of a project are written one after the other, and say much of the same.
"""

from __future__ import annotations

from collections.abc import Callable
from functools import wraps
from typing import TypeVar, TypeVarTuple

T = TypeVar("T")
Things = TypeVarTuple("Things")


def lasting(most: int = 1) -> Callable[[Callable[[*Things], T]], Callable[[*Things], T]]:
    """The same function of things that never change, told apart by identity and not by what they
    hold, which would take longer to compare. What was made of the last `most` calls, or of fewer,
    is held, and so are the things."""

    def decorated(made: Callable[[*Things], T]) -> Callable[[*Things], T]:
        held: dict[tuple[int, ...], tuple[tuple[*Things], T]] = {}

        @wraps(made)
        def asked(*things: *Things) -> T:
            key = tuple(map(id, things))
            # a number is given again once its thing is gone, so the things are held too
            if (found := held.get(key)) is not None:
                return found[1]
            result = made(*things)
            if len(held) >= most:
                held.clear()
            held[key] = (things, result)
            return result

        return asked

    return decorated
