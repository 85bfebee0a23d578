"""A run noted in the warehouse: when it began, and what it came to, for itself and each project."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from typing import TYPE_CHECKING

from warehouse import runs
from warehouse.runs import Ended, OfProject
from yuanzheng import failures, knowledge

if TYPE_CHECKING:
    from warehouse.store import Warehouse
    from yuanzheng.stages import Job, Outcome

_OF_PROJECTS = (
    "SELECT DISTINCT project_id, repo_id FROM project_repo"
    " UNION SELECT project_id, repo_id FROM project_owner"
)


class Record:
    """The row of a run; `run_id` None: one that only reads has none."""

    def __init__(self, job: Job, warehouse: Warehouse) -> None:
        self._job, self._warehouse = job, warehouse
        self.run_id: str | None = None
        self._outcome: Outcome | None = None

    def begin(self) -> None:
        job = self._job
        if job.collects or job.scores:
            begun = runs.Begun(job.command, job.clock(), job.due, job.project_ids or ())
            self.run_id = runs.begin(self._warehouse, begun)

    def came_to(self, outcome: Outcome) -> None:
        self._outcome = outcome

    def end(self) -> None:
        """Writes what was told of it."""
        if self.run_id is not None and self._outcome is not None:
            ended = _ended(self._job, self._outcome, self._warehouse)
            runs.end(self._warehouse, self.run_id, ended)

    def failed(self, error: BaseException) -> None:
        """Writes that it ended badly, where the disk can still take that: the next run sees that
        this one has no end."""
        if self.run_id is not None:
            stopped = isinstance(error, KeyboardInterrupt | failures.Interrupted)
            outcome: runs.Outcome = "interrupted" if stopped else "failed"
            words = (failures.sentence(error),)
            projects = tuple(
                OfProject(one, outcome, problems=words) for one in self._job.project_ids or ()
            )
            ended = Ended(self._job.clock(), outcome, problems=words, projects=projects)
            with suppress(Exception):
                runs.end(self._warehouse, self.run_id, ended)


@contextmanager
def kept(job: Job, warehouse: Warehouse) -> Iterator[Record]:
    """The run's row while the block runs."""
    record = Record(job, warehouse)
    record.begin()
    try:
        yield record
        record.end()
    except BaseException as error:
        record.failed(error)
        raise


def _ended(job: Job, outcome: Outcome, warehouse: Warehouse) -> Ended:
    summary = outcome.summary
    return Ended(
        job.clock(), _word(outcome), outcome.as_of,
        attempts=outcome.attempts,
        requests=summary.requests if summary else None,
        not_modified=summary.not_modified if summary else None,
        rows_added=summary.rows_added if summary else None,
        problems=outcome.problems, projects=tuple(_of_projects(job, outcome, warehouse)),
    )  # fmt: skip


def _word(outcome: Outcome) -> runs.Outcome:
    if outcome.exit_code == failures.INTERRUPTED:
        return "interrupted"
    return "partial" if outcome.problems else "complete"


def _of_projects(job: Job, outcome: Outcome, warehouse: Warehouse) -> Iterator[OfProject]:
    """Those it scored or reported; those it only collected where it did no more."""
    asked: Counter[str] = Counter()
    wrong: Counter[str] = Counter()
    results = outcome.summary.results if outcome.summary else ()
    by_repo: dict[str, list[str]] = {}
    for row in warehouse.query(_OF_PROJECTS):
        by_repo.setdefault(row["repo_id"], []).append(row["project_id"])
    for result in results:
        for project_id in by_repo.get(result.repo_id, ()):
            asked[project_id] += 1
            wrong[project_id] += result.failed
    known = outcome.projects or knowledge.projects(warehouse, job.project_ids)
    for one in known:
        key = one.project_id
        words = outcome.failed.get(key, ())
        streams, failed = (asked[key], wrong[key]) if outcome.summary else (None, None)
        at = None if words else outcome.as_of
        yield OfProject(key, _of_one(outcome, words, wrong[key]), at, streams, failed, words)


def _of_one(outcome: Outcome, words: tuple[str, ...], wrong: int) -> runs.Outcome:
    if outcome.exit_code == failures.INTERRUPTED:
        return "interrupted"
    if words:
        return "failed"
    return "partial" if wrong else "complete"
