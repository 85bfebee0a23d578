"""Whether a history was read whole: told from its own bytes, for every commit names its parents."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.gitcut import Cut, Numbers

# Sixteen hexadecimal digits of an id: no two of a history's commits have these in common.
_DIGITS = 16
_SHA1, _SHA256 = 40, 64
_VALUES = np.zeros(256, np.uint8)
_VALUES[list(b"0123456789abcdef")] = np.arange(16)
Marks = NDArray[np.uint64]


@dataclass(frozen=True, slots=True, eq=False)
class Links:
    """Marks of commits and of the parents they name, (commits,) and (parents,), in any order: eight
    bytes each."""

    commits: Marks
    parents: Marks


def missing(told: Sequence[Links], head: str) -> int:
    """How many of the head and of the parents named were not read; 0: the history is whole."""
    named = np.concatenate([mark(head), *(one.parents for one in told)])
    read = np.concatenate([mark(head)[:0], *(one.commits for one in told)])
    return len(np.setdiff1d(named, read))


def links(cut: Cut) -> Links:
    """What the commits of a part of a history say of each other."""
    octets, at = np.frombuffer(cut.body, np.uint8), cut.firsts[:-1]
    width = np.where(cut.ends[at] - cut.starts[at] < _SHA256, _SHA1, _SHA256)
    return Links(_marks(octets, cut.ends[at] - width), _marks(octets, _parents(cut, at, width)))


def mark(sha: str) -> Marks:
    """The mark of one id, (1,)."""
    return _marks(np.frombuffer(sha.encode(), np.uint8), np.zeros(1, np.int64))


def _parents(cut: Cut, at: Numbers, width: Numbers) -> Numbers:
    """Where in the bytes the ids of parents begin; one space stands between two."""
    begin, end = cut.starts[at + 1], cut.ends[at + 1]
    number = (end - begin + 1) // (width + 1)
    before = np.repeat(np.cumsum(number) - number, number)
    which = np.arange(len(before)) - before
    found: Numbers = np.repeat(begin, number) + which * np.repeat(width + 1, number)
    return found


def _marks(octets: NDArray[np.uint8], begin: Numbers) -> Marks:
    digits = _VALUES[octets[begin[:, None] + np.arange(_DIGITS)]].reshape(-1, _DIGITS // 2, 2)
    packed = np.ascontiguousarray(digits[..., 0] << 4 | digits[..., 1])
    return packed.view(np.uint64).reshape(-1)
