"""The newest published copy, open for reading by many threads."""

from __future__ import annotations

import threading
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import duckdb

from warehouse import copies, opening
from warehouse.copies import Copy
from yuanzheng.web.patience import Patience

Row = dict[str, Any]
# What is asked of the copy reaches no file and no network; it cannot be allowed again.
_LIMITS = ("SET enable_external_access = false", "SET threads = 2")


class NothingPublished(Exception):
    """There is no copy yet."""


@dataclass(frozen=True, slots=True)
class Open:
    """A copy and its connection, which closes when the last reader lets go of it."""

    copy: Copy
    connection: duckdb.DuckDBPyConnection
    patience: Patience

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

    def current(self) -> Open:
        """Raises `NothingPublished`, `WarehouseError`."""
        with self._lock:
            if (mark := self._mark()) != self._seen or self._open is None:
                self._open = self._opened(self._open)
                self._seen = mark
            return self._open

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
        connection = opening.connect(copy.database, read_only=True)
        for words in _LIMITS:
            connection.execute(words)
        return Open(copy, connection, self._patience)
