"""Where the commits and their paths lie in the bytes of a history: found without looking at any
byte twice, and without an object for a commit."""

from __future__ import annotations

from collections.abc import Generator, Iterable, Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from collectors.gitlog import FIELDS, bounded

SLICE = 4000
# A slice is held in memory whole, and one message may be as long as its author likes.
SLICE_BYTES = 32 << 20
_BLOCK, _PIECE = 8 << 20, 1 << 17
_LINE, _NEWLINE = ord(":"), ord("\n")
Numbers = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class Cut:
    """A history in the form of `gitread`: tokens are what stands before each NUL.

    `starts` and `ends` of tokens are places in `body`; `firsts` are the tokens commits begin with,
    and, last, the number of tokens.
    """

    body: bytes
    starts: Numbers
    ends: Numbers
    firsts: Numbers

    @property
    def commits(self) -> int:
        return len(self.firsts) - 1

    def token(self, number: int) -> bytes:
        return self.body[self.starts[number] : self.ends[number]]

    def lines(self) -> tuple[Numbers, Numbers]:
        """Of each changed path the commit (0 for the first) and the token of its `:`-line; the
        path is the token behind it."""
        begin = self.firsts[:-1] + FIELDS
        counts = (self.firsts[1:] - begin) // 2
        owner = np.repeat(np.arange(self.commits), counts)
        before = np.cumsum(counts) - counts
        return owner, begin[owner] + 2 * (np.arange(len(owner)) - before[owner])

    def part(self, begin: int, end: int) -> Cut:
        """Some of the commits, with their bytes alone."""
        first, last = int(self.firsts[begin]), int(self.firsts[end])
        left, right = int(self.starts[first]), int(self.ends[last - 1]) + 1
        return Cut(
            self.body[left:right], self.starts[first:last] - left, self.ends[first:last] - left,
            self.firsts[begin : end + 1] - first,
        )  # fmt: skip


def cuts(stream: Iterable[bytes], size: int = SLICE) -> Iterator[Cut]:
    """Parts of at most `size` commits; memory is that of one and of a block. Raises `TooLarge` for
    a commit nobody made by hand, ValueError for a history that ends within a commit."""
    held, want = list[bytes](), _BLOCK
    weight = 0
    for chunk in stream:
        held.append(chunk)
        weight += len(chunk)
        if weight < want:
            continue
        rest = yield from _full(b"".join(held), size)
        held, weight = [rest], len(rest)
        want = max(_BLOCK, 2 * weight)
    found = cut_of(b"".join(held))
    yield from _parts(found, size, found.commits)


def cut_of(body: bytes) -> Cut:
    """A whole history. Raises what `cuts` raises."""
    end = body.rfind(b"\0") + 1
    if body[end:].strip(b"\n"):
        body, end = body + b"\0", len(body) + 1
    found, whole = _found(body[:end])
    if not whole:
        raise ValueError("the history ends within a commit")
    return found


def _full(body: bytes, size: int) -> Generator[Cut, None, bytes]:
    """The slices that are full; gives back what is left."""
    found, _ = _found(body)
    done = 0
    # Whether the last commit goes on is not known yet.
    for part in _parts(found, size, found.commits - 1, only_full=True):
        done += part.commits
        yield part
    left = int(found.starts[found.firsts[done]]) if found.commits else 0
    return body[left:]


def _parts(found: Cut, size: int, known: int, *, only_full: bool = False) -> Iterator[Cut]:
    at = np.append(found.starts, len(found.body))[found.firsts]
    begin = 0
    while begin < known:
        heavy = int(np.searchsorted(at, at[begin] + SLICE_BYTES, "right"))
        end = min(begin + size, max(heavy, begin + 1))
        if end > known and only_full:
            return
        end = min(end, known)
        yield found.part(begin, end)
        begin = end


def _found(body: bytes) -> tuple[Cut, bool]:
    """What begins in the body, and whether the last commit is there with all its fields."""
    octets = np.frombuffer(body, np.uint8)
    ends = _nuls(octets)
    starts = np.empty_like(ends)
    if len(ends):
        starts[0], starts[1:] = 0, ends[:-1] + 1
    after = _after_paths(body, octets, starts)
    firsts, at, known = list[int](), 0, len(ends)
    follow = memoryview(after.data)
    while at < known:
        firsts.append(at)
        at = follow[at + FIELDS] if at + FIELDS < known else at + FIELDS
    _bound(body, starts, firsts, known)
    made = np.array([*firsts, known], np.int64)
    return Cut(body, starts, ends, made), at == known


def _nuls(octets: NDArray[np.uint8]) -> Numbers:
    """In pieces: what is noted of each byte meanwhile stays in the processor's own memory."""
    steps = range(0, len(octets), _PIECE)
    found = [np.flatnonzero(octets[at : at + _PIECE] == 0) + at for at in steps]
    return np.concatenate(found) if found else np.zeros(0, np.int64)


def _after_paths(body: bytes, octets: NDArray[np.uint8], starts: Numbers) -> Numbers:
    """For each token, taken for one behind the fields of a commit: the first that is none of its
    `:`-lines and paths."""
    known = len(starts)
    first, second = octets[starts], octets[np.minimum(starts + 1, len(octets) - 1)]
    is_line = np.zeros(known + 1 & ~1, np.bool_)
    is_line[:known] = (first == _LINE) | ((first == _NEWLINE) & (second == _LINE))
    for number in np.flatnonzero((first == _NEWLINE) & (second == _NEWLINE)).tolist():
        begin = int(starts[number])
        end = body.find(b"\0", begin)
        is_line[number] = body[begin:end].lstrip(b"\n").startswith(b":")
    places = np.arange(len(is_line))
    places[is_line] = len(is_line) + 2
    pairs = np.minimum.accumulate(places.reshape(-1, 2)[::-1])[::-1]
    found: Numbers = np.ascontiguousarray(pairs.reshape(-1)[:known])
    # Behind the last token stands none: a line there still wants its path.
    last = np.flatnonzero(found >= known)
    found[last] = last + (known - last + 1) // 2 * 2
    return found


def _bound(body: bytes, starts: Numbers, firsts: list[int], known: int) -> None:
    tokens = np.diff(np.array([*firsts, known], np.int64))
    most = int(tokens.max(initial=0)) - FIELDS
    last = int(starts[firsts[-1]]) if firsts else 0
    bounded(len(body) - last, most // 2)
