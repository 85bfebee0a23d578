"""Reading the raw archive: its records one after the other, and single ones again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256
from pathlib import Path

from warcio.archiveiterator import ArchiveIterator
from warcio.exceptions import ArchiveLoadFailed

from warehouse.archive import SCOPE
from warehouse.errors import WarehouseError


@dataclass(frozen=True, slots=True)
class Kept:
    """A record of the archive: where it lies and what its headers say.

    `status` is None for what is no HTTP answer; `headers` are those of the answer.
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

    def payload(self) -> bytes:
        """Raises `WarehouseError` when it cannot be read or is not what its hash says."""
        with self.file.open("rb") as file:
            file.seek(self.offset)
            for record in _iterated(self.file, ArchiveIterator(file)):
                body: bytes = record.content_stream().read()
                if self.digest and sha256(body).hexdigest() != self.digest:
                    raise WarehouseError(
                        f"存档文件 {self.file.name} 里 {self.url} 的内容与它的散列不符"
                        f"（记录 {self.record_id}）：它被改动过。"
                    )
                return body
        raise _broken(self.file)


def records(path: Path) -> Iterator[Kept]:
    """All records of a file in their order. Raises `WarehouseError` for what is no WARC."""
    with path.open("rb") as file:
        iterator = ArchiveIterator(file)
        for record in _iterated(path, iterator):
            named = record.rec_headers.get_header
            http = record.http_headers
            yield Kept(
                path, iterator.get_record_offset(), record.rec_type,
                named("WARC-Record-ID") or "", named("WARC-Target-URI") or "",
                _instant(path, named("WARC-Date") or ""),
                (named("WARC-Payload-Digest") or "").removeprefix("sha256:"),
                named(SCOPE) or "", _status(http), tuple(http.headers) if http else (),
                named("Content-Type") if http is None else http.get_header("Content-Type"),
            )  # fmt: skip


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
