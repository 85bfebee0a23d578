"""Readings that are done again, one at a time, each exactly as far as the archive has it."""

from __future__ import annotations

import threading
from collections.abc import Callable


class Abandoned(BaseException):
    """The run ended before this reading did: what is not stored by now never was."""


class Baton:
    """Lets a thread run until it waits, and waits itself until then."""

    def __init__(self, run: Callable[[], None]) -> None:
        self._go, self._back = threading.Semaphore(0), threading.Semaphore(0)
        self._run = run
        self.error: BaseException | None = None
        self.over = self.abandoned = False
        self._thread = threading.Thread(target=self._work, daemon=True)
        self._thread.start()

    def resume(self) -> None:
        """Runs the thread up to where it waits again. Raises what ended it."""
        if not self.over:
            self._go.release()
            self._back.acquire()
        if self.error is not None:
            raise self.error

    def wait(self) -> None:
        """In the thread: until it is resumed."""
        self._back.release()
        self._go.acquire()
        if self.abandoned:
            raise Abandoned

    def abandon(self) -> None:
        if not self.over:
            self.abandoned = True
            self._go.release()
            self._back.acquire()

    def _work(self) -> None:
        self._go.acquire()
        try:
            if not self.abandoned:
                self._run()
        except Abandoned:
            pass
        except BaseException as error:  # noqa: BLE001 - told to whoever resumes
            self.error = error
        self.over = True
        self._back.release()
