"""Settings of scoring: table `[scoring]` of the configuration."""

from __future__ import annotations

import math

from pydantic import BaseModel, ConfigDict, Field, model_validator

from scoring import policy_files
from scoring.comparison import weights as comparison
from scoring.errors import ScoringError, nearest
from scoring.facts.values import Given
from scoring.people import appeals
from scoring.people.appeals import Appeals

Thresholds = dict[str, dict[str, float]]


class ScoringSettings(BaseModel):
    """`thresholds`: policy id → threshold name of that policy → the reviewer's value.

    `facts`: project id → what its applicant states, from its own file and never written here.
    `bots` and `not_bots`: accounts that were judged wrongly (see `people.appeals`).
    `weights`: indicator of the comparison → weight instead of its usual one.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    window_days: int = Field(default=365, ge=1, le=36500)
    thresholds: Thresholds = {}
    facts: dict[str, dict[str, Given]] = {}
    bots: tuple[str, ...] = ()
    not_bots: tuple[str, ...] = ()
    weights: dict[str, float] = {}

    @property
    def appeals(self) -> Appeals:
        return Appeals(self.bots, self.not_bots)

    def appealed(self, appeals: Appeals) -> ScoringSettings:
        """The same with other appeals."""
        return self.model_copy(update={"bots": appeals.bots, "not_bots": appeals.not_bots})

    @model_validator(mode="after")
    def _right_appeals(self) -> ScoringSettings:
        if wrong := appeals.problem(self.bots, self.not_bots):
            raise ScoringError(wrong)
        return self

    @model_validator(mode="after")
    def _known_thresholds(self) -> ScoringSettings:
        for policy_id, values in sorted(self.thresholds.items()):
            names = _names(policy_id)
            for name, value in sorted(values.items()):
                _check(policy_id, name, value, names)
        comparison.scheme(self.weights)
        return self


def _names(policy_id: str) -> tuple[str, ...]:
    if policy_id not in policy_files.policy_ids():
        close = nearest(policy_id, policy_files.policy_ids())
        raise ScoringError(f"[scoring.thresholds] 里没有名为 {policy_id} 的政策：{close}。")
    return policy_files.load(policy_id).threshold_names()


def _check(policy_id: str, name: str, value: float, names: tuple[str, ...]) -> None:
    where = f"[scoring.thresholds.{policy_id}]"
    if name not in names:
        raise ScoringError(f"{where} 里没有名为 {name} 的门槛：{nearest(name, names)}。")
    if not (math.isfinite(value) and value > 0):
        raise ScoringError(f"{where} 的 {name} 应为大于 0 的数，而不是 {value}。")
