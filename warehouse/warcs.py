"""Reading the raw archive: its records one after the other, and single ones again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path
from typing import Any

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed
from warcio.warcwriter import WARCWriter

from warehouse.archive import JOURNAL, SCOPE
from warehouse.errors import WarehouseError

# The hash of a body before something was taken out of it.
ORIGINAL, ORIGINAL_LENGTH = "X-Yuanzheng-Original-Digest", "X-Yuanzheng-Original-Length"
_COUNTED = {
    "content-length", "content-type", "warc-type", "warc-target-uri", "warc-payload-digest",
    "warc-block-digest",
}  # fmt: skip


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

    @property
    def named(self) -> dict[str, str]:
        """The WARC headers that say what the record is."""
        return {
            "WARC-Type": self.kind, "WARC-Record-ID": self.record_id, "WARC-Target-URI": self.url,
        }  # fmt: skip

    def payload(self) -> bytes:
        """Raises `WarehouseError` when it cannot be read or is not what its hash says."""
        _, body = _opened(self)
        if self.digest and sha256(body).hexdigest() != self.digest:
            raise WarehouseError(
                f"存档文件 {self.file.name} 里 {self.url} 的内容与它的散列不符"
                f"（记录 {self.record_id}）：它被改动过。"
            )
        return body

    def is_note(self, kind: str) -> bool:
        """Whether the collector wrote it, and of this kind."""
        return self.kind == "metadata" and self.url == f"{JOURNAL}{kind}"

    def copied(self) -> bytes:
        """The record's own bytes, compressed as they lie in the file."""
        with self.file.open("rb") as file:
            file.seek(self.offset)
            return file.read(self.length)

    def rewritten(self, body: bytes) -> bytes:
        """A record like this with another body, which says what the first one was."""
        record, before = _opened(self)
        kept = {k: v for k, v in record.rec_headers.headers if k.lower() not in _COUNTED}
        kept |= {
            "WARC-Payload-Digest": f"sha256:{sha256(body).hexdigest()}",
            ORIGINAL: f"sha256:{self.digest}", ORIGINAL_LENGTH: str(len(before)),
        }  # fmt: skip
        http = record.http_headers
        if http is not None:
            http.replace_header("Content-Length", str(len(body)))
        made = BytesIO()
        writer = WARCWriter(made, gzip=True, warc_version="1.1")
        writer.write_record(
            writer.create_warc_record(
                self.url, self.kind, payload=BytesIO(body), length=len(body),
                warc_headers_dict=kept, http_headers=http,
                warc_content_type=record.rec_headers.get_header("Content-Type") or "",
            )
        )  # fmt: skip
        return made.getvalue()


def records(path: Path) -> Iterator[Kept]:
    """All records of a file in their order. Raises `WarehouseError` for what is no WARC."""
    before: Kept | None = None
    with path.open("rb") as file:
        iterator = ArchiveIterator(file)
        for record in _iterated(path, iterator):
            found = _kept(path, iterator.get_record_offset(), record)
            if before is not None:
                yield replace(before, length=found.offset - before.offset)
            before = found
    if before is not None:
        yield replace(before, length=path.stat().st_size - before.offset)


def _kept(path: Path, offset: int, record: Any) -> Kept:
    named, http = record.rec_headers.get_header, record.http_headers
    return Kept(
        path, offset, record.rec_type, named("WARC-Record-ID") or "",
        named("WARC-Target-URI") or "", _instant(path, named("WARC-Date") or ""),
        (named("WARC-Payload-Digest") or "").removeprefix("sha256:"), named(SCOPE) or "",
        _status(http), tuple(http.headers) if http else (),
        named("Content-Type") if http is None else http.get_header("Content-Type"),
        (named(ORIGINAL) or "").removeprefix("sha256:"), _number(named(ORIGINAL_LENGTH)),
    )  # fmt: skip


def _number(text: str | None) -> int | None:
    return int(text) if text and text.isascii() and text.isdecimal() and len(text) < 16 else None


def _opened(kept: Kept) -> tuple[Any, bytes]:
    """The record and its body."""
    with kept.file.open("rb") as file:
        file.seek(kept.offset)
        for record in _iterated(kept.file, ArchiveIterator(file)):
            return record, record.content_stream().read()
    raise _broken(kept.file)


def _iterated(path: Path, iterator: ArchiveIterator) -> Iterator[ArchiveIterator]:
    try:
        yield from iterator
    except (ArchiveLoadFailed, EOFError, ValueError, OSError) as error:
        raise _broken(path) from error


def _status(http: object) -> int | None:
    try:
        return int(http.get_statuscode()) if http is not None else None  # type: ignore[attr-defined]
    except ValueError:
        return None


def _instant(path: Path, text: str) -> datetime:
    try:
        return datetime.fromisoformat(text)
    except ValueError as error:
        raise _broken(path) from error


def _broken(path: Path) -> WarehouseError:
    return WarehouseError(f"存档文件 {path.name} 读不下去：它不完整或不是 WARC，请换一份完好的。")
