"""Rows laid into a worksheet are the cells that public calls would write, and text stays text."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from xml.etree import ElementTree

import openpyxl
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import reports
import yuanzheng
from reports import wording
from reports.spreadsheet import lines
from reports.visible import clipped
from reports.workbooks import Book, Looks

MARKUP = ["<r>&</r>", "<r><t>甲</t></r>", "<r></r>", "<r> x\n</r>", "_x0041_", "<r>_x0041_</r>"]
# Two codes that share a mark: the second is no less a text than the first.
CHAINED = ["_x0041_x0042_", "_x0041_x202E_gpj.exe", "_x005F_x0041_x0042_x0043_", "__x0041_x"]
NOTHING_FOREIGN = ["=1+1", "{=1}", "https://e.example", "007", "internal:甲!A1", "", " ", "甲\n乙"]
WIDTHS = (9, 20, 2, 40)
TEXTS = st.one_of(st.text(max_size=200), st.sampled_from([*MARKUP, *NOTHING_FOREIGN]))
NUMBERS = st.one_of(
    st.integers(-(10**15), 10**15), st.floats(allow_nan=False, allow_infinity=False)
)
ROWS = st.lists(st.tuples(*[st.one_of(st.none(), TEXTS, NUMBERS)] * len(WIDTHS)), max_size=40)


def height(tall: int) -> float:
    return min(14.0 * tall + 4, 300.0)


def made(rows, fill) -> openpyxl.Workbook:
    book = Book()
    page = book.add_worksheet("表")
    page.set_default_row(18)
    page.write_string(0, 0, "题")
    kinds = ({"bold": True}, {"italic": True}, {"num_format": "0"}, {"num_format": "0.0"}, {})
    fill(page, rows, Looks(*(book.add_format({"font_size": 8, **kind}) for kind in kinds)))
    return openpyxl.load_workbook(io.BytesIO(book.made()))


def by_rows(page, rows, looks) -> None:
    page.lay(1, rows, WIDTHS, looks, height)


def by_cells(page, rows, looks) -> None:
    for place, row in enumerate(rows, 1):
        shown = [clipped(cell) if isinstance(cell, str) else cell for cell in row]
        tall = [lines(c, w - 1) for c, w in zip(shown, WIDTHS, strict=True) if isinstance(c, str)]
        page.set_row(place, height(max(tall, default=1)))
        for index, cell in enumerate(shown):
            if cell is None:
                page.write_string(place, index, wording.UNKNOWN, looks.unknown)
            elif isinstance(cell, str):
                page.write_string(place, index, cell, looks.text)
            else:
                page.write_number(place, index, cell, look_of(cell, looks))


def look_of(number, looks):
    if float(number).is_integer():
        return looks.whole
    return looks.small if abs(number) < 0.001 else looks.broken


def content(book: openpyxl.Workbook):
    [page] = book.worksheets
    heights = [page.row_dimensions[at].height for at in range(1, page.max_row + 1)]
    return page.dimensions, heights, [[seen(cell) for cell in row] for row in page.iter_rows()]


def seen(cell):
    return cell.value, cell.data_type, cell.number_format, cell.font.b, cell.font.i


@settings(max_examples=150, deadline=None)
@given(rows=ROWS)
def test_rows_are_the_cells_public_calls_write(rows):
    assert content(made(rows, by_rows)) == content(made(rows, by_cells))


@pytest.mark.parametrize("fill", [by_rows, by_cells])
def test_text_is_never_markup_of_the_workbook(fill):
    rows = [(text, "", "", text) for text in [*MARKUP, *NOTHING_FOREIGN]]
    [page] = made(rows, fill).worksheets
    read = [row[0] for row in page.iter_rows(min_row=2, values_only=True)]
    assert [text or "" for text in read] == [row[0] for row in rows]
    assert {row[0].data_type for row in page.iter_rows(min_row=2) if row[0].value} == {"s"}


@pytest.mark.parametrize("fill", [by_rows, by_cells])
@pytest.mark.parametrize("text", CHAINED)
def test_no_code_of_a_character_is_left_to_be_read_as_one(text, fill):
    book = Book()
    page = book.add_worksheet("表")
    looks = Looks(*[book.add_format({})] * 5)
    fill(page, [(text,) * len(WIDTHS)], looks)
    with zipfile.ZipFile(io.BytesIO(book.made())) as parts:
        [held] = ElementTree.fromstring(parts.read("xl/sharedStrings.xml")).itertext()
    # as a program reads it: from the left, what has been read is not read again
    read = re.sub(r"_x([0-9A-Fa-f]{4})_", lambda found: chr(int(found[1], 16)), held)
    assert read == text


def test_what_xml_has_no_place_for_is_shown():
    [page] = made([("a\ufffeb\uffff", "", "", "")], by_rows).worksheets
    assert page["A2"].value == "a〔U+FFFE〕b〔U+FFFF〕"


@pytest.mark.parametrize("value", [float("nan"), float("inf"), float("-inf")])
def test_a_number_that_is_none_is_refused(value):
    with pytest.raises(ValueError, match=r"nan|inf"):
        made([(value, 1, 2, 3)], by_rows)


def test_every_workbook_is_made_so():
    """One made by the library's own class would take `<r>…</r>` for markup."""
    own = [Path(module.__file__).parent for module in (reports, yuanzheng)]
    makers = [p for folder in own for p in folder.rglob("*.py") if p.name != "workbooks.py"]
    assert len(makers) > 200
    assert not [p for p in makers if re.search(r"xlsxwriter\.Workbook\(", p.read_text("utf-8"))]
