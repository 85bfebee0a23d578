"""Text for paper: only letters that the fonts have, and places where a line may break."""

from __future__ import annotations

import re
import unicodedata
from functools import cache

from reports.visible import clipped, kept

# Where a line may break although no blank stands there; the template makes nothing of it.
BREAK = "\u200b"
_LONGEST_WORD, _PIECE = 14, 8
# In Libertinus Serif, which typst brings along; a test sets every letter of them.
_OTHERS = ((0x100, 0x24F), (0x384, 0x3CE), (0x400, 0x477), (0x1E00, 0x1EFF), (0x2070, 0x208E))
_NEVER = {"Cc", "Cf", "Cn", "Co", "Cs", "Mc", "Me", "Mn", "Zl", "Zp"}
_WORD = re.compile(rf"[!-~\u00a1-\u024f]{{{_LONGEST_WORD + 1},}}")
_AFTER = re.compile(r"(?<=[/_.:@?&=,;-])(?![/_.:@?&=,;-])")
_ASCII = re.compile(r"[\n -~]*")


def shown(text: str, longest: int | None = None) -> str:
    """`clipped` text (or, with `longest`, cut there); what no font has as 〔U+1F680〕.

    Long words may break after their marks, and where these are too far apart, every 8 letters.
    """
    return _whole(text) if longest is None else _set(clipped(text, longest))


def _set(safe: str) -> str:
    if not _ASCII.fullmatch(safe):
        whole = unicodedata.normalize("NFC", safe)  # one letter where a mark follows its letter
        safe = "".join(c if c == "\n" or c in known() else _coded(c) for c in whole)
    return _WORD.sub(lambda found: BREAK.join(map(_split, _AFTER.split(found[0]))), safe)


@kept
def _whole(text: str) -> str:
    return _set(clipped(text))


def fitted(text: str, room: int) -> str:
    """`shown` text for letters of one width, `room` of them in a line: it may break only where a
    line ends, for each place where it may costs as much as a word."""
    pieces = shown(text).split(BREAK)
    if not all(map(str.isascii, pieces)):
        return BREAK.join(pieces)
    lines = [pieces[0]]
    for piece in pieces[1:]:
        if len(lines[-1]) + len(piece) > room:
            lines.append("")
        lines[-1] += piece
    return BREAK.join(lines)


def _split(piece: str) -> str:
    if len(piece) <= _LONGEST_WORD:
        return piece
    return BREAK.join(piece[at : at + _PIECE] for at in range(0, len(piece), _PIECE))


def _coded(char: str) -> str:
    return f"〔U+{ord(char):04X}〕"


@cache
def known() -> frozenset[str]:
    """Every character that can be set without an empty box."""
    return frozenset(filter(_plain, (*_own(), *others())))


@cache
def others() -> str:
    """Letters for Libertinus Serif: of their parts the Chinese font would make something wrong."""
    every = (chr(code) for first, last in _OTHERS for code in range(first, last + 1))
    return "".join(c for c in every if c not in _own() and _plain(c))


def others_in(text: str) -> str:
    """The letters for Libertinus Serif that a text holds: few texts hold any, and every letter is
    held against those that are named."""
    return "".join(sorted(set(_others_sought().findall(text))))


@cache
def _others_sought() -> re.Pattern[str]:
    return re.compile(f"[{re.escape(others())}]")


def _plain(char: str) -> bool:
    return unicodedata.category(char) not in _NEVER


@cache
def _own() -> frozenset[str]:
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path

    with TTFont(sans_path(), lazy=True) as font:
        return frozenset(map(chr, font.getBestCmap()))
