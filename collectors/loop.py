"""A run: all repositories of all projects, read, stored and graded; goes on when one fails."""

from __future__ import annotations

import gc
import json
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime
from threading import Event

from collectors import noting, owners
from collectors.crew import Crew
from collectors.diary import Diary
from collectors.limits import Sleep
from collectors.results import Progress, ProjectSources, RunSummary, Stop
from collectors.session import Session
from collectors.settings import CollectorSettings
from collectors.twins import Twins
from collectors.visits import Run
from warehouse import chain, lasting
from warehouse.archive import Archive
from warehouse.settings import WarehouseSettings
from warehouse.state import State
from warehouse.store import Warehouse


def collect(  # noqa: PLR0913 - what a run is made of; all but two by name
    warehouse: Warehouse, projects: Sequence[ProjectSources], *, settings: CollectorSettings,
    places: WarehouseSettings, clock: Callable[[], datetime], progress: Progress, stop: Stop,
    sleep: Sleep = time.sleep, only: frozenset[str] | None = None,
) -> RunSummary:  # fmt: skip
    """Collects every target of every project once; a target shared by projects is asked once.

    `only` names the streams to read (None: all), besides those they build on.
    Never raises for what a platform or the network does: that ends as a result. Raises
    `WarehouseError` or OSError when the disk cannot take it.
    """
    started, state, halt = clock(), State(places.state), Event()
    session = Session(
        settings, Archive(places.archive, started), state, clock=clock, sleep=sleep,
        progress=progress, stop=lambda: stop() or halt.is_set(),
    )  # fmt: skip
    twins = Twins.known(warehouse)
    # Many small statements by threads that wait for each other: a second core costs more than it
    # gives.
    warehouse.execute("SET threads = 1")
    # What the modules made stays to the end: looked through again and again it costs a fifth of
    # the time in which a history is read.
    gc.freeze()
    diary = Diary(session.archive, clock)
    diary.begins(warehouse, settings, projects)
    noting.projects(warehouse, projects, twins)
    run = Run(warehouse, session, settings, places, only)
    crew = Crew(run, settings.workers, halt)
    try:
        state.belongs(*warehouse.answers_held())
        named = owners.among(projects)
        crew.work(named)
        known = diary.knows_owners()
        noting.projects(warehouse, projects, twins)
        targets = owners.repositories(warehouse, projects)
        # Now: a run that is killed says nothing at its end.
        noting.unreached(warehouse, targets, known)
        run.expect(
            (project.project_id, target)
            for project in projects
            for target in owners.expanded(warehouse, project)
        )
        crew.work(targets)
        over = diary.is_over(interrupted=crew.interrupted)
        noting.projects(warehouse, projects, twins.after(crew.results))
        if crew.interrupted:
            noting.unreached(warehouse, (*named, *targets), over)
    finally:
        state.close()
        warehouse.execute("RESET threads")
        gc.unfreeze()
    summary = RunSummary(
        tuple(crew.results), session.requests, session.not_modified, run.added, crew.interrupted,
        tuple(run.refused()), (*owners.notes(warehouse, projects), *sorted(crew.notes)),
    )  # fmt: skip
    _write_ledger(places, chain.Run(started, clock(), session.archive.name, ""), summary)
    return summary


def _write_ledger(places: WarehouseSettings, run: chain.Run, summary: RunSummary) -> None:
    """One line a run, beside the data file: a night that found nothing new leaves its trace too."""
    line = {
        "started": run.started.isoformat(), "ended": run.ended.isoformat(), **asdict(summary),
    }  # fmt: skip
    text = json.dumps(line, ensure_ascii=False)
    # First: a run of which the ledger tells and the chain does not was taken out of the chain.
    chain.append(places, replace(run, summary=text))
    lasting.added_line(places.folder / chain.LEDGER, text.encode() + b"\n")
