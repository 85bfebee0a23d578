"""Text from outside, made safe to read: nothing hidden, nothing that reorders the line."""

from __future__ import annotations

import re
import unicodedata
from collections.abc import Callable
from functools import lru_cache, wraps
from typing import TypeVar

T = TypeVar("T")
LONGEST = 2_000
_SHORT = 80
_HIDDEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
# No characters, and XML 1.0 has no place for them.
_REFUSED = "\ufffe\uffff"
_SUSPECT = re.compile(r"[^\n\x20-\x7e\u00a0-\u00ac\u00ae-\u02ff\u3000-\u9fff\uff01-\uff5e]")


def kept(made: Callable[[str], T]) -> Callable[[str], T]:
    """The same function; what it makes of a short text is kept, for tables say the same thing
    thousands of times."""
    held = lru_cache(maxsize=8192)(made)

    @wraps(made)
    def asked(text: str) -> T:
        return held(text) if len(text) <= _SHORT else made(text)

    return asked


@kept
def visible(text: str) -> str:
    """Control, format and direction marks as 〔U+202E〕; line ends become one newline.

    A joiner between two emoji stays: without it the picture falls apart.
    """
    return _SUSPECT.sub(_shown, text.replace("\r\n", "\n"))


def clipped(text: str, longest: int = LONGEST) -> str:
    """`visible` text of at most `longest` characters and a word on what is left out."""
    if len(text) <= longest:
        return visible(text)
    return f"{visible(text[:longest])}…（另有 {len(text) - longest:,} 字，全文见 JSON）"


def one_line(text: str, longest: int = LONGEST) -> str:
    return " ".join(clipped(text, longest).split())


def _shown(found: re.Match[str]) -> str:
    char = found[0]
    if unicodedata.category(char) not in _HIDDEN and char not in _REFUSED:
        return char
    before, after = found.string[: found.start()][-1:], found.string[found.end() :][:1]
    if char == "\u200d" and _pictured(before) and _pictured(after):
        return char
    return f"〔U+{ord(char):04X}〕"


def _pictured(char: str) -> bool:
    return bool(char) and (unicodedata.category(char) == "So" or char == "\ufe0f")
