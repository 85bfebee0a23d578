"""How much of long lists is printed: paper is for reading, and every row costs memory."""

from __future__ import annotations

from reports.evidence import Report

MOST_REPOSITORIES, MOST_LINES, MOST_PASSAGES, MOST_OTHERS = 60, 400, 120, 200
_LEAST = 5


def share(report: Report, most: int) -> int:
    """Of `most` rows those for each repository: one with many leaves room for the others."""
    printed = min(len(report.repositories), MOST_REPOSITORIES)
    return max(min(_LEAST, most), most // max(1, printed))


def set_rows(report: Report) -> int:
    """How many rows of licences and third-party code are printed at most."""
    differing = sum(
        kind != "same" for one in report.licence_comparisons for kind, _, _ in one.segments
    )
    lists = (report.licence_lines, report.licence_changes, report.licence_comparisons,
             report.third_party)  # fmt: skip
    return sum(min(count, MOST_LINES) for count in (differing, *map(len, lists)))
