"""Go: `go.mod`, which since Go 1.17 names all modules a build needs, with exact versions.

`go.sum` is not read: it names versions that no build uses.
"""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import Package, Unusable

FILES = r"go\.mod"
ECOSYSTEM = "golang"
LOCK = True
_REQUIRE = re.compile(r"(?:require\s+)?\"?([^\s\"()]+)\"?\s+(v[^\s/]+)")
_OWN = re.compile(r"(?:replace\s+)?(\S+)(?:\s+v\S+)?\s+=>\s+\.{0,2}/.*")


def read(text: str) -> Iterator[Package | None]:
    lines = [line.partition("//")[0].strip() for line in text.splitlines()]
    if not any(line.startswith("module ") or line == "module (" for line in lines):
        raise Unusable("没有 module 一行，不是 go.mod")
    own = {found[1] for line in lines if (found := _OWN.fullmatch(line))}
    block = ""
    for line in lines:
        if line.endswith("("):
            block = line[:-1].strip()
        elif line == ")":
            block = ""
        elif line and (block == "require" or line.startswith("require ")):
            parts = _REQUIRE.fullmatch(line)
            if not (parts and parts[1] in own):
                yield Package(ECOSYSTEM, parts[1], parts[2]) if parts else None
