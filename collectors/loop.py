"""The loop over repositories and streams: reads, stores, grades, and goes on when one fails."""

from __future__ import annotations

import json
import os
import time
from collections.abc import Callable, Sequence
from dataclasses import asdict, replace
from datetime import datetime

from collectors import hosts
from collectors.access import Access
from collectors.errors import BadToken, Interrupted, Quota, StreamStopped
from collectors.limits import Sleep
from collectors.results import Progress, ProjectSources, RunSummary, Stop, StreamResult
from collectors.session import Session
from collectors.settings import CollectorSettings
from collectors.storing import Storing
from collectors.streams import Context, Ending, Stream
from collectors.targets import Target, shown_url
from collectors.transport import STOPPED
from warehouse.archive import Archive
from warehouse.settings import WarehouseSettings
from warehouse.state import State
from warehouse.store import StreamState, Warehouse

# Where 409 means an empty repository and 410 a feature switched off; elsewhere they are faults.
_MEANT = {
    "empty": ("commits", "documents", "commit_accounts", "mailmap"),
    "disabled": ("issues", "change_requests", "issue_comments"),
}
# Endings that are no fault anybody should act on.
_CALM = {None, "short", "over", "unread", "cut", "moving"}


def collect(
    warehouse: Warehouse, projects: Sequence[ProjectSources], *, settings: CollectorSettings,
    places: WarehouseSettings, clock: Callable[[], datetime], progress: Progress, stop: Stop,
    sleep: Sleep = time.sleep,
) -> RunSummary:  # fmt: skip
    """Collects every target of every project once; a target shared by projects is asked once.

    Never raises for what a platform or the network does: that ends as a result. Raises
    `WarehouseError` or OSError when the disk cannot take it.
    """
    started, state = clock(), State(places.state)
    session = Session(
        settings, Archive(places.archive, started), state,
        clock=clock, sleep=sleep, progress=progress, stop=stop,
    )  # fmt: skip
    note_projects(warehouse, projects)
    run = _Run(warehouse, session, settings, places)
    try:
        state.belongs(*warehouse.answers_held())
        for target in {t.repo_id: t for p in projects for t in p.targets}.values():
            run.repository(target)
    except Interrupted:
        run.interrupted = True
        run.note_unreached(projects)
    finally:
        state.close()
    summary = RunSummary(
        tuple(run.results), session.requests, session.not_modified, run.added, run.interrupted
    )
    _write_ledger(places, started, clock(), summary)
    return summary


class _Run:
    """One run's results so far."""

    def __init__(
        self, warehouse: Warehouse, session: Session, settings: CollectorSettings,
        places: WarehouseSettings,
    ) -> None:  # fmt: skip
        self.warehouse, self.session = warehouse, session
        self.settings, self.places = settings, places
        self.results: list[StreamResult] = []
        self.added = 0
        self.interrupted = False

    def repository(self, target: Target) -> None:
        streams: tuple[Stream, ...] = hosts.load(target.platform).STREAMS
        ctx, pointless = self._context(target)
        self.session.progress.start(target.repo_id, len(streams))
        for stream in streams:
            self.session.progress.stream(target.repo_id, stream.name)
            if self.session.stop():
                raise Interrupted(STOPPED)
            costs = None if stream.by_git and _only_interface(pointless) else pointless
            result, stopped = self._stream(ctx, stream, costs)
            ctx.ended[stream.name] = result.code or result.grade
            self.results.append(result)
            if isinstance(stopped, Interrupted):
                raise stopped
            pointless = pointless or _rest_is_pointless(stream, stopped)
        self.session.progress.done(target.repo_id)

    def note_unreached(self, projects: Sequence[ProjectSources]) -> None:
        """What was never asked is unknown, and must not look like what a platform lacks."""
        for target in (t for p in projects for t in p.targets):
            for stream in hosts.load(target.platform).STREAMS:
                if self.warehouse.graded(target.repo_id, stream.name):
                    continue
                unknown = StreamState(
                    target.repo_id, stream.name, "not_observable", "interrupted", STOPPED,
                    None, None,
                )  # fmt: skip
                self.warehouse.grade(unknown, self.session.clock())

    def _stream(
        self, shared: Context, stream: Stream, pointless: StreamStopped | None
    ) -> tuple[StreamResult, StreamStopped | None]:
        before = self.warehouse.held(stream.table, shared.repo_id, stream.name)
        ctx = shared.of_stream(stream.name, before)
        storing = Storing(self.warehouse, ctx, stream)
        stopped, ending = pointless, Ending()
        try:
            if pointless is None:
                ending = storing.drain(stream.read(ctx))
        except StreamStopped as error:
            stopped = Interrupted(STOPPED) if self.session.stop() else error
        finally:
            self.added += storing.added
        held = self.warehouse.held(stream.table, ctx.repo_id, stream.name)
        if stopped is None:
            result = _ended(ctx, stream, _with_unread(ending, storing.unread), held)
            _note_difference(ctx, held, ending.expected)
        else:
            result = _cut(ctx, stream, stopped, held)
        grades = StreamState(
            result.repo_id, result.stream, result.grade, result.code, result.reason,
            result.expected, result.got,
        )  # fmt: skip
        self.warehouse.grade(grades, self.session.clock())
        return result, stopped

    def _context(self, target: Target) -> tuple[Context, StreamStopped | None]:
        """How to ask for a target, and why asking is pointless where it is."""
        host = hosts.hosts().get(target.platform)
        if host is None:
            return Context(
                target, self.session, Access("git", ""), "", "", self.places.mirrors
            ), None
        own = self.settings.platform(target.platform)
        access, pointless = Access(host.title, own.token_env), None
        try:
            access = Access.of(host, own.token_env, os.environ.get(own.token_env, "").strip())
        except BadToken as error:
            pointless = error
        ctx = Context(target, self.session, access, own.api, own.web, self.places.mirrors)
        ctx.platform_id = self.warehouse.platform_id(target.repo_id)
        return ctx, pointless


def _kept(ctx: Context) -> bool:
    """Whether the stream reads only what is new, so that only a whole reading mends it."""
    return bool(ctx.cursor.get("done") or ctx.cursor.get("head"))


def _note_difference(ctx: Context, held: int, expected: int | None) -> None:
    """Keeps in the cursor that the rows held are not as many as counted: see `newest_first`."""
    cursor = ctx.cursor
    if not _kept(ctx):
        return
    off = None if expected in (None, held) else [held, expected]
    if off is None and cursor.get("off") is not None:
        ctx.session.state.save(ctx.repo_id, ctx.stream, {**cursor, "off": None, "tried": None})
    elif off != cursor.get("off"):
        ctx.session.state.save(ctx.repo_id, ctx.stream, {**cursor, "off": off})


def _with_unread(ending: Ending, unread: int) -> Ending:
    unread += ending.unread
    if not unread or ending.code is not None:
        return ending
    reason = (
        f"列表中有 {unread} 项没有编号或账号（如已注销、隐藏的账号），未能入库；原始回答已存档。"
    )
    return replace(ending, code="unread", reason=reason)


def _ended(ctx: Context, stream: Stream, ending: Ending, held: int) -> StreamResult:
    """A stream read to its end; fewer rows than the platform counts is said, not hidden."""
    code, reason = ending.code, ending.reason
    if code is None and ending.expected is not None and held < ending.expected:
        code = "short"
        reason = f"平台计数为 {ending.expected}，列表只给出 {held}：差额为平台未展示的部分。"
    elif code is None and ending.expected is not None and held > ending.expected and _kept(ctx):
        code = "over"
        reason = (
            f"平台计数为 {ending.expected}，手上有 {held}：有的已在平台上删除，下次会整表重读。"
        )
    grade = "complete" if code in {None, "empty", "renamed"} else "partial"
    return StreamResult(
        ctx.repo_id, stream.name, "complete" if grade == "complete" else "partial", code, reason,
        held, ending.expected, failed=code not in _CALM,
    )  # fmt: skip


def _cut(ctx: Context, stream: Stream, stopped: StreamStopped, held: int) -> StreamResult:
    """A stream that stopped: what is held stays and is partial; nothing held is not zero."""
    if _is_meant(ctx, stream, stopped) and (not held or stopped.code == "disabled"):
        return StreamResult(
            ctx.repo_id, stream.name, "complete", stopped.code, stopped.reason, held, None,
            failed=stopped.failed,
        )  # fmt: skip
    return StreamResult(
        ctx.repo_id, stream.name, "partial" if held else "not_observable", stopped.code,
        stopped.reason, held or None, None,
        failed=stopped.failed or stopped.code in _MEANT or stream.name == "repository",
    )  # fmt: skip


def _is_meant(ctx: Context, stream: Stream, stopped: StreamStopped) -> bool:
    """Whether an odd answer is believed: only where nothing else known speaks against it."""
    if stream.name not in _MEANT.get(stopped.code, ()):
        return False
    if stopped.code == "disabled":
        return ctx.facts.get("has_issues") is not True
    return stream.name == "commits" or ctx.ended.get("commits", "empty") == "empty"


def _only_interface(stopped: StreamStopped | None) -> bool:
    """Whether what stopped us is a matter of the platform's interface, not of its clones."""
    return isinstance(stopped, (BadToken, Quota))


def _rest_is_pointless(stream: Stream, stopped: StreamStopped | None) -> StreamStopped | None:
    if stopped is None:
        return None
    first = stream.name == "repository" and stopped.code in {"unreachable", "malformed"}
    return stopped if stopped.whole_repo or first else None


def note_projects(warehouse: Warehouse, projects: Sequence[ProjectSources]) -> None:
    """Writes the projects and their sources as the configuration has them now."""
    for project in projects:
        own = {"project_id": project.project_id}
        row = {
            **own, "name": project.name, "applicant": project.applicant,
            "policies": list(project.policies), "sample": project.sample,
        }  # fmt: skip
        warehouse.replace("project", [row], own)
        repos = (asdict(target) for target in project.targets)
        rows = [{**own, **{k: v for k, v in repo.items() if k != "full_name"}} for repo in repos]
        rows = [{**row, "url": shown_url(str(row["url"]))} for row in rows]
        warehouse.replace("project_repo", rows, own)


def _write_ledger(
    places: WarehouseSettings, started: datetime, ended: datetime, summary: RunSummary
) -> None:
    """One line a run, beside the data file: a night that found nothing new leaves its trace too."""
    line = {"started": started.isoformat(), "ended": ended.isoformat(), **asdict(summary)}
    with (places.folder / "runs.jsonl").open("a", encoding="utf-8") as ledger:
        ledger.write(json.dumps(line, ensure_ascii=False) + "\n")
