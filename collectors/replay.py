"""The warehouse made again from the raw archive alone, by the very programs that made it.

The archive holds every answer and, between the answers, what the collector did with them (see
`trails` and `diary`). Nothing is asked of any platform, no clone is needed, and whatever cannot be
done again as it was done ends in `Otherwise`.
"""

from __future__ import annotations

import tempfile
from collections import defaultdict
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field, replace
from functools import partial
from pathlib import Path
from threading import Lock
from typing import Any, cast
from urllib.parse import unquote

from collectors import hosts, noting, owners, repositories, trails
from collectors.access import Access
from collectors.batons import Baton
from collectors.diary import mark
from collectors.events import Event, Otherwise, events
from collectors.readings import Done, drained, graded
from collectors.rebuilt import Rebuilt, Told
from collectors.replay_session import ReplaySession, Saying, saying
from collectors.replayed import ReplayTrail
from collectors.results import ProjectSources, StreamResult
from collectors.session import Session
from collectors.settings import CollectorSettings
from collectors.streams import Context, Stream
from collectors.twins import Twins
from warehouse.state import State, Validator
from warehouse.store import Warehouse
from warehouse.warcs import TornEnd

# What changes the tables: whether the last of these was done before a run was killed is not known.
_TURNS = {"flush", "sweep", "end", "over", "owners"}


def rebuild(archive: Path, warehouse: Warehouse, sealed: Collection[str] = ()) -> Rebuilt:
    """Fills an empty warehouse from all `*.warc.gz` of a folder, oldest first.

    `sealed`: files of runs known to have come to their end: where such a one ends within a record
    it was cut off later. Raises `Otherwise` where the records contradict each other,
    `WarehouseError` where one cannot be read.
    """
    with tempfile.TemporaryDirectory() as folder:
        state = State(Path(folder) / "state.sqlite", lasting=False)
        again = _Again(warehouse, state, Path(folder))
        try:
            for path in sorted(archive.glob("*.warc.gz")):
                again.read(path, whole=path.name in sealed)
            again.finish()
        finally:
            again.abandon()
            state.close()
    named = {project: frozenset(ids) for project, ids in again.named.items()}
    told, torn = tuple(again.told), tuple(again.torn)
    return Rebuilt(again.runs, again.readings, again.records, told, named, torn)


@dataclass
class _Reading:
    """One visit of one stream on its way."""

    ctx: Context
    baton: Baton

    @property
    def trail(self) -> ReplayTrail:
        return cast("ReplayTrail", self.ctx.trail)


@dataclass
class _Run:
    """One run: what `collectors.loop` and `visits` hold of it."""

    warehouse: Warehouse
    session: Session
    projects: tuple[ProjectSources, ...]
    twins: Twins
    added: int = 0
    lock: Lock = field(default_factory=Lock)
    contexts: dict[str, Context] = field(default_factory=dict)
    results: list[StreamResult] = field(default_factory=list)


class _Again:
    """Goes through the records and does what they say."""

    def __init__(self, warehouse: Warehouse, state: State, folder: Path) -> None:
        self.warehouse, self.state, self.folder = warehouse, state, folder
        self.runs = self.readings = self.records = 0
        self.told: list[Told] = []
        self.named = defaultdict[str, set[str]](set)
        self.torn: list[str] = []
        self._run: _Run | None = None
        self._open: dict[str, _Reading] = {}
        self._done: dict[str, Done] = {}
        # Of pages a killed run may have stored.
        self._doubtful: dict[Saying, Validator] = {}
        # The last thing that changed the tables, and what came since: only the next such thing
        # tells that it was done, for they are never done at the same time.
        self._waiting: Event | None = None
        self._since: list[Event] = []

    def read(self, path: Path, *, whole: bool = False) -> None:
        """`whole`: its run came to its end. What a killed run did not write to its end counts as
        never written."""
        last = None
        try:
            for event in events(path):
                last = event
                self._read_one(event)
        except TornEnd:
            if whole or (last is not None and last.kind == "over"):
                raise
            self.torn.append(path.name)

    def _read_one(self, event: Event) -> None:
        self.records += 1
        if event.told is not None and event.kind == "run":
            self._settle(event)
            self._begin_run(event)
            return
        if event.told is not None and event.kind in _TURNS:
            self._pass_on()
            self._waiting = event
        elif self._waiting is None:
            self._take(event)
        else:
            self._since.append(event)

    def finish(self) -> None:
        """The end of the archive: the last thing it tells of was done."""
        self._pass_on()

    def abandon(self) -> None:
        for reading in self._open.values():
            reading.baton.abandon()
        self._open.clear()

    def _pass_on(self) -> None:
        """Does what waited, and goes on with what came since."""
        waited = [self._waiting] if self._waiting else []
        events, self._waiting, self._since = [*waited, *self._since], None, []
        for event in events:
            self._take(event)

    def _settle(self, event: Event) -> None:
        """Before a run: whether the last thing of a killed run before it was done."""
        told = event.told or {}
        held, kind = told.get("held"), self._waiting.kind if self._waiting else None
        done = None
        if kind in {"flush", "sweep"}:
            done = bool(told["done"]) if held is None else mark(self.warehouse) != held
        last = self._waiting.record.scope if self._waiting else ""
        if done is not False:
            self._pass_on()
        else:
            self._may_be_known(last)
        self.told.append(Told(done, last, {}))
        self._waiting, self._since = None, []
        self.abandon()
        self._done.clear()
        if held is not None and mark(self.warehouse) != held:
            raise Otherwise(
                f"按存档重做到 {event.record.file.name} 时对不上：此前应有回答与更替 {held}，"
                f"得出的是 {mark(self.warehouse)}。存档缺了一段，或被改动过。"
            )

    def _may_be_known(self, scope: str) -> None:
        """Pages that brought nothing new leave no mark in the tables: whether they were stored
        shows when a platform says that they still hold."""
        pages = self._open[scope].trail.held if scope in self._open else ()
        for found in filter(None, (page.validator for page in pages)):
            self._doubtful[saying(found)] = found

    def _begin_run(self, event: Event) -> None:
        projects = event.projects()
        settings = CollectorSettings.model_validate(
            {**event.note["platforms"], **event.note.get("settings", {})}
        )
        doubles = event.note.get("doubles")
        session = cast("Session", ReplaySession(settings, self.state, doubles, self._doubtful))
        self.told[-1] = replace(self.told[-1], doubles=session.doubles)
        self._run = _Run(self.warehouse, session, projects, Twins.known(self.warehouse))
        self.runs += 1
        noting.projects(self.warehouse, projects, self._run.twins)
        self._expect(self._run)

    def _expect(self, run: _Run) -> None:
        numbers = self.warehouse.platform_ids()
        for project in run.projects:
            named = self.named[project.project_id]
            named |= {target.repo_id for target in owners.among([project])}
            for target in owners.expanded(self.warehouse, project):
                named.add(target.repo_id)
                repositories.expect(run.session, numbers, project.project_id, target)

    def _take(self, event: Event) -> None:
        run = self._run
        if run is None:
            raise event.unreadable()
        if event.kind == "owners":
            noting.projects(self.warehouse, run.projects, run.twins)
            self._expect(run)
            targets = owners.repositories(self.warehouse, run.projects)
            noting.unreached(self.warehouse, targets, event.record.at)
        elif event.kind == "over":
            self._end_run(run, event)
        elif event.kind == "visit":
            self._begin(run, event)
        elif event.record.kind != "request":
            self._go_on(event)

    def _go_on(self, event: Event) -> None:
        reading = self._open.get(event.record.scope)
        if reading is None:
            raise event.unreadable()
        reading.trail.feed(event)
        reading.baton.resume()
        if reading.baton.over:
            del self._open[event.record.scope]
            if reading.trail.events:
                reading.trail.fail("存档里还有没用上的记录")
        elif event.kind == "end":
            reading.trail.fail("存档里到此为止，重做却还没有完")

    def _begin(self, run: _Run, event: Event) -> None:
        told = event.note
        ctx, stream = self._context(run, event, told)
        for name, cursor in told["cursors"].items():
            if cursor != self.state.cursor(ctx.repo_id, name):
                self.state.save(ctx.repo_id, name, cursor)
        costs = trails.error_of(told["costs"]) if told["costs"] else None
        trail = cast("ReplayTrail", ctx.trail)
        run_reading = partial(self._read, run, ctx, stream, costs)
        trail.baton = Baton(run_reading)
        self._give_up_the_other(ctx)
        self._open[event.record.scope] = _Reading(ctx, trail.baton)
        self.readings += 1
        trail.baton.resume()

    def _give_up_the_other(self, ctx: Context) -> None:
        """A stream begun again, by another token, ended its first reading without a grade."""
        for scope, reading in list(self._open.items()):
            if (reading.ctx.repo_id, reading.ctx.stream) == (ctx.repo_id, ctx.stream):
                reading.baton.abandon()
                del self._open[scope]

    def _read(self, run: _Run, ctx: Context, stream: Stream, costs: Any) -> None:
        before = self.warehouse.standing(ctx.repo_id, stream.name)
        done = drained(cast("Any", run), ctx, stream, costs)
        key = f"{ctx.repo_id} {stream.name}"
        if earlier := self._done.pop(key, None):
            done = done.after(earlier)
        trail = cast("ReplayTrail", ctx.trail)
        self._done[key] = done
        trail.next()
        result = graded(cast("Any", run), ctx, stream, done, before)
        del self._done[key]
        run.results.append(result)

    def _context(
        self, run: _Run, event: Event, told: Mapping[str, Any]
    ) -> tuple[Context, Stream]:  # fmt: skip
        target = event.target(told["target"])
        first = run.contexts.get(target.repo_id)
        env, key = told["token_env"], told["token"]
        title = hosts.hosts()[target.platform].title if target.platform in hosts.hosts() else "git"
        access = Access(title, env, {"Authorization": ""} if key else {}, key or "anonymous")
        trail = ReplayTrail(unquote(event.record.scope), event.record.at)
        own = run.session.settings.platform(target.platform) if env else None
        made = Context(
            target, run.session, access, own.api if own else "", own.web if own else "",
            self.folder / "mirrors", cast("trails.Trail", trail),
        )  # fmt: skip
        if first is None:
            run.contexts[target.repo_id] = first = made
        ctx = Context(
            target, run.session, access, made.api, made.web, made.mirrors, made.trail,
            told["stream"], first.facts, dict(told["ended"]), told["held"], told["platform_id"],
            set(), told["stood"],
        )  # fmt: skip
        streams = {one.name: one for one in owners.streams(target)}
        return ctx, streams[told["stream"]]

    def _end_run(self, run: _Run, event: Event) -> None:
        told = event.note
        if self._open:
            next(iter(self._open.values())).trail.fail("运行结束时它还没有读完")
        twins = run.twins.after(run.results)
        noting.projects(self.warehouse, run.projects, twins)
        if told["interrupted"]:
            named = owners.among(run.projects)
            targets = owners.repositories(self.warehouse, run.projects)
            noting.unreached(self.warehouse, (*named, *targets), event.record.at)
        self._run = None
