"""A Word file around its body: page, styles, head and foot; the same bytes for the same body."""

from __future__ import annotations

import io
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from functools import cache
from typing import Any

from docx import Document
from docx.enum.style import WD_STYLE_TYPE
from docx.enum.text import WD_LINE_SPACING
from docx.opc.constants import RELATIONSHIP_TYPE
from docx.opc.packuri import PackURI
from docx.opc.pkgwriter import PackageWriter
from docx.oxml import parse_xml
from docx.oxml.ns import nsdecls, qn
from docx.shared import Mm, Pt, RGBColor

from reports.packing import packed

TITLE, BODY, HEAD, SIDE = "方正小标宋简体", "仿宋", "黑体", "楷体"
_LATIN, _CODE = "Times New Roman", "Courier New"
_INK, _SOFT, _ACCENT, _WARN = "16212E", "46525F", "17406D", "8A4B00"
_END = b"<w:sectPr"
MADE = datetime(2000, 1, 1)  # noqa: DTZ001 - the same bytes whenever it is made


@dataclass(frozen=True, slots=True)
class Look:
    """A paragraph style: points of the letters, of the line, before and after."""

    font: str
    size: float
    line: float
    before: float = 0
    after: float = 0
    color: str = _INK
    level: int | None = None


LOOKS = {
    "YZTitle": Look(TITLE, 22, 32, 8, 4),
    "YZSmall": Look(BODY, 10.5, 16, 0, 2, _SOFT),
    "YZText": Look(BODY, 12, 20, 0, 3),
    "YZNote": Look(BODY, 9, 13, 0, 3, _SOFT),
    "YZCaption": Look(BODY, 9, 13, 4, 3, _SOFT),
    "YZWarn": Look(HEAD, 12, 18, 2, 6, _WARN),
    "YZCell": Look(BODY, 9, 12.5),
    "YZFine": Look(BODY, 8, 11, 0, 0, _SOFT),
    "YZHead": Look(HEAD, 8.5, 12, 0, 0, _SOFT),
    "YZSpace": Look(BODY, 6, 8),
    "Heading1": Look(HEAD, 16, 24, 16, 6, _INK, 0),
    "Heading2": Look(HEAD, 13, 20, 10, 4, _INK, 1),
    "Heading3": Look(SIDE, 12, 18, 8, 3, _INK, 2),
}
# Character styles: font, colour, bold, points (None: those of the paragraph).
_LETTERS: dict[str, tuple[str, str, bool, float | None]] = {
    "YZStrong": (HEAD, _INK, False, None),
    "YZFigure": (HEAD, _INK, True, None),
    "YZBig": (HEAD, _ACCENT, True, 15),
    "YZSoft": (BODY, _SOFT, False, 8),
    "YZLink": (BODY, _ACCENT, False, None),
    "YZCode": (BODY, _SOFT, False, 7),
}


class Package:
    """Collects the parts of a file; `body` is markup of `reports.word.markup`."""

    def __init__(self) -> None:
        self._document: Any = Document(io.BytesIO(_blank()))

    def picture(self, content: bytes) -> str:
        """Puts a PNG into the file; returns what its place in the body refers to."""
        relation, _ = self._document.part.get_or_add_image(io.BytesIO(content))
        return str(relation)

    def said(self, title: str, head: str, foot: str) -> None:
        """Title of the file; markup of the paragraphs above and below every page."""
        section = self._document.sections[0]
        for place, words in ((section.header, head), (section.footer, foot)):
            place.is_linked_to_previous = False
            _replaced(place._element, words)
        core = self._document.core_properties
        core.title, core.comments, core.language = title[:255], "", "zh-CN"
        core.author = core.last_modified_by = "源证"
        core.created = core.modified = MADE

    def written(self, body: str) -> bytes:
        """The file. The body goes into it as text: as objects it takes five times as long.

        Raises `lxml.etree.XMLSyntaxError` for a body that is no markup.
        """
        _elements(body)
        return timeless(self._document, body.encode())


@cache
def _blank() -> bytes:
    """A paper with the styles and nothing on it."""
    document: Any = Document()
    rels = document.part.package.rels
    for name in [one for one, rel in rels.items() if rel.reltype == RELATIONSHIP_TYPE.THUMBNAIL]:
        del rels[name]  # a picture of another paper
    _page(document)
    _styles(document)
    file = io.BytesIO()
    document.save(file)
    return file.getvalue()


def _elements(markup: str) -> Any:
    return parse_xml(f"<w:body {nsdecls('w', 'r', 'wp')}>{markup}</w:body>")


def _replaced(element: Any, markup: str) -> None:
    for child in list(element):
        element.remove(child)
    for made in list(_elements(markup)):
        element.append(made)


def _page(document: Any) -> None:
    """GB/T 9704: A4, margins of 37, 35, 28 and 26 mm."""
    section = document.sections[0]
    section.page_width, section.page_height = Mm(210), Mm(297)
    section.top_margin, section.bottom_margin = Mm(37), Mm(35)
    section.left_margin, section.right_margin = Mm(28), Mm(26)
    section.header_distance, section.footer_distance = Mm(18), Mm(18)


def _styles(document: Any) -> None:
    for made in list(_unused(document)):
        made._element.getparent().remove(made._element)
    _base(document)
    for name, look in LOOKS.items():
        shown = name.replace("Heading", "Heading ")
        held = {one.name for one in document.styles}
        style = (
            document.styles[shown]
            if shown in held
            else document.styles.add_style(name, WD_STYLE_TYPE.PARAGRAPH)
        )
        _dressed(style, look)
    for name, (font, color, bold, size) in _LETTERS.items():
        style = document.styles.add_style(name, WD_STYLE_TYPE.CHARACTER)
        _lettered(style, font, color, size, _CODE if name == "YZCode" else _LATIN)
        style.font.bold = bold


def _unused(document: Any) -> Iterator[Any]:
    """Of the many styles python-docx brings along only these are needed."""
    kept = {"Normal", "Header", "Footer", "Default Paragraph Font", "Normal Table",
            "Heading 1", "Heading 2", "Heading 3", "No List"}  # fmt: skip
    for style in document.styles:
        if style.name not in kept:
            yield style


def _base(document: Any) -> None:
    normal = document.styles["Normal"]
    _lettered(normal, BODY, _INK, 12, _LATIN)
    normal.paragraph_format.space_after = Pt(0)
    look = normal.element.get_or_add_rPr()
    look.append(parse_xml(f'<w:lang {nsdecls("w")} w:val="en-US" w:eastAsia="zh-CN"/>'))


def _dressed(style: Any, look: Look) -> None:
    _lettered(style, look.font, look.color, look.size, _LATIN)
    style.font.bold = style.font.italic = False
    form = style.paragraph_format
    form.space_before, form.space_after = Pt(look.before), Pt(look.after)
    form.line_spacing_rule, form.line_spacing = WD_LINE_SPACING.AT_LEAST, Pt(look.line)
    form.keep_with_next = True if look.level is not None or style.name == "YZCaption" else None


def _lettered(style: Any, font: str, color: str, size: float | None, latin: str) -> None:
    """Both names of a font are set, or Word takes its own for Chinese."""
    style.font.name = latin
    fonts = style.element.get_or_add_rPr().get_or_add_rFonts()
    for theme in ("asciiTheme", "hAnsiTheme", "eastAsiaTheme", "cstheme"):
        fonts.attrib.pop(qn(f"w:{theme}"), None)
    fonts.set(qn("w:eastAsia"), font)
    style.font.color.rgb = RGBColor.from_string(color)
    if size is not None:
        style.font.size = Pt(size)


class _Parts(dict[str, bytes]):
    """What a document consists of, by name; python-docx puts it here as into a file."""

    def write(self, name: PackURI, content: bytes) -> None:
        self[name.membername] = content


def timeless(document: Any, body: bytes = b"") -> bytes:
    """The file of a document, without times and chance. `body` is put before what a Word file
    ends with, the form of its last pages."""
    package, parts = document.part.package, _Parts()
    writer: Any = PackageWriter
    for part in package.parts:
        part.before_marshal()
    # What its `save` does, but that each part is packed once.
    writer._write_content_types_stream(parts, package.parts)
    writer._write_pkg_rels(parts, package.rels)
    writer._write_parts(parts, package.parts)
    main = document.part.partname.membername
    if body:
        parts[main] = parts[main].replace(_END, body + _END, 1)
    return packed(parts.items())
