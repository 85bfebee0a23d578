"""SPDX headers of source files (https://reuse.software/spec-3.3/): what most of them say counts as
the project's declaration, what a few say is shown beside it."""

from __future__ import annotations

import re
from collections.abc import Iterable
from dataclasses import replace

from scoring.licences.naming import Name, resolve
from scoring.licences.statement import Statement, from_name, line_of
from warehouse.store import Row

_TAG = re.compile(r"SPDX-License-Identifier[ \t]*:[ \t]*(\(?[A-Za-z0-9][A-Za-z0-9.+() \t-]{0,200})")
# From this share of the headers on, they speak for the project.
MOST = 0.9


def read_headers(rows: Iterable[Row]) -> list[Statement]:
    """A statement for each licence named, the most frequent first, at the first file that does."""
    found: dict[str, list[tuple[str, int, str | None, str]]] = {}
    for row in rows:
        for match in _TAG.finditer(row["content"] or ""):
            said, line = match[1].strip(), line_of(row["content"], match.start())
            place = (row["path"], line, row["answer_id"], said)
            found.setdefault(_meaning(said), []).append(place)
    total = sum(len(places) for places in found.values())
    ordered = sorted(found.values(), key=lambda places: (-len(places), places[0][3]))
    return [_stated(places, total) for places in ordered]


def _meaning(said: str) -> str:
    """One key for all ways to write the same licence: GPL-2.0+ is GPL-2.0-or-later."""
    name = resolve(said)
    known = name is not None and name.expression != "NOASSERTION"
    return name.expression if name and known else said


def _stated(places: list[tuple[str, int, str | None, str]], total: int) -> Statement:
    path, line, answer_id, said = places[0]
    words = f"{said}（查看到的 {total} 处文件头标识中有 {len(places)} 处）"
    name: Name | None = resolve(said)
    one = from_name(name, "header", path, line, words)
    return replace(one, answer_id=answer_id, notice=len(places) < MOST * total)
