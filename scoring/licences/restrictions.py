"""Words of restriction in foreign text, Chinese and English."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cache

from scoring.licences.data import table
from scoring.licences.words import phrase, split

_STOP = re.compile(r"[。；;！？!?]|\.(?=\s)|\n[ \t]*\n|\n(?=[ \t]*(?:[-*+#>|]|\d+[.)、]))")
_HAN = re.compile("[\u3400-\u9fff]")


@dataclass(frozen=True, slots=True)
class Restriction:
    """A kind of restriction and the words that show it."""

    title: str
    words: str


def restrictions(text: str) -> list[Restriction]:
    """All restrictions in a text, sentence by sentence."""
    found = []
    for begin, end in _sentences(text):
        flat = flatten(phrase(text[begin:end]))
        for title, _, pattern in _patterns():
            found += [Restriction(title, match[0]) for match in pattern.finditer(flat)]
    return found


def locate(text: str) -> Iterator[tuple[str, int, int]]:
    """(title, begin, end) of the first restriction of each kind that is believed anywhere."""
    strong = {title: pattern for title, certain, pattern in _patterns() if certain}
    for begin, end in _sentences(text):
        read = split(text[begin:end])
        line, places = placed(read.words)
        for title, match in [(title, strong[title].search(line)) for title in strong]:
            if match:
                del strong[title]
                first, last = places[match.start()], places[match.end() - 1]
                yield title, begin + read.starts[first], begin + read.ends[last]


def _sentences(text: str) -> Iterator[tuple[int, int]]:
    begin = 0
    for stop in _STOP.finditer(text):
        yield begin, stop.start()
        begin = stop.end()
    yield begin, len(text)


def flatten(words: tuple[str, ...]) -> str:
    """Words parted by single spaces, Chinese characters unspaced."""
    return placed(words)[0]


def placed(words: tuple[str, ...]) -> tuple[str, list[int]]:
    """The same and, for each character, the word it belongs to."""
    parts: list[str] = []
    places: list[int] = []
    han = True
    for i, word in enumerate(words):
        is_han = len(word) == 1 and bool(_HAN.match(word))
        part = word if (han and is_han) or not parts else f" {word}"
        parts.append(part)
        places.extend([i] * len(part))
        han = is_han
    return "".join(parts), places


@cache
def _patterns() -> tuple[tuple[str, bool, re.Pattern[str]], ...]:
    return tuple(
        (entry["title"], entry["strong"], re.compile("|".join(map(_bounded, entry["patterns"]))))
        for entry in table("restrictions")["restriction"]
    )


def _bounded(pattern: str) -> str:
    return pattern if not pattern.isascii() else rf"(?<![^\W\d])(?:{pattern})(?![^\W\d])"
