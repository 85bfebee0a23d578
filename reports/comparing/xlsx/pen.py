"""How cells of the comparison's workbook are written: foreign text as text, formulas with the
value they had when the file was made."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING

from reports import wording
from reports.comparing.model import Comparison
from reports.spreadsheet import places
from reports.visible import clipped, one_line

if TYPE_CHECKING:
    from xlsxwriter.format import Format
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_INK, _RULE, _PALE, _WARN, _GREY = "#1b2733", "#c9d1da", "#eaf0f6", "#fbe3c0", "#5b6570"
_UNKNOWN, _CHANGE = "#ececec", "#fff7c2"
# Excel opens no file with more links in one sheet.
MOST_LINKS = 65_530
_LONGEST_LINK = 2_000
_LINE, _TALLEST = 14.0, 300.0
Value = str | float | None


class Pen:
    """Writes into one workbook; knows its styles and how many links it has."""

    def __init__(self, book: Workbook, made: Comparison) -> None:
        self.book, self.made = book, made
        self.styles = _styles(book)
        self._links = 0

    def sheet(self, title: str, widths: Sequence[float], *, across: int = 1) -> Worksheet:
        """A sheet with its title in the second row; the first says that it is sample data."""
        page = self.book.add_worksheet(title)
        page.hide_gridlines(2)
        page.set_landscape()
        page.set_paper(9)
        page.fit_to_pages(across, 0)
        page.set_footer("&C第 &P 页，共 &N 页")
        for column, width in enumerate(widths):
            page.set_column(column, column, width)
        if self.made.sample:
            page.set_header(f"&C{wording.SAMPLE}")
            page.write_string(0, 0, wording.SAMPLE_NOTICE, self.styles["sample"])
        name = f"{title}　截至 {wording.as_of_date(self.made.as_of)}"
        page.write_string(1, 0, name, self.styles["title"])
        page.set_row(1, 22)
        return page

    def head(
        self, page: Worksheet, row: int, titles: Sequence[str], height: float = 32,
        numbers: Iterable[int] = (),
    ) -> None:  # fmt: skip
        """`numbers`: columns of numbers, whose titles stand to the right too."""
        right = set(numbers)
        for column, title in enumerate(titles):
            style = self.styles["head_right" if column in right else "head"]
            page.write_string(row, column, one_line(title), style)
        page.set_row(row, height)

    def tall(self, page: Worksheet, row: int, words: Sequence[tuple[str, float]]) -> None:
        """As high as wrapped (text, width of its column) need: not every program finds out."""
        lines = max(sum(_lines(line, width) for line in text.split("\n")) for text, width in words)
        page.set_row(row, min(_LINE * lines + 4, _TALLEST))

    def put(
        self, page: Worksheet, row: int, column: int, value: Value, style: str = "text"
    ) -> None:
        """Unknown is written as 未知; text never becomes a formula or a link."""
        if value is None:
            page.write_string(row, column, wording.UNKNOWN, self.styles["unknown"])
        elif isinstance(value, str):
            page.write_string(row, column, clipped(value), self.styles[style])
        else:
            page.write_number(row, column, value, self.styles[_of_number(value, style)])

    def live(
        self, page: Worksheet, row: int, column: int, formula: str, value: float | str,
        style: str = "broken",
    ) -> None:  # fmt: skip
        """A formula with the value it has."""
        held = clipped(value) if isinstance(value, str) else value
        page.write_formula(row, column, formula, self.styles[style], held)

    def link(self, page: Worksheet, row: int, column: int, url: str | None) -> None:
        """A link where it is one that a browser opens, else the address as text."""
        plain = url or ""
        fits = plain.startswith(("https://", "http://")) and plain.isascii() and plain.isprintable()
        if not fits or len(plain) > _LONGEST_LINK or self._links >= MOST_LINKS:
            return self.put(page, row, column, url, "small")
        self._links += 1
        page.write_url(row, column, plain, self.styles["link"], plain)
        return None


def _lines(text: str, width: float) -> int:
    return max(1, math.ceil(places(text) / max(1, width - 2)))


def _of_number(value: float, style: str) -> str:
    if style != "text":
        return style
    return "whole" if float(value).is_integer() else "broken"


def _styles(book: Workbook) -> dict[str, Format]:
    base = {"font_name": "Microsoft YaHei", "font_size": 10, "font_color": _INK, "valign": "top"}
    cell = {**base, "text_wrap": True, "bottom": 1, "bottom_color": _RULE}
    right = {**cell, "text_wrap": False, "align": "right", "indent": 1}
    looks: dict[str, dict[str, object]] = {
        "title": {**base, "font_size": 13, "bold": True},
        "sample": {**base, "bold": True, "font_size": 12, "bg_color": _WARN},
        "head": {**cell, "bold": True, "bg_color": _PALE, "indent": 1},
        "head_right": {**cell, "bold": True, "bg_color": _PALE, "align": "right", "indent": 1},
        "text": {**cell, "indent": 1},
        "bold": {**cell, "bold": True},
        "small": {**cell, "font_size": 8, "text_wrap": False},
        "link": {**cell, "font_size": 8, "text_wrap": False, "font_color": "#1f4e79",
                 "underline": 1},
        "whole": {**right, "num_format": "#,##0"},
        "broken": {**right, "num_format": "#,##0.0###"},
        "points": {**right, "num_format": "0.000"},
        "score": {**right, "num_format": "0.00", "bold": True},
        "share": {**right, "num_format": "0.0%"},
        "signed": {**right, "num_format": "+0.00;-0.00;0.00"},
        "rank": {**right, "num_format": "0", "bold": True},
        "unknown": {**cell, "align": "right", "indent": 1, "italic": True, "font_color": _GREY,
                    "bg_color": _UNKNOWN},
        "partial": {**right, "num_format": "#,##0.####", "bg_color": _WARN},
        "change": {**right, "num_format": "0.00##", "bg_color": _CHANGE, "border": 1,
                   "locked": False},
        "pick": {**cell, "bg_color": _CHANGE, "border": 1, "locked": False},
        "blank": {**cell, "border": 1, "border_color": _RULE},
        "plain": {**base, "text_wrap": True},
    }  # fmt: skip
    return {name: book.add_format(look) for name, look in looks.items()}
