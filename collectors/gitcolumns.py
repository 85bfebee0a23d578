"""What the commits of a slice say, column by column: each text is looked at by itself only where
it may hold what cannot be stored as it stands."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress

import numpy as np
import pyarrow as pa
import pyarrow.compute as pc
from numpy.typing import NDArray

from collectors import gitlog
from collectors.gitcut import Cut, Numbers

# Arrow's own would keep for each thread what it has freed: twelve histories at once took 670 MB for
# 450 so, and the system a second to give out the pages.
pa.set_memory_pool(pa.system_memory_pool())
# Of an id: SHA-1, SHA-256.
_WIDTHS = (40, 64)
_ZERO, _NINE, _AT, _NEWLINE = b"09@\n"
# Seconds since 1970 are written with ten digits from 2001 to 2286.
_DIGITS = 10
_TIME = pa.timestamp("us", "UTC")
# So many digits has the shortest number that is taken out of texts.
_FEWEST = 11
Text = Callable[[bytes], str]


class Texts:
    """The tokens of a cut as columns of text. Nothing of the bytes is copied before it is asked
    for."""

    def __init__(self, cut: Cut) -> None:
        self.cut = cut
        self.octets = np.frombuffer(cut.body, np.uint8)

    def taken(self, tokens: Numbers, more: int = 0) -> pa.BinaryArray:
        """The tokens, in their order, each with so many of those behind it."""
        places = np.empty(2 * len(tokens) + 1, np.int32)
        places[0:-1:2], places[1::2] = self.cut.starts[tokens], self.cut.ends[tokens + more]
        places[-1] = len(self.cut.body)
        held = [None, pa.py_buffer(places), pa.py_buffer(self.cut.body)]
        # Every other one is what stands between two of them.
        whole = pa.BinaryArray.from_buffers(pa.binary(), 2 * len(tokens), held)
        return whole.take(pa.array(np.arange(0, 2 * len(tokens), 2)))

    def lengths(self, tokens: Numbers) -> Numbers:
        found: Numbers = self.cut.ends[tokens] - self.cut.starts[tokens]
        return found

    def plain(self, tokens: Numbers, odd: NDArray[np.bool_], text: Text) -> pa.StringArray:
        """The tokens as text; `text` tells it for those that are odd, or no UTF-8."""
        raw = self.taken(tokens)
        odd = odd | _not_utf8(raw)
        if odd.any():
            told = [text(self.cut.token(number)).encode() for number in tokens[odd].tolist()]
            raw = pc.replace_with_mask(raw, pa.array(odd), pa.array(told, pa.binary()))
        return raw.view(pa.string())

    def shas(self, tokens: Numbers) -> pa.StringArray:
        lengths = self.lengths(tokens)
        begins = self.octets[self.cut.starts[tokens]]
        odd = ~np.isin(lengths, _WIDTHS) | (begins == _NEWLINE)
        return self.plain(tokens, odd, _sha)

    def paths(self, tokens: Numbers) -> pa.StringArray:
        return self.plain(tokens, _holds(self.taken(tokens), _AT, 1), gitlog.path_text)

    def subjects(self, tokens: Numbers) -> pa.StringArray:
        """Null where there is none."""
        raw, lengths = self.taken(tokens), self.lengths(tokens)
        odd = _holds(raw, _AT, 1) | _digits(raw) | (lengths > gitlog.SUBJECT)
        found = self.plain(tokens, odd, gitlog.subject)
        return pc.if_else(pa.array(lengths == 0), pa.scalar(None, pa.string()), found)

    def last_letters(self, tokens: Numbers) -> pa.StringArray:
        letters = np.ascontiguousarray(self.octets[self.cut.ends[tokens] - 1])
        places = np.arange(len(letters) + 1, dtype=np.int32)
        held = [None, pa.py_buffer(places), pa.py_buffer(letters)]
        if (letters < 128).all():
            return pa.StringArray.from_buffers(len(letters), *held[1:])
        return pa.array([self.cut.token(number).decode()[-1] for number in tokens.tolist()])

    def times(self, tokens: Numbers) -> pa.TimestampArray:
        """Null for what is no time (`gitlog.instant`)."""
        first = self.octets[self.cut.starts[tokens]]
        # Begun otherwise, Arrow may take for a number what is none.
        usual = (self.lengths(tokens) == _DIGITS) & (first > _ZERO) & (first <= _NINE)
        if usual.all():
            with suppress(pa.ArrowInvalid):
                seconds = self.taken(tokens).view(pa.string()).cast(pa.int64())
                return seconds.cast(pa.timestamp("s", "UTC")).cast(_TIME)
        told = (self.cut.token(number).decode("utf-8", "replace") for number in tokens.tolist())
        return pa.array(map(gitlog.instant, told), _TIME)

    def counts(self, tokens: Numbers, width: Numbers) -> pa.Int32Array:
        """How many ids of `width` characters stand in a token, a space between them."""
        lengths = self.lengths(tokens)
        found = (lengths + 1) // (width + 1)
        for place in np.flatnonzero(found * (width + 1) != lengths + (lengths > 0)).tolist():
            found[place] = len(self.cut.token(int(tokens[place])).split())
        return pa.array(found.astype(np.int32))


def _sha(field: bytes) -> str:
    """Raises ValueError where no commit begins: the history was not cut where it should be."""
    found = field.lstrip(b"\n")
    if len(found) not in _WIDTHS:
        raise ValueError("no commit begins here")
    return found.decode("utf-8", "replace")


def _not_utf8(raw: pa.BinaryArray) -> NDArray[np.bool_]:
    odd = np.zeros(len(raw), np.bool_)
    try:
        raw.view(pa.string()).validate(full=True)
    except pa.ArrowInvalid:
        odd[:] = [not _is_utf8(one.as_buffer()) for one in raw]
    return odd


def _is_utf8(held: pa.Buffer) -> bool:
    try:
        str(held, "utf-8")
    except UnicodeDecodeError:
        return False
    return True


def _holds(raw: pa.BinaryArray, octet: int, fewest: int) -> NDArray[np.bool_]:
    return _at_least(raw, lambda octets: octets == octet, fewest)


def _digits(raw: pa.BinaryArray) -> NDArray[np.bool_]:
    return _at_least(raw, lambda octets: (octets >= _ZERO) & (octets <= _NINE), _FEWEST)


def _at_least(
    raw: pa.BinaryArray, wanted: Callable[[NDArray[np.uint8]], NDArray[np.bool_]], fewest: int
) -> NDArray[np.bool_]:
    """Which of the values have at least so many bytes of a kind."""
    odd = np.zeros(len(raw), np.bool_)
    if not len(raw):
        return odd
    places = np.frombuffer(raw.buffers()[1], np.int32)[: len(raw) + 1]
    octets = np.frombuffer(raw.buffers()[2] or b"", np.uint8)[: places[-1]]
    found = np.flatnonzero(wanted(octets))
    odd[:] = np.diff(np.searchsorted(found, places)) >= fewest
    return odd
