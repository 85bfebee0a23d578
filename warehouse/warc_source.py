"""Inflates a WARC file member after member, within limits whatever the file says of itself."""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from typing import BinaryIO

_BLOCK = 1 << 20
_SMALLEST = 1 << 12
_MAGIC = b"\x1f\x8b\x08"
_VERSION = b"WARC/1."


class BrokenWarc(Exception):
    """The file cannot be read on from the member at `offset`; the message is Chinese."""

    def __init__(self, offset: int, words: str) -> None:
        super().__init__(f"第 {offset:,} 字节起的记录{words}")
        self.offset = offset


class TornWarc(BrokenWarc):
    """The data ends within the member at `offset`, and as far as it goes it is sound."""


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may ask of the reader; `ratio` holds beyond `free` inflated bytes.

    Records hold their payload where it has at most `kept` bytes; -1: none does.
    """

    record: int = 4 << 30
    head: int = 64 << 10
    ratio: int = 400
    free: int = 16 << 20
    kept: int = -1


LIMITS = Limits()


class Source:
    """The members of a file that begin at `start` and before `end`, inflated.

    `offset` is where the member begun last begins, `consumed` how far the file was inflated.
    """

    def __init__(self, file: BinaryIO, start: int, end: int | None, limits: Limits) -> None:
        self._file, self._end, self._limits = file, end, limits
        self._held = memoryview(b"")
        self._place = 0
        self._guess = _SMALLEST
        self._inflated = 0
        self._inflate = zlib.decompressobj(31)
        self._begun = start
        self.offset = start
        self.consumed = start

    def more(self) -> bool:
        """Whether a member begins here."""
        if self._place == len(self._held):
            left = _BLOCK if self._end is None else min(_BLOCK, self._end - self.consumed)
            self._held = memoryview(self._file.read(left) if left > 0 else b"")
            self._place = 0
        return self._place < len(self._held)

    def begin(self) -> tuple[bytes, bool]:
        """The first piece of the member that begins here, inflated, and whether it is all of it."""
        self.offset = self.consumed
        self._inflate = zlib.decompressobj(31)
        piece = self._inflated_from(self._next(self._guess))
        self._guess = max(_SMALLEST, min(_BLOCK, (self.consumed - self.offset) * 3 // 2))
        return piece, self._inflate.eof

    def rest(self) -> Iterator[bytes]:
        """The other pieces, each of at most a block."""
        size = self._guess
        while not self._inflate.eof:
            size = min(size * 2, _BLOCK)
            if piece := self._inflated_from(self._inflate.unconsumed_tail or self._next(size)):
                yield piece
        self._guess = max(_SMALLEST, min(_BLOCK, (self.consumed - self.offset) * 3 // 2))

    def _inflated_from(self, given: bytes | memoryview) -> bytes:
        try:
            piece = self._inflate.decompress(given, _BLOCK)
        except zlib.error as error:
            raise BrokenWarc(self.offset, "不是完好的 gzip 数据。") from error
        if self._inflate.eof:
            self._move(-len(self._inflate.unused_data))
        self._inflated += len(piece)
        if self._inflated > self._limits.free:
            self._bound()
        return piece

    def _next(self, size: int) -> memoryview:
        if not self.more():
            raise TornWarc(self.offset, "不完整：数据在记录中间断了。")
        given = self._held[self._place : self._place + size]
        self._move(len(given))
        return given

    def _move(self, size: int) -> None:
        self._place += size
        self.consumed += size

    def _bound(self) -> None:
        most = self._limits.free + self._limits.ratio * (self.consumed - self._begun)
        if self._inflated > most:
            raise BrokenWarc(
                self.offset, f"膨胀超过 {self._limits.ratio} 倍，像是压缩炸弹，没有读下去。"
            )


def boundary(file: BinaryIO, most: int | None = None) -> int | None:
    """How many bytes on a record seems to begin, within about `most` (None: to the end of the
    file); only reading on proves it."""
    held, begun = b"", 0
    while most is None or begun + len(held) < most:
        piece = file.read(_BLOCK)
        held += piece
        # Towards the end of what is at hand a beginning may be cut off; at the end of all none is.
        last = len(held) - _SMALLEST if piece else len(held)
        if (place := _first(held, last)) is not None:
            return begun + place
        if not piece:
            break
        kept = max(0, last + 1)
        begun, held = begun + kept, held[kept:]
    return None


def _first(held: bytes, last: int) -> int | None:
    place = held.find(_MAGIC)
    while 0 <= place <= last:
        if _begins(held[place : place + _SMALLEST]):
            return place
        place = held.find(_MAGIC, place + 1)
    return None


def _begins(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, len(_VERSION)) == _VERSION
    except zlib.error:
        return False
