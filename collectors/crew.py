"""Several streams of several repositories at the same time, in worker threads."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, Future, ThreadPoolExecutor, wait
from threading import Event

from collectors.errors import Interrupted
from collectors.results import StreamResult
from collectors.streams import Stream
from collectors.targets import Target
from collectors.visits import Run, Stopped, Visit

Job = tuple[Visit, Stream]


class Crew:
    """`halt` is set when the run must end: by the user's wish or because the disk cannot go on."""

    def __init__(self, run: Run, workers: int, halt: Event) -> None:
        self._run, self._workers, self._halt = run, workers, halt
        self._open: list[Visit] = []
        self._under_way: dict[Future[StreamResult], Job] = {}
        self._ended: dict[str, list[StreamResult]] = {}
        self.results: list[StreamResult] = []
        self.notes: list[str] = []
        self.interrupted = False

    def work(self, targets: Sequence[Target]) -> None:
        """Reads all streams of all targets. Raises what the disk or the data file refuses."""
        left = iter(targets)
        threads = ThreadPoolExecutor(self._workers, "collector")
        try:
            while self._filled(threads, left):
                done, _ = wait(self._under_way, return_when=FIRST_COMPLETED)
                for future in done:
                    self._landed(future)
        except BaseException:
            self._halt.set()
            raise
        finally:
            threads.shutdown(cancel_futures=True)
            self._gather()
            self.results += self._in_order(targets)

    def _filled(self, threads: ThreadPoolExecutor, left: Iterator[Target]) -> bool:
        """Gives every idle worker a stream; returns whether any is at work.

        Repositories begun come before new ones, so that few are open at a time.
        """
        while len(self._under_way) < self._workers and not self._halt.is_set():
            job = self._next(left)
            if job is None:
                break
            visit, stream = job
            visit.begun.add(stream.name)
            self._under_way[threads.submit(visit.read, stream)] = job
        return bool(self._under_way)

    def _next(self, left: Iterator[Target]) -> Job | None:
        for visit in self._open:
            for stream in visit.ready():
                return visit, stream
        target = next(left, None)
        if target is None:
            return None
        visit = Visit(self._run, target)
        self._run.session.progress.start(target.repo_id, len(visit.streams))
        self._open.append(visit)
        return visit, next(visit.ready())

    def _landed(self, future: Future[StreamResult]) -> None:
        visit, stream = self._under_way.pop(future)
        try:
            visit.results[stream.name] = future.result()
        except Stopped as stopped:
            visit.results[stream.name] = stopped.result
            self._stop()
        except Interrupted:
            self._stop()
        if visit.done:
            self._open.remove(visit)
            self._keep(visit)
            self._run.session.progress.done(visit.target.repo_id)

    def _stop(self) -> None:
        self.interrupted = True
        self._halt.set()

    def _gather(self) -> None:
        """What had ended when the run was stopped."""
        for visit in self._open:
            self._keep(visit)
        self._open.clear()

    def _keep(self, visit: Visit) -> None:
        self.notes += visit.notes()
        named = (visit.results.get(stream.name) for stream in visit.streams)
        self._ended[visit.target.repo_id] = [result for result in named if result is not None]

    def _in_order(self, targets: Sequence[Target]) -> list[StreamResult]:
        """Of what was read at the same time: as the targets stand."""
        return [one for target in targets for one in self._ended.get(target.repo_id, ())]
