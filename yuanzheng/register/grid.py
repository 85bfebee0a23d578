"""A sheet as rows of cells, whatever file it came from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field
from datetime import date, datetime, time, timedelta

Value = str | int | float | bool | date | datetime | time | timedelta | None
MOST_ROWS, MOST_COLUMNS = 50_000, 200


class BadRegister(Exception):
    """Everything that is wrong with the register, a Chinese sentence each."""

    def __init__(self, *problems: str) -> None:
        super().__init__("\n".join(problems))
        self.problems = problems


@dataclass(frozen=True, slots=True)
class Broken:
    """A cell whose value cannot be known; `why` says so in Chinese, with what to do."""

    why: str


@dataclass(frozen=True, slots=True)
class Row:
    """`number` as the program that wrote the file counts rows, from 1."""

    number: int
    cells: tuple[Value | Broken, ...]

    def at(self, column: int) -> Value | Broken:
        return self.cells[column] if column < len(self.cells) else None

    @property
    def empty(self) -> bool:
        return all(blank(cell) for cell in self.cells)


@dataclass(frozen=True, slots=True)
class Sheet:
    """`title` None: the file has no sheets. `merged`: (first row, first column, last row, last
    column) of cells joined into one, rows from 1 and columns from 0. `loose`: dates and numbers
    may have lost their form on the way, as in CSV. `epoch`: the day Excel's number 0 means."""

    file: str
    title: str | None
    rows: tuple[Row, ...]
    merged: Sequence[tuple[int, int, int, int]] = ()
    loose: bool = False
    epoch: date = field(default=date(1899, 12, 30))

    @property
    def words(self) -> str:
        return f"{self.file} 工作表“{self.title}”" if self.title is not None else self.file

    @property
    def inside(self) -> str:
        """With what goes before Chinese words."""
        return self.words if self.title is not None else f"{self.words} "

    def place(self, row: int, column: int | None = None, title: str = "") -> str:
        """`登记簿.xlsx 工作表“企业”第 5 行 C 列（日期）`."""
        where = f"{self.inside}第 {row} 行"
        return where if column is None else f"{where} {letters(column)} 列（{title}）"


def filled(rows: Sequence[Row], merged: Sequence[tuple[int, int, int, int]]) -> tuple[Row, ...]:
    """Cells joined downwards hold their value in each row. Raises `BadRegister` for too many."""
    values = {row.number: row for row in rows}
    told: dict[int, dict[int, Value | Broken]] = {}
    steps = 0
    for top, left, bottom, _ in merged:
        steps += (below := min(bottom, top + MOST_ROWS) - top)
        if steps > 10 * MOST_ROWS:
            raise BadRegister("合并的单元格太多：请取消合并后再交。")
        if top in values and below and left < MOST_COLUMNS:
            for number in range(top + 1, top + below + 1):
                told.setdefault(number, {})[left] = values[top].at(left)
    return tuple(_with(row, told.get(row.number, {})) for row in rows)


def _with(row: Row, told: dict[int, Value | Broken]) -> Row:
    if not told:
        return row
    width = max(len(row.cells), *(column + 1 for column in told))
    return Row(row.number, tuple(told.get(c, row.at(c)) for c in range(width)))


def blank(value: Value | Broken) -> bool:
    return value is None or (isinstance(value, str) and not value.strip("\ufeff \t\r\n\u3000\xa0"))


def letters(column: int) -> str:
    """A, B, … AA: as spreadsheets name columns."""
    found, left = "", column + 1
    while left:
        left, place = divmod(left - 1, 26)
        found = chr(ord("A") + place) + found
    return found
