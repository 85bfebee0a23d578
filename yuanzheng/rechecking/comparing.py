"""One figure then and now: equal, moved within tolerance, moved beyond, or not to be known."""

from __future__ import annotations

import re
from dataclasses import dataclass
from datetime import timedelta
from math import sqrt
from typing import Literal

from reports.evidence import EvidenceRow
from scoring.metric_files import Metric
from warehouse.pseudonyms import MARKED
from yuanzheng.rechecking.asking import Answers, shown_now
from yuanzheng.rechecking.claims import Claim, Claims

Verdict = Literal["equal", "within", "moved", "unknown"]
# Which figure tells how fast a count has grown of late.
_GROWTH = {"stars": "star_growth", "forks": "fork_growth"}
_EPSILON = 1e-9
# Rows by which signatures and accounts are known for one person.
_PEOPLE = frozenset(("mailmap_line", "account_link"))
# Units of what is counted one by one, and so spreads as such counts do.
_COUNTED = frozenset(["个", "人", "次", "条", "项", "段", "种"])
# Times that move on with the work: what is touched again is not where it was.
_LAST = re.compile(r"\b(?:updated_at|pushed_at)\b")
# What a query reads that tells persons from one another, or from programs.
_WHO = re.compile(r"\b(?:bot|person_alias|person_id)\b")


@dataclass(frozen=True, slots=True)
class Compared:
    """`low` and `high` bound the difference that is tolerated; None where words were compared or
    nothing was. `reason`: why it is unknown, or what the tolerance rests on."""

    claim: Claim
    title: str
    unit: str
    verdict: Verdict
    value: float | None = None
    text: str | None = None
    low: float | None = None
    high: float | None = None
    reason: str | None = None

    @property
    def difference(self) -> float | None:
        both = self.value is not None and self.claim.value is not None
        return (self.value or 0) - (self.claim.value or 0) if both else None


@dataclass(frozen=True, slots=True)
class Tolerance:
    low: float
    high: float
    reason: str | None = None


def compared(claim: Claim, claims: Claims, metric: Metric | None, answers: Answers) -> Compared:
    """Never calls equal what could not be asked."""
    if metric is None:
        return Compared(claim, claim.metric_id, "", "unknown", reason="这个版本的源证没有这个指标")
    named = (claim, metric.title, metric.unit_of(claim.part))
    if metric.compares and claim.value is not None:
        return Compared(*named, "unknown", reason="它是与别的项目比出来的，只问这一个项目不能再算")
    if metric.version != claim.version:
        words = f"口径已从第 {claim.version} 版改为第 {metric.version} 版，不能相比"
        return Compared(*named, "unknown", reason=words)
    rows = answers.now if shown_now(metric) else answers.then
    row = rows.get(claim.key)
    lacking = (
        _lacking(claim, claims, answers, row)
        or _unread(claim, metric, answers)
        or _masked(claim, claims, metric)
    )
    if lacking:
        return Compared(*named, "unknown", reason=lacking)
    assert row is not None  # noqa: S101 - `_lacking` has said so otherwise
    allowed = _tolerance(claim, claims, metric, answers, row)
    found = _judged(named, claim, row, allowed, alike=_growing(metric))
    if found.verdict != "equal" and (doubt := _unsteady(claim, metric, row)):
        return Compared(*named, "unknown", row.value, row.value_text, reason=doubt)
    return found


def _growing(metric: Metric) -> bool:
    """Whether its words are about counts of the present, and so hold other numbers every day."""
    return shown_now(metric) and any(row.startswith("count_snapshot") for row in metric.rows)


def _unsteady(claim: Claim, metric: Metric, row: EvidenceRow) -> str | None:
    """Why a difference says nothing of a figure; None: it says something."""
    if _LAST.search(metric.sql):
        return "它看最后更新的时间，截止之后又更新过的不再算在当时：过后不能再算出当时的数字"
    cut = "partial" in {claim.completeness, row.completeness}
    if cut and metric.unit_of(claim.part) not in _COUNTED and None not in {claim.value, row.value}:
        return "名单不完整，而它不是个数：可以差多少说不准"
    return None


def _lacking(claim: Claim, claims: Claims, answers: Answers, row: EvidenceRow | None) -> str | None:
    """Why there is nothing to compare with; None: there is."""
    own = any(target.repo_id == claim.part for target in claims.targets)
    if claims.lacking and not own:
        return claims.lacking[0].rstrip("。")
    if row is None or row.unknown or (row.value, row.value_text) == (None, None):
        return (row and row.completeness_reason) or "这次没有问到"
    if row.completeness != "complete" and not _same_gap(claim, row, answers):
        return f"这次没有读全：{row.completeness_reason or '没有说明原因'}"
    return None


def _unread(claim: Claim, metric: Metric, answers: Answers) -> str | None:
    """Why a figure that tells people apart is not to be known though its own repository was read:
    who is one person, and of which organisation, rests on all repositories of the project."""
    if _PEOPLE.isdisjoint(metric.rows):
        return None
    failed = sorted({r.repo_id for r in answers.summary.results if r.failed} - {claim.part})
    return f"它靠项目的全部仓库辨认是谁，而 {failed[0]} 这次没有读到" if failed else None


def _masked(claim: Claim, claims: Claims, metric: Metric) -> str | None:
    """Why a figure of a masked pack cannot be counted again from answers that are not masked."""
    if claim.text and MARKED.search(claim.text):
        return "包里遮住了姓名，这些字不能与平台上的相比"
    if claims.masked and _WHO.search(metric.sql):
        return "它靠申报单位声明的人或对机器人的申诉，包里遮住了姓名，在平台上找不到说的是谁"
    return None


def _same_gap(claim: Claim, row: EvidenceRow, answers: Answers) -> bool:
    """Whether what is lacking now was lacking then: what a platform shows to nobody.

    Where it is not told what was lacking then, nothing may have failed now.
    """
    if claim.completeness == "complete":
        return False
    if claim.gap is not None:
        return claim.gap == row.completeness_reason
    return not any(result.failed for result in answers.summary.results)


def _judged(
    named: tuple[Claim, str, str],
    claim: Claim,
    row: EvidenceRow,
    allowed: Tolerance,
    *,
    alike: bool,
) -> Compared:
    """`alike`: words may differ where they begin the same, and where they only explain a number."""
    verdict: Verdict
    explained = alike and None not in {claim.value, row.value}
    if claim.value is None or row.value is None or (claim.text != row.value_text and not explained):
        same = (claim.value, claim.text) == (row.value, row.value_text)
        near = alike and claim.value == row.value and _first(claim.text) == _first(row.value_text)
        verdict = "equal" if same else "within" if near else "moved"
        return Compared(*named, verdict, row.value, row.value_text)
    moved = row.value - claim.value
    verdict = "equal" if abs(moved) < _EPSILON and claim.text == row.value_text else "within"
    if not allowed.low - _EPSILON <= moved <= allowed.high + _EPSILON:
        verdict = "moved"
    return Compared(
        *named, verdict, row.value, row.value_text, allowed.low, allowed.high, allowed.reason
    )


def _first(words: str | None) -> str | None:
    """A grade before its grounds."""
    return words and words.split("：")[0]


def _tolerance(
    claim: Claim, claims: Claims, metric: Metric, answers: Answers, row: EvidenceRow
) -> Tolerance:
    """How far a figure may move by itself.

    A count shown for the present: as it has grown of late, give or take 3·√ of that, the spread of
    a count of independent events. A list that was cut: 3·√ of what was counted in it, which of
    people is not what they did. Anything else: not at all, for what was counted as of an instant
    does not change by time passing.
    """
    if any(source.startswith("count_snapshot") for source in metric.rows):
        return _grown(claim, claims, answers)
    cut = "partial" in {claim.completeness, row.completeness}
    if cut or "listed_contributor" in metric.rows:
        many = claim.n if "listed_contributor" in metric.rows else claim.value
        spread = 3 * sqrt(max(abs(many or 0), 1))
        return Tolerance(-spread, spread, "名单不完整或随时在变，按 3·√n 计")
    return Tolerance(0, 0)


def _grown(claim: Claim, claims: Claims, answers: Answers) -> Tolerance:
    elapsed = max(answers.asked_at - claims.as_of, timedelta(0))
    growth = claims.by_key().get((_GROWTH.get(claim.metric_id, ""), claim.part))
    if growth and growth.value is not None and growth.window_from and growth.window_to:
        window = max(growth.window_to - growth.window_from, timedelta(days=1))
        expected = max(growth.value, 0) * (elapsed / window)
        spread = 3 * sqrt(max(expected, 1))
        return Tolerance(-spread, expected + spread, "按它自己近来的增长速度推算")
    spread = 3 * sqrt(max(abs(claim.value or 0), 1))
    return Tolerance(-spread, spread, "不知道它的增长速度，按 3·√n 计")
