"""The figures as they are printed: cards of the cover, rows of the evidence tables, months."""

from __future__ import annotations

from typing import Any

from reports import arranging, drawing, sheets, wording
from reports.evidence import Clause, EvidenceRow, EvidenceTable, Report
from reports.repeats import Repeats, repeats
from reports.tabular import Cell
from reports.typeset.glyphs import BREAK, shown

Plain = dict[str, Any]
FONT = "Noto Sans SC"
# Paper is for reading; a row costs a quarter of a megabyte while it is set.
MOST_ROWS, MOST_PARTS = 400, 24


def size_of(value: Any) -> int:
    """How many characters there are in all: whether they fit on one page is guessed by it."""
    if isinstance(value, dict):
        return sum(map(size_of, value.values()))
    if isinstance(value, list):
        return sum(map(size_of, value))
    return len(value.replace(BREAK, "")) if isinstance(value, str) else 0


def left_words(count: int, what: str) -> str | None:
    """What to say of what is not printed; None: all is."""
    return f"另有 {count:,} {what}，全部见所附的 JSON、XLSX 或 CSV。" if count > 0 else None


def cards(report: Report) -> list[Plain]:
    """The key figures, with a line of months where there is one."""
    lines = arranging.sparklines(report)
    return [_card(report, row, lines.get(row.evidence_id)) for row in report.key_figures()]


def _card(report: Report, row: EvidenceRow, line: str | None) -> Plain:
    least = report.at_least(row)
    shares = (
        f"{wording.word('platform', platform)} {int(number):,}"
        for platform, number in report.shares(row)
    )
    return {
        "id": row.evidence_id,
        **_value(row),
        "title": shown(row.title),
        "line": _lettered(line) if line else None,
        "least": f"上限；至少 {wording.value_words(least)}" if least else None,
        "shares": shown(" + ".join(shares)),
        "grade": row.completeness,
        "grade_word": wording.word("completeness", row.completeness or ""),
    }


def _value(row: EvidenceRow) -> Plain:
    """`words`: no number, so set smaller; `why`: why it is unknown."""
    fact = row.metric_id is None
    known = not fact and not row.unknown
    return {
        "value": shown(wording.value_words(row)),
        "unit": shown(row.unit) if known and row.value is not None else "",
        "words": row.value_text is not None,
        "unknown": row.unknown,
        "why": shown("不依据统计指标" if fact else wording.unknown_reason(row)),
    }


def table(report: Report, found: EvidenceTable) -> Plain:
    said = repeats(found)
    return {
        "title": shown(found.title),
        "rows": [_row(report, row, said) for row in found.rows[:MOST_ROWS]],
        "left": left_words(len(found.rows) - MOST_ROWS, "行"),
        "brief": bool(said.brief),
        "months": [_months(series) for series in sheets.by_metric(report, found.title)],
    }


def _row(report: Report, row: EvidenceRow, said: Repeats) -> Plain:
    brief = row.evidence_id in said.brief
    told = said.reasons.get(row.evidence_id)
    value = _value(row)
    if row.completeness_reason and row.unknown:
        value["why"] = ""  # the column of completeness says it
    made = {
        "id": row.evidence_id,
        "title": shown((row.part_title or row.part) if row.part else row.title),
        "part": bool(row.part),
        "brief": brief,
        **value,
        "clauses": [_clause(report, row, clause, said) for clause in row.clauses],
        "fact": row.metric_id is None,
        "window": "" if brief else wording.window_words(row.window_from, row.window_to),
        "n": wording.count_words(row.n),
        "definition": "" if brief else shown(wording.definition_key(row)),
        "grade": row.completeness,
        "grade_words": _grade(row, told),
        "set": row.source_set.set_id if row.source_set else None,
        "answers": f"{len(row.source_set.answers):,}" if row.source_set else "",
    }
    return {**made, "size": size_of(made)}


def _grade(row: EvidenceRow, told: str | None) -> str:
    if row.completeness is None:
        return wording.NOTHING
    if told:
        return f"{wording.word('completeness', row.completeness)}，原因同 {told}"
    return shown(wording.completeness_words(row.completeness, row.completeness_reason))


def _clause(report: Report, row: EvidenceRow, clause: Clause, said: Repeats) -> Plain:
    before = said.quotes.get((row.evidence_id, clause.key))
    first = before is None
    return {
        "policy": arranging.short_names(report).get(clause.policy_id),
        "id": shown(clause.clause_id),
        "outcome": shown(clause.outcome),
        "quote": shown(clause.quote) if first else None,
        "threshold": shown(clause.threshold) if first and clause.threshold else None,
        "again": before,
        "reason": shown(clause.reason) if row.metric_id is None else None,
    }


# --- months


def _months(series: list[Any]) -> Plain:
    sheet = sheets.month_table(series[:MOST_PARTS])
    return {
        "title": shown(sheet.title),
        "charts": [_chart(chart) for chart in drawing.charts(series)],
        "head": [shown(column.title, 60) for column in sheet.columns],
        "rows": [[_month(cell) for cell in row] for row in sheet.rows],
        "left": left_words(len(series) - MOST_PARTS, "个分项"),
    }


def _chart(chart: drawing.Chart) -> Plain:
    return {
        "title": shown(chart.title),
        "svg": _lettered(chart.svg),
        "bars": shown(chart.bars) if chart.bars else None,
        "legend": [shown(name, 60) for name in chart.legend],
        "notes": list(chart.notes),
    }


def _month(cell: Cell) -> list[Any]:
    """[words, known]."""
    if cell is None:
        return [wording.UNKNOWN, False]
    return [shown(cell) if isinstance(cell, str) else wording.number(cell), True]


def _lettered(svg: str) -> str:
    """The picture in the font of the page: none other is at hand when it is set."""
    return svg.replace('font-family="sans-serif"', f'font-family="{FONT}"')
