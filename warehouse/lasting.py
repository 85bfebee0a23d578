"""Files written so that they are on the disk when the call returns. All raise OSError."""

from __future__ import annotations

import os
from io import FileIO
from pathlib import Path
from typing import BinaryIO

_PIECE = 1 << 16


def added(path: Path, text: bytes) -> None:
    """Behind what is there: all of it or, on a disk that is full, nothing."""
    with FileIO(path, "ab") as file:
        before = file.tell()
        try:
            written(file, memoryview(text))
            os.fsync(file.fileno())
        except BaseException:
            file.truncate(before)
            raise


def added_line(path: Path, line: bytes) -> None:
    """The same behind whole lines: what a kill or a power cut left of one goes."""
    if path.exists():
        with path.open("rb+") as file:
            file.truncate(_end_of_lines(file))
    added(path, line)


def written(file: FileIO, given: memoryview) -> None:
    """All of it: a disk that fills up takes a part, and refuses only the rest."""
    while given:
        given = given[file.write(given) :]


def kept(path: Path, torn: bytes) -> None:
    with path.open("wb") as file:
        file.write(torn)
        file.flush()
        os.fsync(file.fileno())


def synced(path: Path) -> None:
    """A file or folder that was written by other means."""
    try:
        handle = os.open(path, os.O_RDONLY)
    except PermissionError:  # folders cannot be opened everywhere
        return
    try:
        os.fsync(handle)
    finally:
        os.close(handle)


def replaced(path: Path, text: bytes) -> None:
    """All of it or nothing: a kill leaves the file as it was."""
    fresh = path.with_suffix(".new")
    kept(fresh, text)
    os.replace(fresh, path)


def _end_of_lines(file: BinaryIO) -> int:
    at = file.seek(0, os.SEEK_END)
    while at:
        begin = max(at - _PIECE, 0)
        file.seek(begin)
        if (found := file.read(at - begin).rfind(b"\n")) >= 0:
            return begin + found + 1
        at = begin
    return 0
