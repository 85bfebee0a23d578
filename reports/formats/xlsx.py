"""XLSX: one sheet for each table, readable at once and the same bytes every time."""

from __future__ import annotations

from datetime import UTC
from pathlib import Path
from typing import TYPE_CHECKING

from reports import sheets, wording
from reports.evidence import Report
from reports.notes import notes
from reports.spreadsheet import FORBIDDEN, lines
from reports.tabular import Cell, Sheet, columns
from reports.visible import one_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format

    from reports.workbooks import Book, Page

TITLE = "Excel 工作簿"
IS_LONG = True
MOST_ROWS = 1_000_000
_INK, _RULE, _PALE, _WARN = "#1b2733", "#c9d1da", "#eaf0f6", "#fbe3c0"
_PAGE_WIDTH = 190
_LINE, _TALLEST = 14.0, 300.0
_ROW = _LINE + 4


def write(report: Report, folder: Path) -> list[Path]:
    """`证据表.xlsx`. Foreign text is written as text, never as a formula or a link."""
    from reports.workbooks import Book

    path = folder / "证据表.xlsx"
    book = Book()
    book.set_properties({"created": report.as_of.astimezone(UTC).replace(tzinfo=None)})
    styles = _styles(book)
    taken: set[str] = set()
    for table in _tables(report):
        page = book.add_worksheet(_sheet_name(table.title, taken))
        _fill(page, table, report, styles)
    path.write_bytes(book.made())
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


def _styles(book: Book) -> dict[str, Format]:
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


def _fill(page: Page, table: Sheet, report: Report, styles: dict[str, Format]) -> None:
    from reports.workbooks import Looks

    page.set_default_row(_ROW)
    top = _head(page, table, report, styles)
    titles = [one_line(column.title) for column in table.columns]
    for index, (title, column) in enumerate(zip(titles, table.columns, strict=True)):
        page.set_column(index, index, column.width)
        page.write_string(top, index, title, styles["head"])
    looks = Looks(*(styles[name] for name in ("text", "unknown", "whole", "broken", "small")))
    widths = [column.width for column in table.columns]
    tall = max(lines(title, width - 1) for title, width in zip(titles, widths, strict=True))
    page.set_row(top, _height(tall) + 4)
    rows = table.rows[:MOST_ROWS]
    page.lay(top + 1, rows, widths, looks, _height)
    page.freeze_panes(top + 1, 1)
    if rows:
        page.autofilter(top, 0, top + len(rows), len(widths) - 1)
    elif table.empty:
        page.write_string(top + 1, 0, table.empty)
    page.repeat_rows(0, top)


def _head(page: Page, table: Sheet, report: Report, styles: dict[str, Format]) -> int:
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


def _height(tall: int) -> float:
    """Points a row of so many lines needs: not every program works it out when it opens."""
    return min(_LINE * tall + _ROW - _LINE, _TALLEST)


def _sheet_name(title: str, taken: set[str]) -> str:
    """At most 31 characters, none that Excel refuses, different from all before in any case."""
    plain = one_line(title).translate(FORBIDDEN)[:31].strip() or "表"
    name, number = plain, 2
    while name.casefold() in taken:
        name, number = f"{plain[:27]}_{number}", number + 1
    taken.add(name.casefold())
    return name
