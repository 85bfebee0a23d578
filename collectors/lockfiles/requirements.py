"""Python: `requirements*.txt`; other files it names are read by their own names."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import DEVELOPMENT, Package

FILES = r"(.*[-_.])?requirements([-_.].*)?\.(txt|in)"
ECOSYSTEM = "pypi"
LOCK = False
_LINE = re.compile(
    r"([A-Za-z0-9](?:[A-Za-z0-9._-]*[A-Za-z0-9])?)\s*(?:\[[^\]]*\])?\s*(@[^;]*|[=<>!~(][^;]*)?(;.*)?"
)
_EXACT = re.compile(r"===?\s*([A-Za-z0-9][A-Za-z0-9.!+_-]*)")
_ELSEWHERE = re.compile(r"-|[./~]|https?:|git\+|[A-Za-z]:\\")


def read(text: str) -> Iterator[Package | None]:
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        told = re.sub(r"(^|\s)#.*|\s--\w.*", "", line).strip()
        if told and not _ELSEWHERE.match(told):
            yield _package(told)


def _package(told: str) -> Package | None:
    parts = _LINE.fullmatch(told)
    if parts is None:
        return None
    wanted = (parts[2] or "").strip() or None
    exact = _EXACT.fullmatch(wanted or "")
    return Package(ECOSYSTEM, parts[1], exact[1] if exact else None, None if exact else wanted)


def scoped(line: str) -> Package | None:
    """A requirement of a development group, as `pyproject.toml` has them."""
    found = _package(line)
    return found and Package(
        found.ecosystem, found.name, found.version, found.wanted, scope=DEVELOPMENT
    )


def one(line: str) -> Package | None:
    """A single requirement."""
    return _package(line.strip())
