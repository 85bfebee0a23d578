"""The tables as one workbook: a sheet each. Foreign text is text, never a formula or a link."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC
from typing import TYPE_CHECKING

from reports import wording
from reports.flat.model import Tables, safe
from reports.spreadsheet import lines
from reports.tabular import Cell, Column, Sheet, columns

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.worksheet import Worksheet

_INK, _RULE, _PALE = "#1b2733", "#c9d1da", "#eaf0f6"
_LINE, _TALLEST = 14.0, 300.0


def written(tables: Tables) -> bytes:
    from reports.workbooks import Book

    book = Book()
    book.set_properties({"created": tables.as_of.astimezone(UTC).replace(tzinfo=None)})
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": _INK, "valign": "top"}
    cell = {**base, "text_wrap": True, "bottom": 1, "bottom_color": _RULE}
    styles = {
        "title": book.add_format({**base, "font_size": 13, "bold": True}),
        "head": book.add_format({**cell, "bold": True, "bg_color": _PALE}),
        "text": book.add_format(cell),
        "number": book.add_format({**cell, "align": "right", "num_format": "#,##0.##"}),
        "whole": book.add_format({**cell, "align": "right", "num_format": "#,##0"}),
    }
    for sheet in (_about(tables), *tables.sheets):
        _fill(book.add_worksheet(sheet.title), sheet, tables.title, styles)
    return book.made()


def _about(tables: Tables) -> Sheet:
    return Sheet("说明", columns(("项", 18), ("内容", 110)), tables.lines, "")


def _fill(page: Worksheet, sheet: Sheet, title: str, styles: dict[str, Format]) -> None:
    page.hide_gridlines(2)
    page.set_landscape()
    page.set_paper(9)
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")
    page.write_string(0, 0, f"{title}　{sheet.title}", styles["title"])
    for index, column in enumerate(sheet.columns):
        page.set_column(index, index, column.width)
        page.write_string(1, index, column.title, styles["head"])
    for number, row in enumerate(sheet.rows, 2):
        page.set_row(number, _height(row, sheet.columns))
        for index, cell in enumerate(row):
            _put(page, number, index, cell, styles)
    if not sheet.rows:
        page.write_string(2, 0, sheet.empty)
    page.freeze_panes(2, 0)
    page.repeat_rows(0, 1)


def _put(page: Worksheet, row: int, column: int, cell: Cell, styles: dict[str, Format]) -> None:
    if cell is None or isinstance(cell, str):
        words = wording.UNKNOWN if cell is None else safe(cell)
        page.write_string(row, column, words, styles["text"])
    else:
        style = "whole" if float(cell).is_integer() else "number"
        page.write_number(row, column, cell, styles[style])


def _height(row: Sequence[Cell], across: Sequence[Column]) -> float:
    """Points a row needs for its wrapped text: not every program works it out when it opens."""
    pairs = zip(row, across, strict=True)
    tall = (lines(cell, column.width - 1) for cell, column in pairs if isinstance(cell, str))
    return min(_LINE * max(tall, default=1) + 4, _TALLEST)
