"""Turns in reading histories: more at the same time than there are cores are no sooner done, and
take the memory of all."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from threading import BoundedSemaphore

# One more than cores: one of them waits for its git.
_TURNS = BoundedSemaphore((os.cpu_count() or 1) + 1)
_SECONDS = 60.0


@contextmanager
def turn() -> Iterator[None]:
    """Waits until others are done, but for no more than a minute: who reads the longest history
    keeps nobody from reading."""
    had = _TURNS.acquire(timeout=_SECONDS)
    try:
        yield
    finally:
        if had:
            _TURNS.release()
