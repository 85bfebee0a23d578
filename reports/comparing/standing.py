"""The comparison as the page shows it before any script has run, in the words of the page."""

from __future__ import annotations

from dataclasses import dataclass
from itertools import pairwise
from typing import Any

from reports import wording
from reports.comparing.model import Cell, Compared, Comparison, Criterion, Preset
from reports.comparing.payload import figure_words
from reports.visible import clipped
from warehouse.numerals import number

OUTCOME_MARKS = {"满足": "✓", "不满足": "✕", "需人工佐证": "◐", "数据不足": "○"}
NOT_COMPARABLE = "不可比"
OUTSIDE = (
    "名次只用已知的项、按这一种算法；区间还换归一化与权重，让各项目未知的项取遍可能的值，"
    "所以名次可以落在自己的区间之外：说先后时看区间。"
)
_LETTERS = frozenset("ABCD")
_NAME = 48


@dataclass(frozen=True, slots=True)
class Standing:
    """What the template reads: words and numbers ready to be printed."""

    date: str
    counted_in: str
    instant: str
    sample: bool
    policy: str | None
    previous: str | None
    variants: int
    digest: str
    most_unknown: str
    heaviest: int
    notes: tuple[str, ...]
    criteria: tuple[dict[str, Any], ...]
    projects: tuple[dict[str, Any], ...]
    presets: tuple[Preset, ...]
    taus: tuple[tuple[str, str], ...]
    outside: str

    @property
    def ranked(self) -> list[dict[str, Any]]:
        return [one for one in self.projects if one["rank"] is not None]

    @property
    def apart(self) -> list[dict[str, Any]]:
        return [one for one in self.projects if one["rank"] is None]


def standing(comparison: Comparison) -> Standing:
    many = sum(1 for one in comparison.projects if one.rank is not None)
    twins, before = _twins(comparison), comparison.previous_as_of
    close = _close(comparison)
    return Standing(
        date=wording.as_of_date(comparison.as_of),
        counted_in=wording.counted_in(comparison.as_of),
        instant=wording.as_of_instant(comparison.as_of),
        sample=comparison.sample,
        policy=comparison.policy.title if comparison.policy else None,
        previous=wording.as_of_date(before) if before else None,
        variants=comparison.variants,
        digest=comparison.digest,
        most_unknown=percent(comparison.most_unknown),
        heaviest=_heaviest(comparison),
        notes=comparison.notes,
        criteria=_criteria(comparison.criteria),
        projects=tuple(
            _project(index, one, comparison, many, twins.get(one.project_id, 0))
            | {"close": one.project_id in close}
            for index, one in enumerate(comparison.projects)
        ),
        presets=comparison.presets,
        taus=tuple((title, _tau(value)) for title, value in comparison.tau.items()),
        outside=OUTSIDE,
    )


def percent(share: float) -> str:
    """To a tenth; what is not zero is not shown as zero."""
    if 0 < share < 0.0005:
        return "<0.1 %"
    return f"{number(round(100 * share, 1))} %"


def scale(comparison: Comparison) -> float:
    """What a weight is multiplied with so that those shipped sum to 100."""
    total = sum(one.weight for one in comparison.criteria)
    return 100 / total if total else 100.0


def _heaviest(comparison: Comparison) -> int:
    weights = [one.weight for one in comparison.criteria]
    weights += [weight for preset in comparison.presets for weight in preset.weights.values()]
    return max(50, round(scale(comparison) * max(weights, default=0)))


def _criteria(criteria: tuple[Criterion, ...]) -> tuple[dict[str, Any], ...]:
    total = sum(one.weight for one in criteria) or 1.0
    return tuple(
        {
            "id": one.criterion_id, "title": clipped(one.title, 40), "unit": one.unit,
            "metric_id": one.metric_id, "version": one.version, "definition": one.definition,
            "window": _window(one.window_days), "cap": number(one.cap),
            "floor": number(one.floor), "people": one.people, "sql": one.sql,
            "scaled": f"{100 * one.weight / total:.10g}", "part": percent(one.weight / total),
        }
        for one in criteria
    )  # fmt: skip


def _window(days: int | None) -> str:
    return "累计到截止时刻" if days is None else f"截止时刻之前 {days} 天"


def _project(
    index: int, one: Compared, comparison: Comparison, many: int, twins: int
) -> dict[str, Any]:
    policy = comparison.policy.policy_id if comparison.policy else ""
    counts = one.outcomes.get(policy, {})
    letter = one.star_grade if one.star_grade in _LETTERS else None
    return {
        "index": index, "rank": one.rank, "name": clipped(one.name, _NAME),
        "applicant": one.applicant and clipped(one.applicant, _NAME), "sample": one.sample,
        "score": NOT_COMPARABLE if one.score is None else f"{one.score:.2f}",
        "moved": moved(one.previous_rank, one.rank),
        "gained": gained(one.previous_score, one.score),
        "interval": _interval(one), "band": _band(one, many), "unknown": percent(one.unknown_share),
        "twins": f"≈ {twins} 个" if twins else "",
        "outside": "名次在区间外" if one.outside else "",
        "star_letter": letter,
        "star_words": "" if letter else clipped(one.star_grade or wording.UNKNOWN, 12),
        "counts": [(of, mark, counts[of]) for of, mark in OUTCOME_MARKS.items() if of in counts],
        "cells": [_cell(cell) for cell in one.cells],
    }  # fmt: skip


def _cell(cell: Cell) -> dict[str, Any]:
    return {
        "shown": figure_words(cell), "unknown": cell.value is None,
        "completeness": cell.completeness, "bar": round(100 * (cell.points or 0), 2),
        "percentile": None if cell.percentile is None else round(100 * cell.percentile),
    }  # fmt: skip


def moved(before: int | None, now: int | None) -> str:
    if before is None or now is None:
        return ""
    by = before - now
    return "＝" if by == 0 else f"{'↑ 升' if by > 0 else '↓ 降'} {abs(by)}"


def gained(before: float | None, now: float | None) -> str:
    if before is None or now is None:
        return ""
    by = now - before
    return "＝" if abs(by) < 0.005 else f"{'↑ +' if by > 0 else '↓ −'}{abs(by):.2f}"


def _interval(one: Compared) -> str:
    if one.rank_low is None or one.rank_high is None:
        return wording.NOTHING
    same = one.rank_low == one.rank_high
    return f"{one.rank_low}" if same else f"{one.rank_low}–{one.rank_high}"


def _band(one: Compared, many: int) -> tuple[float, float, float]:
    """Left edge and width of the interval and place of the rank, in percent of all ranks."""
    if one.rank is None or one.rank_low is None or one.rank_high is None:
        return 0.0, 0.0, -9.0
    left = 100 * (one.rank_low - 1) / many
    width = 100 * (one.rank_high - one.rank_low + 1) / many
    return round(left, 3), round(width, 3), round(100 * (one.rank - 0.5) / many - 0.8, 3)


def _twins(comparison: Comparison) -> dict[str, int]:
    found: dict[str, int] = {}
    for ahead, behind, _ in comparison.unseparable:
        for one in (ahead, behind):
            found[one] = found.get(one, 0) + 1
    return found


def _close(comparison: Comparison) -> set[str]:
    """Who cannot be told from the project above."""
    pairs = {(ahead, behind) for ahead, behind, _ in comparison.unseparable}
    ids = [one.project_id for one in comparison.projects if one.rank is not None]
    return {after for before, after in pairwise(ids) if (before, after) in pairs}


def _tau(value: float | None) -> str:
    return wording.NOTHING if value is None else f"{value:.3f}"
