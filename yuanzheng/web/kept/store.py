"""The file `web.sqlite`, its tables found by folder: `tables/*.sql`."""

from __future__ import annotations

import contextlib
import os
import sqlite3
import threading
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any

NAME = "web.sqlite"
TABLES = Path(__file__).parent / "tables"
Row = dict[str, Any]
Params = Sequence[object] | Mapping[str, object]


class Store:
    """Opens the file of a data folder, or makes it. Threads and processes may share it."""

    def __init__(self, folder: Path) -> None:
        folder.mkdir(parents=True, exist_ok=True)
        self.path = folder / NAME
        self._lock = threading.RLock()
        self._connection = _opened(self.path)
        for table in sorted(TABLES.glob("*.sql")):
            self._connection.executescript(table.read_text(encoding="utf-8"))

    def rows(self, sql: str, params: Params = ()) -> list[Row]:
        with self._lock:
            return [dict(row) for row in self._connection.execute(sql, params)]

    def run(self, sql: str, params: Params = ()) -> int:
        """Changes rows for good; returns how many."""
        with self._lock:
            return self._connection.execute(sql, params).rowcount

    def tried(self, sql: str, params: Params = ()) -> None:
        """The same for what may be left out when the disk is full or the file busy."""
        with contextlib.suppress(sqlite3.OperationalError):
            self.run(sql, params)

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
