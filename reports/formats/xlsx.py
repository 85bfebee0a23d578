"""XLSX: one sheet for each table, readable at once and the same bytes every time."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from reports import sheets, wording
from reports.evidence import Report
from reports.notes import notes
from reports.spreadsheet import FORBIDDEN, TEXT_ONLY, lines
from reports.tabular import Cell, Column, Sheet, columns
from reports.visible import clipped, one_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

TITLE = "Excel 工作簿"
IS_LONG = True
MOST_ROWS = 1_000_000
_INK, _RULE, _PALE, _WARN = "#1b2733", "#c9d1da", "#eaf0f6", "#fbe3c0"
_PAGE_WIDTH = 190
_LINE, _TALLEST = 14.0, 300.0
_ROW = _LINE + 4


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.xlsx`. Foreign text is written as text, never as a formula or a link."""
    import xlsxwriter

    path = folder / "证据表.xlsx"
    book = xlsxwriter.Workbook(str(path), TEXT_ONLY)
    book.set_properties({"created": report.as_of.astimezone(UTC).replace(tzinfo=None)})
    styles = _styles(book)
    taken: set[str] = set()
    for table in _tables(report):
        page = book.add_worksheet(_sheet_name(table.title, taken))
        _fill(page, table, report, styles)
    book.close()
    return [path]


def _tables(report: Report) -> list[Sheet]:
    flat = list(sheets.sheets(report))
    place = next(i for i, table in enumerate(flat) if table.title == "月度")
    long = flat[place]
    flat[place : place + 1] = [
        sheets.months_wide(report),
        Sheet("月度明细", long.columns, long.rows, long.empty),
    ]
    return [_about(report), *flat]


def _about(report: Report) -> Sheet:
    project = report.project
    rows: list[tuple[Cell, ...]] = [
        ("项目", project.name),
        ("申报主体", project.applicant or wording.UNKNOWN),
        ("数据截止", f"{wording.as_of_date(report.as_of)}{wording.counted_in(report.as_of)}"),
        ("截止时刻", f"{wording.as_of_instant(report.as_of)} 之前"),
        *(("对照政策", f"{policy.title}（{policy.issuer}）") for policy in report.policies),
        *([] if report.root is None else [(wording.ROOT, report.root)]),
        *(("注意", notice) for notice in report.notices),
        *((note.title, note.text) for note in notes()),
    ]
    return Sheet("说明", columns(("项", 18), ("内容", 110)), tuple(rows), "")


def _styles(book: Workbook) -> dict[str, Format]:
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": _INK, "valign": "top"}
    cell = {**base, "text_wrap": True, "bottom": 1, "bottom_color": _RULE}
    plain = {**cell, "text_wrap": False, "align": "right"}
    return {
        "title": book.add_format({**base, "font_size": 13, "bold": True}),
        "sample": book.add_format({**base, "bold": True, "font_size": 12, "bg_color": _WARN}),
        "head": book.add_format({**cell, "bold": True, "bg_color": _PALE, "indent": 1}),
        "text": book.add_format({**cell, "indent": 1}),
        "whole": book.add_format({**plain, "num_format": "#,##0"}),
        "broken": book.add_format({**plain, "num_format": "#,##0.0###"}),
        "small": book.add_format(plain),
        "unknown": book.add_format({**plain, "italic": True, "font_color": "#5b6570"}),
    }


def _fill(page: Worksheet, table: Sheet, report: Report, styles: dict[str, Format]) -> None:
    page.set_default_row(_ROW)
    top = _head(page, table, report, styles)
    for index, column in enumerate(table.columns):
        page.set_column(index, index, column.width)
        page.write_string(top, index, one_line(column.title), styles["head"])
    page.set_row(top, _height(tuple(c.title for c in table.columns), table.columns) + 4)
    for row_index, row in enumerate(table.rows[:MOST_ROWS], top + 1):
        shown = tuple(clipped(cell) if isinstance(cell, str) else cell for cell in row)
        if (height := _height(shown, table.columns)) > _ROW:
            page.set_row(row_index, height)
        for index, cell in enumerate(shown):
            _put(page, row_index, index, cell, styles)
    last = top + min(len(table.rows), MOST_ROWS)
    page.freeze_panes(top + 1, 1)
    if table.rows:
        page.autofilter(top, 0, last, len(table.columns) - 1)
    elif table.empty:
        page.write_string(top + 1, 0, table.empty)
    page.repeat_rows(0, top)


def _head(page: Worksheet, table: Sheet, report: Report, styles: dict[str, Format]) -> int:
    """Writes what stands above the table; returns the row of its head."""
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    across = sum(column.width for column in table.columns)
    page.fit_to_pages(-(-across // _PAGE_WIDTH), 0)
    page.repeat_columns(0)
    left = len(table.rows) - MOST_ROWS
    more = f"　另有 {left:,} 行，见 JSON 或 CSV" if left > 0 else ""
    mark = wording.SAMPLE if report.project.sample else ""
    root = "" if report.root is None else f"&L&8{wording.ROOT} {report.root}"
    page.set_footer(f"{root}&C第 &P 页，共 &N 页" if not root else f"{root}&R第 &P 页，共 &N 页")
    if mark:
        page.set_header(f"&C{mark}")
        page.write_string(0, 0, wording.SAMPLE_NOTICE, styles["sample"])
        for index in range(1, len(table.columns)):
            page.write_blank(0, index, None, styles["sample"])
    name = one_line(report.project.name, 80)
    title = f"{one_line(table.title)}　{name}　截至 {wording.as_of_date(report.as_of)}{more}"
    page.write_string(1, 0, title, styles["title"])
    page.set_row(1, 22)
    return 2


def _put(page: Worksheet, row: int, column: int, cell: Cell, styles: dict[str, Format]) -> None:
    if cell is None:
        page.write_string(row, column, wording.UNKNOWN, styles["unknown"])
    elif isinstance(cell, str):
        page.write_string(row, column, cell, styles["text"])
    else:
        page.write_number(row, column, cell, styles[_number_style(cell)])


def _height(row: tuple[Cell, ...], across: tuple[Column, ...]) -> float:
    """Points a row needs for its wrapped text: not every program works it out when it opens."""
    pairs = zip(row, across, strict=True)
    tall = max(_lines(cell, column.width) for cell, column in pairs)
    return min(_LINE * tall + _ROW - _LINE, _TALLEST)


def _lines(cell: Cell, width: int) -> int:
    if not isinstance(cell, str) or (2 * len(cell) < width and "\n" not in cell):
        return 1
    # the last place of a line is often left free
    return lines(cell, width - 1)


def _number_style(value: float) -> str:
    if float(value).is_integer():
        return "whole"
    return "small" if abs(value) < 0.001 else "broken"


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none that Excel refuses, different from all before in any case."""
    plain = one_line(title).translate(FORBIDDEN)[:31].strip() or "表"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]}_{number}", number + 1
    taken.add(name.casefold())
    return name
