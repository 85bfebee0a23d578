"""Request state: validators for conditional requests and where each stream goes on.

Not evidence: losing this file costs requests, never rows. Kept apart from the data file so that a
night that finds nothing new changes no table. Written only after the rows it speaks of.
"""

from __future__ import annotations

import json
import sqlite3
from collections.abc import Iterable, Iterator, Mapping
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from threading import Lock
from typing import Any

# Read anew when it was made by another version: it only costs requests. To be raised as well where
# more is read from the same answers: what rests, and a 304, would leave it out for ever.
_VERSION = 5
_SCHEMA = f"""
CREATE TABLE validator (url TEXT, token TEXT, repo_id TEXT, stream TEXT, etag TEXT, sha256 TEXT,
  next_url TEXT, memo TEXT, PRIMARY KEY (url, token, repo_id, stream));
CREATE TABLE cursor (repo_id TEXT, stream TEXT, value TEXT, PRIMARY KEY (repo_id, stream));
CREATE TABLE rest (repo_id TEXT, stream TEXT, mark TEXT, at TEXT, PRIMARY KEY (repo_id, stream));
CREATE TABLE belongs (first TEXT, answers INTEGER);
PRAGMA user_version = {_VERSION};
"""
_TABLES = ("validator", "cursor", "rest", "belongs")


@dataclass(frozen=True, slots=True)
class Validator:
    """What an earlier answer to a URL said of itself, so that a 304 is as good as the answer.

    `memo` is what the stream read from it beyond its rows, as JSON objects.
    """

    url: str
    token: str
    repo_id: str
    stream: str
    etag: str
    sha256: str
    next_url: str | None
    memo: Mapping[str, Any] = field(default_factory=dict)


class State:
    """An SQLite file; several threads may use it. What is no such file, or damaged, is put aside.

    Only what is forgotten waits for the disk: after a power cut what was learnt last may be lost,
    which costs requests, and nothing holds that was taken back. `lasting` false: nothing waits.
    """

    def __init__(self, path: Path, *, lasting: bool = True) -> None:
        path.parent.mkdir(parents=True, exist_ok=True)
        self._lock = Lock()
        try:
            self._db = _opened(path)
        except sqlite3.OperationalError:
            raise
        except sqlite3.DatabaseError:
            path.replace(path.with_name(path.name + ".broken"))
            self._db = _opened(path)
        # With a log ahead of it a write needs no sync to leave the file whole.
        self._db.execute("PRAGMA journal_mode = WAL")
        self._waits = lasting
        self._db.execute(f"PRAGMA synchronous = {'NORMAL' if lasting else 'OFF'}")

    def close(self) -> None:
        self._db.close()

    def belongs(self, first: str | None, answers: int) -> None:
        """Forgets everything when the warehouse is not the one this state was written beside.

        `first` and `answers` are the warehouse's first answer and how many it holds: they differ,
        or are fewer, when the data file was taken away or an older copy was put in its place.
        """
        row = self._one("SELECT first, answers FROM belongs", ())
        same = answers >= row[1] and row[0] in {None, first} if row else answers > 0
        if not same:
            with self._forgetting():
                for table in _TABLES:
                    self._db.execute(f"DELETE FROM {table}")

    def note_warehouse(self, first: str | None, answers: int) -> None:
        with self._lock, self._db:
            self._db.execute("DELETE FROM belongs")
            self._db.execute("INSERT INTO belongs VALUES (?, ?)", (first, answers))

    def narrowed(self, repo_ids: Iterable[str]) -> None:
        """Forgets all but these repositories."""
        kept = json.dumps(list(repo_ids))
        with self._forgetting():
            for table in ("validator", "cursor", "rest"):
                self._db.execute(
                    f"DELETE FROM {table} WHERE repo_id NOT IN (SELECT value FROM json_each(?))",
                    (kept,),
                )

    def copied(self, path: Path) -> None:
        """Writes all of it to another file."""
        with self._lock, closing(sqlite3.connect(path)) as into:
            self._db.backup(into)

    def validator(self, url: str, token: str, repo_id: str, stream: str) -> Validator | None:
        row = self._one(
            "SELECT * FROM validator WHERE url = ? AND token = ? AND repo_id = ? AND stream = ?",
            (url, token, repo_id, stream),
        )
        if row is None:
            return None
        return Validator(row[0], row[1], row[2], row[3], row[4], row[5], row[6], json.loads(row[7]))

    def cursor(self, repo_id: str, stream: str) -> dict[str, Any]:
        row = self._one(
            "SELECT value FROM cursor WHERE repo_id = ? AND stream = ?", (repo_id, stream)
        )
        return {} if row is None else dict(json.loads(row[0]))

    def save(
        self, repo_id: str, stream: str, cursor: Mapping[str, Any] | None,
        answered: Iterable[tuple[str, Validator | None]] = (),
    ) -> None:  # fmt: skip
        """Keeps a cursor (None: unchanged) and what was answered, in one transaction.

        `answered`: addresses in their order, each with its new validator, or None where the
        answer cannot be asked for conditionally; earlier ones, by any token, no longer hold.
        """
        with self._lock, self._db:
            if cursor is not None:
                text = json.dumps(cursor, sort_keys=True)
                self._db.execute("REPLACE INTO cursor VALUES (?, ?, ?)", (repo_id, stream, text))
            for url, validator in answered:
                self._db.execute(
                    "DELETE FROM validator WHERE url = ? AND repo_id = ? AND stream = ?",
                    (url, repo_id, stream),
                )
                if validator is not None:
                    marks = ", ".join("?" * 8)
                    self._db.execute(f"INSERT INTO validator VALUES ({marks})", _row(validator))

    def rest(self, repo_id: str, stream: str) -> tuple[Any, str] | None:
        """What a stream followed from when it was last read to its end, and when that was."""
        row = self._one(
            "SELECT mark, at FROM rest WHERE repo_id = ? AND stream = ?", (repo_id, stream)
        )
        return None if row is None else (json.loads(row[0]), row[1])

    def note_rest(self, repo_id: str, stream: str, held: tuple[Any, str] | None) -> None:
        """Keeps that, or with None that the stream must be asked for."""
        if held is None:
            with self._forgetting():
                where = "WHERE repo_id = ? AND stream = ?"
                self._db.execute(f"DELETE FROM rest {where}", (repo_id, stream))
            return
        with self._lock, self._db:
            row = (repo_id, stream, json.dumps(held[0]), held[1])
            self._db.execute("REPLACE INTO rest VALUES (?, ?, ?, ?)", row)

    def forget(self, repo_id: str, stream: str, *, but: Iterable[str] = ()) -> None:
        """Drops the validators of a stream except those of some URLs."""
        kept = json.dumps(list(but))
        with self._forgetting():
            self._db.execute(
                "DELETE FROM validator WHERE repo_id = ? AND stream = ?"
                " AND url NOT IN (SELECT value FROM json_each(?))",
                (repo_id, stream, kept),
            )

    @contextmanager
    def _forgetting(self) -> Iterator[None]:
        """A transaction that is on the disk when it is over, with all before it."""
        level = "FULL" if self._waits else "OFF"
        with self._lock:
            self._db.execute(f"PRAGMA synchronous = {level}")
            try:
                with self._db:
                    yield
            finally:
                self._db.execute(f"PRAGMA synchronous = {'NORMAL' if self._waits else 'OFF'}")

    def _one(self, sql: str, params: tuple[str, ...]) -> tuple[Any, ...] | None:
        with self._lock:
            found: tuple[Any, ...] | None = self._db.execute(sql, params).fetchone()
        return found


def _opened(path: Path) -> sqlite3.Connection:
    db = sqlite3.connect(path, check_same_thread=False)
    try:
        if db.execute("PRAGMA user_version").fetchone()[0] != _VERSION:
            drop = "".join(f"DROP TABLE IF EXISTS {table};" for table in _TABLES)
            db.executescript(f"BEGIN; {drop} {_SCHEMA} COMMIT;")
        if db.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
            raise sqlite3.DatabaseError("damaged")
    except sqlite3.Error:
        with suppress(sqlite3.Error):
            db.close()
        raise
    return db


def _row(v: Validator) -> tuple[Any, ...]:
    memo = json.dumps(v.memo, sort_keys=True, separators=(",", ":"))
    return (v.url, v.token, v.repo_id, v.stream, v.etag, v.sha256, v.next_url, memo)
