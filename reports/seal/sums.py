"""Checksum files as `sha256sum` writes and reads them, and the evidence root made of one."""

from __future__ import annotations

import hashlib
import re
import zlib
from collections.abc import Iterable, Mapping
from typing import BinaryIO, NamedTuple

from cryptography.hazmat.primitives import hashes

from reports.seal import layout

_BLOCK = 1 << 20
_LINE = re.compile(r"([0-9a-f]{64})  ([^\0\r\n\\]+)")


class Sums(NamedTuple):
    """Hashes of a file in hexadecimal digits, and its length; `crc` where it was asked for."""

    sha256: str
    sm3: str
    size: int
    crc: int | None = None


def of_stream(file: BinaryIO, *, with_crc: bool = False) -> Sums:
    """Reads to the end."""
    sha, sm3, size, crc = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0, 0
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    while taken := file.readinto(view):  # type: ignore[attr-defined]
        sha.update(view[:taken])
        sm3.update(view[:taken])
        crc = zlib.crc32(view[:taken], crc) if with_crc else 0
        size += taken
    return Sums(sha.hexdigest(), sm3.finalize().hex(), size, crc if with_crc else None)


def of_bytes(content: bytes) -> Sums:
    sm3 = hashes.Hash(hashes.SM3())
    sm3.update(content)
    return Sums(hashlib.sha256(content).hexdigest(), sm3.finalize().hex(), len(content))


def text(found: Mapping[str, str]) -> str:
    """path → hash as lines, sorted by path; two spaces, which `sha256sum -c` asks for."""
    return "".join(f"{found[path]}  {path}\n" for path in sorted(found))


def parsed(content: bytes) -> dict[str, str]:
    """The same read back. Raises `ValueError` (Chinese) for anything `text` would not write."""
    try:
        lines = content.decode("utf-8").split("\n")
    except UnicodeDecodeError as error:
        raise ValueError("不是 UTF-8 编码") from error
    if lines.pop() != "":
        raise ValueError("最后一行没有写完")
    found: dict[str, str] = {}
    for number, line in enumerate(lines, 1):
        match = _LINE.fullmatch(line)
        if match is None:
            raise ValueError(f"第 {number:,} 行不是“SHA-256、两个空格、路径”")
        if match[2] in found:
            raise ValueError(f"第 {number:,} 行的文件 {match[2]} 写了两次")
        found[match[2]] = match[1]
    if list(found) != sorted(found):
        raise ValueError("各行没有按路径排序")
    return found


def root(found: Mapping[str, str]) -> str:
    """The evidence root: SHA-256 over the sorted lines `<sha256>  <path>\\n` of the evidence.

    Sorted as `LC_ALL=C sort` does: by their bytes.
    """
    return root_of(f"{found[path]}  {path}\n" for path in found if layout.is_evidence(path))


def root_of(lines: Iterable[str]) -> str:
    return hashlib.sha256(b"".join(sorted(line.encode() for line in lines))).hexdigest()
