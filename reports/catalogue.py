"""Finds the formats: every file in `reports/formats` is one, its name is its id."""

from __future__ import annotations

import pkgutil
from importlib import import_module
from pathlib import Path
from typing import TYPE_CHECKING, Protocol, cast

from reports import formats

if TYPE_CHECKING:
    from reports.evidence import Report


class Format(Protocol):
    """What a file in `reports/formats` offers.

    `TITLE` is the Chinese name of the format; `IS_LONG`: it takes 0.1 s and more for a project, so
    that handing the report to another process pays. `write` puts its files into `folder`, which
    exists, and returns their paths; the same report gives the same bytes.
    """

    TITLE: str
    IS_LONG: bool

    def write(self, report: Report, folder: Path) -> list[Path]: ...


def names() -> tuple[str, ...]:
    """Ids of all formats, sorted; imports none of them."""
    return tuple(sorted(found.name for found in pkgutil.iter_modules(formats.__path__)))


def load(name: str) -> Format:
    """Raises `ModuleNotFoundError` for a name that is not among `names()`."""
    return cast("Format", import_module(f"{formats.__name__}.{name}"))
