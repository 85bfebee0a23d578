"""The report as flat tables, the same for CSV, XLSX and Markdown."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from itertools import groupby

from reports import registers, stated, wording
from reports.arranging import NO_GAP, NO_PAPER, missing
from reports.evidence import Clause, EvidenceRow, EvidenceTable, MonthValue, Report, Series
from reports.lasting import lasting
from reports.tabular import NOTHING, Cell, Sheet, columns


@lasting()
def sheets(report: Report) -> tuple[Sheet, ...]:
    """All tables of a report, evidence first."""
    return (
        *(evidence(table) for table in report.tables),
        clauses(report),
        gaps(report),
        papers(report),
        *((stated.lines(report),) if report.stated else ()),
        monthly(report),
        registers.licences(report),
        registers.licence_verdicts(report),
        registers.licence_comparisons(report),
        registers.licence_changes(report),
        registers.third_party(report),
        registers.people(report),
        registers.completeness(report),
        registers.definitions(report),
        registers.sources(report),
        registers.source_sets(report),
        registers.repositories(report),
    )


EVIDENCE = columns(
    ("证据编号", 9), ("政策", 18), ("条款", 13), ("条款原文", 40), ("结论", 11), ("结论理由", 64),
    ("指标", 18), ("分项", 18), ("数值", 13), ("单位", 6), ("未知原因", 20), ("门槛", 20),
    ("窗口起", 12), ("窗口止", 12), ("样本数 n", 9), ("定义", 24), ("完整性", 24),
    ("来源地址（首个应答）", 40), ("其余应答数", 9), ("首个应答时间（北京时间）", 13),
    ("末个应答时间（北京时间）", 13), ("应答 SHA-256", 36), ("来源组", 8),
)  # fmt: skip


def evidence(table: EvidenceTable) -> Sheet:
    """One row for each figure and clause; a figure that serves two clauses has two rows."""
    rows = (_evidence_row(row, clause) for row in table.rows for clause in (row.clauses or (None,)))
    return Sheet(table.title, EVIDENCE, tuple(rows), "没有这一类的指标或条款。")


def _evidence_row(row: EvidenceRow, clause: Clause | None) -> tuple[Cell, ...]:
    return (
        row.evidence_id,
        *_clause_cells(clause),
        row.title,
        row.part_title or row.part or NOTHING,
        *_value_cells(row),
        (clause.threshold if clause else None) or NOTHING,
        *_window_cells(row),
        NOTHING if row.metric_id is None else row.n,
        wording.definition_key(row),
        wording.completeness_words(row.completeness, row.completeness_reason),
        *_source_cells(row),
    )


def _clause_cells(clause: Clause | None) -> tuple[Cell, ...]:
    if clause is None:
        return (NOTHING,) * 5
    return clause.policy_title, clause.clause_id, clause.quote, clause.outcome, clause.reason


def _value_cells(row: EvidenceRow) -> tuple[Cell, ...]:
    value: Cell = row.value if row.value_text is None else wording.value_words(row)
    if row.metric_id is None:
        value = NOTHING
    return value, row.unit or NOTHING, wording.unknown_reason(row) or NOTHING


def _window_cells(row: EvidenceRow) -> tuple[Cell, ...]:
    if row.window_to is None:
        return NOTHING, NOTHING
    start = wording.first_instant(row.window_from, row.window_to)
    return start, wording.last_day(row.window_to)


def _source_cells(row: EvidenceRow) -> tuple[Cell, ...]:
    found = row.source_set
    if found is None:
        return (NOTHING,) * 6
    times = [source.fetched_at for source in found.answers if source.fetched_at]
    return (
        found.first.url or wording.UNKNOWN,
        len(found.answers) - 1,
        wording.beijing(min(times, default=None)),
        wording.beijing(max(times, default=None)),
        found.digest or wording.UNKNOWN,
        found.set_id,
    )


def clauses(report: Report) -> Sheet:
    head = columns(
        ("政策", 26), ("条款", 14), ("要求", 30), ("条款原文", 50), ("级别", 8), ("结论", 11),
        ("理由", 56), ("门槛", 26), ("证据", 18), ("所在证据表", 16),
    )  # fmt: skip
    rows = (
        (
            c.policy_title, c.clause_id, c.title, c.quote, c.level, c.outcome, c.reason,
            c.threshold or NOTHING, "、".join(report.evidence_of(c)) or NOTHING, c.evidence_table,
        )
        for c in report.clauses
    )  # fmt: skip
    return Sheet("逐条结论", head, tuple(rows), "没有对照任何政策。")


def gaps(report: Report) -> Sheet:
    """What is not 满足 of what must or should be, the worst first."""
    head = columns(
        ("政策", 26), ("条款", 14), ("要求", 30), ("级别", 8), ("结论", 11), ("还差", 26),
        ("何时可到", 40), ("怎么办", 60),
    )  # fmt: skip
    rows = (
        (
            c.policy_title, c.clause_id, c.title, c.level, c.outcome, c.short or NOTHING,
            c.by_when or NOTHING, c.reason,
        )
        for c in missing(report)
    )  # fmt: skip
    return Sheet("差距清单", head, tuple(rows), NO_GAP)


def papers(report: Report) -> Sheet:
    head = columns(
        ("政策", 26), ("编号", 14), ("材料", 30), ("状态", 10), ("说明", 60), ("形式", 30),
        ("份数", 6), ("签章", 40), ("条款原文", 60),
    )  # fmt: skip
    rows = (
        (
            p.policy_title, p.material_id, p.title, p.state, p.detail, p.form,
            NOTHING if p.copies is None else p.copies, p.signed, p.quote,
        )
        for p in report.papers
    )  # fmt: skip
    return Sheet("材料清单", head, tuple(rows), NO_PAPER)


def monthly(report: Report) -> Sheet:
    head = columns(
        ("指标", 24), ("分项", 24), ("月份", 10), ("数值", 14), ("单位", 8), ("未知原因", 36),
        ("样本数 n", 10), ("完整性", 36), ("窗口含整月", 11), ("定义", 28),
    )  # fmt: skip
    rows = (
        (
            one.title, one.part_title or one.part or NOTHING, f"{month.month:%Y-%m}",
            month.value if month.value_text is None else wording.value_words(month),
            one.unit or NOTHING, wording.unknown_reason(month) or NOTHING, month.n,
            wording.completeness_words(month.completeness, month.completeness_reason),
            "是" if month.whole else "否", f"{one.metric_id}@{one.version}",
        )
        for one in report.series
        for month in one.months
    )  # fmt: skip
    return Sheet("月度", head, tuple(rows), "没有按月的指标。")


def months_wide(report: Report) -> Sheet:
    """One row for each series, one column for each month of any series."""
    every = sorted({month.month for one in report.series for month in one.months})
    head = columns(("指标", 24), ("分项", 24), ("单位", 7), *((f"{m:%Y-%m}", 10) for m in every))
    rows = []
    for one in report.series:
        of_month = {month.month: month for month in one.months}
        cells = (_month_cell(of_month.get(month)) for month in every)
        rows.append((one.title, one.part_title or one.part or NOTHING, one.unit, *cells))
    return Sheet("月度", head, tuple(rows), "没有按月的指标。")


def by_metric(report: Report, evidence_table: str) -> Iterator[list[Series]]:
    """The series of an evidence table, those of one metric together, the whole first."""
    of_table = (one for one in report.series if one.evidence_table == evidence_table)
    for _, found in groupby(of_table, key=lambda one: (one.metric_id, one.version)):
        yield list(found)


def month_table(series: Sequence[Series]) -> Sheet:
    """One metric: a row a month, a column a part."""
    names = [(one.part_title or one.part or "合计", 14) for one in series]
    rows = tuple(
        (
            f"{months[0].month:%Y-%m}" + ("" if all(m.whole for m in months) else "*"),
            *(_month_cell(month) for month in months),
        )
        for months in zip(*(one.months for one in series), strict=True)
    )
    unit = f"（{series[0].unit}）" if series[0].unit else ""
    return Sheet(f"{series[0].title}{unit}按月", columns("月份", *names), rows, "")


def _month_cell(month: MonthValue | None) -> Cell:
    if month is None:
        return NOTHING
    return month.value if month.value_text is None else wording.value_words(month)
