"""Texts that are licences of a kind the SPDX list does not hold."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from functools import cache

from scoring.licences.data import table
from scoring.licences.index import shared_runs
from scoring.licences.restrictions import flatten, placed
from scoring.licences.words import phrase, split

# A title stands near the beginning.
TITLE_WORDS = 80
# One of these makes a title the name of a licence.
_TOLD = ("license", "rail", "terms", "许可")
_SOLD = {"LicenseRef-proprietary"}


def likeness(words: Sequence[str], restricted: bool) -> str | None:
    """LicenseRef of a known family, "" for an unknown licence, None for no licence at all."""
    known = family(words)
    if known:
        return known
    flat, limits = flatten(tuple(words)), table("families")["likeness"]
    counts = [_count(flat, words, cue) for cue in limits["cues"]]
    distinct = sum(count > 0 for count in counts)
    if distinct < (2 if restricted else limits["least_distinct"]):
        return None
    dense = sum(counts) >= limits["least_share"] * len(words)
    return "" if dense and (restricted or _legal(words, sum(counts))) else None


def family(words: Sequence[str]) -> str | None:
    """LicenseRef of the family whose title stands near the beginning."""
    head = f" {flatten(tuple(words[:TITLE_WORDS]))} "
    for key, pattern in _titles():
        if pattern in head:
            return key
    return None


def titles_in(text: str) -> Iterator[tuple[str, int, int]]:
    """(LicenseRef, begin, end) of the families whose licence running text names, each once.

    Words that may be a product's name as well, or another licence that can be bought, do not count.
    """
    read = split(text)
    line, places = placed(read.words)
    met = set(_SOLD)
    for key, pattern in _titles():
        at = f" {line} ".find(pattern)
        if at < 0 or key in met or not any(sign in pattern for sign in _TOLD):
            continue
        met.add(key)
        blank = pattern.startswith(" ")
        first, last = at - 1 + blank, at + len(pattern) - 2 - blank
        yield key, read.starts[places[first]], read.ends[places[last]]


def family_of_name(name: str) -> str | None:
    """LicenseRef of the family that goes by this name in a card or manifest."""
    return _names().get(name.strip().casefold())


def is_family(key: str) -> bool:
    """Whether a LicenseRef is one of the known families."""
    return key in {entry["id"] for entry in table("families")["family"]}


def _legal(words: Sequence[str], cues: int) -> bool:
    least = table("families")["likeness"]["least_shared_runs"]
    return shared_runs(words) >= least or cues >= 0.05 * len(words)


def _count(flat: str, words: Sequence[str], cue: str) -> int:
    return words.count(cue) if cue.isascii() else flat.count(cue)


@cache
def _titles() -> tuple[tuple[str, str], ...]:
    return tuple(
        (entry["id"], _padded(flatten(phrase(pattern))))
        for entry in table("families")["family"]
        for pattern in entry["patterns"]
    )


def _padded(pattern: str) -> str:
    return f" {pattern} " if pattern.isascii() else pattern


@cache
def _names() -> dict[str, str]:
    return {
        name: entry["id"]
        for entry in table("families")["family"]
        for name in entry.get("names", [])
    }
