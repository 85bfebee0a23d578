"""Folders that tests share by name: whoever comes second must want what the first one made."""

from __future__ import annotations

import re
from collections import defaultdict
from pathlib import Path

_ASKED = re.compile(r'\bonce\("(\w+)",\s*(?:lambda \w+: )?(\w+)')


def test_no_two_things_have_one_name(root: Path) -> None:
    made = defaultdict[str, set[str]](set)
    for path in (root / "tests").rglob("*.py"):
        if path.name == "test_copies.py":  # of a copy, not of a session
            continue
        for name, filler in _ASKED.findall(path.read_text(encoding="utf-8")):
            who = filler if filler != "made" else f"{path}:{filler}"
            made[name].add(who)
    assert len(made) > 8
    assert {name: who for name, who in made.items() if len(who) > 1} == {}
