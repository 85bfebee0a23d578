"""Reads WARC files strictly: each record a gzip member of its own, no length taken on trust.

ISO 28500:2017; one member a record as its Annex D recommends. Written for files of strangers:
memory is bounded whatever a file says, and what inflates without end is refused.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from hashlib import sha1, sha256
from typing import BinaryIO, NamedTuple

from warehouse.warc_source import LIMITS, BrokenWarc, Limits, Source, TornWarc, boundary

__all__ = [
    "LIMITS", "BrokenWarc", "Limits", "Record", "TornWarc", "boundary", "records",
]  # fmt: skip

_ENDING = b"\r\n\r\n"
_HTTP = b"application/http"
_NAME = re.compile(rb"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_USUAL = {
    name: name.lower()
    for name in (
        b"WARC-Type", b"WARC-Record-ID", b"WARC-Date", b"WARC-Payload-Digest", b"WARC-Target-URI",
        b"WARC-Block-Digest", b"Content-Type", b"Content-Length", b"X-Yuanzheng-Scope",
    )
}  # fmt: skip
_UNTRUE_LENGTH = "长度与它写明的 Content-Length 不符。"
# Digits of base 32 as RFC 4648 has them, to those Python reads; all else to what it does not.
_DIGITS = bytearray(b"!" * 256)
for _place, _digit in enumerate(b"ABCDEFGHIJKLMNOPQRSTUVWXYZ234567"):
    _DIGITS[_digit] = b"0123456789abcdefghijklmnopqrstuv"[_place]


class Record(NamedTuple):
    """One record. `fields` by lower-case name; `payload` is the SHA-256 of what it carries.

    `problem`: what it says of itself and is not so, in Chinese. `length`: bytes of the payload.
    `http`: the head before it, `body` the payload itself, both as far as `Limits` has them kept.
    """

    offset: int
    size: int
    fields: dict[bytes, bytes]
    payload: str
    problem: str | None
    length: int
    http: bytes | None = None
    body: bytes | None = None

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
    source = Source(file, start, end, limits)
    while source.more():
        yield _record(source, limits)


def _record(source: Source, limits: Limits) -> Record:
    piece, whole = source.begin()
    if whole:
        head = piece.find(_ENDING)
        if 0 <= head <= limits.head:
            return _at_once(source, limits, piece, head)
    return _in_pieces(source, limits, _chained(piece, source.rest()))


def _at_once(source: Source, limits: Limits, piece: bytes, head: int) -> Record:
    """A record that is in memory as a whole, as nearly all are."""
    fields = _fields(source, piece[:head])
    begin, end = head + len(_ENDING), len(piece) - len(_ENDING)
    if _length(source, fields, limits.record) != end - begin or not piece.endswith(_ENDING):
        raise BrokenWarc(source.offset, _UNTRUE_LENGTH)
    view, after, headless = memoryview(piece), begin, False
    if _is_http(fields):
        found = piece.find(_ENDING, begin, min(end, begin + limits.head + len(_ENDING)))
        after, headless = (end, True) if found < 0 else (found + len(_ENDING), False)
    payload = sha256(view[after:end]).hexdigest()
    stated = b"warc-block-digest" in fields
    block = sha1(view[begin:end], usedforsecurity=False).digest() if stated else None
    problem = _problem(fields, payload, block, headless=headless)
    size, length = source.consumed - source.offset, end - after
    if limits.kept < 0:
        return Record(source.offset, size, fields, payload, problem, length)
    http = None if headless or after == begin else piece[begin : after - len(_ENDING)]
    body = piece[after:end] if length <= limits.kept else None
    return Record(source.offset, size, fields, payload, problem, length, http, body)


def _is_http(fields: dict[bytes, bytes]) -> bool:
    """Whether headers of HTTP stand before the payload."""
    return fields.get(b"content-type", b"")[: len(_HTTP)] == _HTTP


def _in_pieces(source: Source, limits: Limits, pieces: Iterator[bytes]) -> Record:
    head, rest = _headed(source, pieces, limits.head)
    fields = _fields(source, head)
    left = _length(source, fields, limits.record)
    hashes = _Hashes(fields, limits)
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
    size, held = source.consumed - source.offset, hashes.held()
    return Record(source.offset, size, fields, payload, problem, hashes.length, *held)


def _chained(first: bytes, rest: Iterator[bytes]) -> Iterator[bytes]:
    if first:
        yield first
    yield from rest


def _headed(source: Source, pieces: Iterator[bytes], most: int) -> tuple[bytes, bytes]:
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


def _fields(source: Source, head: bytes) -> dict[bytes, bytes]:
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


def _length(source: Source, fields: dict[bytes, bytes], most: int) -> int:
    stated = fields.get(b"content-length", b"")
    if not stated.isdigit() or len(stated) > 18:
        raise BrokenWarc(source.offset, "没有写明 Content-Length。")
    if int(stated) > most:
        raise BrokenWarc(source.offset, f"写明有 {int(stated):,} 字节，超过上限 {most:,}。")
    return int(stated)


class _Hashes:
    """What a block hashes to, and whether that is what its record says."""

    def __init__(self, fields: dict[bytes, bytes], limits: Limits) -> None:
        self._fields, self._limits = fields, limits
        self._block = sha1(usedforsecurity=False) if b"warc-block-digest" in fields else None
        self._payload, self.length = sha256(), 0
        self._kept: list[bytes] = []
        # While the end of the head is not found; once that is too far off nothing is payload.
        self._open, self._lost = _is_http(fields), False
        self._http = b""

    def update(self, piece: bytes) -> None:
        if self._block is not None:
            self._block.update(piece)
        if not self._open:
            self._carried(piece)
        elif not self._lost:
            self._http, found, rest = (self._http + piece).partition(_ENDING)
            self._lost = len(self._http) > self._limits.head
            self._open = self._lost or not found
            if not self._open:
                self._carried(rest)

    def _carried(self, piece: bytes) -> None:
        self._payload.update(piece)
        self.length += len(piece)
        if self.length <= self._limits.kept:
            self._kept.append(piece)

    def settled(self) -> tuple[str, str | None]:
        payload = self._payload.hexdigest()
        block = self._block.digest() if self._block else None
        return payload, _problem(self._fields, payload, block, headless=self._open)

    def held(self) -> tuple[bytes | None, bytes | None]:
        """Head and payload, as far as they are kept."""
        if self._limits.kept < 0:
            return None, None
        http = self._http if _is_http(self._fields) and not self._open else None
        return http, b"".join(self._kept) if self.length <= self._limits.kept else None


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
