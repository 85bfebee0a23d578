"""The file `web.sqlite`, its tables found by folder: `tables/*.sql`."""

from __future__ import annotations

import os
import sqlite3
import threading
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from yuanzheng.web.kept.audit import Audit

NAME = "web.sqlite"
TABLES = Path(__file__).parent / "tables"
Row = dict[str, Any]


class Kept:
    """Opens the file of a data folder, or makes it. Threads and processes may share it.

    `audit`: who saw and changed what.
    """

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        self._lock = threading.RLock()
        self._connection = _opened(self.path)
        for table in sorted(TABLES.glob("*.sql")):
            self._connection.executescript(table.read_text(encoding="utf-8"))

    @cached_property
    def audit(self) -> Audit:
        from yuanzheng.web.kept.audit import Audit

        return Audit(self)

    def rows(self, sql: str, params: Sequence[object] = ()) -> list[Row]:
        with self._lock:
            return [dict(row) for row in self._connection.execute(sql, params)]

    def run(self, sql: str, params: Sequence[object] = ()) -> int:
        """Changes rows for good; returns how many."""
        with self._lock:
            return self._connection.execute(sql, params).rowcount

    @contextmanager
    def together(self) -> Iterator[None]:
        """All changes of the block or none; nobody else changes anything meanwhile."""
        with self._lock:
            self._connection.execute("BEGIN IMMEDIATE")
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            self._connection.execute("COMMIT")

    def close(self) -> None:
        with self._lock:
            self._connection.close()


def _opened(path: Path) -> sqlite3.Connection:
    # What lies in it is for this account of the machine only, from the first byte.
    os.close(os.open(path, os.O_RDWR | os.O_CREAT, 0o600))
    connection = sqlite3.connect(path, timeout=5, isolation_level=None, check_same_thread=False)
    connection.row_factory = sqlite3.Row
    for words in ("journal_mode = WAL", "synchronous = NORMAL", "foreign_keys = ON"):
        connection.execute(f"PRAGMA {words}")
    return connection
