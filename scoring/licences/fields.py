"""What a manifest's licence field holds, and the readers' common ways to get at it."""

from __future__ import annotations

import json
import tomllib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass


class Unusable(Exception):
    """A manifest is not what its name says; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Field:
    """A value as it stands in the manifest, and whether several ones are a choice (OR).

    `is_file`: the value is the path of the file with the terms.
    """

    value: str
    choice: tuple[str, ...] = ()
    is_file: bool = False


def texts(value: object) -> Iterator[Field]:
    """A field for a value that is text."""
    if isinstance(value, str) and value.strip():
        yield Field(value.strip()[:500])


def several(values: Sequence[object]) -> Iterator[Field]:
    """One field for values between which the user may choose."""
    found = tuple(
        value.strip()[:200] for value in values if isinstance(value, str) and value.strip()
    )
    if found:
        yield Field(found[0], found[:20])


def read_toml(text: str, name: str) -> dict[str, object]:
    """Raises `Unusable`."""
    try:
        return tomllib.loads(text)
    except (tomllib.TOMLDecodeError, RecursionError, ValueError):
        raise Unusable(f"{name} 不是合法的 TOML，请核对该文件") from None


def read_json(text: str, name: str) -> dict[str, object]:
    """Raises `Unusable`."""
    try:
        data = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise Unusable(f"{name} 不是合法的 JSON，请核对该文件") from None
    return mapping(data, name)


def mapping(data: object, name: str) -> dict[str, object]:
    """Raises `Unusable` for what is no mapping."""
    if not isinstance(data, dict):
        raise Unusable(f"{name} 的最外层不是对象，请核对该文件")
    return data


def table(data: dict[str, object], key: str) -> dict[str, object]:
    """The table of that name, empty where there is none."""
    value = data.get(key)
    return value if isinstance(value, dict) else {}


def items(value: object) -> list[object]:
    """The value where it is a list."""
    return value if isinstance(value, list) else []
