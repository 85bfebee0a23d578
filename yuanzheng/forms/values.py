"""What an applicant states, as it stands in a form."""

from __future__ import annotations

from datetime import date

from reports import wording
from reports.evidence import EvidenceRow, Report
from reports.forms.model import BLANK, Entry
from scoring.facts.values import Value, plain
from scoring.policy_parts import FormField
from warehouse.numerals import number
from yuanzheng.facts.reading import Stated

_ON, _OFF = "☑", "☐"


def entry(field: FormField, stated: Stated, report: Report | None) -> Entry:
    """Its words; where nothing is stated a draft of what was measured, if the field asks for that.

    Of choices all options are shown, ticked or not: an unanswered question stays visibly so.
    """
    value = stated.values.get(field.field_id)
    if value is None:
        asked = field.options or field.kind == "yes"
        limit = f"（{field.limit_words}）" if field.limit_words else None
        unticked = f"{words(field, '')}　{BLANK}" if asked else None
        return Entry(unticked, drafted(field, report), field.hint or limit)
    return Entry(words(field, value), drafted(field, report))


def words(field: FormField, value: Value) -> str:
    """One value as text; money with its unit, dates in Chinese."""
    if field.kind in {"choice", "choices"}:
        chosen = (
            {value} if isinstance(value, str) else set(value) if isinstance(value, tuple) else set()
        )
        return "　".join(f"{_ON if one in chosen else _OFF}{one}" for one in field.options)
    if field.kind == "yes":
        return f"{_ON if value is True else _OFF}是　{_ON if value is False else _OFF}否"
    if field.kind == "date" and isinstance(value, str):
        day = date.fromisoformat(value)
        return f"{day.year}年{day.month}月{day.day}日"
    if isinstance(value, int | float):
        return f"{plain(value)} 万元" if field.kind == "wanyuan" else plain(value)
    return value if isinstance(value, str) else "、".join(str(one) for one in value)


def drafted(field: FormField, report: Report | None) -> str | None:
    """`星标数 127 个（证据 E12）；…`: the figures a field asks for, each with its evidence id."""
    if report is None:
        return None
    found = {(row.metric_id, row.part): row for row in report.rows()}
    told = []
    for metric_id in field.metrics:
        if (row := found.get((metric_id, ""))) is not None:
            told.append(f"{row.title} {figure(row, report)}")
    if not told:
        return None
    return f"截至 {wording.as_of_date(report.as_of)}，{'；'.join(told)}。"


def figure(row: EvidenceRow, report: Report) -> str:
    """A figure as the report says it: an upper bound, a sum and what is known in part as such."""
    least, shares = report.at_least(row), report.shares(row)
    split = "，".join(f"{platform} {number(value)}" for platform, value in shares)
    about = [split] if split else []
    if least is not None:
        about.append(f"是上限；下限 {wording.with_unit(least)}，证据 {least.evidence_id}")
    if not row.unknown and row.completeness != "complete":
        about.append("数据不完整")
    return f"{wording.with_unit(row)}（{'；'.join((f'证据 {row.evidence_id}', *about))}）"


def figures(field: FormField, stated: Stated) -> tuple[Entry, ...]:
    """One entry for each column of a row of figures."""
    value = stated.values.get(field.field_id)
    cells = value if isinstance(value, tuple) else (None,) * len(field.columns)
    return tuple(Entry(plain(cell) if isinstance(cell, int | float) else None) for cell in cells)


def rows(field: FormField, stated: Stated) -> tuple[tuple[str, ...], ...]:
    """Rows of a table of people or indicators; none where nothing is stated."""
    value = stated.values.get(field.field_id)
    if not isinstance(value, tuple):
        return ()
    return tuple(tuple(map(str, row)) for row in value if isinstance(row, tuple))
