"""Yarn: `yarn.lock` of both forms; read by lines, for the older one is no YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import Package, Unusable

FILES = r"yarn\.lock"
ECOSYSTEM = "npm"
LOCK = True
_VERSION = re.compile(r'  version:? "?([^"\s]+)"?\s*')
_ALIAS = "npm:"
# The younger yarn's version of what is the project's own, by whatever range it is asked for.
_LOCAL = "0.0.0-use.local"
_OWN = ("workspace:", "link:", "portal:", "file:")


def read(text: str) -> Iterator[Package | None]:
    if not re.search(r"^(# yarn lockfile v1|__metadata:)", text, re.MULTILINE):
        raise Unusable("没有 yarn 锁文件的开头")
    head: str | None = None
    for line in text.splitlines():
        if line.startswith("? "):  # so long that the colon stands on a line of its own
            head = line[2:]
        elif line != ":" and line.endswith(":") and not line.startswith((" ", "#", "_")):
            head = line[:-1]
        elif head is not None and (version := _VERSION.fullmatch(line)):
            asked = [_split(one.strip().strip('"')) for one in head.split(",")]
            head = None
            if version[1] != _LOCAL and not any(wanted.startswith(_OWN) for _, wanted in asked):
                name = _true(*asked[0])
                yield Package(ECOSYSTEM, name, version[1]) if name else None


def _split(spec: str) -> tuple[str, str]:
    """`@scope/name@range`: the sign before a scope is none."""
    name, _, wanted = spec[1:].partition("@")
    return spec[:1] + name, wanted


def _true(name: str, wanted: str) -> str:
    """`alias@npm:name@range`: what is installed, under whatever name."""
    other, bound = _split(wanted.removeprefix(_ALIAS))
    return other if wanted.startswith(_ALIAS) and (bound or other.startswith("@")) else name
