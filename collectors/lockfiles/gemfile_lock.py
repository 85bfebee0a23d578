"""Ruby: `Gemfile.lock`."""

from __future__ import annotations

import re
from collections.abc import Iterator

from collectors.packages import Package, Unusable

FILES = r"(gemfile|gems)\.(lock|locked)"
ECOSYSTEM = "gem"
LOCK = True
_SPEC = re.compile(r"    ([^\s(]+) \(([^\s)]+)\)")


def read(text: str) -> Iterator[Package | None]:
    lines = text.splitlines()
    if not {"GEM", "DEPENDENCIES"} & {line.strip() for line in lines}:
        raise Unusable("没有 GEM 一节，不是 Gemfile.lock")
    section = ""
    for line in lines:
        if line and not line.startswith(" "):
            section = line.strip()
        # PATH is the project's own.
        elif section in {"GEM", "GIT"} and re.match(r"    \S", line):
            spec = _SPEC.fullmatch(line)
            # Behind a hyphen stands the platform: the same gem and version, built for it.
            yield Package(ECOSYSTEM, spec[1], spec[2].partition("-")[0]) if spec else None
