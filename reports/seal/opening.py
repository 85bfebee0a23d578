"""Opens a pack of a stranger, folder or ZIP, without trusting anything in it.

Nothing is unpacked: a file of the pack is a region of a file on disk, read in pieces.
"""

from __future__ import annotations

import errno
import io
import os
import re
import stat
import unicodedata
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from reports.seal import layout, zips
from reports.visible import one_line

MOST_FILES = 100_000
MOST_BYTES = 1 << 42
LONGEST_NAME, LONGEST_PATH, DEEPEST = 255, 1_000, 10
_DRIVE = re.compile(r"[A-Za-z]:")
_MOST_DIRECTORY = 64 << 20


class PackRefused(Exception):
    """No pack, or none that is read any further; the message is Chinese."""


@dataclass(frozen=True, slots=True)
class Place:
    """Where a file of the pack lies: `size` bytes from `offset` of a file on disk.

    `crc`: the CRC-32 a ZIP says it has.
    """

    path: Path
    offset: int
    size: int
    crc: int | None = None

    @contextmanager
    def open(self, start: int = 0) -> Iterator[BinaryIO]:
        """From `start` to its end. Raises `OSError`; a link is never followed."""
        number = os.open(self.path, os.O_RDONLY | getattr(os, "O_NOFOLLOW", 0))
        with os.fdopen(number, "rb") as file:
            file.seek(self.offset + start)
            yield _Region(file, self.size - start)  # type: ignore[misc]

    def read(self, most: int) -> bytes:
        """The whole. Raises `ValueError` (Chinese) when it is larger than `most`."""
        if self.size > most:
            raise ValueError(f"有 {self.size:,} 字节，超过上限 {most:,}")
        with self.open() as file:
            return file.read()


class _Region(io.BufferedIOBase):
    """The next `size` bytes of a file."""

    def __init__(self, file: BinaryIO, size: int) -> None:
        self._file, self._left = file, size

    def readable(self) -> bool:
        return True

    def read(self, size: int | None = -1, /) -> bytes:
        most = self._left if size is None or size < 0 else min(size, self._left)
        found = self._file.read(most)
        self._left -= len(found)
        return found

    def read1(self, size: int = -1, /) -> bytes:
        return self.read(size if size >= 0 else io.DEFAULT_BUFFER_SIZE)

    def readinto(self, buffer: bytearray | memoryview, /) -> int:  # type: ignore[override]
        view = memoryview(buffer)[: self._left]
        taken = self._file.readinto(view)  # type: ignore[attr-defined]
        self._left -= taken
        return int(taken)


Files = dict[str, Place]


def opened(path: Path) -> Files:
    """path within the pack → where it lies. Raises `PackRefused` and `OSError`."""
    kind = _kind(path)
    path = path.resolve()  # who verifies may name a link; within a pack there is none
    if stat.S_ISDIR(kind):
        found = dict(_folder(path))
    elif stat.S_ISREG(kind):
        found = _zip(path)
    else:
        raise PackRefused(f"{path} 不是文件夹也不是 ZIP 文件：请指向一个证据包。")
    _checked(found)
    if layout.BAGIT not in found:
        raise PackRefused(f"{path} 不是证据包：里面没有 {layout.BAGIT}。")
    return found


def _kind(path: Path) -> int:
    try:
        return path.stat().st_mode
    except FileNotFoundError as error:
        raise PackRefused(f"找不到证据包 {path}：请检查路径。") from error
    except OSError as error:
        if error.errno in {errno.ENAMETOOLONG, errno.ELOOP, errno.ENOTDIR}:
            raise PackRefused(f"找不到证据包 {path}：请检查路径。") from error
        raise
    except ValueError as error:
        raise PackRefused("证据包的路径里有不能用的字符：请检查路径。") from error


def _folder(home: Path) -> Iterator[tuple[str, Place]]:
    """Every file below; raises for what is neither a file nor a folder."""
    waiting = [("", os.fspath(home))]
    count = 0
    while waiting:
        inside, folder = waiting.pop()
        with os.scandir(folder) as entries:
            for entry in entries:
                count += 1
                _limit(count)
                name = _named(f"{inside}{entry.name}")
                if entry.is_dir(follow_symlinks=False):
                    waiting.append((f"{name}/", entry.path))
                    continue
                found = entry.stat(follow_symlinks=False)
                if not stat.S_ISREG(found.st_mode):
                    raise PackRefused(f"{_shown(name)} 是链接或特殊文件：证据包里只能有普通文件。")
                yield name, Place(Path(entry.path), 0, found.st_size)


def _zip(path: Path) -> Files:
    """The files of a ZIP below its one folder."""
    try:
        with path.open("rb") as file:
            entries = _entries(file, path.stat().st_size)
    except ValueError as error:
        raise PackRefused(
            f"压缩包 {path.name} {error}：没有读下去；如果是重新打包造成的，请解压后核验文件夹。"
        ) from error
    tops = {_named(entry.name).partition("/")[0] for entry in entries}
    if len(tops) != 1 or any("/" not in entry.name for entry in entries):
        raise PackRefused(f"压缩包 {path.name} 里不是正好一个文件夹：不是证据包的样子。")
    return {
        entry.name.partition("/")[2]: Place(path, entry.data, entry.size, entry.crc)
        for entry in entries
    }


def _entries(file: BinaryIO, total: int) -> list[zips.Entry]:
    """The files as the directory has them, each where and as its local header says."""
    tail_size = min(zips.TAIL_SIZE, total)
    file.seek(total - tail_size)
    count, begin, size = zips.end_of(file.read(tail_size), total)
    _limit(count)
    if size > _MOST_DIRECTORY or count * zips.CENTRAL_SIZE > size:
        raise ValueError("目录的大小不合情理")
    file.seek(begin)
    entries = zips.listed(file.read(size), count)
    place = 0
    for entry in entries:
        head = zips.local(entry)
        file.seek(entry.offset)
        if entry.offset != place or file.read(len(head)) != head:
            raise ValueError(f"里 {_shown(entry.name)} 之前有多余的字节，或它的文件头与目录不符")
        place = entry.data + entry.size
    if place != begin:
        raise ValueError("里文件与目录之间有多余的字节")
    if [e.raw for e in entries] != sorted({e.raw for e in entries}):
        raise ValueError("里的文件没有按名称排序，或有同名的")
    return entries


def _named(name: str) -> str:
    """The name, if it is one. Raises `PackRefused`."""
    parts = name.split("/")
    try:
        raw = name.encode()
    except UnicodeEncodeError as error:
        raise PackRefused(f"文件名 {_shown(name)} 不是 UTF-8 编码：没有读下去。") from error
    wrong = (
        name.startswith("/") or "\\" in name or _DRIVE.match(name) is not None
        or any(part in {"", ".", ".."} for part in parts)
        or any(unicodedata.category(char) in {"Cc", "Cs", "Zl", "Zp"} for char in name)
    )  # fmt: skip
    if wrong:
        raise PackRefused(
            f"文件名 {_shown(name)} 指到包外面或有不能用的字符：没有读下去，也没有写任何文件。"
        )
    if len(raw) > LONGEST_PATH or len(parts) > DEEPEST or _longest(parts) > LONGEST_NAME:
        raise PackRefused(f"文件名 {_shown(name)} 太长或套得太深：没有读下去。")
    return name


def _longest(parts: Iterable[str]) -> int:
    return max(len(part.encode()) for part in parts)


def _checked(found: Files) -> None:
    """No two names that are one on some system, no file where a folder is, not too much."""
    taken: dict[str, str] = {}
    for name in found:
        folded = unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())
        if folded in taken:
            other = taken[folded]
            raise PackRefused(f"{_shown(name)} 与 {_shown(other)} 在有的系统上是同一个文件名。")
        taken[folded] = name
    for folded, name in taken.items():
        above = folded
        while "/" in above:
            above = above.rpartition("/")[0]
            if above in taken:
                raise PackRefused(
                    f"{_shown(taken[above])} 应当是文件夹，却是文件（{_shown(name)}）。"
                )
    if sum(place.size for place in found.values()) > MOST_BYTES:
        raise PackRefused(f"包里的文件共超过 {MOST_BYTES:,} 字节：没有读下去。")


def _limit(count: int) -> None:
    if count > MOST_FILES:
        raise PackRefused(f"包里的文件多于 {MOST_FILES:,} 个：没有读下去。")


def _shown(name: str) -> str:
    return one_line(name.encode("utf-8", "backslashreplace").decode(), 120)
