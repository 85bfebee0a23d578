"""Checksum files as `sha256sum` writes and reads them, and the evidence root made of one."""

from __future__ import annotations

import hashlib
import re
from collections.abc import Iterable, Mapping
from typing import BinaryIO, NamedTuple

from cryptography.hazmat.primitives import hashes

from reports.seal import layout

_BLOCK = 1 << 20
_LINE = re.compile(r"([0-9a-f]{64})  ([^\0\r\n\\]+)")


class Sums(NamedTuple):
    """Hashes of a file in hexadecimal digits, and its length."""

    sha256: str
    sm3: str
    size: int


def of_stream(file: BinaryIO, length: int | None = None) -> Sums:
    """Reads to the end, or `length` bytes."""
    sha, sm3, size = hashlib.sha256(), hashes.Hash(hashes.SM3()), 0
    buffer = bytearray(_BLOCK)
    view = memoryview(buffer)
    while length is None or size < length:
        most = _BLOCK if length is None else min(_BLOCK, length - size)
        taken = file.readinto(view[:most])  # type: ignore[attr-defined]
        if not taken:
            break
        sha.update(view[:taken])
        sm3.update(view[:taken])
        size += taken
    return Sums(sha.hexdigest(), sm3.finalize().hex(), size)


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
