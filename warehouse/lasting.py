"""Files written so that they are on the disk when the call returns. All raise OSError."""

from __future__ import annotations

import os
from pathlib import Path


def added(path: Path, text: bytes) -> None:
    with path.open("ab", buffering=0) as file:
        file.write(text)
        os.fsync(file.fileno())


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
