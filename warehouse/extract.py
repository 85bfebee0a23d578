"""Copies from the archive the records that belong to some repositories, byte for byte."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO

from warehouse.errors import WarehouseError
from warehouse.warc import BrokenWarc, Record, records

SCOPE = b"x-yuanzheng-scope"
# Given a record and its gzip member: the member to write instead.
Cleaning = Callable[[Record, bytes], bytes]


@dataclass(frozen=True, slots=True)
class Wanted:
    """Which records: those a run made for `repo_ids`; of a run that did not note for whom, those
    with the ids `records`, what was asked for them, and revisits of their `urls`."""

    repo_ids: Collection[str]
    records: Collection[str]
    urls: Collection[str]

    def takes(self, record: Record) -> bool:
        if record.field(b"warc-record-id") in self.records:
            return True
        scope = record.field(SCOPE).split(" ")
        if len(scope) == 3:  # visit, repository, stream
            return scope[1] in self.repo_ids
        if record.kind == "revisit":
            return record.field(b"warc-target-uri") in self.urls
        return record.field(b"warc-concurrent-to") in self.records


def extract(
    archive: Path, wanted: Wanted, out: Path, cleaning: Cleaning | None = None
) -> list[Path]:
    """Writes the records wanted into `out`, under the names of the files they lie in.

    What comes through `cleaning` is what is written: the one place where anything is taken out of
    a record. Raises `WarehouseError` when a file is broken or one of `wanted.records` is nowhere:
    a copy is never silently short.
    """
    missing, written = set(wanted.records), list[Path]()
    for path in sorted(archive.glob("*.warc.gz")):
        found = _copied(path, wanted, out / path.name, missing, cleaning)
        written += [out / path.name] if found else []
    if missing:
        raise WarehouseError(
            f"原始回答的存档里少了 {len(missing):,} 条记录（如 {min(missing)}）："
            f"请从备份恢复 {archive}，或重新采集。"
        )
    return written


def _copied(
    path: Path, wanted: Wanted, target: Path, missing: set[str], cleaning: Cleaning | None
) -> int:
    """How many records were taken; no file is made for none."""
    count = 0
    out: BinaryIO | None = None
    try:
        with path.open("rb") as file, path.open("rb") as again:
            for record in _sound(file, path):
                if wanted.takes(record):
                    again.seek(record.offset)
                    member = again.read(record.size)
                    out = out or target.open("wb")
                    out.write(member if cleaning is None else cleaning(record, member))
                    missing.discard(record.field(b"warc-record-id"))
                    count += 1
    finally:
        if out is not None:
            out.close()
    return count


def _sound(file: BinaryIO, path: Path) -> Iterator[Record]:
    try:
        for record in records(file):
            if record.problem:
                raise BrokenWarc(record.offset, record.problem)
            yield record
    except BrokenWarc as error:
        raise WarehouseError(
            f"原始回答的存档 {path} 已损坏（{str(error).rstrip('。')}）：请从备份恢复它。"
        ) from error
