"""The tables as one Word file, landscape."""

from __future__ import annotations

from collections.abc import Iterator

from reports import wording
from reports.flat.model import Tables, shown
from reports.forms import word
from reports.forms.model import Cell, Entry, Form, Grid, Heading, Part, Text
from reports.tabular import Sheet, columns


def written(tables: Tables) -> bytes:
    return word.written(Form("tables", tables.title, tuple(_parts(tables)), landscape=True))


def _parts(tables: Tables) -> Iterator[Part]:
    """The tables first, small print about them last."""
    yield Text(f"数据截止 {wording.as_of_date(tables.as_of)}{wording.counted_in(tables.as_of)}")
    about = Sheet("说明", columns(("项", 12), ("内容", 110)), tables.lines, "")
    for sheet in (*tables.sheets, about):
        yield Heading(sheet.title)
        yield _grid(sheet) if sheet.rows else Text(sheet.empty)


def _grid(sheet: Sheet) -> Grid:
    head = tuple(Cell(Entry(column.title), head=True) for column in sheet.columns)
    rows = (tuple(Cell(Entry(shown(cell) or " ")) for cell in row) for row in sheet.rows)
    shares = tuple(column.width for column in sheet.columns)
    return Grid((head, *rows), shares, repeat=1, small=True)
