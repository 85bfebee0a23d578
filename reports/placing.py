"""Files put in place whole: a full disk, a kill or an error leaves what stood there before."""

from __future__ import annotations

import os
import shutil
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from tempfile import mkdtemp

_MARK = ".part-"
# Seconds: whoever wrote it was killed. Of what is written nothing knows this clock.
_FORGOTTEN = 86_400


def put(path: Path, content: bytes) -> Path:
    """Writes one file and returns its path. Raises `OSError` that names it."""
    with filling(path.parent) as part:
        (part / path.name).write_bytes(content)
    return path


@contextmanager
def filling(folder: Path) -> Iterator[Path]:
    """A hidden folder in `folder`; what is in it when the body ends comes into `folder`, file by
    file in place of what was there, and nothing of it where the body raises. Raises `OSError`
    that names the file as it would have been."""
    folder.mkdir(parents=True, exist_ok=True)
    _sweep(folder)
    part = Path(mkdtemp(prefix=_MARK, dir=folder))
    try:
        yield part
        for path in sorted(part.rglob("*")):
            if path.is_file():
                _moved(path, folder / path.relative_to(part))
    except OSError as error:
        error.filename = _named(error, part, folder)
        raise
    finally:
        shutil.rmtree(part, ignore_errors=True)


def _moved(path: Path, target: Path) -> None:
    target.parent.mkdir(parents=True, exist_ok=True)
    os.replace(path, target)


def _named(error: OSError, part: Path, folder: Path) -> str | None:
    if error.filename2:
        return str(error.filename2)
    with suppress(ValueError, TypeError):
        return str(folder / Path(error.filename).relative_to(part))
    return error.filename if isinstance(error.filename, str) else None


def _sweep(folder: Path) -> None:
    before = time.time() - _FORGOTTEN
    for path in folder.glob(f"{_MARK}*"):
        with suppress(OSError):
            if path.lstat().st_mtime < before:
                shutil.rmtree(path, ignore_errors=True)
