"""Request state: validators for conditional requests and where each stream goes on.

Not evidence: losing this file costs requests, never rows. Kept apart from the data file so that a
night that finds nothing new changes no table. Written only after the rows it speaks of.
"""

from __future__ import annotations

import json
import sqlite3
from dataclasses import dataclass
from pathlib import Path
from threading import Lock
from typing import Any

_SCHEMA = """
CREATE TABLE IF NOT EXISTS validator (url TEXT, token TEXT, etag TEXT, sha256 TEXT, next_url TEXT,
  items INTEGER, PRIMARY KEY (url, token));
CREATE TABLE IF NOT EXISTS cursor (repo_id TEXT, stream TEXT, value TEXT,
  PRIMARY KEY (repo_id, stream));
"""


@dataclass(frozen=True, slots=True)
class Validator:
    """What an earlier answer to a URL said of itself; `items` is how many it held."""

    url: str
    token: str
    etag: str
    sha256: str
    next_url: str | None
    items: int


class State:
    """An SQLite file; several threads may use it."""

    def __init__(self, path: Path) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        self._db = sqlite3.connect(path, check_same_thread=False)
        self._db.executescript(_SCHEMA)

    def close(self) -> None:
        self._db.close()

    def validator(self, url: str, token: str) -> Validator | None:
        row = self._one("SELECT * FROM validator WHERE url = ? AND token = ?", (url, token))
        return None if row is None else Validator(row[0], row[1], row[2], row[3], row[4], row[5])

    def cursor(self, repo_id: str, stream: str) -> dict[str, Any]:
        row = self._one(
            "SELECT value FROM cursor WHERE repo_id = ? AND stream = ?", (repo_id, stream)
        )
        return {} if row is None else dict(json.loads(row[0]))

    def save(
        self, repo_id: str, stream: str, cursor: dict[str, Any] | None, seen: list[Validator]
    ) -> None:
        """Keeps a cursor (None: unchanged) and validators in one transaction."""
        with self._lock, self._db:
            if cursor is not None:
                text = json.dumps(cursor, sort_keys=True)
                self._db.execute("REPLACE INTO cursor VALUES (?, ?, ?)", (repo_id, stream, text))
            for v in seen:
                self._db.execute(
                    "REPLACE INTO validator VALUES (?, ?, ?, ?, ?, ?)",
                    (v.url, v.token, v.etag, v.sha256, v.next_url, v.items),
                )

    def _one(self, sql: str, params: tuple[str, ...]) -> tuple[Any, ...] | None:
        with self._lock:
            found: tuple[Any, ...] | None = self._db.execute(sql, params).fetchone()
        return found
