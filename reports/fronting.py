"""What the main part of a report says of each table; everything else stands in its annex."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from reports import registers, sheets
from reports.arranging import CEILING
from reports.evidence import Clause, EvidenceRow, EvidenceTable, Report, Series

CEILINGS_SAID = "只供参考的条文（如资助上限），不是要达到的条件："
MOST_EXPLAINED, MOST_DRAWN, MOST_FACTS = 6, 2, 12


@dataclass(frozen=True, slots=True)
class Front:
    """A table in brief: whole figures and the parts a sentence explains; `left` rows are in the
    annex alone. `drawn`: the series of the first metrics that have months."""

    title: str
    rows: tuple[EvidenceRow, ...]
    left: int
    drawn: tuple[tuple[Series, ...], ...]


def fronts(report: Report) -> tuple[Front, ...]:
    """Every evidence table in brief, in the order of the report."""
    return tuple(_front(report, table) for table in report.tables)


def _front(report: Report, table: EvidenceTable) -> Front:
    repositories = {repository.repo_id for repository in report.repositories}
    rows = tuple(_chosen(table, repositories))
    series = sheets.by_metric(report, table.title)
    known = (tuple(one) for one in series if any(m.value for s in one for m in s.months))
    drawn = tuple(one for one, _ in zip(known, range(MOST_DRAWN), strict=False))
    measured = sum(row.metric_id is not None for row in table.rows)
    return Front(table.title, rows, measured - len(rows), drawn)


def _chosen(table: EvidenceTable, repositories: set[str]) -> Iterator[EvidenceRow]:
    """A figure that is explained, such as a burst and what came with it, is worth a line here; one
    of a repository stands with its fellows in the annex."""
    told: Counter[str] = Counter()
    for row in table.rows:
        if row.metric_id is None:
            continue
        explained = row.value is not None and row.value_text is not None
        if row.part and (not explained or row.part in repositories):
            continue
        told[row.metric_id] += bool(row.part)
        if not row.part or told[row.metric_id] <= MOST_EXPLAINED:
            yield row


def bare(row: EvidenceRow) -> EvidenceRow:
    """The row without the sentence that explains its number: that stands apart from it, and says
    what is counted, which is not what the metric as a whole counts."""
    explained = row.value is not None and row.value_text is not None
    return replace(row, value_text=None, unit="") if explained else row


def others_said(report: Report) -> str:
    """How much third-party code was read, in a sentence: nothing read is no count of nothing."""
    if not report.third_party:
        return registers.NO_THIRD_PARTY
    flagged = sum(one.advice is not None for one in report.third_party)
    return f"读到第三方代码 {len(report.third_party):,} 项，提请核对 {flagged:,} 项，见附录。"


def judged(clauses: Sequence[Clause]) -> list[Clause]:
    """The clauses a project can meet or fail."""
    return [clause for clause in clauses if clause.level != CEILING]


def ceilings(clauses: Sequence[Clause]) -> list[Clause]:
    """What a policy says for information, such as the most it grants: nothing to meet."""
    return [clause for clause in clauses if clause.level == CEILING]
