"""Which third-party code a document names: NOTICE, third-party lists, sections of a README.

A name that is a plain word ("click", "request") counts only where lists put names: first in a line,
a table cell or an item, or between quotes. Prose that happens to use the word names nothing.
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass

from scoring.licences.sections import all_headings

# A line in bold is a heading of the licence's section, but too often mere emphasis elsewhere.
_DEEPEST = 6
_ABOUT = re.compile(
    r"第三方|开源组件|致谢|鸣谢|依赖|third[- ]party|acknowledge?ments?|credits|dependencies|"
    r"notices?",
    re.IGNORECASE,
)
_WORD = re.compile(r"[\w@][\w@./+:~-]*", re.ASCII)
_QUOTED = re.compile(r"[`'\"“「\[]([^`'\"”」\]\s]{1,200})[`'\"”」\]]")
_ITEM = re.compile(r"[|,，、;；]")
_MARKS = re.compile(r"^[\s>#*+•·\-–—|\d.)(（）\[\]【】]*")
_ADDRESS = re.compile(r"^[a-z+]+://(?:www\.)?", re.IGNORECASE)
_SIGNS = re.compile(r"[\d@/._:-]")
MOST_CHARACTERS = 2_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """A document that tells of third-party code, and the names it may be naming → first line."""

    path: str
    names: dict[str, int]


def notice(path: str, text: str) -> Told:
    """A document that is about third-party code as a whole."""
    return Told(path, _names(enumerate(text[:MOST_CHARACTERS].splitlines(), 1)))


def readme(path: str, text: str) -> Told | None:
    """The sections of a README that are about third-party code; None: there is none."""
    lines = list(_sections(text[:MOST_CHARACTERS]))
    return Told(path, _names(lines)) if lines else None


def _sections(text: str) -> Iterator[tuple[int, str]]:
    """The numbered lines below such headings, down to the next one of the same level or above."""
    found = [one for one in all_headings(text) if one.level <= _DEEPEST]
    ends = [*(one.start for one in found), len(text)][1:]
    level, counted, number = 0, 0, 1
    for one, after in zip(found, ends, strict=True):
        if not level or one.level <= level:
            level = one.level if _ABOUT.search(one.title) else 0
            begin = one.begin
        else:
            begin = one.start  # a heading within the section is one of its lines
        if level:
            number += len(text[counted:begin].splitlines())
            counted = begin
            yield from enumerate(text[begin:after].splitlines(), number)


def _names(lines: Iterable[tuple[int, str]]) -> dict[str, int]:
    found: dict[str, int] = {}
    for number, line in lines:
        for word in _of_line(line):
            for name in _readings(word.lower()):
                found.setdefault(name, number)
    return found


def _of_line(line: str) -> Iterator[str]:
    for item in _ITEM.split(line):
        if first := _WORD.match(_MARKS.sub("", item)):
            yield first[0]
    yield from (found[1] for found in _QUOTED.finditer(line))
    # What no word of a language looks like names something wherever it stands.
    yield from (word for word in _WORD.findall(line) if _SIGNS.search(word))


def _readings(word: str) -> Iterator[str]:
    plain = _ADDRESS.sub("", word).rstrip(".,:;/")
    yield plain
    yield plain.removesuffix(".git")
    head, sign, _ = plain[1:].partition("@")
    if sign:
        yield plain[:1] + head
    if versioned := re.fullmatch(r"(.+?)[-_:/=]+v?\d[\w.+-]*", plain):
        yield versioned[1]


def where(names: Iterable[str], documents: Iterable[Told]) -> tuple[str, int] | None:
    """The first place (path, line) that has any of the names; None: no document has one."""
    wanted = [name.lower() for name in names]
    for document in documents:
        for name in wanted:
            if name in document.names:
                return document.path, document.names[name]
    return None
