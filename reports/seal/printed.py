"""Reads back what reports print, format by format: the cells of each figure, as text.

Every reader takes the bytes of a file and gives tables of rows of cells; what stands in them is
compared with what the figures say (see `agreeing`).
"""

from __future__ import annotations

import csv as csv_files
import io
import re
import zipfile
import zlib
from collections.abc import Iterator
from html.parser import HTMLParser
from typing import NamedTuple
from xml.etree import ElementTree

Row = dict[str, str]
_MOST_PART = 256 << 20
_MOST_PARTS = 500
_CELL = re.compile(r"([A-Z]{1,3})\d+")
_SPACE = "{http://schemas.openxmlformats.org/spreadsheetml/2006/main}"
_ENTITIES = {"&lt;": "<", "&gt;": ">", "&amp;": "&"}
_ESCAPED = re.compile(r"_x005F(?=_x[0-9A-Fa-f]{4}_)")
_MARKED = re.compile(r"\\(.)|(&(?:lt|gt|amp);)")


class Printed(NamedTuple):
    """A figure as a page shows it. `exact`: the value for machines, where there is one;
    `n` None: on a card."""

    evidence_id: str
    shown: str
    exact: str | None
    n: str | None


def csv(content: bytes) -> list[Row]:
    """Raises `ValueError`."""
    try:
        text = content.decode("utf-8-sig")
        return list(csv_files.DictReader(io.StringIO(text, newline=""), restval="", strict=True))
    except csv_files.Error as error:
        raise ValueError("不是 CSV") from error


def md(content: bytes) -> list[Row]:
    """The rows of all tables."""
    found: list[Row] = []
    head: list[str] | None = None
    for line in content.decode("utf-8").split("\n"):
        if not line.startswith("| "):
            head = None
            continue
        cells = [_unmarked(cell) for cell in line[2:].removesuffix(" |").split(" | ")]
        if head is None:
            head = cells
        elif cells != ["---"] * len(cells):
            found.append(dict(zip(head, cells, strict=False)))
    return found


def _unmarked(cell: str) -> str:
    text = cell.replace("<br>", "\n")
    return _MARKED.sub(lambda found: found[1] or _ENTITIES[found[2]], text)


def xlsx(content: bytes) -> dict[str, list[list[str]]]:
    """Sheet name → rows of cells. Raises `ValueError`."""
    try:
        with zipfile.ZipFile(io.BytesIO(content)) as book:
            if len(book.infolist()) > _MOST_PARTS:
                raise ValueError("里面的部分太多")
            texts = list(_texts(_part(book, "xl/sharedStrings.xml")))
            names = [str(s.get("name")) for s in _elements(_part(book, "xl/workbook.xml"), "sheet")]
            parts = (_part(book, f"xl/worksheets/sheet{i}.xml") for i in range(1, len(names) + 1))
            return {
                name: list(_sheet(part, texts)) for name, part in zip(names, parts, strict=True)
            }
    except (zipfile.BadZipFile, zlib.error, KeyError, NotImplementedError, EOFError) as error:
        raise ValueError("不是完好的 XLSX") from error
    except (ElementTree.ParseError, RuntimeError, IndexError) as error:
        raise ValueError("里面的表读不懂") from error


def _part(book: zipfile.ZipFile, name: str) -> bytes:
    with book.open(name) as file:
        content = file.read(_MOST_PART + 1)
    if len(content) > _MOST_PART:
        raise ValueError("展开后过大，像是压缩炸弹")
    if b"<!" in content:  # what this program writes declares no entity
        raise ValueError("里面有 XML 声明，可能是恶意的")
    return content


def _elements(part: bytes, name: str) -> Iterator[ElementTree.Element]:
    found = ElementTree.iterparse(io.BytesIO(part))  # noqa: S314 - no declaration gets here
    for _, element in found:
        if element.tag == f"{_SPACE}{name}":
            yield element
            element.clear()


def _texts(part: bytes) -> Iterator[str]:
    for element in _elements(part, "si"):
        text = "".join(t.text or "" for t in element.iter(f"{_SPACE}t"))
        yield _ESCAPED.sub("", text)


def _sheet(part: bytes, texts: list[str]) -> Iterator[list[str]]:
    for row in _elements(part, "row"):
        cells: dict[int, str] = {}
        for cell in row.iter(f"{_SPACE}c"):
            found = _CELL.fullmatch(cell.get("r", ""))
            value = cell.findtext(f"{_SPACE}v")
            if found and value is not None:
                cells[_column(found[1])] = texts[int(value)] if cell.get("t") == "s" else value
        yield [cells.get(index, "") for index in range(max(cells, default=-1) + 1)]


def _column(letters: str) -> int:
    number = 0
    for letter in letters:
        number = number * 26 + ord(letter) - 64
    return number - 1


def html(content: bytes) -> list[Printed]:
    """The figures of the evidence tables and cards of a page."""
    page = _Page()
    page.feed(content.decode("utf-8"))
    page.close()
    return page.found


class _Page(HTMLParser):
    """Rows `<tr id="E1">` and cards: the spans `number` and `n`, or `foot`, which names the card.

    A card has no `n`.
    """

    def __init__(self) -> None:
        super().__init__()
        self.found: list[Printed] = []
        self._within: str | None = None
        self._id = ""
        self._in: str | None = None
        self._depth = 0
        self._texts: dict[str, list[str]] = {}
        self._exact: str | None = None

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        given = dict(attrs)
        kinds = (given.get("class") or "").split()
        if tag == "tr" or (tag in {"a", "div"} and "card" in kinds):
            self._within, self._id = tag, given.get("id") or ""
            self._texts, self._exact, self._in = {}, None, None
        elif self._within and tag == "span" and not self._in:
            self._in = next((kind for kind in kinds if kind in {"number", "n", "foot"}), None)
            self._depth = 0
        elif self._in == "number" and tag == "data":
            self._exact = given.get("value")
        if self._in and tag == "span":
            self._depth += 1

    def handle_endtag(self, tag: str) -> None:
        if self._in and tag == "span":
            self._depth -= 1
            self._in = self._in if self._depth else None
        if tag == self._within:
            self._close()

    def _close(self) -> None:
        texts = {name: "".join(pieces) for name, pieces in self._texts.items()}
        evidence_id = self._id or texts.get("foot", "").partition(" ")[0]
        if "number" in texts and evidence_id:
            self.found.append(Printed(evidence_id, texts["number"], self._exact, texts.get("n")))
        self._within = None

    def handle_data(self, data: str) -> None:
        if self._in:
            self._texts.setdefault(self._in, []).append(data)
