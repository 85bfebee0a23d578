"""Which texts of the list a stream of words may be: shared runs of four words."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from itertools import chain, repeat

import numpy as np
from numpy.typing import NDArray

from scoring.licences.templates import Template, templates

RUN = 4
CANDIDATES = 8
MIN_SHARED = 3
_MULTIPLIER = np.uint64(0x9E3779B97F4A7C15)
Numbers = NDArray[np.uint64]


@dataclass(frozen=True, slots=True)
class Index:
    """Sorted run hashes of all texts with the text each belongs to."""

    templates: tuple[Template, ...]
    vocabulary: dict[str, int]
    hashes: Numbers
    owners: NDArray[np.int64]
    sizes: NDArray[np.int64]


@cache
def index() -> Index:
    """Built once from the list; deterministic."""
    texts = templates()
    unlike = dict.fromkeys(chain.from_iterable(template.words for template in texts))
    vocabulary = {word: number for number, word in enumerate(unlike, start=1)}
    unique = [np.unique(runs(_numbers(template.words, vocabulary))) for template in texts]
    sizes = np.array([len(one) for one in unique], dtype=np.int64)
    owners = np.repeat(np.arange(len(texts)), sizes)
    hashes = np.concatenate(unique)
    order = np.argsort(hashes, kind="stable")
    return Index(texts, vocabulary, hashes[order], owners[order], sizes)


def numbers(words: Sequence[str]) -> Numbers:
    """Words as numbers; 0 for words no licence has."""
    return _numbers(words, index().vocabulary)


@lru_cache(maxsize=256)
def numbers_of(template: Template) -> Numbers:
    """The template's words as numbers."""
    return numbers(template.words)


@lru_cache(maxsize=256)
def sorted_runs(template: Template) -> tuple[Numbers, NDArray[np.int64]]:
    """Run hashes of the template in order of size, and where each stands."""
    stream = runs(numbers_of(template))
    order = np.argsort(stream, kind="stable")
    return stream[order], order


def _numbers(words: Sequence[str], vocabulary: dict[str, int]) -> Numbers:
    return np.array(list(map(vocabulary.get, words, repeat(0))), dtype=np.uint64)


def runs(stream: Numbers) -> Numbers:
    """A hash for each run of four words; wrap-around of the arithmetic is wanted."""
    if len(stream) < RUN:
        return np.empty(0, dtype=np.uint64)
    total = np.zeros(len(stream) - RUN + 1, dtype=np.uint64)
    for offset in range(RUN):
        total = (total + stream[offset : len(total) + offset] + np.uint64(1)) * _MULTIPLIER
        total ^= total >> np.uint64(29)
    return total


def candidates(stream: Numbers) -> list[Template]:
    """At most 2 × CANDIDATES texts that share most with the words, best first."""
    known = index()
    wanted = np.unique(runs(stream))
    left = np.searchsorted(known.hashes, wanted, "left")
    right = np.searchsorted(known.hashes, wanted, "right")
    many = right - left
    # All places [left, right) of all runs at once.
    places = np.repeat(left - np.cumsum(many) + many, many) + np.arange(many.sum())
    shared = np.bincount(known.owners[places], minlength=len(known.templates))
    alike = 2 * shared / (len(wanted) + known.sizes)
    contained = shared / known.sizes * np.sqrt(shared)
    enough = shared >= np.minimum(MIN_SHARED, known.sizes)
    best = [
        np.argsort(-(score * enough), kind="stable")[:CANDIDATES] for score in (alike, contained)
    ]
    chosen = dict.fromkeys(int(i) for pair in zip(*best, strict=True) for i in pair)
    return [known.templates[i] for i in chosen if enough[i]]


def shared_runs(words: Sequence[str]) -> float:
    """Share (0..1) of the runs of four words that stand in some text of the list."""
    wanted = runs(numbers(words))
    return float(np.isin(wanted, index().hashes).mean()) if len(wanted) else 0.0
