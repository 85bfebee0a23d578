"""The files of a data folder exchanged for new ones: all of them or none, whenever it is killed.

The new files are made in `thinning.new/`. Renaming that folder to `thinning/` is what decides: from
then on they only have to be moved into place, which whoever opens the folder next completes.
"""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path

from warehouse import lasting

MAKING, READY = "thinning.new", "thinning"
_NAMES = ("warehouse.duckdb", "state.sqlite", "chain.jsonl")
_LOGS = {"warehouse.duckdb": (".wal",), "state.sqlite": ("-wal", "-shm", "-journal")}


def begun(folder: Path) -> Path:
    """An empty folder to make the new files in; what a killed attempt left is gone."""
    making = folder / MAKING
    shutil.rmtree(making, ignore_errors=True)
    (making / "archive").mkdir(parents=True)
    return making


def given_up(folder: Path) -> None:
    shutil.rmtree(folder / MAKING, ignore_errors=True)


def decided(folder: Path) -> None:
    """The new files take the place of the old ones; no writer of the folder may be at work."""
    for path in _files(folder / MAKING):
        lasting.synced(path)
    lasting.synced(folder / MAKING / "archive")
    lasting.synced(folder / MAKING)
    os.rename(folder / MAKING, folder / READY)
    lasting.synced(folder)
    complete(folder)


def pending(folder: Path) -> bool:
    return (folder / READY).is_dir()


def complete(folder: Path) -> None:
    """Moves what is decided into place, where that was cut short; any number may do so at once.

    Raises OSError when the folder cannot be written.
    """
    ready = folder / READY
    if not pending(folder):
        return
    for path in _files(ready):
        target = folder / path.relative_to(ready)
        for log in _LOGS.get(target.name, ()):  # a log belongs to the file that goes
            target.with_name(f"{target.name}{log}").unlink(missing_ok=True)
        with suppress(FileNotFoundError):  # another process was faster
            os.replace(path, target)
    for place in (folder / "archive", folder):
        lasting.synced(place)
    shutil.rmtree(ready, ignore_errors=True)


def _files(folder: Path) -> Iterator[Path]:
    """What is to be moved; anything else in the folder is left over from making it."""
    yield from sorted((folder / "archive").glob("*.warc.gz"))
    for name in _NAMES:
        if (folder / name).is_file():
            yield folder / name
