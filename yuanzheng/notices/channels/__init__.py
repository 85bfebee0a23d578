"""Channels, one file each, found by walking: the file name is the `kind` of a `[[notice]]`.

A file declares `TITLE`, `HINT` (a Chinese clause: what to write), `NEEDS` and `TAKES` (keys of the
table), `ONE_OF` (keys of which one stands for `NEEDS`; may be empty) and
`send(letter, to)`, which raises `NotSent`.
"""

from __future__ import annotations

from functools import cache
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from yuanzheng.notices.letter import Letter
from yuanzheng.notices.sending import Receiver


class Channel(Protocol):
    """What a file in this folder is."""

    TITLE: str
    HINT: str
    NEEDS: frozenset[str]
    TAKES: frozenset[str]
    ONE_OF: tuple[str, ...]

    def send(self, letter: Letter, to: Receiver) -> None: ...


@cache
def kinds() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def of(kind: str) -> Channel:
    return cast(Channel, import_module(f"{__name__}.{kind}"))
