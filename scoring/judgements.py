"""What a rule comes to: an outcome with its reason."""

from __future__ import annotations

from dataclasses import dataclass

from scoring.policy_checks import Outcome


@dataclass(frozen=True, slots=True)
class Judgement:
    """`threshold`: as applied and who set it; `unset`: names of thresholds nobody has set.

    `short`: how much is missing; `by_when`: when that may be reached, where a trend tells.
    """

    outcome: Outcome
    reason: str
    threshold: str | None = None
    unset: tuple[str, ...] = ()
    short: str | None = None
    by_when: str | None = None
