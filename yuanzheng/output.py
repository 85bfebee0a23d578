"""What is printed, on streams that may be closed, full, or read by nobody any more."""

from __future__ import annotations

import errno
import os
import sys
from contextlib import suppress
from typing import TextIO

import click

_NOBODY = {errno.EPIPE, errno.EINVAL}  # Windows says EINVAL of a closed pipe
_lost: list[OSError] = []


def ready() -> None:
    """Streams that were closed before the program began are opened on nothing.

    Otherwise the next file opened, the warehouse for one, would take their numbers and what is
    printed would go into it. Nothing can be written to such a standard output: that is noted.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_WRONLY if number == 2 else os.O_RDONLY)
    sys.stdout = sys.stdout or open(1, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    sys.stderr = sys.stderr or open(2, "w", encoding="utf-8", closefd=False)  # noqa: SIM115
    for stream in (sys.stdout, sys.stderr):
        stream.reconfigure(errors="replace")  # type: ignore[union-attr]


def put(text: str, *, err: bool = False) -> None:
    """Prints a line; goes on without when that cannot be done, for the work is worth more."""
    try:
        click.echo(text, err=err)
    except OSError as error:
        _give_up(sys.stderr if err else sys.stdout, error)


def settled(code: int) -> int:
    """The exit code once everything is printed: not 0 when what was to be read is lost.

    A reader that left, as `head` does, had all it wanted.
    """
    try:
        sys.stdout.flush()
    except OSError as error:
        _give_up(sys.stdout, error)
    lost = [error for error in _lost if error.errno not in _NOBODY]
    if not lost:
        return code
    reason = os.strerror(lost[0].errno or errno.EIO)
    put(f"错误：标准输出写不进去（{reason}），显示的内容不全：请检查它通向哪里。", err=True)
    return code or 1


def silent() -> None:
    """Nothing is printed any more: what libraries find when they are taken down, DuckDB's a page of
    leaks after an error, tells users nothing."""
    with suppress(OSError):
        sys.stderr.flush()
    _to_nothing(sys.stderr)


def _give_up(stream: TextIO, error: OSError) -> None:
    if stream is sys.stdout:
        _lost.append(error)
    _to_nothing(stream)


def _to_nothing(stream: TextIO) -> None:
    nothing = os.open(os.devnull, os.O_WRONLY)
    os.dup2(nothing, stream.fileno())
    os.close(nothing)
