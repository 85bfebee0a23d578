"""Workbooks of foreign text: what it says stays text, and a long table is laid row by row.

Beside the public calls of `xlsxwriter` this leans on where it keeps texts, writes rows and puts
the file together; `tests/reports/test_workbooks.py` holds that the files are those the public
calls make.
"""

from __future__ import annotations

import io
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from math import isfinite
from typing import Any
from xml.sax.saxutils import escape

from xlsxwriter.format import Format
from xlsxwriter.packager import Packager
from xlsxwriter.sharedstrings import SharedStringTable
from xlsxwriter.utility import xl_col_to_name
from xlsxwriter.workbook import Workbook
from xlsxwriter.worksheet import RowInfo, Worksheet

from reports import wording
from reports.packing import packed
from reports.spreadsheet import TEXT_ONLY, places
from reports.tabular import Cell
from reports.visible import clipped


@dataclass(frozen=True, slots=True)
class Looks:
    """`small`: a number that would round to 0."""

    text: Format
    unknown: Format
    whole: Format
    broken: Format
    small: Format


class _Strings(SharedStringTable):  # type: ignore[misc]
    def _get_shared_string_index(self, string: str) -> Any:
        # The writer takes such a text for markup of its own and writes it as it stands.
        if string.startswith("<r>") and string.endswith("</r>"):
            string = f'<r><t xml:space="preserve">{escape(string)}</t></r>'
        return super()._get_shared_string_index(string)


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
        self.str_table = _Strings()
        self._parts = _Parts()

    def made(self) -> bytes:
        """Ends the workbook and gives the file; the same sheets give the same bytes."""
        self.close()
        return packed(self._parts.made)

    def _get_packager(self) -> _Parts:
        return self._parts


class _Rows:
    def __init__(self, strings: _Strings, widths: Sequence[int], looks: Looks) -> None:
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
