"""Looks answers up in the archive: whether the record is there and holds what was hashed."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal, Protocol

from warehouse import chain
from warehouse.warc import BrokenWarc, Record, records

State = Literal["same", "differs", "no_record", "no_file", "unreadable", "not_looked"]
WORDS: dict[State, str] = {
    "same": "在存档里，内容的 SHA-256 相符",
    "differs": "在存档里，但内容的 SHA-256 不符：存档或数据仓库被改过",
    "no_record": "未找到：存档文件里没有这条记录",
    "no_file": "未找到：存档文件不在了",
    "unreadable": "未找到：存档文件读到一半就读不下去了，它损坏或被改过",
    "not_looked": "没有当场读存档核对",
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


class Shelves(Protocol):
    """What says how answers stand."""

    def standing(self, answers: Iterable[Named]) -> list[State]: ...


class Closed:
    """In place of an archive that nobody looks into now."""

    def standing(self, answers: Iterable[Named]) -> list[State]:
        return ["not_looked" for _ in answers]


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
                for record in records(file):
                    known_as = record.field(b"warc-record-id")
                    if known_as in left:
                        left.remove(known_as)
                        self._note(_Place(name, known_as), record, wanted[known_as])
                    if not left:
                        break
        except (BrokenWarc, OSError):
            return "unreadable"
        return "no_record"

    def _note(self, place: _Place, record: Record, answers: list[Named]) -> None:
        for answer in answers:
            same = (record.length, record.payload) == (answer.bytes, answer.sha256)
            self._known[place, answer.sha256] = "same" if same else "differs"


def _place(answer: Named) -> _Place:
    return _Place(answer.warc_file or "", answer.warc_record or "")
