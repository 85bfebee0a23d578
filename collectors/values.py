"""Reading values out of foreign JSON: what is missing or of another type is None, never a guess."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import UTC, datetime
from typing import Any

Json = Mapping[str, Any]


def text(item: Json, *path: str) -> str | None:
    value = dig(item, *path)
    return value if isinstance(value, str) else None


def word(item: Json, *path: str) -> str | None:
    """A text that is not empty."""
    return text(item, *path) or None


def number(item: Json, *path: str) -> int | None:
    value = dig(item, *path)
    if isinstance(value, bool) or not isinstance(value, int):
        return None
    return value if -(2**63) <= value < 2**63 else None


def count(item: Json, *path: str) -> int | None:
    """A number of things: never below zero."""
    found = number(item, *path)
    return None if found is None or found < 0 else found


def flag(item: Json, *path: str) -> bool | None:
    value = dig(item, *path)
    return value if isinstance(value, bool) else None


def label(item: Json, *path: str) -> str | None:
    """An id or number as text, whether the platform writes it as text or as number."""
    value = dig(item, *path)
    if isinstance(value, bool) or not isinstance(value, str | int):
        return None
    return str(value) or None


def instant(item: Json, *path: str) -> datetime | None:
    """An instant in UTC; a time without a zone is not an instant and stays unknown (E8)."""
    value = dig(item, *path)
    if not isinstance(value, str):
        return None
    try:
        found = datetime.fromisoformat(value)
        return None if found.tzinfo is None else found.astimezone(UTC)
    except (ValueError, OverflowError):
        return None


def words(item: Json, *path: str) -> tuple[str, ...] | None:
    value = dig(item, *path)
    if not isinstance(value, list):
        return None
    return tuple(entry for entry in value if isinstance(entry, str))


def dig(item: Any, *path: str) -> Any:
    for name in path:
        if not isinstance(item, Mapping):
            return None
        item = item.get(name)
    return item


def items(value: Any) -> list[Json]:
    """The objects of a list; anything that is no list of objects gives none of them."""
    if not isinstance(value, list):
        return []
    return [entry for entry in value if isinstance(entry, Mapping)]
