"""Workbooks of foreign text: what it says stays text, and a long table is laid row by row.

Beside the public calls of `xlsxwriter` this leans on where it keeps texts, writes rows and puts
the file together; `tests/reports/test_workbooks.py` holds that the files are those the public
calls make.
"""

from __future__ import annotations

import io
import re
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStrings, SharedStringTable
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import RowInfo, Worksheet

from reports import wording
from reports.packing import packed
from reports.spreadsheet import TEXT_ONLY, places
from reports.tabular import Cell
from reports.visible import clipped

# What a workbook reads as a character by its number (ECMA-376 part 1, 22.9.2.19), and what XML
# has no other place for.
_CODE = re.compile(r"_(?=x[0-9A-Fa-f]{4}_)")
_REFUSED = re.compile("[\x00-\x08\x0b-\x1f\ufffe\uffff]")


@dataclass(frozen=True, slots=True)
class Looks:
    """`small`: a number that would round to 0."""

    text: Format
    unknown: Format
    whole: Format
    broken: Format
    small: Format


class _Texts(SharedStrings):  # type: ignore[misc]
    def _write_si(self, string: str) -> None:
        # The writer would take `<r>…</r>` for markup of its own, and leave the second of two codes
        # that share a mark, `_x0041_x202E_`, to be read as the character it names.
        coded = _REFUSED.sub(lambda found: f"_x{ord(found[0]):04X}_", _CODE.sub("_x005F_", string))
        kept = ' xml:space="preserve"' if string != string.strip() else ""
        self.fh.write(f"<si><t{kept}>{escape(coded)}</t></si>")


class Page(Worksheet):  # type: ignore[misc]
    """A worksheet that can take a long table as rows, not cell by cell."""

    def __init__(self) -> None:
        super().__init__()
        self._laid: list[tuple[int, RowInfo | None, str]] = []

    def lay(
        self,
        top: int,
        rows: Iterable[Sequence[Cell]],
        widths: Sequence[int],
        looks: Looks,
        height: Callable[[int], float],
    ) -> None:
        """Writes `rows` from row `top`, counted from 0, which is below all other cells.

        `widths` of the columns in characters; `height` in points of a row with so many lines, one
        line being the page's default. None is an unknown number; texts are clipped. Raises
        `ValueError` for a number that is not finite.
        """
        row, last = _Rows(self.str_table, widths, looks), len(widths) - 1
        for place, cells in enumerate(rows, top):
            written, tall = row.written(place + 1, cells)
            high = None if tall == 1 else RowInfo(height=int(height(tall) * 4 / 3 + 0.5))
            self._laid.append((place, high, written))
            self._check_dimensions(place, last)

    def _write_rows(self) -> None:
        super()._write_rows()
        for place, high, cells in self._laid:
            self._write_row(place, None, high)
            self.fh.write(f"{cells}</row>")


class _Parts(Packager):  # type: ignore[misc]
    """Keeps what a workbook consists of, and leaves the writer nothing to put together."""

    def __init__(self) -> None:
        super().__init__()
        self.made: list[tuple[str, bytes]] = []

    def _write_shared_strings_file(self) -> None:
        texts = _Texts()
        texts.string_table = self.workbook.str_table
        if texts.string_table.count:
            texts._set_xml_writer(self._filename("xl/sharedStrings.xml"))
            texts._assemble_xml_file()

    def _create_package(self) -> list[Any]:
        for held, name, is_binary in super()._create_package():
            content = held.getvalue()
            self.made.append((name, content if is_binary else content.encode()))
        return []


class Book(Workbook):  # type: ignore[misc]
    """A workbook in which a text is never a formula, a link, a number or markup."""

    worksheet_class = Page

    def __init__(self, options: dict[str, Any] | None = None) -> None:
        super().__init__(io.BytesIO(), {**TEXT_ONLY, **(options or {}), "in_memory": True})
        self._parts = _Parts()

    def made(self) -> bytes:
        """Ends the workbook and gives the file; the same sheets give the same bytes."""
        self.close()
        return packed(self._parts.made)

    def _get_packager(self) -> _Parts:
        return self._parts


class _Rows:
    def __init__(self, strings: SharedStringTable, widths: Sequence[int], looks: Looks) -> None:
        self._strings = strings
        # the last place of a line is often left free
        self._columns = [(xl_col_to_name(i), max(1, w - 1)) for i, w in enumerate(widths)]
        self._text, self._none, self._whole, self._broken, self._small = (
            f' s="{one._get_xf_index()}"'
            for one in (looks.text, looks.unknown, looks.whole, looks.broken, looks.small)
        )
        self._known: dict[str, tuple[str, tuple[int, ...]]] = {}

    def written(self, number: int, row: Sequence[Cell]) -> tuple[str, int]:
        """A row's cells and how many lines its longest takes."""
        made, tall = [], 1
        for (letter, room), cell in zip(self._columns, row, strict=True):
            if cell is None:
                rest = self._string(wording.UNKNOWN, self._none)
            elif isinstance(cell, str):
                rest, spread = self._shown(cell)
                if spread[0] > room or len(spread) > 1:
                    tall = max(tall, sum(max(1, -(-line // room)) for line in spread))
            else:
                rest = self._number(cell)
            made.append(f'<c r="{letter}{number}"{rest}</c>')
        return "".join(made), tall

    def _shown(self, cell: str) -> tuple[str, tuple[int, ...]]:
        """What a text is in XML, and the places each of its lines takes."""
        if (known := self._known.get(cell)) is not None:
            self._strings.count += 1
            return known
        text = clipped(cell)
        made = self._string(text, self._text), tuple(map(places, text.split("\n")))
        self._known[cell] = made
        return made

    def _string(self, text: str, look: str) -> str:
        return f'{look} t="s"><v>{self._strings._get_shared_string_index(text)}</v>'

    def _number(self, value: float) -> str:
        if not isfinite(value):
            raise ValueError(value)
        if float(value).is_integer():
            look = self._whole
        else:
            look = self._small if abs(value) < 0.001 else self._broken
        return f"{look}><v>{value:.16G}</v>"
