"""Which flags a project of the overview carries."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime, timedelta
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from yuanzheng.web.reading.overview import Standing

UNMET = "不满足"
STALE = timedelta(hours=48)
# In the words of the metric `licence_verdict`: any other is to be looked at.
_UNDOUBTED = frozenset({"无法判断", "OSI 批准且文本未改动"})
_LETTERS = frozenset({"C", "D"})


@dataclass(frozen=True, slots=True)
class Flag:
    flag_id: str
    title: str
    words: str


@cache
def every() -> dict[str, Flag]:
    """All flags by id, in the order they are shown."""
    text = files("yuanzheng.web.reading").joinpath("flags.toml").read_text(encoding="utf-8")
    return {key: Flag(key, one["title"], one["words"]) for key, one in tomllib.loads(text).items()}


def of(one: Standing, at: datetime) -> tuple[str, ...]:
    """Ids of the flags of a project, `at` the instant its copy was published."""
    carried = set(_carried(one, at))
    return tuple(flag for flag in every() if flag in carried)


def _carried(one: Standing, at: datetime) -> Iterator[str]:
    if one.collected_at is None:
        yield "never"
    elif at - one.collected_at > STALE:
        yield "stale"
    if one.older:
        yield "older"
    if one.archived:
        yield "archived"
    if not one.scored:
        yield "unscored"
        return
    if one.letter("star_evidence") in _LETTERS:
        yield "star_growth"
    if one.letter("fork_evidence") in _LETTERS:
        yield "fork_growth"
    if set(one.verdicts) - _UNDOUBTED:
        yield "licence"
    if any(policy.unmet for policy in one.outcomes):
        yield "unmet"
    if any(figure.completeness != "complete" for figure in one.shown()):
        yield "incomplete"
