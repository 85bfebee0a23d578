"""The store: pieces of files under their SHA-256, each written once and never changed."""

from __future__ import annotations

import os
import sqlite3
from collections.abc import Iterable, Iterator
from contextlib import closing, contextmanager, nullcontext
from hashlib import sha256
from pathlib import Path
from typing import BinaryIO

from warehouse import lasting
from yuanzheng.failures import Refused

_MARK = "yuanzheng-backup.json"
_MARKED = b'{"format": "yuanzheng.backup/1"}\n'
_OBJECTS, _LOCK = "objects", "lock.sqlite"
# Blocks of DuckDB lie behind three headers; from one night to the next most stay as they are.
_HEADERS, _BLOCKS = 3 * 4096, 1 << 20
_LARGE = 8 << 20


class Store:
    """A folder of backups. Raises OSError when the disk refuses."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.added = 0  # bytes

    def put(self, data: bytes) -> tuple[str, int]:
        """Keeps a piece; on the disk, whole, when this returns."""
        name = sha256(data).hexdigest()
        path = self.path(name)
        if not self.holds(name, len(data)):
            path.parent.mkdir(parents=True, exist_ok=True)
            fresh = path.with_suffix(".new")
            try:
                lasting.kept(fresh, data)
                fresh.replace(path)
            except BaseException:
                fresh.unlink(missing_ok=True)
                raise
            self.added += len(data)
        return name, len(data)

    def path(self, name: str) -> Path:
        return self.folder / _OBJECTS / name[:2] / name

    def holds(self, name: str, size: int) -> bool:
        """Whether a piece is there, by its size; `check` reads it."""
        try:
            return self.path(name).stat().st_size == size
        except FileNotFoundError:
            return False

    def get(self, name: str, size: int) -> bytes | None:
        """The piece; None when it is gone or damaged."""
        try:
            data = self.path(name).read_bytes()
        except FileNotFoundError:
            return None
        return data if len(data) == size and sha256(data).hexdigest() == name else None

    def put_aside(self, name: str) -> None:
        """A damaged piece: the next backup keeps it anew where it can."""
        path = self.path(name)
        if path.exists():
            path.replace(path.with_suffix(".damaged"))

    def all(self) -> Iterator[Path]:
        yield from (self.folder / _OBJECTS).glob("??/*")

    def swept(self, needed: Iterable[str]) -> int:
        """Takes away what nobody needs, and what a kill left; returns how many bytes."""
        kept, gone = set(needed), 0
        for path in self.all():
            if path.name not in kept:
                gone += path.stat().st_size
                path.unlink()
        return gone


@contextmanager
def opened(folder: Path, *, making: bool = False) -> Iterator[Store]:
    """The store, for one program at a time. Raises `Refused`."""
    if not (folder / _MARK).is_file():
        if not making:
            raise Refused(f"{folder} 里没有源证的备份：请检查路径，或先运行 yuanzheng backup。")
        _made(folder)
    with closing(sqlite3.connect(folder / _LOCK, timeout=0, isolation_level=None)) as lock:
        try:
            lock.execute("BEGIN EXCLUSIVE")  # given up whenever the program ends
        except sqlite3.OperationalError as error:
            if "locked" not in str(error):
                raise
            raise Refused(f"另一个程序正在用备份文件夹 {folder}：请等它做完再运行。") from error
        yield Store(folder)


def _made(folder: Path) -> None:
    if folder.exists() and any(path.name != _LOCK for path in folder.iterdir()):
        raise Refused(f"{folder} 里已有别的文件，没有动它：请给备份一个空的或新的文件夹。")
    folder.mkdir(parents=True, exist_ok=True)
    os.chmod(folder, 0o700)  # raw answers and password hashes are nobody else's
    lasting.kept(folder / _MARK, _MARKED)


def pieces(path: Path, opened: BinaryIO | None, most: int | None) -> Iterator[bytes]:
    """The first `most` bytes of a file (None: all), cut so that what stays the same is found.

    It is read by the handle `opened`, if there is one, which stays open.
    """
    size = _BLOCKS if path.suffix in {".duckdb", ".sqlite"} else _LARGE
    wanted = _HEADERS if path.suffix == ".duckdb" else size
    left = path.stat().st_size if most is None else most
    with nullcontext(opened) if opened else path.open("rb") as file:
        file.seek(0)
        while left > 0 and (data := file.read(min(wanted, left))):
            left -= len(data)
            yield data
            wanted = size
