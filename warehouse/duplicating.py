"""Files as they are put into a published copy: on the disk when a call returns.

What is already in the copy before, byte for byte, is linked to it: copies are never written to.
All raise OSError.
"""

from __future__ import annotations

import filecmp
import os
import shutil
from contextlib import suppress
from pathlib import Path
from typing import BinaryIO

from warehouse import lasting

_PIECE = 1 << 22


def copied(source: Path, target: Path) -> None:
    """A file, with its folder."""
    target.parent.mkdir(parents=True, exist_ok=True)
    shutil.copyfile(source, target, follow_symlinks=False)
    lasting.synced(target)


def poured(source: BinaryIO, target: Path) -> None:
    """All of an open file."""
    with target.open("xb") as file:
        shutil.copyfileobj(source, file, _PIECE)
        file.flush()
        os.fsync(file.fileno())


def brought(source: Path, target: Path, earlier: Path | None) -> None:
    """A file, or all files of a folder; links that somebody laid there are left out.

    `earlier`: what stands in its place in the copy before.
    """
    if source.is_symlink():
        return
    if source.is_dir():
        target.mkdir(parents=True, exist_ok=True)
        for path in sorted(source.iterdir()):
            brought(path, target / path.name, earlier / path.name if earlier else None)
        lasting.synced(target)
    elif source.is_file():
        _file(source, target, earlier)


def linked(source: Path, target: Path) -> None:
    """Of the copy before, as it is there."""
    brought(source, target, source)


def _file(source: Path, target: Path, earlier: Path | None) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    if earlier and earlier.is_file() and _same(source, earlier):
        with suppress(OSError):  # no hard links here, or too many of that file
            os.link(earlier, target)
            return
    copied(source, target)


def _same(one: Path, other: Path) -> bool:
    if os.path.samefile(one, other):
        return True
    return filecmp.cmp(one, other, shallow=False)
