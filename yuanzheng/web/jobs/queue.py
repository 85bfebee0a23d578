"""Jobs wait in a line and are done one after the other; what came of them is kept for a while."""

from __future__ import annotations

import logging
import secrets
import threading
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from datetime import datetime, timedelta
from typing import Generic, Literal, TypeVar

from yuanzheng import clock, failures

T = TypeVar("T")
State = Literal["waiting", "running", "done", "failed"]
_LOG = logging.getLogger("yuanzheng.web")
_KEPT = timedelta(hours=1)


class Crowded(Exception):
    """So many are waiting that one more would wait too long; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Job(Generic[T]):
    """`owner`: who may see it; `what`: in words; `result` when done, `words` when failed, `said`:
    what it said last; `ahead`: how many come first while it waits."""

    job_id: str
    owner: str
    what: str
    asked_at: datetime
    state: State = "waiting"
    started_at: datetime | None = None
    ended_at: datetime | None = None
    result: T | None = None
    words: str | None = None
    said: str = ""
    ahead: int = 0

    @property
    def over(self) -> bool:
        return self.state in {"done", "failed"}


# Is told what to say of how far it is.
Work = Callable[[Callable[[str], None]], T]


@dataclass
class Line(Generic[T]):
    """One line of jobs; `most` may wait, `each` of one owner be in it at the same time."""

    most: int = 8
    each: int = 2
    counted: Callable[[str], None] = lambda _: None
    _jobs: dict[str, Job[T]] = field(default_factory=dict)
    _waiting: list[tuple[str, Work[T], Callable[[], None]]] = field(default_factory=list)
    _lock: threading.Condition = field(default_factory=threading.Condition)
    _busy: bool = False

    def room(self, owner: str) -> None:
        """Raises `Crowded` when one more of this owner would not be taken."""
        with self._lock:
            own = sum(1 for job in self._jobs.values() if job.owner == owner and not job.over)
            if len(self._waiting) >= self.most:
                raise Crowded(f"已有 {len(self._waiting)} 件在排队：请过几分钟再试。")
            if own >= self.each:
                raise Crowded(f"您已有 {own} 件没有做完：请等它们做完再试。")

    def give(
        self, owner: str, what: str, work: Work[T], dropped: Callable[[], None] = lambda: None
    ) -> Job[T]:
        """Puts work into the line; `dropped` is called when it is over, whatever came of it.

        Raises `Crowded`, having called `dropped`.
        """
        try:
            self.room(owner)
        except Crowded:
            dropped()
            raise
        job: Job[T] = Job(secrets.token_urlsafe(16), owner, what, clock.now())
        with self._lock:
            self._forget()
            self._jobs[job.job_id] = job
            self._waiting.append((job.job_id, work, dropped))
            if not self._busy:
                self._busy = True
                threading.Thread(target=self._go_on, daemon=True, name="yuanzheng-job").start()
        return job

    def of(self, job_id: str, owner: str) -> Job[T] | None:
        """A job of this owner; None: there is none, or it is somebody else's."""
        with self._lock:
            self._forget()
            job = self._jobs.get(job_id)
            if job is None or job.owner != owner:
                return None
            waiting = [one for one, _, _ in self._waiting]
            ahead = waiting.index(job_id) + 1 if job_id in waiting else 0
            return replace(job, ahead=ahead)

    def own(self, owner: str) -> list[Job[T]]:
        """The jobs of an owner, newest first."""
        with self._lock:
            self._forget()
            ids = [job.job_id for job in self._jobs.values() if job.owner == owner]
        return [job for one in reversed(ids) if (job := self.of(one, owner))]

    def idle(self, timeout: float) -> bool:
        """Waits until nothing is left to do; False when it took longer."""
        with self._lock:
            return self._lock.wait_for(lambda: not self._busy, timeout)

    def _go_on(self) -> None:
        while True:
            with self._lock:
                if not self._waiting:
                    self._busy = False
                    self._lock.notify_all()
                    return
                job_id, work, dropped = self._waiting.pop(0)
            self._change(job_id, state="running", started_at=clock.now())
            self._do(job_id, work, dropped)

    def _do(self, job_id: str, work: Work[T], dropped: Callable[[], None]) -> None:
        try:
            result = work(lambda words: self._change(job_id, said=words))
        except Exception as error:  # noqa: BLE001 - one job's failure must not end the line
            if not isinstance(error, failures.Refused):
                _LOG.error("job: %s", failures.sentence(error))
            words = failures.sentence(error)
            self._change(job_id, state="failed", words=words, ended_at=clock.now())
            self.counted("failed")
        else:
            self._change(job_id, state="done", result=result, ended_at=clock.now())
            self.counted("done")
        finally:
            dropped()

    def _change(self, job_id: str, **values: object) -> None:
        with self._lock:
            self._jobs[job_id] = replace(self._jobs[job_id], **values)  # type: ignore[arg-type]

    def _forget(self) -> None:
        oldest = clock.now() - _KEPT
        for job in list(self._jobs.values()):
            if job.ended_at is not None and job.ended_at < oldest:
                del self._jobs[job.job_id]
