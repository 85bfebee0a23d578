"""The history of runs as a published copy holds it."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime

from warehouse.queried import Queried
from yuanzheng.web.reading.asking import question

MOST = 400


@dataclass(frozen=True, slots=True)
class Run:
    """`outcome` None: it was under way when the copy was made. Numbers None: nothing was
    collected. `whole`: how many of its `projects` came out complete."""

    run_id: str
    command: str
    due_at: datetime | None
    started_at: datetime
    finished_at: datetime | None
    outcome: str | None
    as_of: datetime | None
    attempts: int
    requests: int | None
    not_modified: int | None
    rows_added: int | None
    problems: tuple[str, ...]
    projects: int
    whole: int

    @property
    def minutes(self) -> float | None:
        if self.finished_at is None:
            return None
        return (self.finished_at - self.started_at).total_seconds() / 60


@dataclass(frozen=True, slots=True)
class OfProject:
    project_id: str
    name: str
    outcome: str | None
    as_of: datetime | None
    streams: int | None
    failed: int | None
    problems: tuple[str, ...]


def runs(asked: Queried, run_id: str | None = None) -> tuple[Run, ...]:
    """The latest first; none in a copy of a program that kept no history."""
    if not asked.query(question("has_runs")):
        return ()
    rows = asked.query(question("runs"), {"run_id": run_id, "most": MOST})
    return tuple(Run(**{**row, "problems": tuple(row["problems"])}) for row in rows)


def of_projects(asked: Queried, run_id: str) -> tuple[OfProject, ...]:
    rows = asked.query(question("run_projects"), {"run_id": run_id})
    return tuple(OfProject(**{**row, "problems": tuple(row["problems"])}) for row in rows)
