"""Rows of a sheet → entries; every cell that cannot be read is told of with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from collectors.settings import CollectorSettings
from scoring.programme.entries import Entry, Proof
from yuanzheng import projects
from yuanzheng.failures import Refused
from yuanzheng.register import cells, dates, proofs, words
from yuanzheng.register.cells import BadCell
from yuanzheng.register.grid import BadRegister, Broken, Row, Sheet, Value, blank
from yuanzheng.register.heads import Head, unread_words
from yuanzheng.register.heads import head as head_of
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain

_ASIDE = re.compile(r"(?:注|备注|说明|填表说明|填表人|填报人|填报单位|制表)\s*[:：]")
_JOINED = "（合并的单元格存成 CSV 只剩第一行：每行都要写）"
_TOTAL = re.compile(r"(?:合计|总计|小计|共计)")


@dataclass(frozen=True, slots=True)
class Told:
    """What a sheet says: entries, what is wrong, and what was passed over, a sentence each."""

    entries: tuple[Entry, ...] = ()
    problems: tuple[str, ...] = ()
    notices: tuple[str, ...] = ()


@dataclass(frozen=True, slots=True)
class Source:
    """Where a sheet came from: `home`, the folder of the file, holds the proofs."""

    sheet: Sheet
    home: Path
    settings: CollectorSettings


def told(source: Source) -> Told:
    sheet = source.sheet
    if sheet.title is not None and words.meant("skipped", sheet.title):
        return Told()
    try:
        head = head_of(sheet)
    except BadRegister as error:
        return Told(problems=error.problems)
    if "kind" not in head.columns and _titled(sheet) is None:
        return Told(problems=(f"{sheet.inside}没有“类别”一列，表名也不是类别：{_kinds()}。",))
    return _read(source, head)


def _read(source: Source, head: Head) -> Told:
    entries, problems, notices = list[Entry](), list[str](), list[str]()
    unread = _unread(source.sheet, head)
    for row in source.sheet.rows:
        if row.number < head.first:
            continue
        reader = _Reader(source, head, row, problems)
        if (aside := _aside(row)) is not None:
            said = f"{source.sheet.place(row.number)}“{aside}”不是条目，没有读。"
            notices += [said] if aside else []
        elif reader.says_something() and (entry := reader.entry()):
            entries.append(entry)
    return Told(tuple(entries), tuple(problems), (*unread, *notices))


def _unread(sheet: Sheet, head: Head) -> tuple[str, ...]:
    said = unread_words(sheet, head)
    return (said,) if said else ()


def _aside(row: Row) -> str | None:
    """The first words of a line of notes or sums."""
    spoken = [cell for cell in row.cells if not blank(cell)]
    first = spoken[0] if spoken else None
    if not isinstance(first, str):
        return None
    text = plain(first).strip()
    if text.startswith("#"):
        return ""
    if _ASIDE.match(text) or (_TOTAL.match(text) and len(text) < 8):
        return text[:20]
    return None


def _titled(sheet: Sheet) -> str | None:
    return None if sheet.title is None else words.meant("kinds", sheet.title)


def _kinds() -> str:
    return f"类别写 {'、'.join(words.titles('kinds'))} 之一"


@dataclass(frozen=True, slots=True)
class _Reader:
    """One row; `problems` takes what is wrong with it."""

    source: Source
    head: Head
    row: Row
    problems: list[str]

    def says_something(self) -> bool:
        """Whether any column but the kind and the state holds anything."""
        keys = [key for key in self.head.columns if key not in {"kind", "status"}]
        return any(not blank(self.row.at(c)) for key in keys for c in self.head.columns[key])

    def entry(self) -> Entry | None:
        before = len(self.problems)
        kind: Any = self._said("kind", self._kind)
        own = words.asked(kind) if kind else ()
        readers: dict[str, Callable[[Value], str | None]] = {
            "level": lambda v: cells.choice("level", v), "way": lambda v: cells.choice("way", v),
            "number": cells.line, "code": cells.code, "project": self._project,
        }  # fmt: skip
        more = {key: self._said(key, read) for key, read in readers.items() if key in own}
        name = self._said("name", cells.named)
        span = self._said("date", self._date)
        proved, words_told = self._proofs()
        state = self._said("status", cells.line)
        status = words.meant("status", state or "登记")
        if len(self.problems) > before or kind is None or name is None:
            return None
        return Entry(
            self.source.sheet.place(self.row.number), kind, name, span, proved, words_told,
            confirmed=status == "已核对",
            unready=None if status else state[:20], **more,
        )  # fmt: skip

    def _said(self, key: str, read: Callable[[Value], Any]) -> Any:
        """What the column says, None where it is wrong: the problem is then noted."""
        found = self.head.columns.get(key, ())
        column = found[0] if found else None
        try:
            return read(self._whole(self.row.at(column)) if column is not None else None)
        except (BadCell, dates.BadDate, Refused) as error:
            where = self.source.sheet
            at = where.place(self.row.number, column, self.head.titles.get(column or 0, ""))
            place = at if column is not None else where.place(self.row.number)
            self.problems.append(_located(place, str(error)))
            return None

    def _whole(self, value: Value | Broken) -> Value:
        if isinstance(value, Broken):
            raise BadCell(value.why)
        return value

    def _kind(self, value: Value) -> str:
        if blank(value):
            if title := _titled(self.source.sheet):
                return title
            joined = (
                "（合并的单元格存成 CSV 只剩第一行：每行都要写）" if self.source.sheet.loose else ""
            )
            raise BadCell(f"没有写类别{joined}：{_kinds()}")
        text = cells.text(value)
        if (found := words.meant("kinds", text)) is None:
            near = suggestion(text[:20], words.titles("kinds"))
            raise BadCell(f"没有类别“{text[:20]}”{near}；{_kinds()}")
        return found

    def _date(self, value: Value) -> Any:
        sheet = self.source.sheet
        return dates.read(value, epoch=sheet.epoch, loose=sheet.loose)

    def _project(self, value: Value) -> str | None:
        text = cells.line(value)
        if text and projects.is_remote(text):
            return projects.target(text, self.source.settings).url
        return text

    def _proofs(self) -> tuple[tuple[Proof, ...], str | None]:
        found: list[Proof] = []
        told_words: list[str] = []
        for column in self.head.columns.get("proof", ()):
            try:
                text = cells.text(self._whole(self.row.at(column)))
                some, more = proofs.read(self.source.home, self.source.sheet.file, text)
            except (BadCell, proofs.BadProof) as error:
                title = self.head.titles[column]
                at = self.source.sheet.place(self.row.number, column, title)
                self.problems.append(_located(at, str(error)))
                continue
            found += some
            told_words += [more] if more and more not in cells.UNSAID else []
        return tuple(dict.fromkeys(found)), "；".join(told_words) or None


def _located(place: str, said: str) -> str:
    """A sentence that goes on from its place needs no colon."""
    joint = "" if said[:1] in "的是：没" else "："
    return f"{place}{joint}{plain(said).rstrip('。')}。"


def together(parts: Sequence[Told]) -> Told:
    """What several sheets say."""
    return Told(
        tuple(e for one in parts for e in one.entries),
        tuple(p for one in parts for p in one.problems),
        tuple(n for one in parts for n in one.notices),
    )
