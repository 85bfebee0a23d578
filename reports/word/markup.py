"""Pieces of WordprocessingML as text: paragraphs, tables, links, pictures.

Written as text because a report has ten thousand cells: as objects they take a minute.
Source of the elements: ECMA-376 part 1, chapters 17 (WordprocessingML) and 20.4 (drawings).
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass, field
from xml.sax.saxutils import escape, quoteattr

from reports.visible import clipped, kept

MARK = re.compile(r"[^A-Za-z0-9_]")
_TWIPS = 56.6929  # twentieths of a point to the millimetre
_EMU = 36_000  # English metric units to the millimetre
_BORDERS = (
    '<w:tblBorders><w:top w:val="single" w:sz="8" w:color="5F6A76"/>'
    '<w:bottom w:val="single" w:sz="6" w:color="5F6A76"/>'
    '<w:insideH w:val="single" w:sz="4" w:color="D3DAE2"/></w:tblBorders>'
)
_MARGINS = (
    '<w:tblCellMar><w:top w:w="28" w:type="dxa"/><w:left w:w="0" w:type="dxa"/>'
    '<w:bottom w:w="28" w:type="dxa"/><w:right w:w="120" w:type="dxa"/></w:tblCellMar>'
)


def safe(value: str, longest: int | None = None) -> str:
    """Text as it may stand in a document: nothing hidden, nothing that XML refuses."""
    return escape(plain(value, longest))


def plain(value: str, longest: int | None = None) -> str:
    """The same, not yet markup."""
    return clipped(value) if longest is None else clipped(value, longest)


def text(value: str, style: str | None = None, *, longest: int | None = None) -> str:
    """A run; line ends become breaks. `style`: a character style."""
    look = f'<w:rPr><w:rStyle w:val="{style}"/></w:rPr>' if style else ""
    body = _whole(value) if longest is None else _broken(safe(value, longest))
    return f"<w:r>{look}{body}</w:r>"


@kept
def _whole(value: str) -> str:
    return _broken(safe(value))


def _broken(words: str) -> str:
    lines = words.split("\n")
    return "<w:br/>".join(f'<w:t xml:space="preserve">{line}</w:t>' for line in lines)


def coloured(value: str, color: str) -> str:
    """A sign in the colour of a line of a chart."""
    return f'<w:r><w:rPr><w:color w:val="{color}"/></w:rPr><w:t>{safe(value)}</w:t></w:r>'


def paragraph(*runs: str, style: str = "YZText", right: bool = False, mark: str = "") -> str:
    """`runs` are markup; `mark`: what a link may lead to."""
    side = '<w:jc w:val="right"/>' if right else ""
    return f'<w:p><w:pPr><w:pStyle w:val="{style}"/>{side}</w:pPr>{mark}{"".join(runs)}</w:p>'


def anchor(name: str) -> str:
    return "YZ_" + MARK.sub("_", name)


def link(name: str, words: str) -> str:
    """To the place `name` of this document."""
    return f'<w:hyperlink w:anchor="{anchor(name)}">{text(words, "YZLink")}</w:hyperlink>'


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in millimetres; `right`: figures stand at one edge."""

    title: str
    width: float
    right: bool = False


@dataclass(slots=True)
class Marks:
    """Numbers bookmarks and pictures: each id of a document stands once."""

    used: int = 0
    names: set[str] = field(default_factory=set)

    def next(self) -> int:
        self.used += 1
        return self.used

    def at(self, name: str) -> str:
        """A bookmark; nothing where the document has one of that name."""
        if name in self.names:
            return ""
        self.names.add(name)
        number = self.next()
        place = f'<w:bookmarkStart w:id="{number}" w:name="{anchor(name)}"/>'
        return f'{place}<w:bookmarkEnd w:id="{number}"/>'


def table(columns: Sequence[Column], rows: Iterable[Sequence[str]], title: str) -> str:
    """`rows` hold the markup of each cell's paragraphs; the head comes again on every page."""
    grid = "".join(f'<w:gridCol w:w="{_dxa(one.width)}"/>' for one in columns)
    whole = _dxa(sum(one.width for one in columns))
    look = (
        f'<w:tblPr><w:tblW w:w="{whole}" w:type="dxa"/>{_BORDERS}<w:tblLayout w:type="fixed"/>'
        f'{_MARGINS}<w:tblLook w:firstRow="1"/><w:tblCaption w:val={quoteattr(safe(title, 200))}/>'
        "</w:tblPr>"
    )
    head = [paragraph(text(one.title), style="YZHead", right=one.right) for one in columns]
    body = "".join(_row(columns, row) for row in rows)
    first = _row(columns, head, "<w:tblHeader/>")
    return f"<w:tbl>{look}<w:tblGrid>{grid}</w:tblGrid>{first}{body}</w:tbl>{SPACE}"


SPACE = paragraph(style="YZSpace")


def _row(columns: Sequence[Column], cells: Sequence[str], more: str = "") -> str:
    held = "".join(
        f'<w:tc><w:tcPr><w:tcW w:w="{_dxa(one.width)}" w:type="dxa"/></w:tcPr>{cell}</w:tc>'
        for one, cell in zip(columns, cells, strict=True)
    )
    # a row of a page's length would leave a page empty before it
    whole = "<w:cantSplit/>" if sum(map(len, cells)) < 4_000 else ""
    return f"<w:tr><w:trPr>{whole}{more}</w:trPr>{held}</w:tr>"


def picture(relation: str, number: int, size: tuple[float, float], words: str) -> str:
    """A run with a picture that is part of the file; `size` in millimetres, `words` say what is
    to be seen for those who do not see it."""
    across, down = (round(side * _EMU) for side in size)
    told = quoteattr(safe(words, 300))
    shape = (
        '<a:graphic xmlns:a="http://schemas.openxmlformats.org/drawingml/2006/main"><a:graphicData '
        'uri="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:pic '
        'xmlns:pic="http://schemas.openxmlformats.org/drawingml/2006/picture"><pic:nvPicPr>'
        f'<pic:cNvPr id="{number}" name="{number}"/><pic:cNvPicPr/></pic:nvPicPr><pic:blipFill>'
        f'<a:blip r:embed="{relation}"/><a:stretch><a:fillRect/></a:stretch></pic:blipFill>'
        f'<pic:spPr><a:xfrm><a:off x="0" y="0"/><a:ext cx="{across}" cy="{down}"/></a:xfrm>'
        '<a:prstGeom prst="rect"><a:avLst/></a:prstGeom></pic:spPr></pic:pic></a:graphicData>'
        "</a:graphic>"
    )
    return (
        f'<w:r><w:drawing><wp:inline><wp:extent cx="{across}" cy="{down}"/>'
        f'<wp:docPr id="{number}" name="图 {number}" descr={told}/>{shape}</wp:inline>'
        "</w:drawing></w:r>"
    )


def _dxa(millimetres: float) -> int:
    return round(millimetres * _TWIPS)
