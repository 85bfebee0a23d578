"""One repository in one run: its streams, each read once those it needs are through."""

from __future__ import annotations

import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime, timedelta
from threading import Lock

from collectors import diary, estimates, grading, hosts, owners, quiet, repositories, trails
from collectors.access import Access
from collectors.apps import Installation
from collectors.errors import (
    BadToken,
    Gone,
    Interrupted,
    Malformed,
    Quota,
    StreamStopped,
    Unreachable,
)  # fmt: skip
from collectors.pool import Pool
from collectors.readings import drained, graded
from collectors.results import StreamResult
from collectors.session import Session
from collectors.settings import CollectorSettings, PlatformSettings
from collectors.streams import Context, Stream
from collectors.targets import Target
from collectors.trails import LiveTrail
from collectors.transport import STOPPED
from warehouse.settings import WarehouseSettings
from warehouse.standings import StreamState
from warehouse.store import Warehouse

# When something was last done, as cursors keep it; clocks of hosts differ by less.
_TIMES = ("at", "started", "swept", "whole_at")
_AHEAD = timedelta(days=1)


@dataclass
class Run:
    """What all visits share, and what came of them so far."""

    warehouse: Warehouse
    session: Session
    settings: CollectorSettings
    places: WarehouseSettings
    only: frozenset[str] | None = None
    added: int = 0
    pools: dict[str, Pool | BadToken] = field(default_factory=dict)
    named: dict[str, set[str]] = field(default_factory=dict)
    lock: Lock = field(default_factory=Lock)
    visits: int = 0

    def number(self) -> int:
        """Tells the readings of a run apart."""
        with self.lock:
            self.visits += 1
            return self.visits

    def expect(self, targets: Iterable[tuple[str, Target]]) -> None:
        """What is known of the targets of each project before any is read: see `repositories`."""
        numbers = self.warehouse.platform_ids()
        for project_id, target in targets:
            repositories.expect(self.session, numbers, project_id, target)
            self.named.setdefault(target.platform, set()).add(target.repo_id)
        for platform, pool in self.pools.items():
            if isinstance(pool, Pool):
                pool.share(self.named.get(platform, ()))

    def pool(self, platform: str) -> Pool:
        """The tokens of a platform. Raises `BadToken` when none of them can be sent."""
        with self.lock:
            if platform not in self.pools:
                self.pools[platform] = self._pool(platform)
            found = self.pools[platform]
        if isinstance(found, BadToken):
            raise found
        return found

    def _pool(self, platform: str) -> Pool | BadToken:
        try:
            own = self.settings.platform(platform)
            pool = Pool.of(hosts.hosts()[platform], own, os.environ, self._install)
        except BadToken as error:
            return error
        pool.share(self.named.get(platform, ()))
        return pool

    def _install(self, own: PlatformSettings, key: str) -> Installation:
        session = self.session
        return Installation(
            own.api, own.app_id or 0, own.installation_id or 0, key,
            transport=session.transport, clock=session.clock,
        )  # fmt: skip

    def refused(self) -> Iterator[str]:
        """A sentence for each token that was not accepted while another one was."""
        for pool in self.pools.values():
            if isinstance(pool, Pool):
                yield from pool.refused.values()


class Visit:
    """`pointless` is why asking on is, once it is; `results` are those of streams that ended."""

    def __init__(self, run: Run, target: Target) -> None:
        self.run, self.target = run, target
        self.streams: tuple[Stream, ...] = _wanted(owners.streams(target), run.only)
        self.results: dict[str, StreamResult] = {}
        self.begun: set[str] = set()
        self.pointless: StreamStopped | None = None
        self.ctx = self._context()

    def ready(self) -> Iterator[Stream]:
        """Streams that may be read now; the repository itself comes first."""
        for stream in self.streams:
            if stream.name in self.begun:
                continue
            first = self.streams[0].name
            needs = {*stream.after, first} if first == "repository" else set(stream.after)
            if (needs - {stream.name}) <= self.results.keys():
                yield stream

    @property
    def done(self) -> bool:
        return len(self.results) == len(self.streams)

    def notes(self) -> list[str]:
        """What there is to say of the repository as a whole."""
        cut = {name for name, result in self.results.items() if result.code == "quota"}
        note = estimates.note(self.ctx, cut)
        return [note] if note else []

    def read(self, stream: Stream) -> StreamResult:
        """One stream, stored and graded; safe beside other streams. Raises `Interrupted`."""
        session = self.run.session
        session.progress.stream(self.target.repo_id, stream.name)
        if session.stop():
            raise Interrupted(STOPPED)
        only_interface = isinstance(self.pointless, (BadToken, Quota))
        costs = None if stream.by_git and only_interface else self.pointless
        ctx = self.ctx.of_stream(stream.name, 0, self._off_the_trail())
        rested = self._rested(ctx, stream) if costs is None else None
        result, stopped = (rested, None) if rested else self._asked(ctx, stream, costs)
        self.ctx.ended[stream.name] = result.code or result.grade
        if isinstance(stopped, Interrupted):
            raise Stopped(result)
        self.pointless = self.pointless or _rest_is_pointless(stream, stopped)
        session.progress.ended(self.target.repo_id, stream.name)
        return result

    def _rested(self, ctx: Context, stream: Stream) -> StreamResult | None:
        """How a stream stands that need not be asked for; None: it must be."""
        if stream.watch is None or not quiet.rests(ctx, stream.watch, stream.watch.mark(ctx)):
            return None
        held = self.run.warehouse.standing(ctx.repo_id, ctx.stream)
        return None if held is None else grading.as_before(held)

    def _asked(
        self, ctx: Context, stream: Stream, costs: StreamStopped | None
    ) -> tuple[StreamResult, StreamStopped | None]:
        held = self.run.warehouse.held(stream.table, ctx.repo_id, stream.name)
        before = self.run.warehouse.standing(ctx.repo_id, stream.name)
        mark = stream.watch.mark(ctx) if stream.watch and costs is None else None
        ctx = self._begun(stream, held, before, costs)
        done = drained(self.run, ctx, stream, costs)
        while (
            isinstance(done.stopped, BadToken)
            and costs is None
            and self._another_token(ctx, done.stopped)
        ):
            ctx = self._begun(stream, held, before, None)
            done = drained(self.run, ctx, stream, None).after(done)
        result = graded(self.run, ctx, stream, done, before)
        if stream.watch and not done.as_before(before):
            quiet.note(ctx, mark, result, before.code if before else None)
        return result, done.stopped

    def _begun(
        self, stream: Stream, held: int, before: StreamState | None, costs: StreamStopped | None
    ) -> Context:
        """How the stream is read; what the reading depends on is the first thing on its trail."""
        session, state = self.run.session, self.run.session.state
        scope = trails.scope(self.run.number(), self.target.repo_id, stream.name)
        trail = LiveTrail(session.archive, scope, session.clock())
        ctx = self.ctx.of_stream(stream.name, held, trail)
        ctx.stood = before is not None and before.grade == "complete"
        names = (stream.name, *stream.after)
        _put_right(ctx)
        trail.begin({
            "target": diary.target(self.target), "stream": stream.name, "held": held,
            "stood": ctx.stood, "platform_id": ctx.platform_id, "ended": dict(ctx.ended),
            "token": ctx.access.token_key if ctx.access.has_token else None,
            "token_env": ctx.access.token_env,
            "cursors": {name: state.cursor(ctx.repo_id, name) for name in names},
            "costs": trails.plain(costs) if costs else None,
        })  # fmt: skip
        return ctx

    def _off_the_trail(self) -> LiveTrail:
        """Of what is only asked about, as whether a stream may rest: nothing is noted on it."""
        return LiveTrail(self.run.session.archive, "", self.run.session.clock())

    def _another_token(self, ctx: Context, stopped: BadToken) -> bool:
        """Goes on with another token of the pool, where there is one."""
        pool = self.run.pools.get(self.target.platform)
        if not isinstance(pool, Pool) or not pool.refuse(ctx.access, stopped.reason):
            return False
        self.ctx.access = pool.access(self.ctx.repo_id, self._left)
        return True

    def _left(self, access: Access) -> int | None:
        session = self.run.session
        meter = session.meter(f"{self.ctx_api}/", access)
        return 0 if meter.spent or meter.until_quota(session.clock()) > 0 else meter.left

    @property
    def ctx_api(self) -> str:
        return self.run.settings.platform(self.target.platform).api

    def _context(self) -> Context:
        """How to ask for the target; `pointless` where no token can be sent."""
        target, session, mirrors = self.target, self.run.session, self.run.places.mirrors
        host = hosts.hosts().get(target.platform)
        if host is None:
            nobody = Access("git", "")
            return Context(target, session, nobody, "", "", mirrors, self._off_the_trail())
        own = self.run.settings.platform(target.platform)
        access = Access(host.title, own.token_env[0])
        try:
            access = self.run.pool(target.platform).access(target.repo_id, self._left)
        except BadToken as error:
            self.pointless = error
        ctx = Context(
            target, session, access, own.api, own.web, mirrors, self._off_the_trail()
        )  # fmt: skip
        ctx.platform_id = self.run.warehouse.platform_id(target.repo_id)
        return ctx


def _put_right(ctx: Context) -> None:
    """Times in the place that lie ahead were told by a wrong clock: what was to be done some days
    after them would not be done for years, and is due."""
    cursor, latest = ctx.cursor, (ctx.now() + _AHEAD).astimezone(UTC)
    wrong = [name for name in _TIMES if cursor.get(name) and _instant(cursor[name]) > latest]
    if wrong:
        past = datetime.fromtimestamp(0, UTC).isoformat()
        ctx.session.state.save(ctx.repo_id, ctx.stream, cursor | dict.fromkeys(wrong, past))


def _instant(text: str) -> datetime:
    return datetime.fromisoformat(text).astimezone(UTC)


def _wanted(streams: Sequence[Stream], only: frozenset[str] | None) -> tuple[Stream, ...]:
    """The streams named, those they build on, and the first, by which a target is known."""
    if only is None:
        return tuple(streams)
    names, known = [streams[0].name, *only], {stream.name: stream for stream in streams}
    kept: set[str] = set()
    while names:
        name = names.pop()
        if name in known and name not in kept:
            kept.add(name)
            names += known[name].after
    return tuple(stream for stream in streams if stream.name in kept)


class Stopped(Exception):
    """The user asked to stop while a stream was read; `result` is how far it came."""

    def __init__(self, result: StreamResult) -> None:
        super().__init__(STOPPED)
        self.result = result


def _rest_is_pointless(stream: Stream, stopped: StreamStopped | None) -> StreamStopped | None:
    if stopped is None or (stream.by_git and isinstance(stopped, Gone)):
        return None
    first = stream.name == "repository" and isinstance(stopped, (Unreachable, Malformed))
    return stopped if stopped.whole_repo or first else None
