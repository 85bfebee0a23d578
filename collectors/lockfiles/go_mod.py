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
_REPLACE = re.compile(r"(?:replace\s+)?(\S+)(?:\s+(v\S+))?\s+=>\s+(\S+)(?:\s+(v\S+))?")


def read(text: str) -> Iterator[Package | None]:
    lines = [line.partition("//")[0].strip() for line in text.splitlines()]
    if not any(line.startswith("module ") or line == "module (" for line in lines):
        raise Unusable("没有 module 一行，不是 go.mod")
    found = filter(None, map(_REPLACE.fullmatch, lines))
    instead = {(one[1], one[2]): (one[3], one[4]) for one in found}
    block = ""
    for line in lines:
        if line.endswith("("):
            block = line[:-1].strip()
        elif line == ")":
            block = ""
        elif line and (block == "require" or line.startswith("require ")):
            parts = _REQUIRE.fullmatch(line)
            if parts is None:
                yield None
                continue
            asked = (parts[1], parts[2])
            name, version = instead.get(asked) or instead.get((parts[1], None)) or asked
            # What is replaced by a folder is the project's own.
            if version is not None:
                yield Package(ECOSYSTEM, name, version)
