"""What a pack says its figures rest on that this program has otherwise: definitions, and lists."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from typing import Any

from scoring import data_packages
from scoring.metric_files import Metric, all_metrics

_UNSAID = "没有写明"


def words(told: Mapping[str, Any]) -> str | None:
    """Chinese, without an end; None: nothing. `told`: the figures.json of a pack."""
    return "；".join(filter(None, (_defined(told), _listed(told)))) or None


def _defined(told: Mapping[str, Any]) -> str | None:
    """Of which metrics the pack says another definition than this program has."""
    here = {metric.metric_id: metric for metric in all_metrics()}
    there = {one["metric_id"]: one for one in told["figures"]}
    sums = {name: one["sql_sha256"] for name, one in there.items()}
    other = [name for name in sorted(sums) if sums[name] != getattr(here.get(name), "sha256", None)]
    known = [_versions(here[name], there[name]) for name in other if name in here]
    return f"{len(other)} 项指标的口径与这一版不同（{'；'.join(known[:3])}）" if other else None


def _versions(here: Metric, there: Mapping[str, Any]) -> str:
    if there["version"] == here.version:
        return f"{here.title}：同是第 {here.version} 版，文字不同"
    return f"{here.title}：包里是第 {there['version']} 版，这里是第 {here.version} 版"


def _listed(told: Mapping[str, Any]) -> str | None:
    """Which lists, of licences and domains, are of another version."""
    other = list(_other(told.get("data")))
    return f"所依的名录版本不同（{'；'.join(other)}）" if other else None


def _other(said: object) -> Iterator[str]:
    there = said if isinstance(said, Mapping) else {}
    for name, own in data_packages.versions().items():
        if there.get(name) != own:
            yield f"{name} 包里是 {there.get(name, _UNSAID)}，这里是 {own}"
