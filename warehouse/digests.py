"""SHA-256 and SM3 (GB/T 32905-2016) of a part of a file, read once and never held whole."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Protocol

_BLOCK = 1 << 20


class _Hash(Protocol):
    def update(self, data: bytes, /) -> None: ...
    def hexdigest(self) -> str: ...


@dataclass(frozen=True, slots=True)
class Digests:
    """What stands for `bytes` bytes; both hashes in lower-case hexadecimal."""

    bytes: int
    sha256: str
    sm3: str


def of_file(path: Path, start: int = 0, length: int | None = None) -> Digests:
    """Digests of `length` bytes from `start` (None: to the end; fewer where the file is shorter).

    Raises OSError when the file cannot be read.
    """
    one, other, count = hashlib.sha256(), sm3(), 0
    for block in _blocks(path, start, length):
        one.update(block)
        other.update(block)
        count += len(block)
    return Digests(count, one.hexdigest(), other.hexdigest())


def sm3() -> _Hash:
    """An SM3 to feed: that of Python's OpenSSL, else that of `cryptography`."""
    try:
        return hashlib.new("sm3")
    except ValueError:  # an OpenSSL built without it
        return _Sm3()


class _Sm3:
    """SM3 of `cryptography` with the methods of hashlib; `hexdigest` is called once."""

    def __init__(self) -> None:
        from cryptography.hazmat.primitives.hashes import SM3, Hash

        self._hash = Hash(SM3())

    def update(self, data: bytes, /) -> None:
        self._hash.update(data)

    def hexdigest(self) -> str:
        return self._hash.finalize().hex()


def _blocks(path: Path, start: int, length: int | None) -> Iterator[bytes]:
    left = length
    with path.open("rb") as file:
        file.seek(start)
        while left is None or left > 0:
            block = file.read(_BLOCK if left is None else min(_BLOCK, left))
            if not block:
                return
            left = None if left is None else left - len(block)
            yield block
