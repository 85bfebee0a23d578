"""Weights that stand ready: the usual ones, and those suggested in the files of the policies."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from scoring.comparison.weights import Scheme, scheme, standard
from scoring.policy_files import all_policies

STANDARD = "standard"
CONFIGURED = "config"


@dataclass(frozen=True, slots=True)
class Ready:
    """`origin`: who says so, for no policy names weights; both in Chinese."""

    preset_id: str
    title: str
    origin: str
    reason: str
    scheme: Scheme


def ready(configured: Mapping[str, float]) -> tuple[Ready, ...]:
    """The usual weights, then those of `[scoring.weights]` where there are any, then those of
    policies. Raises `ScoringError` for configured weights that cannot be."""
    return (*_own(configured), *_suggested())


def _own(configured: Mapping[str, float]) -> Iterator[Ready]:
    yield Ready(
        STANDARD, "标准", "源证",
        "scoring/comparison/indicators.toml 里的权重，见 docs/comparison.md", standard(),
    )  # fmt: skip
    if configured:
        yield Ready(
            CONFIGURED, "评审方设定", "评审方", "配置文件的 [scoring.weights]", scheme(configured)
        )


def _suggested() -> Iterator[Ready]:
    for policy in all_policies():
        if policy.comparison:
            yield Ready(
                policy.policy_id, f"{policy.title}（{policy.kind}）", "源证建议，条文没有写权重",
                policy.comparison.reason, scheme(policy.comparison.weights),
            )  # fmt: skip
