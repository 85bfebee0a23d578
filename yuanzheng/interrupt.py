"""Ctrl-C: the first asks to stop after the page in hand, the second stops at once."""

from __future__ import annotations

import os
import signal
import socket
import threading
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from types import FrameType

from yuanzheng import failures

PATIENCE = 2.0
WORDS = "正在做完手头这一页就停下；再按一次 Ctrl-C 立即停止。"


class Interrupt:
    """Whether the user asked to stop."""

    def __init__(self) -> None:
        self._asked = threading.Event()
        self.insisted = False

    def stop(self) -> bool:
        return self._asked.is_set()

    def rest(self, seconds: float) -> None:
        """Waits so long, or until somebody asks."""
        self._asked.wait(seconds)

    def ask(self) -> bool:
        """Records the wish; false when it had been recorded before."""
        first = not self._asked.is_set()
        self._asked.set()
        self.insisted = self.insisted or not first
        return first


@contextmanager
def watched() -> Iterator[Interrupt]:
    """Turns SIGINT and SIGTERM into the wish to stop, as long as the block runs.

    Raises KeyboardInterrupt after the second, whatever became of the one raised inside: DuckDB
    makes a RuntimeError of it, and C code may lose it altogether.
    """
    interrupt = Interrupt()
    try:
        with listening(lambda: _on_signal(interrupt)), _backstop():
            yield interrupt
    finally:
        if interrupt.insisted:
            raise KeyboardInterrupt


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


@contextmanager
def _backstop() -> Iterator[None]:
    """Ends the process soon after the second signal, should the main thread not come to hear it.

    Handlers of Python wait until a call into C returns, which a long query takes its time to do.
    The file of DuckDB is whole after any sudden end.
    """
    if threading.current_thread() is not threading.main_thread():
        yield
        return
    reading, writing = socket.socketpair()
    writing.setblocking(False)
    before = signal.set_wakeup_fd(writing.fileno(), warn_on_full_buffer=False)
    done = threading.Event()
    threading.Thread(target=_wait_for_two, args=(reading, done), daemon=True).start()
    try:
        yield
    finally:
        done.set()
        signal.set_wakeup_fd(before)
        writing.close()


def _wait_for_two(signals: socket.socket, done: threading.Event) -> None:
    with signals:
        for _ in range(2):
            if not signals.recv(1):
                return
    if done.wait(PATIENCE):
        return
    cursor = "\x1b[?25h" if os.isatty(2) else ""
    os.write(2, f"{cursor}\n错误：{failures.sentence(KeyboardInterrupt())}\n".encode())
    os._exit(failures.INTERRUPTED)


def _on_signal(interrupt: Interrupt) -> None:
    if not interrupt.ask():
        raise KeyboardInterrupt
    os.write(2, f"\n{WORDS}\n".encode())  # print() may not be entered twice
