"""The newest published copy, open for reading by many threads.

A site that prepares its pages shows a new copy when they are made: until then readers have the
whole of the copy before.
"""

from __future__ import annotations

import threading
import time
from collections.abc import Callable, Hashable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, TypeVar, cast

import duckdb

from warehouse import copies
from warehouse.copies import Copy
from yuanzheng.web import fitting
from yuanzheng.web.patience import Patience

Row = dict[str, Any]
T = TypeVar("T")
# What is asked of the copy reaches no file and no network; it cannot be allowed again.
_LIMITS = ("SET enable_external_access = false", "SET threads = 2")


class NothingPublished(Exception):
    """There is no copy yet."""


@dataclass(frozen=True, slots=True, eq=False)
class Open:
    """A copy and its connection, which closes when the last reader lets go of it."""

    copy: Copy
    connection: duckdb.DuckDBPyConnection
    patience: Patience
    _made: dict[Hashable, object] = field(default_factory=dict, repr=False)
    _locks: dict[Hashable, threading.RLock] = field(default_factory=dict, repr=False)

    def once(self, name: Hashable, make: Callable[[], T]) -> T:
        """What is made of this copy once, and goes with it. Raises what `make` raises."""
        with self._locks.setdefault(name, threading.RLock()):
            if name not in self._made:
                self._made[name] = make()
            return cast("T", self._made[name])

    def rows(self, sql: str, params: Mapping[str, object] | None = None) -> list[Row]:
        """Rows as dictionaries; parameters are named (`$project_id`). Threads do not wait.

        Raises `TooLong`, `duckdb.Error`.
        """
        with self.connection.cursor() as cursor, self.patience.over(cursor):
            cursor.execute(sql, dict(params) if params else None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


class Copies:
    """Opens a copy anew when the pointer has moved; who reads the old one keeps it."""

    def __init__(self, published: Path, seconds: float = 60) -> None:
        """`seconds`: how long one question may take."""
        self._published = published
        self._patience = Patience(seconds)
        self._lock = threading.Lock()
        self._seen: object = None
        self._open: Open | None = None
        self._coming: Open | None = None
        self._ahead = 0.0
        self._until = 0.0

    def prepare(self, seconds: float) -> None:
        """From now on a new copy is shown when `show` says so, or after so many seconds."""
        self._ahead = seconds

    def current(self) -> Open:
        """What readers are shown. Raises `NothingPublished`, `WarehouseError`."""
        with self._lock:
            self._look()
            if self._coming and time.monotonic() >= self._until:
                self._open, self._coming = self._coming, None
            assert self._open  # noqa: S101 - `_look` raises where there is none
            return self._open

    def newest(self) -> Open:
        """The one that is coming, or shown. Raises as `current` does."""
        with self._lock:
            self._look()
            assert self._open  # noqa: S101 - `_look` raises where there is none
            return self._coming or self._open

    def show(self, opened: Open) -> None:
        """Its pages are made; one that is no longer the newest is not shown any more."""
        with self._lock:
            if self._coming is opened:
                self._open, self._coming = opened, None

    def _look(self) -> None:
        if (mark := self._mark()) == self._seen and self._open:
            return
        newest = self._opened(self._coming or self._open)
        if self._open and self._ahead and newest not in {self._open, self._coming}:
            self._until = self._until if self._coming else time.monotonic() + self._ahead
            self._coming = newest
        elif newest is not self._coming:
            self._open = newest
        self._seen = mark

    def _mark(self) -> object:
        try:
            found = (self._published / copies.POINTER).stat()
        except OSError:
            return None
        return found.st_mtime_ns, found.st_ino, found.st_size

    def _opened(self, before: Open | None) -> Open:
        copy = copies.current(self._published)
        if before and copy in {before.copy, None}:
            return before
        if copy is None:
            raise NothingPublished
        connection = fitting.connected(copy)
        for words in _LIMITS:
            connection.execute(words)
        return Open(copy, connection, self._patience)
