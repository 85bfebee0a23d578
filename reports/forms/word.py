"""A form as a Word file, laid out as official papers are (GB/T 9704: fonts, sizes, margins)."""

from __future__ import annotations

import re
from collections.abc import Callable
from typing import Any

from docx import Document
from docx.enum.section import WD_ORIENT
from docx.enum.table import WD_ALIGN_VERTICAL
from docx.enum.text import WD_ALIGN_PARAGRAPH
from docx.oxml.ns import qn
from docx.shared import Mm, Pt, RGBColor

from reports.forms.model import BLANK, Cell, Form, Grid, Heading, Line, Part, Text
from reports.word.package import BODY, HEAD, MADE, SIDE, TITLE, timeless

_LATIN = "Times New Roman"
_NEVER = re.compile(
    r"[\x00-\x08\x0b\x0c\x0e-\x1f\x7f-\x9f\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\ufffe\uffff]|[\ud800-\udfff]"
)
_SHORT = 60  # characters of a cell that need not be cut by the end of a page


def written(form: Form) -> bytes:
    """The file; the same form gives the same bytes."""
    document = Document()
    _page(document, form)
    if form.cover:
        _space(document, 4)
    for line in form.headlines:
        _paragraph(document, line, TITLE, 22, align=WD_ALIGN_PARAGRAPH.CENTER)
    _space(document, 6 if form.cover else 1)
    for part in form.parts:
        _PARTS[type(part)](document, part)
    if form.notice:
        _paragraph(document, form.notice, SIDE, 10.5)
    _properties(document, form)
    return timeless(document)


def _page(document: Any, form: Form) -> None:
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    if form.landscape:
        section.orientation = WD_ORIENT.LANDSCAPE
        section.page_width, section.page_height = Mm(297), Mm(210)
        section.top_margin = section.bottom_margin = Mm(26)


def _heading(document: Any, part: Heading) -> None:
    made = _paragraph(document, part.words, HEAD if part.level == 1 else SIDE, 16)
    made.paragraph_format.keep_with_next = True


def _text(document: Any, part: Text) -> None:
    made = _paragraph(document, part.words, BODY, 12 if part.small else 16)
    if part.indented:
        made.paragraph_format.first_line_indent = Pt(32)


def _line(document: Any, part: Line) -> None:
    value = "" if part.entry is None else part.entry.shown
    _paragraph(document, f"{part.label}{'：' if part.entry else ''}{value}", BODY, 16)


def _grid(document: Any, part: Grid) -> None:
    table = document.add_table(rows=len(part.rows), cols=part.columns)
    table.style = "Table Grid"
    table.autofit = False
    _widths(document, table, part)
    cells = [list(row.cells) for row in table.rows]  # asked for one by one this takes minutes
    for row, column, cell in part.placed():
        held = cells[row][column]
        if cell.width > 1 or cell.height > 1:
            held = held.merge(cells[row + cell.height - 1][column + cell.width - 1])
        held.vertical_alignment = WD_ALIGN_VERTICAL.CENTER
        _fill(held, cell, 9 if part.small else 12)
    for row in table.rows[: part.repeat]:
        _marked(row, "w:tblHeader")
    for row, held in zip(table.rows, part.rows, strict=True):
        if part.small or all(len(cell.entry.shown) < _SHORT for cell in held):
            _marked(row, "w:cantSplit")
    _paragraph(document, "", BODY, 6)


def _marked(row: Any, mark: str) -> None:
    """`w:tblHeader`: at the head of each page; `w:cantSplit`: whole on one page."""
    properties = row._tr.get_or_add_trPr()
    properties.insert(0, properties.makeelement(qn(mark), {}))


def _widths(document: Any, table: Any, part: Grid) -> None:
    section = document.sections[0]
    whole = section.page_width - section.left_margin - section.right_margin
    shares = part.shares or (1,) * part.columns
    wide = [int(whole * share / sum(shares)) for share in shares]
    for column, width in zip(table.columns, wide, strict=True):
        column.width = width
    for row in table.rows:
        for held, width in zip(row.cells, wide, strict=True):
            held.width = width


def _fill(held: Any, cell: Cell, size: float) -> None:
    lines = (cell.entry.text or "" if cell.head else cell.entry.shown).split("\n")
    for place, line in enumerate(lines):
        made = held.paragraphs[0] if place == 0 else held.add_paragraph()
        if cell.head:
            made.alignment = WD_ALIGN_PARAGRAPH.CENTER
        made.paragraph_format.space_before = made.paragraph_format.space_after = Pt(2)
        _run(made, line, HEAD if cell.head else BODY, size)


def _paragraph(document: Any, words: str, font: str, size: float, align: Any = None) -> Any:
    made = document.add_paragraph()
    made.paragraph_format.space_after = Pt(0)
    made.paragraph_format.line_spacing = Pt(28 if size >= 16 else 18)
    if align is not None:
        made.alignment = align
    _run(made, words, font, size)
    return made


def _run(paragraph: Any, words: str, font: str, size: float) -> None:
    """Blanks stand out in red; both names of a font are set, or Word takes its own for Chinese."""
    for piece in re.split(f"({re.escape(BLANK)})", _NEVER.sub("", words)):
        if not piece:
            continue
        run = paragraph.add_run(piece)
        run.font.size = Pt(size)
        run.font.name = _LATIN
        fonts = run._element.get_or_add_rPr().get_or_add_rFonts()
        fonts.set(qn("w:eastAsia"), font)
        if piece == BLANK:
            run.font.color.rgb = RGBColor(0xC0, 0x39, 0x2B)


def _space(document: Any, lines: int) -> None:
    for _ in range(lines):
        _paragraph(document, "", BODY, 16)


def _properties(document: Any, form: Form) -> None:
    core = document.core_properties
    core.title = _NEVER.sub("", form.title)[:255]
    core.author = core.last_modified_by = "源证"
    core.created = core.modified = MADE
    core.comments = ""


_PARTS: dict[type[Part], Callable[[Any, Any], None]] = {
    Heading: _heading, Text: _text, Line: _line, Grid: _grid,
}  # fmt: skip
