"""Lock files and manifests of the common ecosystems: which packages they name.

What they name is a declaration: it proves neither use nor that nothing else is used.
"""

from __future__ import annotations

import json
import re
import tomllib
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import cache
from importlib import import_module
from itertools import islice
from pkgutil import iter_modules
from typing import Any, Protocol, cast

from packageurl import PackageURL

from collectors import lockfiles

MOST_BYTES = 8 * 1024 * 1024
MOST_PACKAGES = 20_000
_LONGEST = 300
_MOST_DOTS = 100_000_000
RUNTIME, DEVELOPMENT, OPTIONAL = "runtime", "development", "optional"


class Unusable(ValueError):
    """The file is not what its name says; the message is a Chinese sentence."""


@dataclass(frozen=True, slots=True)
class Package:
    """`version` is exact, None when the file only gives the range `wanted`; `licence` as the file
    itself has it; `scope`: runtime, development, optional, None: the file does not say."""

    ecosystem: str
    name: str
    version: str | None = None
    wanted: str | None = None
    licence: str | None = None
    scope: str | None = None

    @property
    def purl(self) -> str | None:
        """Its package URL; None where the name is none of its ecosystem."""
        space, _, name = self.name.replace(":", "/").rpartition("/")
        try:
            return PackageURL(self.ecosystem, space or None, name, self.version).to_string()
        except ValueError:
            return None


class Reader(Protocol):
    """What a file in `collectors/lockfiles` offers."""

    FILES: str
    ECOSYSTEM: str
    LOCK: bool

    def read(self, text: str) -> Iterator[Package | None]: ...


def names() -> tuple[str, ...]:
    """Ids of all kinds, sorted."""
    return tuple(sorted(found.name for found in iter_modules(lockfiles.__path__)))


def load(name: str) -> Reader:
    return cast("Reader", import_module(f"{lockfiles.__name__}.{name}"))


def kind(path: str) -> str | None:
    """The kind of a file by its name, None for any other file."""
    name = path.rsplit("/", 1)[-1]
    return next((one for one, shape in _shapes() if shape.fullmatch(name)), None)


@cache
def _shapes() -> tuple[tuple[str, re.Pattern[str]], ...]:
    return tuple((name, re.compile(load(name).FILES, re.IGNORECASE)) for name in names())


def read(name: str, text: str) -> tuple[list[Package], int]:
    """The packages a file names, each once, and how many entries named none.

    Raises `Unusable`.
    """
    try:
        found = list(islice(load(name).read(text), MOST_PACKAGES + 1))
    except RecursionError:
        raise Unusable("嵌套过深，未读取") from None
    if len(found) > MOST_PACKAGES:
        raise Unusable(f"列出的包超过 {MOST_PACKAGES} 个，未读取")
    kept = [one for one in found if one is not None and _sound(one)]
    return list(dict.fromkeys(kept)), len(found) - len(kept)


def _sound(one: Package) -> bool:
    texts = [t for t in (one.name, one.version, one.wanted, one.licence) if t is not None]
    short = all(0 < len(text) <= _LONGEST and text.isprintable() for text in texts)
    return short and one.purl is not None


def words(value: Any) -> str | None:
    """A text, without blanks around it; None for anything else and for nothing."""
    return value.strip() or None if isinstance(value, str) else None


def table(value: Any) -> Mapping[str, Any]:
    """A mapping; anything else as an empty one."""
    return value if isinstance(value, Mapping) else {}


def several(value: Any) -> Iterable[Any]:
    """A list; anything else as an empty one."""
    return value if isinstance(value, list) else []


def json_object(text: str) -> Mapping[str, Any]:
    try:
        found = json.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise Unusable("不是合法的 JSON") from None
    if not isinstance(found, dict):
        raise Unusable("JSON 的最外层不是对象")
    return found


def toml_table(text: str) -> Mapping[str, Any]:
    # A key of many parts costs the square of their number.
    if sum(line.count(".") ** 2 for line in text.splitlines()) > _MOST_DOTS:
        raise Unusable("键多得不合常理，未读取")
    try:
        return tomllib.loads(text.lstrip("\ufeff"))
    except (ValueError, RecursionError):
        raise Unusable("不是合法的 TOML") from None
