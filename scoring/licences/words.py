"""Text as a stream of comparable words: blind to case, wrapping, punctuation and spelling."""

from __future__ import annotations

import re
from dataclasses import dataclass
from functools import cache
from itertools import pairwise

from scoring.licences.data import table

_WORD = re.compile("[\u3400-\u9fff\uf900-\ufaff]|[^\\W_\u3400-\u9fff\uf900-\ufaff]+")


@dataclass(frozen=True, slots=True)
class Words:
    """Words of a text and where each stands: `starts[i]`, `ends[i]` are character offsets."""

    words: tuple[str, ...]
    starts: tuple[int, ...]
    ends: tuple[int, ...]


def split(text: str) -> Words:
    """Words of plain text; every Chinese character is a word of its own."""
    found = list(_WORD.finditer(text))
    spelling = table("words")["spelling"]
    folded = [match[0].casefold() for match in found]
    words: list[str] = list(map(spelling.get, folded, folded))
    starts, ends = [match.start() for match in found], [match.end() for match in found]
    for i in _pairs(words):
        words[i : i + 2] = [words[i] + words[i + 1]]
        starts[i : i + 2], ends[i : i + 2] = [starts[i]], [ends[i + 1]]
    return Words(tuple(words), tuple(starts), tuple(ends))


def phrase(text: str) -> tuple[str, ...]:
    """The words alone."""
    spelling = table("words")["spelling"]
    found = _WORD.findall(text.casefold())
    words = list(map(spelling.get, found, found))
    for i in _pairs(words):
        words[i : i + 2] = [words[i] + words[i + 1]]
    return tuple(words)


def _pairs(words: list[str]) -> list[int]:
    """Places of words to be joined with the next, last first so that places stay true."""
    if _first_parts().isdisjoint(words):
        return []
    joined = _joined()
    places = [i for i, pair in enumerate(pairwise(words)) if pair in joined]
    apart = [i for i, after in pairwise([*places, -1]) if after != i + 1]
    return apart[::-1]


@cache
def _joined() -> frozenset[tuple[str, str]]:
    return frozenset((first, second) for first, second in table("words")["joined"])


@cache
def _first_parts() -> frozenset[str]:
    return frozenset(first for first, _ in _joined())
