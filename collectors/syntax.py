"""Which lines of a file are code and which are words for people, in many languages.

Comments are known by how the language writes them (`syntax.toml`). Strings are passed over, so
that a marker within one is none; where a string is misread, at most its line is.
"""

from __future__ import annotations

import re
import tomllib
from array import array
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any

_BLANK = b" \t\r\f\v"
# How far is looked back for what a text that stands by itself comes after.
_BEFORE = 200
_CONTINUED = frozenset(b"(,=[{+%\\|&<>-*/")


@dataclass(frozen=True, slots=True)
class Lines:
    """The lines of a text without their blanks, as hashes: those with anything but comments, and
    those of comments; empty lines are neither."""

    code: Sequence[int]
    comment: Sequence[int]


NOTHING = Lines((), ())


@dataclass(frozen=True, slots=True)
class Syntax:
    """`marks` finds strings and comments; None: a text without comments."""

    marks: re.Pattern[bytes] | None
    docstrings: bool = False

    def read(self, body: bytes) -> Lines:
        if self.marks is None:
            return Lines(_hashes(body), ())
        said, code, done, orders = list[bytes](), list[bytes](), 0, _orders()
        # Most are strings of the program: nothing is called for each of them.
        for mark in self.marks.finditer(body):
            if mark.lastgroup == "comment":
                is_said = orders.match(mark[0].lstrip()) is None
            elif mark.lastgroup == "text" and self.docstrings:
                is_said = _stands_alone(body, mark.start())
            else:
                continue
            if is_said:
                said.append(mark[0])
                code += (body[done : mark.start()], b"\n" * mark[0].count(b"\n"))
                done = mark.end()
        code.append(body[done:])
        return Lines(_hashes(b"".join(code)), _hashes(b"\n".join(said)))


def _stands_alone(body: bytes, at: int) -> bool:
    """Whether a text is a statement of its own, as documentation of functions is."""
    line = body.rfind(b"\n", max(0, at - _BEFORE), at) + 1
    if (not line and at > _BEFORE) or body[line:at].strip(_BLANK):
        return False
    before = body[max(0, line - _BEFORE) : line].rstrip()
    return not before or before[-1] not in _CONTINUED


def _hashes(text: bytes) -> Sequence[int]:
    return array("q", map(hash, filter(None, text.translate(None, _BLANK).split(b"\n"))))


def rules() -> int:
    """Version of the rules."""
    return int(_table()["rules"])


def is_binary(path: str) -> bool:
    """Whether the name says that the contents are no text."""
    return path.lower().endswith(_binary())


@lru_cache(maxsize=20_000)
def of(path: str) -> Syntax:
    """How comments are written in a file of that name."""
    name = path.rpartition("/")[2].lower()
    for template in _table()["templates"]:
        name = name.removesuffix(template) or name
    known = _known()
    if name in known:
        return known[name]
    _, dot, ending = name.rpartition(".")
    return known.get(dot + ending) or known.get(name.partition(".")[0]) or Syntax(None)


@cache
def _table() -> Mapping[str, Any]:
    return tomllib.loads(files("collectors").joinpath("syntax.toml").read_text("utf-8"))


@cache
def _binary() -> tuple[str, ...]:
    return tuple(_table()["binary"])


@cache
def _orders() -> re.Pattern[bytes]:
    return re.compile(b"|".join(one.encode() for one in _table()["orders"]))


@cache
def _known() -> Mapping[str, Syntax]:
    found: dict[str, Syntax] = {}
    for language in _table()["language"]:
        syntax = Syntax(_marks(language), language.get("docstrings", False))
        found.update(dict.fromkeys((*language["endings"], *language.get("names", ())), syntax))
    return found


def _marks(language: Mapping[str, Any]) -> re.Pattern[bytes]:
    """Of what begins at the same place the first holds: the longer markers come first."""
    blocks = [_between(one, end, b"") for one, end in language.get("block", ())]
    lines = [re.escape(one).encode() + b"[^\n]*" for one in language.get("line", ())]
    lines += [b"^[ \t]*" + re.escape(m).encode() + b"[^\n]*" for m in language.get("line_only", ())]
    lines += [
        b"(?:(?<=[ \t;])|^)" + re.escape(m).encode() + b"[^\n]*" for m in language.get("spaced", ())
    ]
    texts = [_between(one, end, rb"[rRuUbBfF]{0,2}") for one, end in language.get("texts", ())]
    strings = [_string(one) for one in language.get("strings", ())]
    strings += [rb"'(?:\\[^\n]{1,8}?|[^'\\\n])'"] if language.get("chars") else []
    groups = ((b"comment", (*blocks, *lines)), (b"text", texts), (b"string", strings))
    parts = [b"(?P<%s>%s)" % (name, b"|".join(some)) for name, some in groups if some]
    whole = b"(?=%s)(?:%s)" % (_begins(language), b"|".join(parts))
    return re.compile(whole, re.DOTALL | re.MULTILINE)


def _begins(language: Mapping[str, Any]) -> bytes:
    """What stands where any of them begins: elsewhere the rest need not be tried."""
    between = [*language.get("block", ()), *language.get("texts", ())]
    alone = [*language.get("line", ()), *language.get("spaced", ()), *language.get("strings", ())]
    after, chars = language.get("line_only", ()), "'" if language.get("chars") else ""
    first = _any_of([*(one for one, _ in between), *alone, *after, *chars])
    found = [first] if first else []
    if texts := _any_of([one for one, _ in language.get("texts", ())]):
        found.append(b"[rRuUbBfF]{1,2}" + texts)
    if after:
        found.append(b"[ \t]+" + _any_of(after))
    return b"|".join(found)


def _any_of(marks: Sequence[str]) -> bytes:
    """The first byte of any of them."""
    first = b"".join(sorted({re.escape(one.encode()[:1]) for one in marks}))
    return b"[" + first + b"]" if first else b""


def _between(start: str, end: str, before: bytes) -> bytes:
    """Without its end it runs to the end of the file."""
    return before + re.escape(start).encode() + b".*?(?:" + re.escape(end).encode() + rb"|\Z)"


def _string(mark: str) -> bytes:
    """Up to its end or that of the line."""
    one = re.escape(mark).encode()
    return one + rb"(?:[^\\\n" + one + rb"]++|\\.)*+" + one + b"?"


def unlike(old: Sequence[int], new: Sequence[int]) -> tuple[int, int]:
    """How many lines came and went: a line counts as new where there is more of it than before.

    Beginning and end that are the same are left aside; where the rest only changed places, as
    many lines came and went as stand elsewhere now.
    """
    first, most = 0, min(len(old), len(new))
    while first < most and old[first] == new[first]:
        first += 1
    last = 0
    while last < most - first and old[-1 - last] == new[-1 - last]:
        last += 1
    before, after = old[first : len(old) - last], new[first : len(new) - last]
    gone, come = _more(before, after), _more(after, before)
    if not gone and not come:
        moved = sum(a != b for a, b in zip(before, after, strict=True))
        return moved, moved
    return come, gone


def _more(some: Sequence[int], others: Sequence[int]) -> int:
    counts: dict[int, int] = {}
    for one in others:
        counts[one] = counts.get(one, 0) + 1
    left = 0
    for one in some:
        if counts.get(one, 0):
            counts[one] -= 1
        else:
            left += 1
    return left
