"""The indicators of `indicators.toml` with the weights the settings give them."""

from __future__ import annotations

import json
import math
import tomllib
from collections.abc import Mapping
from functools import cache
from hashlib import sha256
from importlib.resources import files

from pydantic import BaseModel, ConfigDict, Field

from scoring.errors import ScoringError, nearest

_WHERE = "[scoring.weights]"


class Indicator(BaseModel):
    """`people`: it counts heads, which anybody can make more of without doing more."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    id: str
    metric: str
    cap: float = Field(gt=0)
    floor: float = Field(gt=0, lt=1)
    weight: float = Field(ge=0)
    people: bool = False


class Scheme(BaseModel):
    """How scores are made; `people_most`: the factor by which accounts alone may move one."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    most_unknown: float = Field(ge=0, lt=1)
    people_most: float = Field(gt=1)
    indicators: tuple[Indicator, ...] = Field(alias="indicator", min_length=1)

    @property
    def weights_id(self) -> str:
        """Names the whole scheme: same id, same way of scoring."""
        text = json.dumps(self.model_dump(mode="json"), sort_keys=True)
        return sha256(text.encode()).hexdigest()[:12]

    def by_people(self) -> float:
        """The largest factor by which heads alone can move a score, unknowns at their most."""
        total = sum(one.weight for one in self.indicators)
        moved = sum(one.weight * -math.log(one.floor) for one in self.indicators if one.people)
        return math.exp(moved / (total * (1 - self.most_unknown)))


@cache
def standard() -> Scheme:
    text = files("scoring.comparison").joinpath("indicators.toml").read_text(encoding="utf-8")
    return Scheme.model_validate(tomllib.loads(text))


def scheme(weights: Mapping[str, float], where: str = _WHERE) -> Scheme:
    """The standard one with some weights replaced; `where` they are written, for complaints.

    Raises `ScoringError` for an unknown indicator, a weight that is none, no weight at all, or
    so much weight on heads that splitting the same work over accounts would pay.
    """
    names = [one.id for one in standard().indicators]
    for name, value in sorted(weights.items()):
        _check(name, value, names, where)
    chosen = [one.model_copy(update={"weight": weights.get(one.id, one.weight)})
              for one in standard().indicators]  # fmt: skip
    if not any(one.weight for one in chosen):
        raise ScoringError(f"{where} 里所有的权重都是 0：至少留一个大于 0。")
    made = standard().model_copy(update={"indicators": tuple(chosen)})
    if made.by_people() > made.people_most:
        raise ScoringError(
            f"{where} 里按人数的权重太大：同样的工作拆到许多账号名下就能把分数抬高到"
            f" {made.by_people():.3f} 倍，最多 {made.people_most} 倍；请调高其他，或{_less(made)}。"
        )
    return made


def _less(made: Scheme) -> str:
    """How much the weight on heads may be as the others stand."""
    people = [one for one in made.indicators if one.people]
    others = sum(one.weight for one in made.indicators if not one.people)
    room = math.log(made.people_most) * (1 - made.most_unknown)
    most = room * others / (-math.log(max(one.floor for one in people)) - room)
    return f"把 {people[0].id} 调低到 {math.floor(most * 1e4) / 1e4:g}"


def _check(name: str, value: float, names: list[str], where: str) -> None:
    if name not in names:
        raise ScoringError(f"{where} 里没有名为 {name} 的指标：{nearest(name, names)}。")
    if not (math.isfinite(value) and value >= 0):
        raise ScoringError(f"{where} 的 {name} 应为不小于 0 的数，而不是 {value}。")
