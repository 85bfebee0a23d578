"""`progress.json` in the data folder: what a run under way is doing, for those who watch it from
another process."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, field
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING, Any

from warehouse import lasting
from yuanzheng import clock

if TYPE_CHECKING:
    from collectors.results import Progress
    from yuanzheng.stages import Job

NAME = "progress.json"
# Written at most so often when something moved, and after so long when nothing did.
SECONDS, BEAT = 1.0, 20
# A process that was silent for longer is not the one that wrote it, whatever its number.
SILENT = timedelta(minutes=5)


@dataclass(frozen=True, slots=True)
class Now:
    """A stream that is being read, and how many items it has brought."""

    repo_id: str
    stream: str
    items: int


@dataclass(frozen=True, slots=True)
class Waiting:
    """Until when a platform has to be waited for, and for what."""

    until: datetime
    why: str


@dataclass(frozen=True, slots=True)
class Running:
    """A run under way. `stage`: collect, score, report or publish; `done` of `total` are
    repositories when collecting, else projects."""

    pid: int
    command: str
    started_at: datetime
    updated_at: datetime
    stage: str
    done: int
    total: int
    now: tuple[Now, ...] = ()
    waiting: Waiting | None = None


def read(folder: Path) -> Running | None:
    """The run under way in a data folder; None: there is none, or what there was is dead."""
    try:
        found = json.loads((folder / NAME).read_bytes())
        running = Running(**{**found, **_typed(found)})
    except (OSError, ValueError, TypeError, KeyError, AttributeError):
        return None
    silent = clock.now() - running.updated_at > SILENT
    return None if silent or not _alive(running.pid) else running


@contextmanager
def told(job: Job) -> Iterator[Live]:
    """Keeps the file while the block runs. A disk that is full harms the file only."""
    live = Live(job.settings.warehouse.folder / NAME, job.command)
    over = threading.Event()
    writer = threading.Thread(target=live.keep, args=(over,), daemon=True)
    writer.start()
    try:
        yield live
    finally:
        over.set()
        writer.join()
        with suppress(OSError):
            live.path.unlink()


@dataclass
class Live:
    """Told by the run, from several threads; its thread writes what it was told."""

    path: Path
    command: str
    _lock: threading.Lock = field(default_factory=threading.Lock)
    _stage: str = ""
    _done: int = 0
    _begun: int = 0
    _total: int = 0
    _now: dict[int, Now] = field(default_factory=dict)
    _waiting: Waiting | None = None
    _moved: bool = False
    _started: datetime = field(default_factory=clock.now)

    def stage(self, name: str, total: int) -> None:
        with self._lock:
            self._stage, self._done, self._begun, self._total = name, 0, 0, total
            self._now, self._waiting, self._moved = {}, None, True

    def beside(self, bar: Progress) -> Progress:
        """Both are told."""
        return Both(bar, self)

    def start(self, repo_id: str, streams: int) -> None:
        """An owner has more repositories than were known at first."""
        with self._lock:
            self._begun += 1
            self._total, self._moved = max(self._total, self._begun), True

    def stream(self, repo_id: str, stream: str) -> None:
        with self._lock:
            self._now[threading.get_ident()] = Now(repo_id, stream, 0)
            self._moved = True

    def ended(self, repo_id: str, stream: str) -> None:
        with self._lock:
            gone = [k for k, n in self._now.items() if (n.repo_id, n.stream) == (repo_id, stream)]
            for key in gone:
                del self._now[key]
            self._moved = True

    def page(self, items: int, quota_left: int | None) -> None:
        key = threading.get_ident()
        with self._lock:
            if one := self._now.get(key):
                self._now[key] = Now(one.repo_id, one.stream, one.items + items)
            self._waiting, self._moved = None, True

    def waiting(self, seconds: float, why: str) -> None:
        with self._lock:
            self._waiting = Waiting(clock.now() + timedelta(seconds=seconds), why)
            self._moved = True

    def done(self, repo_id: str) -> None:
        with self._lock:
            self._done, self._moved = self._done + 1, True

    def keep(self, over: threading.Event) -> None:
        """Writes until it is over."""
        silent = 0.0
        while True:
            if self._moved or silent >= BEAT:
                silent = 0.0
                with suppress(OSError):
                    self._write()
            if over.wait(SECONDS):
                return
            silent += SECONDS

    def _write(self) -> None:
        with self._lock:
            self._moved = False
            found = Running(
                os.getpid(), self.command, self._started, clock.now(), self._stage, self._done,
                self._total, tuple(self._now.values()), self._waiting,
            )  # fmt: skip
        text = json.dumps(asdict(found), ensure_ascii=False, default=datetime.isoformat)
        if self.path.parent.is_dir():
            lasting.replaced(self.path, text.encode())


class Both:
    """Tells two of the same."""

    def __init__(self, one: Progress, other: Live) -> None:
        self._told = (one, other)

    def start(self, repo_id: str, streams: int) -> None:
        for one in self._told:
            one.start(repo_id, streams)

    def stream(self, repo_id: str, stream: str) -> None:
        for one in self._told:
            one.stream(repo_id, stream)

    def ended(self, repo_id: str, stream: str) -> None:
        for one in self._told:
            one.ended(repo_id, stream)

    def page(self, items: int, quota_left: int | None) -> None:
        for one in self._told:
            one.page(items, quota_left)

    def waiting(self, seconds: float, why: str) -> None:
        for one in self._told:
            one.waiting(seconds, why)

    def done(self, repo_id: str) -> None:
        for one in self._told:
            one.done(repo_id)


def _typed(found: dict[str, Any]) -> dict[str, Any]:
    waiting = found["waiting"]
    return {
        "started_at": datetime.fromisoformat(found["started_at"]),
        "updated_at": datetime.fromisoformat(found["updated_at"]),
        "now": tuple(Now(**one) for one in found["now"]),
        "waiting": waiting
        and Waiting(datetime.fromisoformat(waiting["until"]), str(waiting["why"])),
    }


def _alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        return True
    return True
