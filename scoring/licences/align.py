"""Lays a text of the list over a stream of words and tells where they differ."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import LCSseq

from scoring.licences.index import Numbers, numbers_of, runs, sorted_runs
from scoring.licences.templates import Template

# Equal words between two differences that are too few to mean anything.
BRIDGE = 2
SLACK = 12
# An end of so many words stands apart from the rest when the gap has this many times more.
FAR = 2
Places = NDArray[np.int64]
# First word in the template, first word in the text, how many words are equal.
Block = tuple[int, int, int]


@dataclass(frozen=True, slots=True)
class Hunk:
    """A difference: words [t0, t1) of the template stand against words [x0, x1) of the text."""

    t0: int
    t1: int
    x0: int
    x1: int


@dataclass(frozen=True, slots=True)
class Alignment:
    """The template lies over words [begin, end) of the text; `matched` words are equal."""

    begin: int
    end: int
    matched: int
    hunks: tuple[Hunk, ...]


def align(template: Template, text: Numbers, lower: int, upper: int) -> Alignment | None:
    """Best place of the template within words [lower, upper); None when nothing is shared."""
    where = _place(template, text[lower:upper])
    if where is None:
        return None
    begin, end = lower + where[0], lower + where[1]
    blocks = list(_equal(numbers_of(template).tolist(), text[begin:end].tolist(), begin))
    if not blocks:
        return None
    blocks = _grown(
        _trimmed(_needed(blocks, template)), numbers_of(template).tolist(), text.tolist()
    )
    matched = sum(size for _, _, size in blocks)
    first, last = blocks[0], blocks[-1]
    hunks = _bridged(_gaps(blocks, len(template.words)))
    return Alignment(first[1], last[1] + last[2], matched, tuple(hunks))


def _place(template: Template, text: Numbers) -> tuple[int, int] | None:
    """Range of the text where the template's runs gather along one diagonal."""
    mine, order = sorted_runs(template)
    theirs, size = runs(text), len(template.words)
    if not len(mine) or not len(theirs):
        return None
    at = np.minimum(np.searchsorted(mine, theirs), len(mine) - 1)
    hits = np.nonzero(mine[at] == theirs)[0]
    if not len(hits):
        return None
    spots = order[at[hits]]
    near = _gathered(hits - spots, spots, size)
    hits, spots = hits[near], spots[near]
    # As many words as the template has left beyond its outermost runs, and a few for blanks.
    first, last = int(hits[0] - spots[0]), int(hits[-1] + size - spots[-1])
    return max(0, first - SLACK), min(len(text), last + SLACK)


def _gathered(offsets: Places, spots: Places, size: int) -> NDArray[np.bool_]:
    """Hits of one copy of the template: the densest group, and what goes on behind an insertion.

    A second copy further on repeats spots the first one has, so it is never taken in.
    """
    start, width = _densest(offsets, max(40, size // 4))
    near = (offsets >= start - width) & (offsets <= start + 2 * width)
    low, high, reach = spots[near].min(), spots[near].max(), max(400, size)
    after = (offsets > start) & (offsets <= start + reach) & (spots > high)
    before = (offsets < start) & (offsets >= start - reach) & (spots < low)
    return np.asarray(near | after | before, dtype=np.bool_)


def _densest(offsets: Places, width: int) -> tuple[int, int]:
    """Start of the earliest window of `width` that holds most offsets, and the width."""
    ordered = np.sort(offsets)
    held = np.searchsorted(ordered, ordered + width, "right") - np.arange(len(ordered))
    return int(ordered[int(np.argmax(held))]), width


def _equal(template: Sequence[int], text: Sequence[int], shift: int) -> Iterator[Block]:
    for block in LCSseq.opcodes(template, text):
        if block.tag == "equal":
            yield block.src_start, block.dest_start + shift, block.src_end - block.src_start


def _needed(blocks: list[Block], template: Template) -> list[Block]:
    """Without words of a part that may be missing, met here and there in a text of another kind."""
    start = min(template.optional, default=len(template.words))
    tail = [block for block in blocks if block[0] >= start]
    if not tail or len(tail) == len(blocks):
        return blocks
    kept = blocks[: -len(tail)]
    _, x, size = kept[-1]
    matched, reach = sum(n for _, _, n in tail), tail[-1][1] + tail[-1][2]
    return kept if reach - x - size > 2 * matched else blocks


def _trimmed(blocks: list[Block]) -> list[Block]:
    """Without the few words at either end that are met far from all others, by chance.

    What lies between stands beside the licence then, not within it.
    """
    first, last = 0, len(blocks)
    while last - first > 1 and _strays(blocks[first], blocks[first : first + 2]):
        first += 1
    while last - first > 1 and _strays(blocks[last - 1], blocks[last - 2 : last]):
        last -= 1
    return blocks[first:last]


def _strays(outer: Block, pair: list[Block]) -> bool:
    (_, x, size), (_, x_next, _) = pair
    return x_next - x - size > FAR * outer[2]


def _grown(blocks: list[Block], template: Sequence[int], text: Sequence[int]) -> list[Block]:
    """The last equal words taken as far as they go: of two equal ends the nearer one counts."""
    t, x, size = blocks[-1]
    while t + size < len(template) and x + size < len(text):
        if template[t + size] != text[x + size]:
            break
        size += 1
    return [*blocks[:-1], (t, x, size)]


def _gaps(blocks: list[Block], size: int) -> Iterator[Hunk]:
    """Differences before, between and after equal blocks; text outside them is not told here."""
    if blocks[0][0]:
        yield Hunk(0, blocks[0][0], blocks[0][1], blocks[0][1])
    for (t, x, n), (t_next, x_next, _) in pairwise(blocks):
        yield Hunk(t + n, t_next, x + n, x_next)
    t, x, n = blocks[-1]
    if t + n < size:
        yield Hunk(t + n, size, x + n, x + n)


def _bridged(hunks: Iterator[Hunk]) -> Iterator[Hunk]:
    held: Hunk | None = None
    for hunk in hunks:
        if held and 0 < hunk.t0 - held.t1 <= BRIDGE and hunk.x0 - held.x1 == hunk.t0 - held.t1:
            held = Hunk(held.t0, hunk.t1, held.x0, hunk.x1)
            continue
        if held:
            yield held
        held = hunk
    if held:
        yield held
