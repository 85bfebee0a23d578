"""What is looked at after a night: a file each, found by walking; the name begins its keys.

A file has `found(night) -> Iterator[Notice | Unseen]`, which raises `NotSeen` when it cannot look
at all, and `WHEN`: "night" (after each), or "start" (when the service starts). A night may be of
some projects only: what was told of the others is `Unseen`.
"""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module
from pkgutil import iter_modules
from typing import Protocol, cast

from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice, Unseen


class Rule(Protocol):
    """What a file in this folder is."""

    WHEN: str

    def found(self, night: Night) -> Iterator[Notice | Unseen]: ...


def names() -> tuple[str, ...]:
    return tuple(sorted(module.name for module in iter_modules(__path__)))


def of(name: str) -> Rule:
    return cast(Rule, import_module(f"{__name__}.{name}"))
