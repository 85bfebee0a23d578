"""Walks the archive of a pack on all processors: every record, and the answers that name them."""

from __future__ import annotations

import json
from array import array
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any

import numpy as np
from numpy.typing import NDArray

from reports.seal import removals
from reports.seal.findings import MOST, Finding
from reports.seal.opening import Place
from reports.seal.reading import lines
from warehouse.archive import JOURNAL
from warehouse.warc import BrokenWarc, Record, boundary, records
from warehouse.warcs import ORIGINAL

Marks = NDArray[np.uint64]
PART = 48 << 20
_UNTRUE = "{}（{}，{}）{}"
# What the collector writes; nobody reads any other record when the archive is done again.
_READ = {b"response", b"revisit", b"resource", b"request"}
_NOTE, _UNREAD = JOURNAL.encode(), "采集程序不写这样的记录，重做时也不读它：它是后来加进去的。"


@dataclass(slots=True)
class Walk:
    """Records of a range: `whole` are marks of file, id, URL and payload, `ids` of the ids,
    `taken` of what something was taken out of."""

    count: int = 0
    broken: bool = False
    whole: array[int] = field(default_factory=lambda: array("Q"))
    ids: array[int] = field(default_factory=lambda: array("Q"))
    taken: array[int] = field(default_factory=lambda: array("Q"))
    found: list[Finding] = field(default_factory=list)
    more: int = 0

    def note(self, finding: Finding) -> None:
        if len(self.found) < MOST:
            self.found.append(finding)
        else:
            self.more += 1


def mark(key: bytes, *parts: bytes) -> int:
    """A number that stands for these; whoever made the pack cannot know the key."""
    made = blake2b(b"\0".join(parts), digest_size=8, key=key)
    return int.from_bytes(made.digest(), "little")


def ranges(place: Place, workers: int) -> list[tuple[int, int]]:
    """Where to cut a file so that several can read it: at what look like beginnings of records."""
    parts = min(workers * 2, place.size // PART) if workers > 1 else 1
    cuts = [0]
    for number in range(1, parts):
        with place.open(near := place.size * number // parts) as file:
            at = boundary(file, PART)
        if at is not None and near + at > cuts[-1]:
            cuts.append(near + at)
    return list(zip(cuts, [*cuts[1:], place.size], strict=True))


def walk(name: str, place: Place, key: bytes, start: int, end: int) -> Walk:
    """Reads the records between; what cannot be read on from is a finding of its own."""
    made = Walk()
    where = name.encode().rpartition(b"/")[2]
    with place.open(start) as file:
        try:
            for record in records(file, start, end):
                _note(made, name, where, key, record)
        except BrokenWarc as error:
            made.note(Finding("存档", name, f"{error}它后面的记录没有再读。"))
            made.broken = True
    return made


def _note(made: Walk, name: str, where: bytes, key: bytes, record: Record) -> None:
    fields = record.fields
    identity = fields[b"warc-record-id"]
    url = fields.get(b"warc-target-uri", b"")
    made.count += 1
    made.whole.append(mark(key, where, identity, url, _as_it_came(record)))
    made.ids.append(mark(key, identity))
    if (changed := removals.taken(record)) is not None:
        made.taken.append(mark(key, *changed))
    kind = fields.get(b"warc-type")
    known = kind in _READ or (kind == b"metadata" and url.startswith(_NOTE))
    if problem := record.problem or (None if known else _UNREAD):
        shown = identity.decode("utf-8", "replace"), url.decode("utf-8", "replace")
        at = f"第 {record.offset:,} 字节起的记录"
        made.note(Finding("存档", name, _UNTRUE.format(at, *shown, problem)))


def _as_it_came(record: Record) -> bytes:
    """The hash of the body the platform sent, as the record states it where something personal
    was taken out of it since."""
    stated = record.fields.get(ORIGINAL.lower().encode(), b"")
    return stated.removeprefix(b"sha256:") or record.payload.encode()


def joined(walks: Sequence[Walk]) -> tuple[Marks, Marks]:
    """Sorted marks of all records: whole, and of their ids."""
    return _sorted(one.whole for one in walks), _sorted(one.ids for one in walks)


def _sorted(parts: Iterable[array[int]]) -> Marks:
    return np.sort(
        np.concatenate([np.empty(0, np.uint64), *(np.array(p, np.uint64) for p in parts)])
    )


@dataclass(slots=True)
class Answers:
    """Marks of the answers of a table, in its order, and what was wrong with its rows."""

    whole: array[int] = field(default_factory=lambda: array("Q"))
    found: list[Finding] = field(default_factory=list)


def answers(name: str, place: Place, key: bytes) -> Answers:
    made = Answers()
    try:
        for row in rows(place):
            made.whole.append(mark(key, *_parts(row)))
    except ValueError as error:
        made.found.append(Finding("来源", name, f"读不懂：{error}。"))
    return made


def rows(place: Place) -> Iterator[dict[str, Any]]:
    """Rows of table `answer`. Raises `ValueError` (Chinese)."""
    for number, line in enumerate(lines(place), 1):
        try:
            row = json.loads(line.decode())
            _parts(row)
        except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
            raise ValueError(f"第 {number:,} 行不是一条应答") from error
        yield row


def _parts(row: dict[str, Any]) -> tuple[bytes, bytes, bytes, bytes]:
    return (
        row["warc_file"].encode(), row["warc_record"].encode(), row["url"].encode(),
        row["sha256"].encode(),
    )  # fmt: skip


def unanswered(
    name: str, place: Place, key: bytes, made: Answers, archive: tuple[Marks, Marks]
) -> Iterator[Finding]:
    """A finding for each answer whose record is not in the archive as the table says."""
    whole, ids = archive
    stated = np.array(made.whole, dtype=np.uint64)
    if not (missing := ~_among(stated, whole)).any():
        return
    for row, absent in zip(rows(place), missing.tolist(), strict=False):
        if absent:
            known = _among(np.array([mark(key, row["warc_record"].encode())], np.uint64), ids)[0]
            why = "与存档里的这条记录不同" if known else "存档里没有这条记录"
            yield Finding("来源", name, f"应答 {row['warc_record']}（{row['url']}）{why}。")


def _among(some: Marks, ordered: Marks) -> NDArray[np.bool_]:
    if not len(ordered):
        return np.zeros(len(some), dtype=np.bool_)
    at = np.minimum(np.searchsorted(ordered, some), len(ordered) - 1)
    return np.asarray(ordered[at] == some)
