"""Long reasons are said once and referred to by number: 注 1, 注 2 …"""

from __future__ import annotations

from reports import wording
from reports.evidence import EvidenceRow, Report

_SHORT = 16


def numbered(report: Report) -> dict[str, int]:
    """Every reason why a figure is not complete that is too long to stand in each row → its
    number, in the order in which the tables give them."""
    found: dict[str, int] = {}
    for row in report.rows():
        reason = row.completeness_reason
        if reason and len(reason) > _SHORT:
            found.setdefault(reason, len(found) + 1)
    return found


def label(number: int) -> str:
    """How a reason is referred to."""
    return f"注 {number}"


def grade_words(row: EvidenceRow, notes: dict[str, int]) -> str:
    """完整 / 部分（注 2）/ 不可观测：原因 for a reason that is short."""
    if row.completeness is None:
        return wording.NOTHING
    number = notes.get(row.completeness_reason or "")
    if number is None or row.completeness == "complete":
        return wording.completeness_words(row.completeness, row.completeness_reason)
    return f"{wording.word('completeness', row.completeness)}（{label(number)}）"
