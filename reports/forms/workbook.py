"""A form as a workbook: a sheet for each table, what is calculated as live formulas."""

from __future__ import annotations

import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import TYPE_CHECKING, Any

from reports.forms.model import BLANK, Cell, Entry, Form, Grid, Heading, Line, Text
from reports.spreadsheet import FORBIDDEN, lines
from reports.visible import one_line
from reports.word.package import MADE

if TYPE_CHECKING:
    from xlsxwriter.workbook import Workbook
    from xlsxwriter.worksheet import Worksheet

_NEVER = re.compile(r"[\x00-\x08\x0b-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]")
_ACROSS, _LINE, _TALLEST = 130.0, 15.0, 400.0
_MOST = 32_767


@dataclass(frozen=True, slots=True)
class _Sheet:
    title: str
    above: tuple[str, ...]
    grid: Grid
    below: tuple[str, ...] = ()


def written(form: Form) -> bytes:
    """The file; the same form gives the same bytes. Foreign text is never a formula or a link."""
    from reports.workbooks import Book

    book = Book()
    book.set_properties({"created": MADE, "title": _clean(form.title)[:255]})
    styles = _Styles(book)
    for one in _sheets(form):
        _fill(book.add_worksheet(one.title), one, form, styles)
    return book.made()


def _sheets(form: Form) -> Iterator[_Sheet]:
    """A sheet for each table; words before it stand above it, those after the last below."""
    name, above, found = form.title, list[str](), list[_Sheet]()
    for part in form.parts:
        if isinstance(part, Grid):
            found.append(_Sheet(_name(name, found), tuple(above), part))
            above = []
        elif isinstance(part, Heading):
            name = part.words
        else:
            above.append(_words(part))
    *first, last = found or [_Sheet(_name(name, found), (), Grid(()))]
    yield from first
    yield _Sheet(last.title, last.above, last.grid, (*above, form.notice))


def _words(part: Text | Line) -> str:
    if isinstance(part, Text):
        return part.words
    return part.label if part.entry is None else f"{part.label}：{part.entry.shown}"


def _name(title: str, taken: list[_Sheet]) -> str:
    plain = one_line(title).translate(FORBIDDEN)[:28].strip() or "表"
    many = sum(one.title.startswith(plain) for one in taken)
    return f"{plain}_{many + 1}" if many else plain


class _Styles:
    """Formats, made once each."""

    def __init__(self, book: Workbook) -> None:
        base = {"font_name": "仿宋", "font_size": 11, "valign": "vcenter", "text_wrap": True}
        self._book, self._cell = book, {**base, "border": 1}
        self._made: dict[str, Any] = {}
        self.title = book.add_format(
            {
                "font_name": "方正小标宋简体",
                "font_size": 16,
                "align": "center",
                "valign": "vcenter",
                "text_wrap": True,
            }
        )
        self.words = book.add_format({**base, "valign": "top"})
        head = {"font_name": "黑体", "align": "center", "bg_color": "#f2f2f2"}
        self.head = book.add_format({**self._cell, **head})
        self.text = book.add_format(self._cell)
        self.blank = book.add_format({**self._cell, "font_color": "#c0392b"})

    def number(self, entry: Entry) -> Any:
        """Of an amount and of a day, written as its words write it."""
        if isinstance(entry.value, date):
            return self._of("yyyy-mm-dd")
        whole = entry.value is None or float(entry.value).is_integer()
        unit = f'" {entry.unit}"' if entry.unit else ""
        return self._of(f"{'#,##0' if whole else '#,##0.0#####'}{unit}")

    def _of(self, shape: str) -> Any:
        if shape not in self._made:
            self._made[shape] = self._book.add_format({**self._cell, "num_format": shape})
        return self._made[shape]


def _fill(page: Worksheet, one: _Sheet, form: Form, styles: _Styles) -> None:
    widths = _widths(one.grid)
    last = max(0, len(widths) - 1)
    for column, width in enumerate(widths):
        page.set_column(column, column, width)
    page.hide_gridlines(2)
    page.set_paper(9)
    page.set_landscape()
    page.fit_to_pages(1, 0)
    page.set_footer("&C第 &P 页，共 &N 页")
    heading = "\n".join(form.headlines)
    top = _across(page, 0, last, heading, styles.title, 24.0 * len(form.headlines))
    for words in one.above:
        top = _across(page, top, last, words, styles.words, _tall(words, sum(widths)))
    _table(page, one.grid, top, widths, styles)
    if one.grid.repeat:
        page.repeat_rows(top, top + one.grid.repeat - 1)
        page.freeze_panes(top + one.grid.repeat, 0)
    end = top + len(one.grid.rows)
    for words in one.below:
        end = _across(page, end, last, words, styles.words, _tall(words, sum(widths)))


def _across(page: Worksheet, row: int, last: int, words: str, style: Any, height: float) -> int:
    page.set_row(row, height)
    if last:
        page.merge_range(row, 0, row, last, "", style)
    page.write_string(row, 0, _clean(words), style)
    return row + 1


def _table(page: Worksheet, grid: Grid, top: int, widths: list[float], styles: _Styles) -> None:
    placed = list(grid.placed())
    names = {
        cell.entry.name: _address(top + row, column)
        for row, column, cell in placed if cell.entry.name
    }  # fmt: skip
    heights = dict.fromkeys(range(len(grid.rows)), _LINE + 4)
    for row, column, cell in placed:
        style = _style(cell, styles)
        down, right = row + cell.height - 1, column + cell.width - 1
        if (down, right) != (row, column):
            page.merge_range(top + row, column, top + down, right, "", style)
        _put(page, top + row, column, cell, style, names)
        need = _tall(_shown(cell), sum(widths[column : right + 1])) / cell.height
        for line in range(row, down + 1):
            heights[line] = max(heights[line], need)
    for row, height in heights.items():
        page.set_row(top + row, height)


def _put(
    page: Worksheet, row: int, column: int, cell: Cell, style: Any, names: Mapping[str, str]
) -> None:
    entry = cell.entry
    if cell.head or (entry.value is None and entry.formula is None):
        page.write_string(row, column, _clean(_shown(cell)), style)
        return
    value = _serial(entry.value) if entry.value is not None else _clean(entry.shown)
    if entry.formula is None:
        page.write(row, column, value, style)
    else:
        page.write_formula(row, column, _formula(entry.formula, names), style, value)


def _formula(words: str, names: Mapping[str, str]) -> str:
    """With addresses for names; open as long as one of the cells it rests on is."""
    used = list(dict.fromkeys(re.findall(r"\{([^}]*)\}", words)))
    written = re.sub(r"\{([^}]*)\}", lambda found: names[found[1]], words)
    return f'=IF(COUNT({",".join(names[one] for one in used)})={len(used)},{written},"—")'


def _style(cell: Cell, styles: _Styles) -> Any:
    if cell.head:
        return styles.head
    if cell.entry.value is not None or cell.entry.formula is not None:
        return styles.number(cell.entry)
    return styles.blank if BLANK in cell.entry.shown else styles.text


def _shown(cell: Cell) -> str:
    return (cell.entry.text or "") if cell.head else cell.entry.shown


def _serial(value: float | date) -> float:
    """Days since the last of 1899, as spreadsheets count them."""
    if isinstance(value, date):
        return float((value - date(1899, 12, 30)).days)
    return value


def _address(row: int, column: int) -> str:
    return f"{chr(ord('A') + column)}{row + 1}"


def _widths(grid: Grid) -> list[float]:
    if not grid.rows:
        return [_ACROSS]
    shares = grid.shares or (1,) * grid.columns
    return [_ACROSS * share / sum(shares) for share in shares]


def _tall(words: str, width: float) -> float:
    return min(_LINE * lines(words, int(width) - 2) + 4, _TALLEST)


def _clean(words: str) -> str:
    """What Excel can hold: no control characters, at most as long as a cell takes."""
    return _NEVER.sub("", words).encode("utf-8", "ignore").decode("utf-8")[:_MOST]
