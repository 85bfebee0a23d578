"""What is installed on a fresh machine is what was tested: every package has its version."""

from __future__ import annotations

import re
import tomllib
from collections.abc import Iterator
from importlib.metadata import Distribution, PackageNotFoundError, distribution
from pathlib import Path

from packaging.requirements import Requirement
from packaging.utils import canonicalize_name


def wanted(root: Path) -> Iterator[str]:
    """What the project and its tests ask for by themselves."""
    project = tomllib.loads((root / "pyproject.toml").read_text(encoding="utf-8"))
    yield from project["project"]["dependencies"]
    for more in (project["project"]["optional-dependencies"], project["dependency-groups"]):
        for names in more.values():
            yield from names


def installed(requirements: Iterator[str]) -> set[str]:
    """Canonical names of those that are here, with all they ask for."""
    found, waiting = set[str](), [Requirement(one) for one in requirements]
    while waiting:
        one = waiting.pop()
        name = canonicalize_name(one.name)
        extras = one.extras or {""}
        if not any(one.marker is None or one.marker.evaluate({"extra": e}) for e in extras):
            continue
        if name in found or (held := _held(name)) is None:
            continue
        found.add(name)
        inner = [Requirement(text) for text in held.requires or ()]
        waiting += [
            two
            for two in inner
            if two.marker is None or any(two.marker.evaluate({"extra": e}) for e in extras)
        ]
    return found


def _held(name: str) -> Distribution | None:
    try:
        return distribution(name)
    except PackageNotFoundError:
        return None


def test_every_package_has_its_version(root: Path) -> None:
    settings = tomllib.loads((root / "uv.toml").read_text(encoding="utf-8"))
    pins = {
        canonicalize_name(re.split(r"[=;\s]", one)[0])
        for one in settings["constraint-dependencies"]
    }
    found = installed(wanted(root))
    assert len(found) > 60
    assert found - pins == set(), "run the command at the head of uv.toml and take these over"
