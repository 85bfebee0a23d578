"""Reads WARC files strictly: each record a gzip member of its own, no length taken on trust.

ISO 28500:2017; one member a record as its Annex D recommends. Written for files of strangers:
memory is bounded whatever a file says, and what inflates without end is refused.
"""

from __future__ import annotations

import re
import zlib
from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha1, sha256
from typing import BinaryIO, NamedTuple

_BLOCK = 1 << 20
_SMALLEST = 1 << 12
_ENDING = b"\r\n\r\n"
_HTTP = b"application/http"
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_USUAL = {
    name: name.lower()
    for name in (
        b"WARC-Type", b"WARC-Record-ID", b"WARC-Date", b"WARC-Payload-Digest", b"WARC-Target-URI",
        b"WARC-Block-Digest", b"Content-Type", b"Content-Length",
    )
}  # fmt: skip
_UNTRUE_LENGTH = "长度与它写明的 Content-Length 不符。"
# Digits of base 32 as RFC 4648 has them, to those Python reads; all else to what it does not.
_DIGITS = bytearray(b"!" * 256)
for _place, _digit in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
    _DIGITS[_digit] = b"0123456789abcdefghijklmnopqrstuv"[_place]
_MAGIC = b"\x1f\x8b\x08"


class BrokenWarc(Exception):
    """The file cannot be read on from the member at `offset`; the message is Chinese."""

    def __init__(self, offset: int, words: str) -> None:
        super().__init__(f"第 {offset:,} 字节起的记录{words}")
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Limits:
    """What one file may ask of the reader; `ratio` holds beyond `free` inflated bytes."""

    record: int = 4 << 30
    head: int = 64 << 10
    ratio: int = 400
    free: int = 16 << 20


LIMITS = Limits()


class Record(NamedTuple):
    """One record. `fields` by lower-case name; `payload` is the SHA-256 of what it carries.

    `problem`: what it says of itself and is not so, in Chinese.
    """

    offset: int
    size: int
    fields: dict[bytes, bytes]
    payload: str
    problem: str | None

    def field(self, name: bytes) -> str:
        return self.fields.get(name, b"").decode("utf-8", "replace")

    @property
    def kind(self) -> str:
        return self.field(b"warc-type")


def records(
    file: BinaryIO, start: int = 0, end: int | None = None, limits: Limits = LIMITS
) -> Iterator[Record]:
    """The records that begin at `start` and before `end`, where the last of them must end.

    `file` stands at `start`. Raises `BrokenWarc` for what is no sequence of gzip members, each
    one record of the length it states; what a whole record says untruly is its `problem`.
    """
    source = _Source(file, start, end, limits)
    while source.more():
        yield _record(source, limits)


class _Source:
    """Inflates member after member of a file."""

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
            raise BrokenWarc(self.offset, "不完整：数据在记录中间断了。")
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


def _record(source: _Source, limits: Limits) -> Record:
    piece, whole = source.begin()
    if whole:
        head = piece.find(_ENDING)
        if 0 <= head <= limits.head:
            return _at_once(source, limits, piece, head)
    return _in_pieces(source, limits, _chained(piece, source.rest()))


def _at_once(source: _Source, limits: Limits, piece: bytes, head: int) -> Record:
    """A record that is in memory as a whole, as nearly all are."""
    fields = _fields(source, piece[:head])
    begin, end = head + len(_ENDING), len(piece) - len(_ENDING)
    if _length(source, fields, limits.record) != end - begin or not piece.endswith(_ENDING):
        raise BrokenWarc(source.offset, _UNTRUE_LENGTH)
    view, after, headless = memoryview(piece), begin, False
    if _is_http(fields):
        found = piece.find(_ENDING, begin, end)
        after, headless = (end, True) if found < 0 else (found + len(_ENDING), False)
    payload = sha256(view[after:end]).hexdigest()
    stated = b"warc-block-digest" in fields
    block = sha1(view[begin:end], usedforsecurity=False).digest() if stated else None
    problem = _problem(fields, payload, block, headless=headless)
    return Record(source.offset, source.consumed - source.offset, fields, payload, problem)


def _is_http(fields: dict[bytes, bytes]) -> bool:
    """Whether headers of HTTP stand before the payload."""
    return fields.get(b"content-type", b"")[: len(_HTTP)] == _HTTP


def _in_pieces(source: _Source, limits: Limits, pieces: Iterator[bytes]) -> Record:
    head, rest = _headed(source, pieces, limits.head)
    fields = _fields(source, head)
    left = _length(source, fields, limits.record)
    hashes = _Hashes(fields, limits.head)
    ending = b""
    for piece in _chained(rest, pieces):
        block = piece[:left] if left else b""
        left -= len(block)
        if block:
            hashes.update(block)
        ending += piece[len(block) : len(block) + 8]
        if len(ending) > len(_ENDING):
            break
    if left or ending != _ENDING:
        raise BrokenWarc(source.offset, _UNTRUE_LENGTH)
    payload, problem = hashes.settled()
    return Record(source.offset, source.consumed - source.offset, fields, payload, problem)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _headed(source: _Source, pieces: Iterator[bytes], most: int) -> tuple[bytes, bytes]:
    """The header block, and what was read beyond it."""
    held = b""
    for piece in pieces:
        held += piece
        head, found, rest = held.partition(_ENDING)
        if found and len(head) <= most:
            return head, rest
        if len(held) > most:
            break
    raise BrokenWarc(source.offset, "没有完整的 WARC 记录头。")


def _fields(source: _Source, head: bytes) -> dict[bytes, bytes]:
    version, *lines = head.split(b"\r\n")
    if version not in {b"WARC/1.0", b"WARC/1.1"}:
        raise BrokenWarc(source.offset, "不是 WARC 记录。")
    fields = {}
    for line in lines:
        name, colon, value = line.partition(b":")
        known = _USUAL.get(name) or (name.lower() if _NAME.fullmatch(name) else None)
        if not colon or known is None:
            raise BrokenWarc(source.offset, "的记录头里有一行读不懂。")
        fields[known] = value.strip()
    if head.count(b"\n") != len(lines) or head.count(b"\r") != len(lines) or b"\0" in head:
        raise BrokenWarc(source.offset, "的记录头里有一行读不懂。")
    if len(fields) != len(lines):
        raise BrokenWarc(source.offset, "的记录头里有一项写了两次。")
    if not fields.get(b"warc-record-id") or not fields.get(b"warc-type"):
        raise BrokenWarc(source.offset, "没有写明 WARC-Record-ID 或 WARC-Type。")
    return fields


def _length(source: _Source, fields: dict[bytes, bytes], most: int) -> int:
    stated = fields.get(b"content-length", b"")
    if not stated.isdigit() or len(stated) > 18:
        raise BrokenWarc(source.offset, "没有写明 Content-Length。")
    if int(stated) > most:
        raise BrokenWarc(source.offset, f"写明有 {int(stated):,} 字节，超过上限 {most:,}。")
    return int(stated)


class _Hashes:
    """What a block hashes to, and whether that is what its record says."""

    def __init__(self, fields: dict[bytes, bytes], most: int) -> None:
        self._fields, self._most = fields, most
        self._block = sha1(usedforsecurity=False) if b"warc-block-digest" in fields else None
        self._payload = sha256()
        self._head: bytes | None = b"" if _is_http(fields) else None

    def update(self, piece: bytes | memoryview) -> None:
        if self._block is not None:
            self._block.update(piece)
        if self._head is None:
            self._payload.update(piece)
            return
        held = bytes(piece) if not self._head else self._head + piece
        at = held.find(_ENDING)
        if at >= 0:
            self._head = None
            self._payload.update(memoryview(held)[at + len(_ENDING) :])
        else:
            self._head = held[: self._most]

    def settled(self) -> tuple[str, str | None]:
        payload = self._payload.hexdigest()
        block = self._block.digest() if self._block else None
        return payload, _problem(self._fields, payload, block, headless=self._head is not None)


def _problem(
    fields: dict[bytes, bytes], payload: str, block: bytes | None, *, headless: bool
) -> str | None:
    if headless:
        return "没有完整的 HTTP 头。"
    if block is not None and not _same(fields[b"warc-block-digest"], block):
        return "的内容与它写明的 WARC-Block-Digest 不符。"
    stated, kind = fields.get(b"warc-payload-digest"), fields[b"warc-type"]
    if kind == b"revisit":  # names the payload of an earlier record
        return None
    if stated is None and kind in {b"response", b"resource", b"request"}:
        return "没有写明 WARC-Payload-Digest。"
    if stated is not None and stated != b"sha256:" + payload.encode():
        return "的内容与它写明的 SHA-256 不符。"
    return None


def _same(stated: bytes, digest: bytes) -> bool:
    """Whether `sha1:` and 32 digits of base 32 (RFC 4648) stand for the digest."""
    digits = stated.removeprefix(b"sha1:")
    if len(digits) != 32 or len(stated) != 37:
        return False
    try:
        return int(digits.translate(_DIGITS), 32) == int.from_bytes(digest)
    except ValueError:
        return False


def boundary(file: BinaryIO, most: int) -> int | None:
    """How many bytes on a record seems to begin, within `most`; only reading on proves it."""
    held, begun = b"", 0
    while begun + len(held) < most and (piece := file.read(_BLOCK)):
        held += piece
        place = held.find(_MAGIC)
        while 0 <= place <= len(held) - _SMALLEST:
            if _begins(held[place : place + _SMALLEST]):
                return begun + place
            place = held.find(_MAGIC, place + 1)
        kept = max(0, len(held) - _SMALLEST)
        begun, held = begun + kept, held[kept:]
    return None


def _begins(data: bytes) -> bool:
    try:
        return zlib.decompressobj(31).decompress(data, 7) == b"WARC/1."
    except zlib.error:
        return False
