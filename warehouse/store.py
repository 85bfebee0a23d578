"""The store: the only place that opens the DuckDB file."""

from __future__ import annotations

import json
import tempfile
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from threading import RLock
from types import TracebackType
from typing import TYPE_CHECKING, Any

from warehouse import blank, merging, opening, schema, swapping
from warehouse.answers import Answer
from warehouse.columns import CommitColumns
from warehouse.holdings import Holdings
from warehouse.parsed import Parsed
from warehouse.standings import Standings, StreamState

if TYPE_CHECKING:
    import pandas

    from warehouse.records import CommitFile, Record

Row = dict[str, Any]
# The first answer by time and id, and how many there are.
_Answers = tuple[tuple[datetime, str] | None, int]


@dataclass(frozen=True, slots=True)
class Batch:
    """Records read from one answer, to be merged together.

    `whole` false: the answer brought no record at all, and is kept for saying so. `commits` of all
    batches merged at once are of one repository.
    """

    answer: Answer
    repo_id: str
    stream: str
    records: Sequence[Record]
    files: Sequence[CommitFile] = ()
    whole: bool = True
    commits: CommitColumns | None = None


class Warehouse:
    """A DuckDB file with the tables of `schema.sql`; several threads may use it.

    Raises `WarehouseBusy` when another process holds the file, `WarehouseError` when it is
    not a warehouse or cannot be written. `memory_mb`: see `settings`.
    """

    def __init__(
        self, path: Path, *, read_only: bool = False, memory_mb: int | None = None
    ) -> None:
        self.path = path
        # One connection: whoever writes or reads has it alone, a transaction to its end.
        self._lock, self._under_way = RLock(), False
        if not read_only:
            blank.lay(path)
        self._connection = Parsed(opening.connect(path, read_only=read_only, memory_mb=memory_mb))
        if swapping.pending(path.parent):
            self._connection.close()
            swapping.complete(path.parent)
            self._connection = Parsed(
                opening.connect(path, read_only=read_only, memory_mb=memory_mb)
            )
        if not read_only:
            try:
                schema.create(self._connection.bare)
            except BaseException:
                self._connection.close()
                raise
        self._columns = merging.Columns(self._connection)
        self._answers: _Answers | None = None
        self._standings = Standings(self._connection, self.query)
        self._holdings = Holdings(self.query)

    def __enter__(self) -> Warehouse:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:
        self.close()

    def close(self) -> None:
        self._connection.close()

    @contextmanager
    def alone(self) -> Iterator[None]:
        """Whatever other threads want of the warehouse waits until the block is through."""
        with self._lock:
            yield

    @contextmanager
    def attached(self, path: Path, name: str) -> Iterator[None]:
        """Another warehouse's tables by `name.table`, while the block runs."""
        with self._lock:
            self._connection.execute("CHECKPOINT")
            opening.attach(self._connection.bare, path, name)
            try:
                yield
            finally:
                self._connection.execute(f"DETACH {name}")

    @contextmanager
    def transaction(self) -> Iterator[None]:
        """All or nothing; leaves the tables as they were when the block raises.

        A transaction within one is part of it: what it did is lost when the outer one raises.
        """
        with self._lock:
            if self._under_way:
                yield
                return
            self._connection.execute("BEGIN")
            self._under_way = True
            try:
                yield
            except BaseException:
                self._connection.execute("ROLLBACK")
                raise
            else:
                self._connection.execute("COMMIT")
            finally:
                self._under_way = False

    def query(self, sql: str, params: Mapping[str, object] | None = None) -> list[Row]:
        """Rows as dictionaries; parameters are named (`$as_of`)."""
        with self._lock:
            cursor = self._connection.execute(sql, dict(params) if params else None)
            names = [column[0] for column in cursor.description or ()]
            return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]

    def frame(self, sql: str, params: Mapping[str, object] | None = None) -> pandas.DataFrame:
        """The same as a pandas frame; unknown stays NA."""
        with self._lock:
            return self._connection.execute(sql, dict(params) if params else None).df()

    def execute(self, sql: str, params: Mapping[str, object] | None = None) -> None:
        with self._lock:
            self._connection.execute(sql, dict(params) if params else None)

    def merge(self, batches: Sequence[Batch]) -> int:
        """Merges records by key; returns how many versions were added.

        Unchanged records add nothing; a changed one closes its earlier version. Of the
        answers, those are kept that brought a new version or no record at all.
        """
        with self._spool(merging.lines(batches)) as spool, self._lock:
            known = self._answers or self._counted()
            with self.transaction():
                done = merging.merge(self._connection, self._columns, batches, spool)
            added, kept = done
            firsts = [known[0], *((b.answer.fetched_at, b.answer.answer_id) for b in kept)]
            self._answers = min(filter(None, firsts), default=None), known[1] + len(kept)
            for batch in kept:
                self._holdings.spoke(batch.repo_id, batch.stream)
            if added or kept:
                self._holdings.changed(_told_of(batches))
        return added

    def close_missing(
        self, table: str, scope: tuple[str, str], seen: Iterable[str], at: str
    ) -> int:
        """Closes current versions whose key is not in `seen`; returns how many.

        `scope`: the repository, and the stream that brought them.
        """
        with self._lock:
            return self._closed(
                scope[0], merging.close_missing(self._connection, table, scope, seen, at)
            )

    def close_within(
        self, table: str, scope: tuple[str, str], among: tuple[str, Iterable[str]],
        seen: Iterable[str], at: str,
    ) -> int:  # fmt: skip
        """As `close_missing`, for the rows alone whose column (first of `among`) is one of some
        values (second)."""
        with self._lock:
            return self._closed(
                scope[0], merging.close_missing(self._connection, table, scope, seen, at, among)
            )

    def close_comments(self, table: str, repo_id: str, at: str) -> int:
        """Closes the comments of what was closed in `table` at that instant; returns how many."""
        with self._lock:
            closed = merging.close_comments(self._connection, table, repo_id, at)
            return self._closed(repo_id, closed)

    def _closed(self, repo_id: str, rows: int) -> int:
        if rows:
            self._holdings.changed([repo_id])
        return rows

    def held(self, table: str, repo_id: str, stream: str) -> int:
        """How many current rows of a repository a stream has brought."""
        with self._lock:
            return self._holdings.of(table, repo_id, stream)

    def answers_held(self) -> tuple[str | None, int]:
        """The id of the first answer and how many there are: what tells one data file from another
        or from an older copy of itself."""
        first, count = self._answers or self._counted()
        return None if first is None else first[1], count

    def _counted(self) -> _Answers:
        row = self.query("SELECT min((fetched_at, answer_id)) AS a, count(*) AS n FROM answer")[0]
        return row["a"], int(row["n"])

    def platform_id(self, repo_id: str) -> str | None:
        """The number by which the platform knew a repository when it was last read."""
        rows = self.query(
            "SELECT platform_id FROM repo_fact WHERE repo_id = $repo AND closed_at IS NULL",
            {"repo": repo_id},
        )
        return next((row["platform_id"] for row in rows), None)

    def platform_ids(self) -> dict[str, str | None]:
        """As `platform_id`, of every repository that was ever read."""
        rows = self.query(
            "SELECT repo_id, platform_id FROM repo_fact WHERE closed_at IS NULL ORDER BY rowid DESC"
        )
        return {row["repo_id"]: row["platform_id"] for row in rows}

    def standing(self, repo_id: str, stream: str) -> StreamState | None:
        """How a stream stands; None: nothing is noted of it."""
        with self._lock:
            return self._standings.of(repo_id, stream)

    def grade(self, state: StreamState, at: datetime) -> None:
        """Notes how a stream stands; an unchanged standing changes nothing."""
        with self._lock:
            self._standings.grade(state, at)

    def unknown(
        self, streams: Sequence[tuple[str, str]], code: str, reason: str, at: datetime
    ) -> None:
        """Grades those of the streams, by repository and name, of which nothing is noted."""
        with self._lock:
            self._standings.unknown(streams, code, reason, at)

    def replace(self, table: str, rows: Iterable[Mapping[str, object]], scope: Row) -> None:
        """Replaces the rows of a derived table whose columns equal `scope` by `rows`."""
        where = " AND ".join(f'"{name}" = ${name}' for name in scope) or "true"
        with self._spool(map(_line, rows)) as spool, self.transaction():
            self._connection.execute(f'DELETE FROM "{table}" WHERE {where}', scope or None)
            self.insert_lines(table, spool)

    def insert_lines(self, table: str, spool: Path) -> None:
        """Appends a file of JSON lines whose keys are column names."""
        if spool.stat().st_size:
            with self._lock:
                merging.insert_lines(self._connection, self._columns, table, spool)

    @contextmanager
    def _spool(self, lines: Iterable[str]) -> Iterator[Path]:
        with tempfile.NamedTemporaryFile("w", suffix=".jsonl", encoding="utf-8") as spool:
            for line in lines:
                spool.write(line + "\n")
            spool.flush()
            yield Path(spool.name)


def _line(row: Mapping[str, object]) -> str:
    return json.dumps(row, ensure_ascii=True, default=str)


def _told_of(batches: Sequence[Batch]) -> set[str]:
    """The repositories of which the batches say something."""
    records = (getattr(record, "repo_id", None) for batch in batches for record in batch.records)
    return {batch.repo_id for batch in batches}.union(filter(None, records))
