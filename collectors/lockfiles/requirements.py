"""Python: `requirements*.txt`; other files it names are read by their own names, and where those
are none that is read, that is counted."""

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
_OPTION = re.compile(r"-r\s*|--requirement[\s=]\s*|-e\s*|--editable[\s=]\s*")
_ADDRESS = re.compile(r"(?:\w+\+)?[a-z]\w*://|git@")
_OWN = re.compile(r"[./~]|file:|[A-Za-z]:\\")
_EGG = re.compile(r"[#&]egg=([A-Za-z0-9][A-Za-z0-9._-]*)")
_WHEEL = re.compile(r"/([A-Za-z0-9][A-Za-z0-9._]*)-([^-/]+)(?:-[^-/]+){3,4}\.whl(?:[#?].*)?")


def read(text: str) -> Iterator[Package | None]:
    for line in re.sub(r"\\\r?\n", " ", text).splitlines():
        told = re.sub(r"(^|\s)#.*|\s--\w.*", "", line).strip()
        option = _OPTION.match(told)
        if option and option[0].startswith(("-r", "--r")):
            yield from _further(told[option.end() :])
        elif option or not told.startswith("-"):
            yield from _line(told[option.end() if option else 0 :])


def _further(path: str) -> Iterator[Package | None]:
    """Another file: it is read for itself if its name says what it is."""
    if re.fullmatch(FILES, re.split(r"[/\\]", path)[-1], re.IGNORECASE) is None:
        yield None


def _line(told: str) -> Iterator[Package | None]:
    if _ADDRESS.match(told) and not told.startswith("file:"):
        yield _addressed(told.partition(" ;")[0].strip())
    elif told and not _OWN.match(told):
        yield _package(told)


def _addressed(address: str) -> Package | None:
    """The name an address tells of itself; the address may hold a password and is left out."""
    if egg := _EGG.search(address):
        return Package(ECOSYSTEM, egg[1])
    wheel = _WHEEL.search(address)
    return Package(ECOSYSTEM, wheel[1], wheel[2]) if wheel else None


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
