"""Which weights a comparison is made with, and who says so."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass

from scoring.comparison.presets import CONFIGURED, STANDARD, Ready, ready
from scoring.comparison.weights import Scheme, scheme
from yuanzheng import failures
from yuanzheng.failures import Refused
from yuanzheng.widths import plain

OPTION = "--weight"
_WEIGHT = re.compile(r"([a-z_]+)=(\d{1,9}(?:\.\d{1,9})?)")


@dataclass(frozen=True, slots=True)
class Weighing:
    """`preset_id` None: weights were typed; `origin`: who says so, Chinese."""

    scheme: Scheme
    preset_id: str | None
    origin: str
    presets: tuple[Ready, ...]


def weighing(
    typed: Sequence[str], configured: Mapping[str, float], policy_id: str | None
) -> Weighing:
    """What is typed goes over what is configured, that over what is suggested for the policy, that
    over the usual. Raises `Refused` for what is no weight, `ScoringError` for one that cannot be.
    """
    presets = ready(configured)
    named = {one.preset_id: one for one in presets}
    base = named.get(CONFIGURED) or named.get(policy_id or STANDARD) or named[STANDARD]
    weights: dict[str, float] = {}
    for name, amount in map(_read, typed):
        if name in weights:
            raise Refused(f"{OPTION} 里 {name} 写了两次：只留一个。", failures.USAGE)
        weights[name] = amount
    if not weights:
        return Weighing(base.scheme, base.preset_id, f"{base.title}（{base.origin}）", presets)
    under = {one.id: one.weight for one in base.scheme.indicators}
    chosen = scheme({**under, **weights}, OPTION)
    origin = f"命令行的 {OPTION} {'、'.join(typed)}，其余取自{base.title}（{base.origin}）"
    return Weighing(chosen, None, origin, presets)


def _read(text: str) -> tuple[str, float]:
    found = _WEIGHT.fullmatch(text)
    if found is None:
        raise Refused(
            f"{OPTION} 要写成 指标=权重，如 stars=0.2，而不是“{plain(text)}”。", failures.USAGE
        )
    return found[1], float(found[2])
