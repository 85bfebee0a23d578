"""The figures as they are printed: cards of the cover, rows of the evidence tables, months."""

from __future__ import annotations

from typing import Any

from reports import arranging, drawing, fronting, sheets, wording
from reports.evidence import Clause, EvidenceRow, EvidenceTable, Report
from reports.fronting import Front
from reports.repeats import parts
from reports.tabular import Cell
from reports.typeset.glyphs import BREAK, shown
from warehouse.numerals import number

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


def front(report: Report, found: Front, notes: dict[str, int]) -> Plain:
    """A table in brief, with its first charts."""
    charts = [list(drawing.charts(series))[:1] for series in found.drawn]
    return {
        "title": shown(found.title),
        "rows": [_brief(report, row, notes) for row in found.rows],
        "left": f"另有 {found.left:,} 个分项，见附录。" if found.left > 0 else None,
        "charts": [_chart(one) for drawn in charts for one in drawn],
    }


def _brief(report: Report, row: EvidenceRow, notes: dict[str, int]) -> Plain:
    short = arranging.short_names(report)
    served = (f"{short.get(c.policy_id, '')} {c.clause_id}".strip() for c in row.clauses)
    made = {
        "id": row.evidence_id,
        "title": shown((row.part_title or row.part) if row.part else row.title),
        "part": bool(row.part),
        **_explained(row),
        "why": "",  # the column of completeness says it
        "served": shown("、".join(served)),
        "window": "" if row.part else wording.window_words(row.window_from, row.window_to),
        **_graded(row, notes),
    }
    return {**made, "size": size_of(made)}


def _explained(row: EvidenceRow) -> Plain:
    """The value; a sentence that stands beside a number apart from it, for it needs room."""
    said = row.value_text if row.value is not None else None
    return {**_value(fronting.bare(row)), "said": shown(said) if said else None}


def _graded(row: EvidenceRow, notes: dict[str, int]) -> Plain:
    """`note`: the number of a reason that stands once, elsewhere."""
    note = notes.get(row.completeness_reason or "")
    if note is not None and row.completeness:
        words = wording.word("completeness", row.completeness)
    else:
        words = wording.completeness_words(row.completeness, row.completeness_reason)
    return {"grade": row.completeness, "grade_words": shown(words), "note": note}


def table(report: Report, found: EvidenceTable, notes: dict[str, int], drawn: Front) -> Plain:
    """`drawn`: the same table in brief, whose charts are not printed twice."""
    there = {series[0].metric_id for series in drawn.drawn}
    brief = parts(found)
    return {
        "title": shown(found.title),
        "rows": [_row(report, row, brief, notes) for row in found.rows[:MOST_ROWS]],
        "left": left_words(len(found.rows) - MOST_ROWS, "行"),
        "brief": bool(brief),
        "months": [
            _months(series, int(series[0].metric_id in there))
            for series in sheets.by_metric(report, found.title)
        ],
    }


def _row(report: Report, row: EvidenceRow, briefs: frozenset[str], notes: dict[str, int]) -> Plain:
    brief = row.evidence_id in briefs
    value = _explained(row)
    if row.completeness_reason and row.unknown:
        value["why"] = ""  # the column of completeness says it
    made = {
        "id": row.evidence_id,
        "title": shown((row.part_title or row.part) if row.part else row.title),
        "part": bool(row.part),
        "brief": brief,
        **value,
        "clauses": [_clause(report, row, clause) for clause in row.clauses],
        "fact": row.metric_id is None,
        "window": "" if brief else wording.window_words(row.window_from, row.window_to),
        "n": wording.count_words(row.n),
        "definition": "" if brief else shown(wording.definition_key(row)),
        **_graded(row, notes),
        "set": row.source_set.set_id if row.source_set else None,
        "answers": f"{len(row.source_set.answers):,}" if row.source_set else "",
    }
    return {**made, "size": size_of(made)}


def _clause(report: Report, row: EvidenceRow, clause: Clause) -> Plain:
    return {
        "policy": arranging.short_names(report).get(clause.policy_id),
        "place": report.place_of(clause),
        "id": shown(clause.clause_id),
        "outcome": shown(clause.outcome),
        "reason": shown(clause.reason) if row.metric_id is None else None,
    }


# --- months


def _months(series: list[Any], printed: int) -> Plain:
    """`printed`: how many of its charts stand in the main part."""
    sheet = sheets.month_table(series[:MOST_PARTS])
    return {
        "title": shown(sheet.title),
        "charts": [_chart(chart) for chart in list(drawing.charts(series))[printed:]],
        "printed": bool(printed),
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
    return [shown(cell) if isinstance(cell, str) else number(cell), True]


def _lettered(svg: str) -> str:
    """The picture in the font of the page: none other is at hand when it is set."""
    return svg.replace('font-family="sans-serif"', f'font-family="{FONT}"')
