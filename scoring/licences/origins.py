"""Sentences that say where a work comes from or who made it: they bind and free nobody."""

from __future__ import annotations

import re
from functools import cache
from itertools import takewhile

from scoring.licences.data import table
from scoring.licences.names import is_name, operative

_NAME = r"(\S+(?: \S+){0,7}?)"
# With these the next sentence begins.
_NEXT = frozenset({"it", "this"})
_LAST = r"(?P<last>\S+(?: \S+){0,7})"


def without_origins(words: tuple[str, ...]) -> tuple[str, ...]:
    """Words without those sentences; where a name is none, the sentence stays."""
    if _openers().isdisjoint(words):
        return words
    run = " ".join(words)
    for pattern in _patterns():
        run = pattern.sub(_taken_out, run)
    return tuple(run.split())


def _taken_out(match: re.Match[str]) -> str:
    last = (match.groupdict().get("last") or "").split()
    inside = [name for name in match.groups() if name and name != match.groupdict().get("last")]
    named = list(takewhile(lambda word: word not in operative() | _NEXT, last))
    if not all(is_name(name.split()) for name in inside) or (last and not is_name(named or last)):
        return match[0]
    return " ".join(last[len(named) :])


@cache
def _patterns() -> tuple[re.Pattern[str], ...]:
    return tuple(
        re.compile(rf"(?<!\S){_named(text)}(?!\S)")
        for text in table("words")["origins"]["patterns"]
    )


def _named(text: str) -> str:
    """`{name}` is a name, which ends where the next word that binds begins."""
    return text.removesuffix("{name}").replace("{name}", _NAME) + (
        _LAST if text.endswith("{name}") else ""
    )


@cache
def _openers() -> frozenset[str]:
    return frozenset(table("words")["origins"]["openers"])
