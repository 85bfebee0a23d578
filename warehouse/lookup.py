"""Looks answers up in the archive: whether the record is there and holds what was hashed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any, Literal, Protocol

from warcio.archiveiterator import ArchiveIterator

from warehouse import chain

_BLOCK = 1 << 16
State = Literal["same", "differs", "no_record", "no_file", "unreadable"]
WORDS: dict[State, str] = {
    "same": "在存档里，内容的 SHA-256 相符",
    "differs": "在存档里，但内容的 SHA-256 不符：存档或数据仓库被改过",
    "no_record": "未找到：存档文件里没有这条记录",
    "no_file": "未找到：存档文件不在了",
    "unreadable": "未找到：存档文件读到一半就读不下去了，它损坏或被改过",
}


class Named(Protocol):
    """What names a record: a row of table `answer`, or what a report holds of it."""

    @property
    def sha256(self) -> str | None: ...
    @property
    def bytes(self) -> int | None: ...
    @property
    def warc_file(self) -> str | None: ...
    @property
    def warc_record(self) -> str | None: ...


@dataclass(frozen=True, slots=True)
class _Place:
    file: str
    record: str


class Shelf:
    """The archive files of a folder; what was looked up once is remembered."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder
        self._known: dict[tuple[_Place, str | None], State] = {}

    def standing(self, answers: Iterable[Named]) -> list[State]:
        """How each answer stands; reads each archive file once, up to the last record sought.

        Never raises for what a file holds.
        """
        listed = list(answers)
        sought: dict[str, dict[str, list[Named]]] = defaultdict(lambda: defaultdict(list))
        for answer in listed:
            place = _place(answer)
            if (place, answer.sha256) not in self._known:
                sought[place.file][place.record].append(answer)
        there = chain.files(self._folder) if sought else {}
        for name, wanted in sought.items():
            self._look(name, wanted, there=name in there)
        return [self._known[_place(answer), answer.sha256] for answer in listed]

    def _look(self, name: str, wanted: dict[str, list[Named]], *, there: bool) -> None:
        state: State = "no_file"
        if there:
            state = self._read(name, wanted)
        for record, answers in wanted.items():
            for answer in answers:
                self._known.setdefault((_Place(name, record), answer.sha256), state)

    def _read(self, name: str, wanted: dict[str, list[Named]]) -> State:
        """What to say of the records that were not met."""
        left = set(wanted)
        try:
            with (self._folder / name).open("rb") as file:
                for record in ArchiveIterator(file):
                    known_as = record.rec_headers.get_header("WARC-Record-ID")
                    if known_as in left:
                        left.remove(known_as)
                        self._note(_Place(name, known_as), record, wanted[known_as])
                    if not left:
                        break
        except Exception:  # noqa: BLE001 - whatever a library makes of a broken file
            return "unreadable"
        return "no_record"

    def _note(self, place: _Place, record: Any, answers: list[Named]) -> None:
        found = _hashed(record, max(answer.bytes or 0 for answer in answers))
        for answer in answers:
            same = found == (answer.bytes, answer.sha256)
            self._known[place, answer.sha256] = "same" if same else "differs"


def _place(answer: Named) -> _Place:
    return _Place(answer.warc_file or "", answer.warc_record or "")


def _hashed(record: Any, longest: int) -> tuple[int, str]:
    """Length and SHA-256 of a record's payload; of a longer one only as much as tells that."""
    hashed, length, stream = sha256(), 0, record.content_stream()
    while length <= longest and (block := stream.read(_BLOCK)):
        hashed.update(block)
        length += len(block)
    return length, hashed.hexdigest()
