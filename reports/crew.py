"""Work shared among processes, as many as this one may use."""

from __future__ import annotations

import gc
import os
from collections.abc import Callable
from concurrent.futures import Future, ProcessPoolExecutor
from concurrent.futures.process import BrokenProcessPool
from contextlib import AbstractContextManager
from multiprocessing import get_context, parent_process
from threading import Thread
from types import TracebackType
from typing import TypeVar

from reports.errors import ReportError

T = TypeVar("T")


def processors() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1


class Crew(AbstractContextManager["Crew"]):
    """Does pieces of work in processes of its own, or at once in this one when it is alone.

    `fresh`: the processes share nothing with this one, which may hold a database and its threads.
    """

    def __init__(self, count: int, *, fresh: bool = False) -> None:
        self.count = count
        context = get_context("spawn") if fresh else None
        self._pool = ProcessPoolExecutor(count, context, _attend) if count > 1 else None

    def give(self, work: Callable[..., T], *given: object) -> Callable[[], T]:
        """The piece of work, begun; call what is returned for its result."""
        if self._pool is None:
            return lambda: work(*given)
        return _result(self._pool.submit(work, *given))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None,
        tb: TracebackType | None,
    ) -> None:  # fmt: skip
        if self._pool is not None:
            self._pool.shutdown(cancel_futures=True)


def _attend() -> None:
    """Ends a helping process with the one it helps: killed, that one tells nobody, and the helper
    itself holds the other end of the queue it waits at. What it makes is given back as soon as
    nobody holds it; circles, of which there are few, are looked for seldom."""
    gc.set_threshold(50_000, 20, 100)
    Thread(target=_leave_with, daemon=True).start()


def _leave_with() -> None:
    if (helped := parent_process()) is not None:
        helped.join()
        os._exit(1)


def _result(future: Future[T]) -> Callable[[], T]:
    def asked() -> T:
        try:
            return future.result()
        except BrokenProcessPool as error:
            raise ReportError(
                "帮手进程被系统中止（可能是内存不够）：请关掉别的程序再试。"
            ) from error

    return asked
