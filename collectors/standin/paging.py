"""The ways the platforms cut lists into pages."""

from __future__ import annotations

import base64
import binascii
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Generic, TypeVar

T = TypeVar("T")


@dataclass(frozen=True, slots=True)
class Page(Generic[T]):
    """`rows` of page `number` out of `last` pages over `total` rows."""

    rows: Sequence[T]
    number: int
    last: int
    total: int


def numbered(rows: Sequence[T], number: int, size: int) -> Page[T]:
    """Page `number` (1-based) of `size` rows; beyond the end it is empty."""
    start = (number - 1) * size
    return Page(rows[start : start + size], number, -(-len(rows) // size), len(rows))


Key = tuple[int, int]


@dataclass(frozen=True, slots=True)
class Slice(Generic[T]):
    """Rows between two cursors; a cursor is None where nothing lies beyond. `last` is that of the
    last row in any case."""

    rows: Sequence[T]
    before: str | None
    after: str | None
    last: str | None = None


def by_cursor(
    rows: Sequence[T],
    size: int,
    key: Callable[[T], Key],
    *,
    descending: bool,
    after: str = "",
    before: str = "",
    skip: int = 0,
) -> Slice[T]:
    """Rows after (or before) the row a cursor names; a row inserted or moved meanwhile shifts
    nothing. Raises ValueError for a cursor that was never given out."""
    keys, ordered = _ordered(rows, key, descending)
    start = skip
    if after:
        start = _position(keys, decode(after), descending, inclusive=True)
    elif before:
        end = _position(keys, decode(before), descending, inclusive=False)
        start = max(0, end - size)
    found = ordered[start : start + size]
    more = start + size < len(ordered)
    return Slice(
        found,
        encode(keys[start]) if found and start > 0 else None,
        encode(keys[start + size - 1]) if found and more else None,
        encode(keys[start + len(found) - 1]) if found else None,
    )


def _ordered(
    rows: Sequence[T], key: Callable[[T], Key], descending: bool
) -> tuple[list[Key], list[T]]:
    pairs = sorted(((key(row), row) for row in rows), key=lambda p: p[0], reverse=descending)
    return [k for k, _ in pairs], [row for _, row in pairs]


def _position(keys: Sequence[Key], mark: Key, descending: bool, *, inclusive: bool) -> int:
    """How many rows lie before the mark (with `inclusive`: up to and with it)."""
    for i, here in enumerate(keys):
        if here == mark:
            return i + 1 if inclusive else i
        if (here < mark) == descending:
            return i
    return len(keys)


def encode(key: Key) -> str:
    return base64.urlsafe_b64encode(f"cursor:v2:{key[0]}:{key[1]}".encode()).decode()


def decode(cursor: str) -> Key:
    try:
        text = base64.urlsafe_b64decode(cursor.encode()).decode()
    except (binascii.Error, UnicodeDecodeError) as error:
        raise ValueError(cursor) from error
    kind, _, rest = text.partition(":v2:")
    value, _, number = rest.rpartition(":")
    if kind != "cursor" or not (value.isdecimal() and number.isdecimal()):
        raise ValueError(cursor)
    return int(value), int(number)
