"""Office files are put together the same way every time, and whole."""

from __future__ import annotations

import io
from datetime import datetime
from zipfile import ZIP_STORED, ZipFile

import xlsxwriter
from docx import Document
from docx.shared import Mm
from hypothesis import given
from hypothesis import strategies as st

from reports.packing import packed
from reports.word.package import timeless
from reports.workbooks import Book

MADE = datetime(2026, 1, 1)  # noqa: DTZ001 - as the library takes it
PARTS = st.dictionaries(st.text("abc/甲.", min_size=1, max_size=8), st.binary(max_size=300))
PIXEL = bytes.fromhex(
    "89504e470d0a1a0a0000000d4948445200000001000000010806000000"
    "1f15c4890000000a49444154789c6360000000020001e221bc33"
    "0000000049454e44ae426082"
)


def opened(content: bytes) -> dict[str, bytes]:
    with ZipFile(io.BytesIO(content)) as archive:
        assert archive.testzip() is None
        return {name: archive.read(name) for name in archive.namelist()}


@given(parts=PARTS)
def test_the_parts_are_the_same_in_whatever_order_they_come(parts):
    content = packed(parts.items())
    assert opened(content) == parts
    assert packed(reversed(parts.items())) == content


def test_pictures_are_stored_and_what_says_the_kinds_comes_first():
    content = packed([("a.png", PIXEL * 9), ("b.xml", b"b" * 999), ("[Content_Types].xml", b"")])
    with ZipFile(io.BytesIO(content)) as archive:
        kinds, picture, text = archive.infolist()
    assert (kinds.filename, picture.compress_type) == ("[Content_Types].xml", ZIP_STORED)
    assert text.compress_size < 99
    assert {one.date_time for one in (kinds, picture, text)} == {(1980, 1, 1, 0, 0, 0)}


def test_a_word_file_has_the_parts_that_python_docx_saves():
    document = Document()
    document.add_paragraph("甲")
    document.add_picture(io.BytesIO(PIXEL), width=Mm(9))
    document.sections[0].header.paragraphs[0].text = "乙"
    document.core_properties.title = "丙"
    saved = io.BytesIO()
    document.save(saved)
    assert opened(timeless(document)) == opened(saved.getvalue())
    paper = opened(timeless(document, b"<w:p/>"))["word/document.xml"]
    assert paper.count(b"<w:p/><w:sectPr") == 1


def test_a_workbook_has_the_parts_that_xlsxwriter_writes():
    held = io.BytesIO()
    own, public = Book(), xlsxwriter.Workbook(held, {"in_memory": True})
    for book in (own, public):
        book.set_properties({"created": MADE})
        page = book.add_worksheet("甲")
        page.write_string(0, 0, "乙")
        page.insert_image(3, 3, "点.png", {"image_data": io.BytesIO(PIXEL)})
        page.write_comment(0, 0, "丙")
        book.add_worksheet("丁").write_number(0, 0, 1.5)
    public.close()
    assert opened(own.made()) == opened(held.getvalue())
