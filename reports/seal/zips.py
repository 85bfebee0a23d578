"""ZIP files in one form only: every byte is either a file's or follows from the files.

APPNOTE 6.3: local header and data of each file, nothing between them, the central directory, its
end. Files are stored as they are, sorted by name, dated 1980-01-01. So the same files give the
same bytes with any library, nothing can inflate, and no byte can change unseen.
"""

from __future__ import annotations

import shutil
import struct
import zlib
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

_LOCAL = struct.Struct("<4s5H3I2H")
_CENTRAL = struct.Struct("<4s6H3I5H2I")
_END64 = struct.Struct("<4sQ2H2I4Q")
_PLACE64 = struct.Struct("<4sIQI")
_END = struct.Struct("<4s4H2IH")
END_SIZE = _END.size
TAIL_SIZE = _END64.size + _PLACE64.size + _END.size
CENTRAL_SIZE = _CENTRAL.size
_FULL, _FULL16 = 0xFFFFFFFF, 0xFFFF
_UTF8, _STORED, _MADE_BY, _DATE, _FILE = 0x800, 0, 3 << 8 | 45, 0x21, 0o100644 << 16
_BLOCK = 1 << 20


@dataclass(frozen=True, slots=True)
class Entry:
    """A file as it lies in a ZIP: `offset` is where its local header begins."""

    name: str
    crc: int
    size: int
    offset: int

    @property
    def raw(self) -> bytes:
        return self.name.encode()

    @property
    def data(self) -> int:
        """Where its content begins."""
        return self.offset + len(local(self))


def local(entry: Entry) -> bytes:
    """The header before the content."""
    extra = b""
    sizes = entry.size, entry.size
    if entry.size >= _FULL:
        extra, sizes = struct.pack("<2H2Q", 1, 16, entry.size, entry.size), (_FULL, _FULL)
    head = _LOCAL.pack(
        b"PK\x03\x04", 45 if extra else 20, _UTF8, _STORED, 0, _DATE, entry.crc, *sizes,
        len(entry.raw), len(extra),
    )  # fmt: skip
    return head + entry.raw + extra


def central(entry: Entry) -> bytes:
    """The line in the directory."""
    size, offset, wide = entry.size, entry.offset, b""
    if size >= _FULL:
        wide, size = struct.pack("<2Q", size, size), _FULL
    if offset >= _FULL:
        wide, offset = wide + struct.pack("<Q", offset), _FULL
    extra = struct.pack("<2H", 1, len(wide)) + wide if wide else b""
    head = _CENTRAL.pack(
        b"PK\x01\x02", _MADE_BY, 45 if extra else 20, _UTF8, _STORED, 0, _DATE, entry.crc,
        size, size, len(entry.raw), len(extra), 0, 0, 0, _FILE, offset,
    )  # fmt: skip
    return head + entry.raw + extra


def ending(count: int, begin: int, size: int) -> bytes:
    """What stands behind a directory of `count` lines and `size` bytes that begins at `begin`."""
    wide = b""
    if count >= _FULL16 or begin >= _FULL or size >= _FULL:
        wide = _END64.pack(b"PK\x06\x06", 44, _MADE_BY, 45, 0, 0, count, count, size, begin)
        wide += _PLACE64.pack(b"PK\x06\x07", 0, begin + size, 1)
    short, least, most = min(count, _FULL16), min(size, _FULL), min(begin, _FULL)
    return wide + _END.pack(b"PK\x05\x06", 0, 0, short, short, least, most, 0)


def write(files: Sequence[tuple[str, Path]], out: BinaryIO) -> None:
    """Writes (name, file) pairs, sorted by the bytes of their names."""
    entries = []
    place = 0
    for name, path in sorted(files, key=lambda pair: pair[0].encode()):
        entry = Entry(name, _crc(path), path.stat().st_size, place)
        out.write(local(entry))
        with path.open("rb") as file:
            shutil.copyfileobj(file, out, _BLOCK)
        place = entry.data + entry.size
        entries.append(entry)
    lines = b"".join(map(central, entries))
    out.write(lines + ending(len(entries), place, len(lines)))


def _crc(path: Path) -> int:
    crc = 0
    with path.open("rb") as file:
        while piece := file.read(_BLOCK):
            crc = zlib.crc32(piece, crc)
    return crc


def listed(directory: bytes, count: int) -> list[Entry]:
    """The directory read back. Raises `ValueError` (Chinese) for anything `central` would not
    write."""
    entries, place = [], 0
    for _ in range(count):
        entry, place = _line(directory, place)
        entries.append(entry)
    if place != len(directory):
        raise ValueError("目录里有多余的字节")
    return entries


def _line(directory: bytes, place: int) -> tuple[Entry, int]:
    head = directory[place : place + _CENTRAL.size]
    if len(head) < _CENTRAL.size or head[:4] != b"PK\x01\x02":
        raise ValueError("目录不完整")
    parts = _CENTRAL.unpack(head)
    flags, method, crc, size, names, extras, offset = (parts[i] for i in (3, 4, 7, 9, 10, 11, 16))
    if flags & 1:
        raise ValueError("里面有加密的文件")
    name = directory[place + len(head) : place + len(head) + names]
    extra = directory[place + len(head) + names :][:extras]
    end = place + len(head) + names + extras
    shown = name.decode("utf-8", "replace")
    if method != _STORED:
        raise ValueError(f"里的 {shown} 是压缩过的，包不会这样写")
    entry = Entry(_utf8(name), crc, *_wide(size, offset, extra))
    if central(entry) != directory[place:end]:
        raise ValueError(
            f"目录里 {shown} 的一行不是本工具写的样子（可能被别的程序重新打包或改动过）"
        )
    return entry, end


def _utf8(name: bytes) -> str:
    try:
        return name.decode("utf-8")
    except UnicodeDecodeError as error:
        raise ValueError("里有一个文件名不是 UTF-8 编码") from error


def _wide(size: int, offset: int, extra: bytes) -> tuple[int, int]:
    """Size and offset, each from the extra field where the line has no room for it."""
    wide = list(struct.unpack(f"<{len(extra[4:]) // 8}Q", extra[4:][: len(extra[4:]) // 8 * 8]))
    if size == _FULL and len(wide) >= 2:
        size = wide.pop(0)
        wide.pop(0)
    if offset == _FULL and wide:
        offset = wide.pop(0)
    return size, offset


def end_of(tail: bytes, total: int) -> tuple[int, int, int]:
    """(count, begin, size) of the directory, from the last `TAIL_SIZE` bytes of a file of `total`.

    Raises `ValueError` (Chinese) for anything `ending` would not write.
    """
    end = tail[-_END.size :]
    if len(end) < _END.size or end[:4] != b"PK\x05\x06":
        raise ValueError("结尾不是 ZIP 的结尾，后面可能多了字节或被截断")
    _, _, _, _, count, size, begin, _ = _END.unpack(end)
    wide = tail[: _END64.size]
    if len(tail) == TAIL_SIZE and _FULL in {size, begin} | ({_FULL} if count == _FULL16 else set()):
        _, _, _, _, _, _, count, _, size, begin = _END64.unpack(wide)
    after = ending(count, begin, size)
    if begin + size + len(after) != total or not tail.endswith(after):
        raise ValueError("结尾的目录信息与文件不符")
    return count, begin, size
