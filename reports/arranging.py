"""How the parts of a report stand together on paper and on a page: the same for both."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby

from reports import drawing, wording
from reports.evidence import Clause, CompletenessRow, Policy, Report, Repository
from reports.licensing import (
    LicenceChange,
    LicenceComparison,
    LicenceLine,
    LicenceVerdict,
    ThirdParty,
)

MOST_SOURCES = 100
CEILING = "参考"
GAPS_SAID = (
    "必须与择优的条款中还没有“满足”的，最要紧的在前；怎么办见逐条结论。"
    "推算的日期只是按现有增长外推，不是承诺。"
)
PAPERS_SAID = (
    "“已附”只说明文件已交来并记下了散列，内容由评审核对；“源证可出”的仍须按签章一栏签名或盖章。"
)
NO_GAP = "没有差距：必须与择优的条款都已满足，或没有对照任何政策。"
NO_PAPER = "所对照的政策没有列出要提交的材料。"
_WORST = ("不满足", "数据不足", "需人工佐证")
Programme = tuple[Policy, Sequence[Clause], tuple[tuple[str, int], ...]]
Matrix = tuple[list[str], list[tuple[str, list[CompletenessRow | None]]]]


@dataclass(frozen=True, slots=True)
class LicencePlaces:
    """All places of one repository; `sides` sets different expressions beside each other."""

    repository: Repository
    verdict: LicenceVerdict | None
    lines: tuple[LicenceLine, ...]
    sides: tuple[tuple[str, tuple[LicenceLine, ...]], ...]
    changes: tuple[LicenceChange, ...]
    compared: tuple[LicenceComparison, ...]


@dataclass(frozen=True, slots=True)
class Others:
    """What one repository takes from others; the first to look at come first."""

    repository: Repository
    flagged: int
    named: int
    rows: tuple[ThirdParty, ...]


def programmes(report: Report) -> Iterator[Programme]:
    """(policy, its clauses, how many of each outcome) for every policy of the project. What stands
    for information alone, such as a ceiling of a grant, is no outcome to count."""
    for policy in report.policies:
        clauses = [clause for clause in report.clauses if clause.policy_id == policy.policy_id]
        asked = (clause.outcome for clause in clauses if clause.level != CEILING)
        yield policy, clauses, wording.outcome_counts(asked)


def missing(report: Report) -> list[Clause]:
    """Clauses that must or should hold and are not 满足, the worst first."""
    asked = (c for c in report.clauses if c.level != CEILING and c.outcome != "满足")
    return sorted(asked, key=lambda c: _WORST.index(c.outcome) if c.outcome in _WORST else 9)


def short_names(report: Report) -> dict[str, str]:
    """政策一, 政策二 … where there are several; empty for one."""
    if len(report.policies) < 2:
        return {}
    numerals = "一二三四五六七八九十"
    return {
        policy.policy_id: f"政策{numerals[i] if i < len(numerals) else i + 1}"
        for i, policy in enumerate(report.policies)
    }


def sparklines(report: Report) -> dict[str, str]:
    """Evidence id → line as SVG, for the key figures that have a series."""
    whole = {one.metric_id: one for one in report.series if not one.part}
    drawn = {
        row.evidence_id: drawing.sparkline(whole[row.metric_id])
        for row in report.key_figures()
        if row.metric_id in whole
    }
    return {key: svg for key, svg in drawn.items() if svg}


def not_asked(rows: Sequence[CompletenessRow]) -> list[tuple[str, list[str]]]:
    missing = [row for row in rows if row.grade == "not_asked"]
    return [
        (repo_id, [row.stream for row in found])
        for repo_id, found in groupby(missing, key=lambda row: row.repo_id)
    ]


def gaps(rows: Sequence[CompletenessRow]) -> list[CompletenessRow]:
    return [row for row in rows if row.grade not in {"complete", "not_asked"}]


def places(report: Report, repository: Repository) -> LicencePlaces:
    lines = tuple(x for x in report.licence_lines if x.repo_id == repository.repo_id)
    verdicts = [v for v in report.licence_verdicts if v.repo_id == repository.repo_id]
    verdict = verdicts[0] if verdicts else None
    ordered = sorted(lines, key=lambda x: x.expression)
    sides = tuple(
        (name, tuple(found)) for name, found in groupby(ordered, key=lambda x: x.expression)
    )
    conflict = verdict is not None and verdict.agreement == "conflict"
    changes = tuple(x for x in report.licence_changes if x.repo_id == repository.repo_id)
    compared = tuple(x for x in report.licence_comparisons if x.repo_id == repository.repo_id)
    return LicencePlaces(repository, verdict, lines, sides if conflict else (), changes, compared)


def others(report: Report, repository: Repository) -> Others:
    found = [one for one in report.third_party if one.repo_id == repository.repo_id]
    rows = sorted(found, key=lambda one: (one.advice is None, one.named == "yes"))
    flagged = sum(one.advice is not None for one in found)
    return Others(repository, flagged, sum(one.named == "yes" for one in found), tuple(rows))


def matrix(rows: Sequence[CompletenessRow]) -> Matrix:
    """Streams across, repositories down."""
    streams = sorted({row.stream for row in rows})
    cells = {(row.repo_id, row.stream): row for row in rows}
    repo_ids = sorted({row.repo_id for row in rows})
    return streams, [(repo, [cells.get((repo, name)) for name in streams]) for repo in repo_ids]
