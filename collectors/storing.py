"""From a stream's pages into the warehouse, in batches; only then is the place noted."""

from __future__ import annotations

import sqlite3
import time
from collections.abc import Callable, Iterator

from collectors.errors import BadToken, Interrupted, Malformed, Quota, StreamStopped, Unreachable
from collectors.streams import Context, Ending, Page, Pages, Stream
from warehouse.errors import WarehouseError
from warehouse.records import Record
from warehouse.store import Batch, Warehouse

# A merge costs some milliseconds whatever its size, so pages are gathered; the first bounds memory,
# the second what a sudden end has to ask for again: with answers of 100 ms, one page.
RECORDS_IN_ONE_GO = 4000
SECONDS_IN_ONE_GO = 0.1
# Of a clone, which costs nobody anything to read again.
COMMITS_IN_ONE_GO, PATHS_IN_ONE_GO = 64000, 2_000_000
_WITH_COMMENTS = {"issue", "change_request"}
# Nothing is wrong with the place reached: go on there.
_LATER = (BadToken, Interrupted, Quota, Unreachable)
_OF_STREAM = {
    "change_request": "change_requests",
    "issue": "issues",
    "comment": "issue_comments",
    "release_asset": "release_assets",
    "model_link": "repository",
}


class Storing:
    """Stores one stream of one repository; `added` counts new row versions.

    `unread` counts objects of lists that could not become a row.
    """

    def __init__(self, warehouse: Warehouse, ctx: Context, stream: Stream) -> None:
        self.warehouse, self.session = warehouse, ctx.session
        self.repo_id, self.stream, self.visited = ctx.repo_id, stream, ctx.visited
        self.trail = ctx.trail
        self.added = self.unread = 0
        self._pages: list[Page] = []
        self._records = self._commits = self._paths = 0
        self._since = time.monotonic()

    def drain(self, pages: Pages) -> Ending:
        """Runs the stream to its end or raises what stopped it; what came before is stored."""
        try:
            ending = _yield_to(pages, self._take, self._unreadable)
        except StreamStopped as stopped:
            self._flush()
            if not isinstance(stopped, _LATER):
                self._forget_place()
            raise
        finally:
            self._flush()
        self._sweep(ending)
        if not ending.as_before:
            self._forget_unvisited()
        return ending

    def _unreadable(self, error: Exception) -> Malformed:
        return Malformed(
            f"{self.repo_id} 的 {self.stream.name} 有一处无法解读（{type(error).__name__}）："
            "原始回答已存档，请把日志发给维护者。"
        )

    def _take(self, page: Page) -> None:
        if page.settled and not self._pages:
            return
        self._pages.append(page)
        self._records += len(page.records)
        if page.commits is not None:
            self._commits += len(page.commits)
            self._paths += page.commits.files.num_rows
        self.unread += page.unread
        self.session.progress.page(page.items, page.quota_left)
        due = self.trail.flush_due(self._pages)
        if (page.settled or self._is_time()) if due is None else due:
            self._flush()

    def _is_time(self) -> bool:
        if self._commits:
            return self._commits >= COMMITS_IN_ONE_GO or self._paths >= PATHS_IN_ONE_GO
        held = time.monotonic() - self._since
        return self._records >= RECORDS_IN_ONE_GO or held >= SECONDS_IN_ONE_GO

    def _flush(self) -> None:
        if self._pages:
            self.trail.ready()
            # In this order the archive tells how the tables came to be: nothing comes in between.
            with self.warehouse.alone():
                self.trail.note("flush", pages=len(self._pages))
                self._store()
        self._pages, self._since = [], time.monotonic()
        self._records = self._commits = self._paths = 0

    def _store(self) -> None:
        batches = [batch for page in self._pages for batch in self._batches(page)]
        if batches:
            self.added += self.warehouse.merge(batches)
        for page in self._pages:
            self._close_within(page)
        cursor = next((p.cursor for p in reversed(self._pages) if p.cursor is not None), None)
        answered = [(page.asked, page.validator) for page in self._pages if page.asked]
        if cursor is not None or answered:
            self.session.state.save(self.repo_id, self.stream.name, cursor, answered)
        if batches:
            self.session.state.note_warehouse(*self.warehouse.answers_held())

    def _close_within(self, page: Page) -> None:
        if page.within is not None:
            scope, at = (self.repo_id, self.stream.name), self.trail.at.isoformat()
            w = page.within
            found = self.warehouse.close_within(w.table, scope, (w.column, w.values), w.keys, at)
            self.added += found

    def _batches(self, page: Page) -> Iterator[Batch]:
        """One batch for each stream the records belong to, so that each finds its answers."""
        if page.answer is None:
            return
        apart: dict[str, list[Record]] = {self.stream.name: [], **{name: [] for name in page.also}}
        for record in page.records:
            name = _OF_STREAM.get(record.TABLE, self.stream.name)
            apart.get(name, apart[self.stream.name]).append(record)
        for name, records in apart.items():
            own = page.commits if name == self.stream.name else None
            whole = bool(page.records or page.commits)
            yield Batch(page.answer, self.repo_id, name, records, whole=whole, commits=own)

    def _forget_place(self) -> None:
        """A place that is refused will be again: begin anew from the last safe point, and ask for
        the pages as if for the first time, so that they name their next ones anew."""
        state, place = self.session.state, (self.repo_id, self.stream.name)
        cursor = state.cursor(*place)
        state.forget(*place)
        if cursor.get("next"):
            state.save(*place, {**cursor, "next": None})

    def _forget_unvisited(self) -> None:
        """A page not asked for in a whole reading may come back: its rows are no longer known."""
        if self.visited:
            self.session.state.forget(self.repo_id, self.stream.name, but=self.visited)

    def _sweep(self, ending: Ending) -> None:
        if ending.sweep is None:
            return
        at = self.trail.at.isoformat()
        self.trail.ready()
        with self.warehouse.alone(), self.warehouse.transaction():
            self.trail.note("sweep")
            for table, stream in self._swept(ending):
                scope = (self.repo_id, stream)
                closed = self.warehouse.close_missing(table, scope, ending.sweep, at)
                if closed and table in _WITH_COMMENTS:
                    closed += self.warehouse.close_comments(table, self.repo_id, at)
                self.added += closed

    def _swept(self, ending: Ending) -> Iterator[tuple[str, str]]:
        """Tables, and whose rows in them: one table may hold the rows of several streams."""
        yield self.stream.table, self.stream.name
        for table in ending.own_swept:
            yield table, self.stream.name
        for table in ending.also_swept:
            yield table, _OF_STREAM[table]


def _yield_to(
    pages: Pages, take: Callable[[Page], None], unreadable: Callable[[Exception], Malformed]
) -> Ending:
    """Hands every page to `take` and gives back what the generator returns.

    Whatever a foreign answer does to the reading is the answer's fault, and ends this stream only;
    what the disk and the data files do is passed on.
    """
    while True:
        try:
            page = next(pages)
        except StopIteration as stop:
            ending: Ending = stop.value
            return ending
        except (StreamStopped, WarehouseError, OSError, sqlite3.Error, MemoryError):
            raise
        except Exception as error:
            raise unreadable(error) from error
        take(page)
