"""Ctrl-C: the first asks to stop after the page in hand, the second stops at once."""

from __future__ import annotations

import os
import signal
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

WORDS = "正在做完手头这一页就停下；再按一次 Ctrl-C 立即停止。"


class Interrupt:
    """Whether the user asked to stop."""

    def __init__(self) -> None:
        self._asked = threading.Event()

    def stop(self) -> bool:
        return self._asked.is_set()

    def ask(self) -> bool:
        """Records the wish; false when it had been recorded before."""
        first = not self._asked.is_set()
        self._asked.set()
        return first


@contextmanager
def watched() -> Iterator[Interrupt]:
    """Turns SIGINT and SIGTERM into the wish to stop, as long as the block runs."""
    interrupt = Interrupt()
    with listening(lambda: _on_signal(interrupt)):
        yield interrupt


@contextmanager
def listening(act: Callable[[], None]) -> Iterator[None]:
    """Calls `act` on SIGINT and SIGTERM; outside the main thread signals are left alone."""

    def on_signal(_: int, __: FrameType | None) -> None:
        act()

    if threading.current_thread() is not threading.main_thread():
        yield
        return
    before = {sign: signal.signal(sign, on_signal) for sign in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield
    finally:
        for sign, previous in before.items():
            signal.signal(sign, previous)


def _on_signal(interrupt: Interrupt) -> None:
    if not interrupt.ask():
        raise KeyboardInterrupt
    os.write(2, f"\n{WORDS}\n".encode())  # print() may not be entered twice
