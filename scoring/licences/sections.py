"""Licence sections of Markdown, reStructuredText and plain READMEs."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scoring.licences.data import table

_ATX = re.compile(r"[ \t]{0,3}(#{1,6})[ \t]*(\S.{0,119}?)[ \t]*#*[ \t]*")
_UNDERLINE = re.compile(r"([=\-~^*+#`])\1{2,}[ \t]*")
LONGEST = 300
_BOLD = re.compile(r"[ \t]*\*\*([^*\n]{2,40})\*\*[ \t]*[:：]?[ \t]*")
_HTML = re.compile(r"[ \t]*<h([1-6])\b[^<>]*>(.{1,200}?)</h\1>[ \t]*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Section:
    """Text [begin, end) under a heading that speaks of the licence."""

    title: str
    begin: int
    end: int


@dataclass(frozen=True, slots=True)
class Heading:
    """A title with its depth (7: a line in bold); its text [begin, …) follows the heading."""

    title: str
    level: int
    start: int
    begin: int


def sections(text: str) -> list[Section]:
    """Licence sections in order; one ends where a heading of its level or above begins."""
    headings = list(all_headings(text))
    found: list[Section] = []
    for i, heading in enumerate(headings):
        if not about_licence(heading.title) or (found and heading.begin < found[-1].end):
            continue
        later = (other.start for other in headings[i + 1 :] if other.level <= heading.level)
        found.append(Section(heading.title, heading.begin, next(later, len(text))))
    return found


def about_licence(title: str) -> bool:
    """Whether a heading opens a section about the project's own licence."""
    titles, others = _patterns()
    return bool(titles.search(title)) and not others.search(title)


def all_headings(text: str) -> Iterator[Heading]:
    """Every heading in order; what stands in a block of code is none."""
    lines = text.splitlines(keepends=True)
    start, fenced = 0, False
    for i, line in enumerate(lines):
        fenced ^= line.lstrip().startswith(("```", "~~~"))
        if not fenced:
            yield from _heading(line, lines[i + 1] if i + 1 < len(lines) else "", start)
        start += len(line)


def _heading(line: str, below: str, start: int) -> Iterator[Heading]:
    words = line.rstrip()
    if len(words) > LONGEST:
        return
    atx, bold, tag = (mark.fullmatch(words) for mark in (_ATX, _BOLD, _HTML))
    if atx:
        yield Heading(atx[2], len(atx[1]), start, start + len(line))
    elif tag:
        yield Heading(re.sub(r"<[^<>]*>", "", tag[2]), int(tag[1]), start, start + len(line))
    elif bold:
        yield Heading(bold[1], 7, start, start + len(line))
    elif words.strip() and len(words) < 80 and _UNDERLINE.fullmatch(below.rstrip("\r\n")):
        level = 1 if below[0] == "=" else 2
        yield Heading(words.strip(), level, start, start + len(line) + len(below))


@cache
def _patterns() -> tuple[re.Pattern[str], re.Pattern[str]]:
    words = table("readme")["section"]
    titles = [rf"\b{title}\b" if title.isascii() else title for title in words["titles"]]
    return (
        re.compile("|".join(titles), re.IGNORECASE),
        re.compile("|".join(words["others"]), re.IGNORECASE),
    )
