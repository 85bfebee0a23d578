"""Yarn: `yarn.lock` of both forms; read by lines, for the older one is no YAML."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import Package, Unusable

FILES = r"yarn\.lock"
ECOSYSTEM = "npm"
LOCK = True
_VERSION = re.compile(r'  version:? "?([^"\s]+)"?\s*')
_OWN = ("workspace:", "link:", "portal:", "file:")


def read(text: str) -> Iterator[Package | None]:
    if not re.search(r"^(# yarn lockfile v1|__metadata:)", text, re.MULTILINE):
        raise Unusable("没有 yarn 锁文件的开头")
    head: str | None = None
    for line in text.splitlines():
        if line.endswith(":") and not line.startswith((" ", "#", "_")):
            head = line[:-1].split(",")[0].strip().strip('"')
        elif head is not None and (version := _VERSION.fullmatch(line)):
            name, _, wanted = _split(head)
            head = None
            if not wanted.startswith(_OWN):
                yield Package(ECOSYSTEM, name, version[1]) if name else None


def _split(spec: str) -> tuple[str, str, str]:
    """`@scope/name@range`: the sign before a scope is none."""
    name, sign, wanted = spec[1:].partition("@")
    return spec[:1] + name, sign, wanted
