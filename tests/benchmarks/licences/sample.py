"""One text of the measuring set, with what somebody else says it is."""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from functools import cached_property
from pathlib import Path

from collectors.documents import decode


@dataclass(frozen=True)
class Sample:
    """`kind`: real, listed, negative, closed (not approved by OSI), rider, harmless;
    `label`: SPDX id declared by somebody else, "" where there is none; `source`: whose file."""

    kind: str
    source: str
    label: str
    content: bytes
    later: str = ""

    @cached_property
    def sha256(self) -> str:
        return hashlib.sha256(self.content).hexdigest()

    @property
    def half(self) -> str:
        """`tune` may be looked at while the program is improved, `final` only at the end; `fresh`
        came in after `final` had been looked at, and `last` after `fresh`."""
        if self.later:
            return self.later
        return "tune" if int(self.sha256[0], 16) % 2 else "final"

    @cached_property
    def text(self) -> str | None:
        return decode(self.content)[0]


def unique(samples: Iterable[Sample]) -> Iterator[Sample]:
    """The first sample of each content within its kind."""
    seen: set[tuple[str, str]] = set()
    for one in samples:
        if (one.kind, one.sha256) not in seen:
            seen.add((one.kind, one.sha256))
            yield one


def write_list(samples: Iterable[Sample], path: Path) -> str:
    """Lists the set in a file, one JSON object a line, and gives the SHA-256 of that list."""
    rows = [
        {"kind": s.kind, "half": s.half, "sha256": s.sha256, "label": s.label, "source": s.source}
        for s in samples
    ]
    text = "".join(f"{json.dumps(row, ensure_ascii=False)}\n" for row in rows)
    path.write_text(text, encoding="utf-8")
    return hashlib.sha256(text.encode()).hexdigest()
