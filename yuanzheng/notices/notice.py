"""What is to be told."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

Severity = Literal["error", "warning", "info"]
SEVERITIES: dict[Severity, str] = {"error": "故障", "warning": "注意", "info": "提示"}
RANK: dict[str, int] = {name: rank for rank, name in enumerate(SEVERITIES)}


@dataclass(frozen=True, slots=True)
class Notice:
    """`key` names the matter and begins with the rule's file name and a colon.

    `what` and `advice` are Chinese sentences; foreign text in them has been through `words`.
    `since`: when it began, None: from when it was first found. `passing`: an event, told once,
    which is never "over". `alike`: how a message says many of its kind at once, with `{n}`.
    `patience`: on how many days running it must have been found before anybody is told.
    """

    key: str
    severity: Severity
    what: str
    advice: str
    project_id: str | None = None
    since: datetime | None = None
    passing: bool = False
    alike: str | None = None
    patience: int = 1

    @property
    def rule(self) -> str:
        return self.key.partition(":")[0]


@dataclass(frozen=True, slots=True)
class Unseen:
    """Matters a rule could not look at this time, by their keys: neither so nor over."""

    keys: frozenset[str]


class NotSeen(Exception):
    """A rule could not look: what it told before is neither so nor over."""
