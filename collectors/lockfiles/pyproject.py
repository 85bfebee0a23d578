"""Python: `pyproject.toml`, ranges only."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import replace
from typing import Any

from packaging.utils import canonicalize_name

from collectors.lockfiles.requirements import one
from collectors.packages import (
    DEVELOPMENT,
    OPTIONAL,
    RUNTIME,
    Package,
    several,
    table,
    toml_table,
    words,
)  # fmt: skip

FILES = r"pyproject\.toml"
ECOSYSTEM = "pypi"
LOCK = False


def read(text: str) -> Iterator[Package | None]:
    found = toml_table(text)
    project = table(found.get("project"))
    own = canonicalize_name(words(project.get("name")) or "")
    for made in _listed(found, project):
        # `all = ["own[docs]"]`: its own extras under another name.
        if made is None or canonicalize_name(made.name) != own:
            yield made
    yield from _poetry(table(table(found.get("tool")).get("poetry")))


def _listed(found: Mapping[str, Any], project: Mapping[str, Any]) -> Iterator[Package | None]:
    yield from _lines(project.get("dependencies"), RUNTIME)
    for lines in table(project.get("optional-dependencies")).values():
        yield from _lines(lines, OPTIONAL)
    for lines in table(found.get("dependency-groups")).values():
        yield from _lines(lines, DEVELOPMENT)


def _lines(lines: Any, scope: str) -> Iterator[Package | None]:
    """A group may include another one, which is read for itself."""
    for line in several(lines):
        if isinstance(line, str):
            made = one(line)
            yield made and replace(made, scope=scope)


def _poetry(poetry: Mapping[str, Any]) -> Iterator[Package | None]:
    yield from _named(poetry.get("dependencies"), RUNTIME)
    yield from _named(poetry.get("dev-dependencies"), DEVELOPMENT)
    for group in table(poetry.get("group")).values():
        yield from _named(table(group).get("dependencies"), DEVELOPMENT)


def _named(entries: Any, scope: str) -> Iterator[Package | None]:
    for name, told in table(entries).items():
        if name.lower() != "python" and "path" not in table(told):
            wanted = words(told) or words(table(told).get("version"))
            optional = table(told).get("optional") is True
            yield Package(ECOSYSTEM, name, wanted=wanted, scope=OPTIONAL if optional else scope)
