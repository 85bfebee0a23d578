"""Whether the tables of growth, which are of the instant scored last, are those of a report."""

from __future__ import annotations

from reports.evidence import Report
from yuanzheng.web.documents.projects import GrowthGrade

_MEASURED = {"stars": "star_evidence", "forks": "fork_evidence"}
_UNKNOWN = "unknown"


def elsewhere(report: Report, one: GrowthGrade) -> bool:
    """Whether what was measured of that source for the report's instant says otherwise."""
    key = _MEASURED.get(one.series), one.repo_id
    for row in report.rows():
        if (row.metric_id, row.part) == key:
            said = row.value_text
            return one.grade != _UNKNOWN if said is None else not said.endswith(f"：{one.reason}")
    return False
