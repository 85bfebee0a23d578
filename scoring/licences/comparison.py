"""A licence file beside the text of the list it was recognised by, with every difference marked."""

from __future__ import annotations

import json
from collections.abc import Iterator
from dataclasses import dataclass
from typing import Literal

from scoring.licences import plain
from scoring.licences.cover import Cover, Piece, cover
from scoring.licences.identify import MAX_CHARACTERS
from scoring.licences.words import Words, split
from warehouse.store import Row

# A longer file holds many texts: side by side nobody would read them.
LONGEST = min(80_000, MAX_CHARACTERS)
Kind = Literal["same", "harmless", "substance"]


@dataclass(frozen=True, slots=True)
class Segment:
    """Words of the file beside words of the template; one of them may be empty."""

    kind: Kind
    ours: str
    theirs: str


def compare(text: str) -> tuple[str, list[Segment]]:
    """Ids of the templates and the segments in the order of the file; nothing without one."""
    read = plain.plain(text[: LONGEST + 1])
    if len(read) > LONGEST:
        return "", []
    words = split(read)
    found = cover(words.words)
    ids = " ".join(dict.fromkeys(piece.template.id for piece in found.licences))
    return ids, list(_segments(read, words, found)) if found.licences else []


def rows(repo_id: str, path: str, text: str, version: str) -> Iterator[Row]:
    """A row of `licence_comparison`, where there is something to compare with."""
    ids, segments = compare(text)
    if segments:
        told = [[one.kind, one.ours, one.theirs] for one in segments]
        yield {
            "repo_id": repo_id,
            "path": path,
            "template": ids,
            "segments": json.dumps(told, ensure_ascii=False),
            "list_version": version,
        }


def _segments(read: str, words: Words, found: Cover) -> Iterator[Segment]:
    at = 0
    for piece in found.licences:
        yield from _beside(read, words, found, (at, piece.alignment.begin))
        yield from _inside(read, words, piece)
        at = piece.alignment.end
    yield from _beside(read, words, found, (at, len(words.words)))


def _beside(read: str, words: Words, found: Cover, span: tuple[int, int]) -> Iterator[Segment]:
    """What stands before, between and after the templates."""
    ours = _shown(read, words, *span)
    if ours:
        weighs = any(span[0] <= one.begin < span[1] and not one.gone for one in found.substance)
        yield Segment("substance" if weighs else "harmless", ours, "")


def _inside(read: str, words: Words, piece: Piece) -> Iterator[Segment]:
    alignment, theirs = piece.alignment, piece.template.words
    weighing, x, t = set(piece.judgement.substance), alignment.begin, 0
    for hunk in sorted(alignment.hunks, key=lambda one: (one.x0, one.t0)):
        yield from _same(read, words, (x, hunk.x0), theirs[t : hunk.t0])
        kind: Kind = "substance" if hunk in weighing else "harmless"
        gone = " ".join(theirs[hunk.t0 : hunk.t1])
        yield Segment(kind, _shown(read, words, hunk.x0, hunk.x1), gone)
        x, t = hunk.x1, hunk.t1
    yield from _same(read, words, (x, alignment.end), theirs[t:])


def _same(
    read: str, words: Words, span: tuple[int, int], theirs: tuple[str, ...]
) -> Iterator[Segment]:
    ours = _shown(read, words, *span)
    if ours or theirs:
        yield Segment("same", ours, " ".join(theirs))


def _shown(read: str, words: Words, begin: int, end: int) -> str:
    if begin >= end:
        return ""
    return plain.excerpt(read[words.starts[begin] : words.ends[end - 1]], LONGEST)
