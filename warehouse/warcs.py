"""Reading the raw archive: its records one after the other, and single ones again."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

from warehouse import warc
from warehouse.archive import JOURNAL, SCOPE
from warehouse.errors import WarehouseError

# The hash of a body before something was taken out of it.
ORIGINAL, ORIGINAL_LENGTH = "X-Yuanzheng-Original-Digest", "X-Yuanzheng-Original-Length"
_COUNTED = {
    "content-length", "content-type", "warc-type", "warc-target-uri", "warc-payload-digest",
    "warc-block-digest",
}  # fmt: skip
_STATUS = re.compile(rb"HTTP/\S+ +([0-9]{1,9})(?= |$)", re.IGNORECASE)
# Larger bodies are read once more when they are asked for; what may swell is no danger here, where
# nothing is held that is not asked for.
_ONE_PASS = warc.Limits(ratio=1 << 20, kept=1 << 18)
_ALONE = warc.Limits(ratio=1 << 20, kept=warc.LIMITS.record)


class TornEnd(WarehouseError):
    """A file ends within a record, as a kill while it was written leaves it: it counts as never
    written. `offset` is where it begins."""

    def __init__(self, path: Path, offset: int) -> None:
        super().__init__(
            f"存档文件 {path.name} 的最后一条记录（第 {offset:,} 字节起）没有写完："
            "写它时断电或被强行结束，或文件被截短；请从备份恢复它。"
        )
        self.offset = offset


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of the archive: where it lies and what its headers say.

    `status` is None for what is no HTTP answer; `headers` are those of the answer. `original` and
    `original_length`: hash and bytes of a body before something was taken out of it.
    """

    file: Path
    offset: int
    kind: str
    record_id: str
    url: str
    at: datetime
    digest: str
    scope: str
    status: int | None
    headers: tuple[tuple[str, str], ...]
    content_type: str | None

    original: str = ""
    original_length: int | None = None
    length: int = 0
    problem: str | None = None
    body: bytes | None = field(default=None, repr=False, compare=False)

    @property
    def named(self) -> dict[str, str]:
        """The WARC headers that say what the record is."""
        return {
            "WARC-Type": self.kind, "WARC-Record-ID": self.record_id, "WARC-Target-URI": self.url,
        }  # fmt: skip

    def payload(self) -> bytes:
        """Raises `WarehouseError` when it cannot be read or is not what its hash says."""
        if self.problem is not None:
            raise WarehouseError(
                f"存档文件 {self.file.name} 里 {self.url} 与它自己写明的散列不符"
                f"（记录 {self.record_id}{self.problem.rstrip('。')}）：它被改动过。"
            )
        return self._again() if self.body is None else self.body

    def is_note(self, kind: str) -> bool:
        """Whether the collector wrote it, and of this kind."""
        return self.kind == "metadata" and self.url == f"{JOURNAL}{kind}"

    def copied(self) -> bytes:
        """The record's own bytes, compressed as they lie in the file."""
        with self.file.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.length)

    def rewritten(self, body: bytes, change: Callable[[str], str] | None = None) -> bytes:
        """A record like this with another body, which says what the first one was.

        `change` is made of its address and of the values of its HTTP headers.
        """
        from warcio.archiveiterator import ArchiveIterator
        from warcio.warcwriter import WARCWriter

        before = len(self.payload())
        record = next(ArchiveIterator(BytesIO(self.copied())))
        kept = {k: v for k, v in record.rec_headers.headers if k.lower() not in _COUNTED}
        said = {ORIGINAL: f"sha256:{self.digest}", ORIGINAL_LENGTH: str(before)}
        again = self.kind == "revisit"  # has no body: its hash is that of an answer before
        digest = self.digest if again else sha256(body).hexdigest()
        kept |= {"WARC-Payload-Digest": f"sha256:{digest}", **({} if again else said)}
        http = record.http_headers
        if http is not None and change is not None:
            http.statusline = change(http.statusline)
            http.headers = [(name, change(value)) for name, value in http.headers]
        if http is not None and not again:
            http.replace_header("Content-Length", str(len(body)))
        made = BytesIO()
        writer = WARCWriter(made, gzip=True, warc_version="1.1")
        writer.write_record(
            writer.create_warc_record(
                change(self.url) if change else self.url, self.kind,
                payload=BytesIO(body), length=len(body),
                warc_headers_dict=kept, http_headers=http,
                warc_content_type=record.rec_headers.get_header("Content-Type") or "",
            )
        )  # fmt: skip
        return made.getvalue()

    def _again(self) -> bytes:
        """Of a body that was too large to be held: what lies in the file now."""
        for found in _read(self.file, self.offset, self.offset + self.length, _ALONE):
            if found.problem is None and found.body is not None:
                return found.body
        raise _broken(self.file)


def records(path: Path) -> Iterator[Kept]:
    """All records of a file in their order.

    What a record says untruly of itself is its `problem`. Raises `WarehouseError` for what is no
    WARC; `TornEnd`, after all whole records, where only the last one was not written to its end.
    """
    for record in _read(path, 0, None, _ONE_PASS):
        yield _kept(path, record)


def written(path: Path) -> Iterator[Kept]:
    """The same for whoever knows already that a torn end is what a kill left."""
    try:
        yield from records(path)
    except TornEnd:
        return


def _read(path: Path, start: int, end: int | None, limits: warc.Limits) -> Iterator[warc.Record]:
    try:
        with path.open("rb") as file:
            file.seek(start)
            yield from warc.records(file, start, end, limits)
    except warc.BrokenWarc as error:
        torn = isinstance(error, warc.TornWarc) and end is None
        raise (_torn if torn else _broken)(path, error) from error
    except OSError as error:
        raise _broken(path) from error


def _torn(path: Path, error: warc.BrokenWarc) -> WarehouseError:
    """What was never written to its end has nothing behind it: where records follow, it is not
    the end that was lost."""
    with path.open("rb") as file:
        file.seek(error.offset + 1)
        follows = warc.boundary(file)
    return TornEnd(path, error.offset) if follows is None else _broken(path, error)


def _kept(path: Path, record: warc.Record) -> Kept:
    get, http = record.field, record.http
    headers = _headers(http or b"")
    named = (value for name, value in headers if name.lower() == "content-type")
    return Kept(
        path, record.offset, record.kind, get(b"warc-record-id"), get(b"warc-target-uri"),
        _instant(path, get(b"warc-date")),
        get(b"warc-payload-digest").removeprefix("sha256:"), get(SCOPE.lower().encode()),
        _status(http), headers,
        (get(b"content-type") or None) if http is None else next(named, None),
        get(ORIGINAL.lower().encode()).removeprefix("sha256:"),
        _number(get(ORIGINAL_LENGTH.lower().encode())), record.size, record.problem, record.body,
    )  # fmt: skip


def _headers(head: bytes) -> tuple[tuple[str, str], ...]:
    """Of an HTTP head; what continues a line is joined to it (RFC 9112, 5.2)."""
    found: list[tuple[str, str]] = []
    for line in head.split(b"\r\n")[1:]:
        text = _text(line)
        name, colon, value = text.partition(":")
        if text[:1] in {" ", "\t"} and found:
            found[-1] = (found[-1][0], found[-1][1] + text.rstrip())
        elif colon:
            found.append((name.rstrip(" \t"), value.strip()))
    return tuple(found)


def _text(line: bytes) -> str:
    try:
        return line.decode()
    except UnicodeDecodeError:
        return line.decode("iso-8859-1")


def _status(head: bytes | None) -> int | None:
    found = _STATUS.match((head or b"").partition(b"\r\n")[0])
    return int(found[1]) if found else None


def _number(text: str) -> int | None:
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 16 else None


def _instant(path: Path, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _broken(path) from error


def _broken(path: Path, error: warc.BrokenWarc | None = None) -> WarehouseError:
    why = f"{error}" if error else "它不完整或不是 WARC。"
    return WarehouseError(f"存档文件 {path.name} 读不下去：{why}请换一份完好的。")
