"""The history of runs: a row for each that had the data file to itself, and one for each project.

It is no evidence: what a platform said lies in the collected tables, the chain proves the nights,
and a night that brings nothing new changes no table but these two.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from secrets import token_hex
from typing import Literal

from warehouse.store import Warehouse

Outcome = Literal["complete", "partial", "failed", "interrupted"]
KILLED = "这次没有做完：进程被强行结束，或机器断电、重启。"
_KILLED = (
    "UPDATE run SET outcome = 'interrupted', problems = [$words] WHERE outcome IS NULL",
    "UPDATE run_project SET outcome = 'interrupted', problems = [$words] WHERE outcome IS NULL",
)


@dataclass(frozen=True, slots=True)
class Begun:
    """A run under way; `due_at` None: started by hand."""

    command: str
    started_at: datetime
    due_at: datetime | None = None
    project_ids: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class OfProject:
    """What a run came to for a project; numbers None: nothing was collected."""

    project_id: str
    outcome: Outcome
    as_of: datetime | None = None
    streams: int | None = None
    failed: int | None = None
    problems: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Ended:
    """What a run came to; numbers None: nothing was collected. `problems` are sentences."""

    finished_at: datetime
    outcome: Outcome
    as_of: datetime | None = None
    attempts: int = 1
    requests: int | None = None
    not_modified: int | None = None
    rows_added: int | None = None
    problems: tuple[str, ...] = ()
    projects: tuple[OfProject, ...] = ()


def stamp(at: datetime) -> str:
    """Names what is made at an instant, apart from all else made in that second."""
    return f"{at:%Y%m%dT%H%M%SZ}-{token_hex(4)}"


def begin(warehouse: Warehouse, run: Begun) -> str:
    """Notes that a run has begun; returns its id.

    Whoever writes has the data file alone: what is noted as under way before was killed.
    """
    run_id = stamp(run.started_at)
    with warehouse.transaction():
        for statement in _KILLED:
            warehouse.execute(statement, {"words": KILLED})
    row: dict[str, object] = {
        "run_id": run_id, "command": run.command, "due_at": run.due_at,
        "started_at": run.started_at, "attempts": 1, "problems": [],
    }  # fmt: skip
    warehouse.replace("run", [row], {"run_id": run_id})
    _projects(warehouse, run_id, ({"project_id": one} for one in run.project_ids))
    return run_id


def end(warehouse: Warehouse, run_id: str, ended: Ended) -> None:
    """Notes what became of it."""
    rows = warehouse.query("FROM run WHERE run_id = $run_id", {"run_id": run_id})
    told = {key: value for key, value in asdict(ended).items() if key != "projects"}
    warehouse.replace("run", [{**row, **told} for row in rows], {"run_id": run_id})
    _projects(warehouse, run_id, (asdict(one) for one in ended.projects))


def _projects(warehouse: Warehouse, run_id: str, rows: Iterable[dict[str, object]]) -> None:
    made = [{"problems": [], **row, "run_id": run_id} for row in rows]
    warehouse.replace("run_project", made, {"run_id": run_id})
