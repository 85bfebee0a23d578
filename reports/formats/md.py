"""Markdown: the evidence tables to read in any editor; long registers are cut with a word."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from reports import markdown, sheets, wording
from reports.evidence import Report
from reports.notes import notes
from reports.tabular import Cell, Sheet
from reports.visible import clipped, kept, one_line
from warehouse.numerals import number

TITLE = "Markdown 证据表"
IS_LONG = False
MOST_ROWS = 200


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.md`."""
    path = folder / "证据表.md"
    path.write_text("\n".join(_lines(report)) + "\n", encoding="utf-8", newline="\n")
    return [path]


def _lines(report: Report) -> Iterator[str]:
    yield from _head(report)
    tables = sheets.sheets(report)
    for table in tables[: len(report.tables)]:
        yield from _section(table)
        for series in sheets.by_metric(report, table.title):
            yield from _section(sheets.month_table(series), level=3)
    for table in tables[len(report.tables) :]:
        if table.title != "月度":
            yield from _section(table)
    yield "## 如何阅读与核对\n"
    for note in notes():
        yield f"- **{note.title}**：{_escaped(note.text)}"


def _head(report: Report) -> Iterator[str]:
    project = report.project
    if project.sample:
        yield f"> **{wording.SAMPLE_NOTICE}**\n"
    yield f"# 开源项目证据表：{_escaped(one_line(project.name, 200))}\n"
    yield f"- 申报主体：{_escaped(one_line(project.applicant or wording.UNKNOWN, 200))}"
    yield f"- 数据截止：{wording.as_of_date(report.as_of)}{wording.counted_in(report.as_of)}"
    yield f"- 截止时刻：{wording.as_of_instant(report.as_of)} 之前"
    for policy in report.policies:
        yield f"- 对照政策：{_escaped(policy.title)}（{_escaped(policy.issuer)}）"
    if report.root is not None:
        yield f"- {wording.ROOT}：`{report.root}`"
    for notice in report.notices:
        yield f"\n> {_escaped(notice)}"
    yield ""


def _section(table: Sheet, level: int = 2) -> Iterator[str]:
    yield f"{'#' * level} {_escaped(one_line(table.title))}\n"
    if not table.rows:
        yield f"{table.empty}\n"
        return
    yield _row([_escaped(one_line(column.title)) for column in table.columns])
    yield _row(["---"] * len(table.columns))
    for row in table.rows[:MOST_ROWS]:
        yield _row([_cell(cell) for cell in row])
    left = len(table.rows) - MOST_ROWS
    yield f"\n另有 {left:,} 行，全部见 JSON、XLSX 或 CSV。\n" if left > 0 else ""


def _row(cells: list[str]) -> str:
    return f"| {' | '.join(cells)} |"


def _cell(cell: Cell) -> str:
    if cell is None:
        return wording.UNKNOWN
    return _escaped(cell) if isinstance(cell, str) else number(cell)


@kept
def _escaped(text: str) -> str:
    """Nothing of it is read as Markdown or HTML, and it stays on its line."""
    return markdown.escaped(clipped(text))
