"""Who signed the commits of a slice and whom their messages credit."""

from __future__ import annotations

from collections.abc import Iterator

import numpy as np
import pyarrow as pa
from numpy.typing import NDArray

from collectors import gitlog
from collectors.gitcut import Cut, Numbers
from collectors.identities import signature
from warehouse.records import Identity

_MOST = 100_000
# In a message that credits anybody one of these stands before a hyphen or a space and `by`, `with`
# or `using`; or a letter stands in it that Unicode takes for one of theirs when it ignores case.
_WORDS = (b"authored", b"assisted", b"developed", b"created", b"generated", b"made", b"written")
_LONGEST = max(map(len, _WORDS))
_LOWER = np.uint8(0x20)
# What is looked at and what that makes stay near the processor.
_AT_ONCE = 1 << 20
_LIKE = tuple(letter.encode() for letter in "\u0130\u0131\u017f\u212a")


class People:
    """The identities of a history, each told once: in the slice that shows it first."""

    def __init__(self) -> None:
        self._ids = dict[bytes, str]()
        self._told = set[str]()
        self._new = list[Identity]()

    def told(self) -> list[Identity]:
        """Those not told before."""
        found, self._new = self._new, []
        if len(self._ids) > _MOST:
            self._ids, self._told = {}, set()
        return found

    def signed(self, signatures: pa.BinaryArray) -> pa.StringArray:
        """The identities; `signatures`: names and addresses with the NUL between them."""
        once = signatures.dictionary_encode()
        found = pa.array(map(self._signer, once.dictionary.to_pylist()), pa.string())
        return found.take(once.indices)

    def _signer(self, signature: bytes) -> str:
        if signature not in self._ids:
            self._ids[signature] = self._found(*gitlog.signer(signature))
        return self._ids[signature]

    def credited(self, cut: Cut, messages: Numbers, raw: pa.BinaryArray) -> pa.ListArray:
        """The identities each message names; `raw`: the messages."""
        places, found = np.zeros(len(raw) + 1, np.int32), list[str]()
        for row in _crediting(raw):
            credits = gitlog.credits(cut.token(int(messages[row])))
            ids = list(dict.fromkeys(self._found(name, value) for name, value in credits))
            found += ids
            places[row + 1] = len(ids)
        return pa.ListArray.from_arrays(
            np.cumsum(places, dtype=np.int32), pa.array(found, pa.string())
        )

    def _found(self, name: str, address: str) -> str:
        person = signature(name, address)
        if person.identity_id not in self._told:
            self._told.add(person.identity_id)
            self._new.append(person)
        return person.identity_id


def _crediting(raw: pa.BinaryArray) -> list[int]:
    """Which of the messages may credit somebody; none that does is left out."""
    _, places, held = raw.buffers()
    ends = np.frombuffer(places, np.int32)[: len(raw) + 1]
    text = held.to_pybytes()[: ends[-1]] if held else b""
    at = np.fromiter(_told(text), np.int64)
    rows: list[int] = np.unique(np.searchsorted(ends, at, "right") - 1).tolist()
    return rows


def _told(text: bytes) -> Iterator[int]:
    """Where in the messages such words stand."""
    octets, lower = np.frombuffer(text, np.uint8), text.lower()
    for place in _between(octets).tolist():
        if lower.endswith(_WORDS, max(0, place - _LONGEST), place):
            yield place
    first = np.flatnonzero(octets[:-1] >= _LEAST)
    first = first[_BEGINS_LIKE[octets[first]]]
    for place in first[_GOES_ON_LIKE[octets[first + 1]]].tolist():
        if text.startswith(_LIKE, place):
            yield place


def _between(octets: NDArray[np.uint8]) -> Numbers:
    """The hyphens and spaces within such words, and within some others."""
    parts = range(0, max(1, len(octets)), _AT_ONCE)
    at = np.concatenate([_apart(octets[part : part + _AT_ONCE + 3]) + part for part in parts])
    for step, letters in ((-1, _IS_LAST), (2, _IS_SECOND)):
        at = at[letters[octets.take(at + step, mode="clip")]]
    return at


def _apart(octets: NDArray[np.uint8]) -> Numbers:
    """The hyphens and spaces two behind an `e` or `d` and right before a `b`, `w` or `u`."""
    before, inner, behind = octets[:-3] | _LOWER, octets[2:-1], octets[3:] | _LOWER
    found = _any(before, b"ed")
    found &= _any(inner, b"- ")
    found &= _any(behind, b"bwu")
    return np.flatnonzero(found) + 2


def _any(octets: NDArray[np.uint8], letters: bytes) -> NDArray[np.bool_]:
    found = np.zeros(len(octets), np.bool_)
    for letter in letters:
        found |= octets == letter
    return found


def _among(letters: bytes) -> NDArray[np.bool_]:
    found = np.zeros(256, np.bool_)
    found[list(letters.lower() + letters.upper())] = True
    return found


_IS_LAST, _IS_SECOND = _among(b"den"), _among(b"yis")
_LEAST = min(letter[0] for letter in _LIKE)
_BEGINS_LIKE = _among(bytes(letter[0] for letter in _LIKE))
_GOES_ON_LIKE = _among(bytes(letter[1] for letter in _LIKE))
