"""Questions to the published copy that take too long are stopped."""

from __future__ import annotations

import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager

import duckdb


class TooLong(Exception):
    """A question was stopped."""


class Patience:
    """One thread looks after all questions under way; none runs while nothing is asked."""

    def __init__(self, seconds: float) -> None:
        self._seconds = seconds
        self._asked = threading.Condition()
        self._under_way: dict[int, tuple[float, duckdb.DuckDBPyConnection]] = {}
        self._looking = False

    @contextmanager
    def over(self, cursor: duckdb.DuckDBPyConnection) -> Iterator[None]:
        """Raises `TooLong` where the block asks for longer than it may."""
        key = id(cursor)
        with self._asked:
            self._under_way[key] = (time.monotonic() + self._seconds, cursor)
            self._look()
        try:
            yield
        except duckdb.InterruptException as error:
            raise TooLong from error
        finally:
            with self._asked:
                self._under_way.pop(key, None)

    def _look(self) -> None:
        if not self._looking:
            self._looking = True
            threading.Thread(target=self._watch, daemon=True).start()

    def _watch(self) -> None:
        while True:
            time.sleep(min(self._seconds, 0.5))
            with self._asked:
                if not self._under_way:
                    self._looking = False
                    return
                now = time.monotonic()
                late = [cursor for until, cursor in self._under_way.values() if until < now]
                for cursor in late:
                    cursor.interrupt()
