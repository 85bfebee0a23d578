"""From a stream's pages into the warehouse, in batches; only then is the place noted."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from collectors.errors import Malformed, NotFound
from collectors.session import Session
from collectors.streams import Ending, Page, Pages, Stream
from warehouse.records import Record
from warehouse.store import Batch, Warehouse

# A merge costs some milliseconds whatever its size; this bounds memory and what a crash repeats.
RECORDS_IN_ONE_GO = 4000
_OF_STREAM = {
    "change_request": "change_requests",
    "issue": "issues",
    "comment": "issue_comments",
}


class Storing:
    """Stores one stream of one repository; `added` counts new row versions.

    `unread` counts objects of lists that could not become a row.
    """

    def __init__(
        self, warehouse: Warehouse, session: Session, repo_id: str, stream: Stream
    ) -> None:
        self.warehouse, self.session = warehouse, session
        self.repo_id, self.stream = repo_id, stream
        self.added = self.unread = 0
        self._pages: list[Page] = []
        self._records = 0

    def drain(self, pages: Pages) -> Ending:
        """Runs the stream to its end or raises what stopped it; what came before is stored."""
        try:
            ending = yield_to(pages, self._take)
        except (ArithmeticError, AttributeError, LookupError, TypeError, ValueError) as error:
            raise Malformed(
                f"{self.repo_id} 的 {self.stream.name} 有一处无法解读（{type(error).__name__}）："
                "原始回答已存档，请把日志发给维护者。"
            ) from error
        except (Malformed, NotFound):
            self._flush()
            self._forget_place()
            raise
        finally:
            self._flush()
        self._sweep(ending)
        return ending

    def _take(self, page: Page) -> None:
        self._pages.append(page)
        self._records += len(page.records) + len(page.files)
        self.unread += page.unread
        self.session.progress.page(page.items, page.quota_left)
        if self._records >= RECORDS_IN_ONE_GO:
            self._flush()

    def _flush(self) -> None:
        batches = [batch for page in self._pages for batch in self._batches(page)]
        if batches:
            self.added += self.warehouse.merge(batches)
        cursor = next((p.cursor for p in reversed(self._pages) if p.cursor is not None), None)
        validators = [page.validator for page in self._pages if page.validator]
        if cursor is not None or validators:
            self.session.state.save(self.repo_id, self.stream.name, cursor, validators)
        self._pages, self._records = [], 0

    def _batches(self, page: Page) -> Iterator[Batch]:
        """One batch for each stream the records belong to, so that each finds its answers."""
        if page.answer is None:
            return
        apart: dict[str, list[Record]] = {self.stream.name: [], **{name: [] for name in page.also}}
        for record in page.records:
            name = _OF_STREAM.get(record.TABLE, self.stream.name)
            apart.get(name, apart[self.stream.name]).append(record)
        for name, records in apart.items():
            own = page.files if name == self.stream.name else ()
            yield Batch(page.answer, self.repo_id, name, records, own, bool(page.records))

    def _forget_place(self) -> None:
        """A next page that is not there will never be: begin again from the last safe point."""
        cursor = self.session.state.cursor(self.repo_id, self.stream.name)
        if cursor.get("next"):
            self.session.state.save(self.repo_id, self.stream.name, {**cursor, "next": None}, [])

    def _sweep(self, ending: Ending) -> None:
        if ending.sweep is not None:
            at = self.session.clock().isoformat()
            with self.warehouse.transaction():
                self.added += self.warehouse.close_missing(
                    self.stream.table, self.repo_id, ending.sweep, at
                )


def yield_to(pages: Pages, take: Callable[[Page], None]) -> Ending:
    """Hands every page to `take` and gives back what the generator returns."""
    while True:
        try:
            page = next(pages)
        except StopIteration as stop:
            ending: Ending = stop.value
            return ending
        take(page)
