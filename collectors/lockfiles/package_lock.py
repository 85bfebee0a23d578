"""npm: `package-lock.json` and `npm-shrinkwrap.json`, of all three versions."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from collectors.packages import (
    DEVELOPMENT,
    OPTIONAL,
    RUNTIME,
    Package,
    Unusable,
    json_object,
    several,
    table,
    words,
)  # fmt: skip

FILES = r"package-lock\.json|npm-shrinkwrap\.json"
ECOSYSTEM = "npm"
LOCK = True
_INSIDE = "node_modules/"


def read(text: str) -> Iterator[Package | None]:
    found = json_object(text)
    if "lockfileVersion" not in found:
        raise Unusable("没有 lockfileVersion，不是 npm 的锁文件")
    if isinstance(found.get("packages"), dict):
        yield from _by_place(found["packages"])
    else:
        yield from _nested(found.get("dependencies"))


def _by_place(places: Mapping[str, Any]) -> Iterator[Package | None]:
    """What does not lie in `node_modules` is the project's own, and so is what is linked."""
    for place, entry in places.items():
        if _INSIDE in place and table(entry).get("link") is not True:
            name = words(table(entry).get("name")) or place.rpartition(_INSIDE)[2]
            yield _package(name, entry)


def _nested(entries: Any) -> Iterator[Package | None]:
    for name, entry in table(entries).items():
        if not (words(table(entry).get("version")) or "").startswith("file:"):
            yield _package(*_true(name, entry))
        yield from _nested(table(entry).get("dependencies"))


def _true(name: str, entry: Any) -> tuple[str, Any]:
    """`npm:name@version` in the place of a version: another package under this name."""
    other, sign, version = (words(table(entry).get("version")) or "").rpartition("@")
    if not (sign and other.startswith("npm:")):
        return name, entry
    return other.removeprefix("npm:"), {**entry, "version": version}


def _package(name: str, entry: Any) -> Package | None:
    told = table(entry)
    version = words(told.get("version"))
    if version is None or not name:
        return None
    exact = version if ":" not in version else None
    return Package(ECOSYSTEM, name, exact, None if exact else version, _licence(told), _scope(told))


def _scope(told: Mapping[str, Any]) -> str:
    """`devOptional`: for development, but an optional package of something else as well."""
    if told.get("dev") is True:
        return DEVELOPMENT
    known = told.get("optional") is True or told.get("devOptional") is True
    return OPTIONAL if known else RUNTIME


def _licence(told: Mapping[str, Any]) -> str | None:
    """Old packages write an object or a list of them, any of which may be chosen."""
    one, many = told.get("license"), told.get("licenses")
    if isinstance(one, dict):
        return words(one.get("type"))
    names = [words(table(entry).get("type")) for entry in several(many)]
    return words(one) or " OR ".join(name for name in names if name) or None
