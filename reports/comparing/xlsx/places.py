"""Where things stand in the workbook, so that formulas of one sheet find those of another."""

from __future__ import annotations

from dataclasses import dataclass

from xlsxwriter.utility import xl_range_abs, xl_rowcol_to_cell

from reports.comparing.model import Comparison

TABLE, WEIGHTS, SCORES, ORDER = "比较", "权重", "得分", "排名"
_FIRST_ROW = 3
_FIRST_VALUE = 2
_FIRST_WEIGHT = 5
_FIRST_SCORE_ROW = 6


@dataclass(frozen=True, slots=True)
class Places:
    """Rows and columns from 0; cells and ranges as formulas name them."""

    projects: int
    criteria: int

    def value(self, project: int, criterion: int) -> tuple[int, int]:
        """A figure in the table."""
        return _FIRST_ROW + project, _FIRST_VALUE + criterion

    def weight(self, criterion: int) -> int:
        """The row of a criterion among the weights."""
        return _FIRST_WEIGHT + criterion

    def score_row(self, project: int) -> int:
        return _FIRST_SCORE_ROW + project

    def points(self, criterion: int) -> int:
        """Its column among the scores; the weighted logarithms follow."""
        return 1 + criterion

    def log(self, criterion: int) -> int:
        return 1 + self.criteria + criterion

    @property
    def unknown(self) -> int:
        return 1 + 2 * self.criteria

    @property
    def score(self) -> int:
        return self.unknown + 1

    @property
    def rank(self) -> int:
        return self.unknown + 2

    @property
    def turn(self) -> int:
        """The place in the order, another one for each project."""
        return self.unknown + 3

    def column(self, column: int) -> str:
        """All projects of a column of the scores."""
        last = _FIRST_SCORE_ROW + max(self.projects, 1) - 1
        found: str = xl_range_abs(_FIRST_SCORE_ROW, column, last, column)
        return found


def of(made: Comparison) -> Places:
    return Places(len(made.projects), len(made.criteria))


def cell(row: int, column: int, sheet: str | None = None, *, fixed: str = "") -> str:
    """`'得分'!$B$7`; `fixed`: which of row and column stay when copied."""
    text: str = xl_rowcol_to_cell(row, column, row_abs="row" in fixed, col_abs="column" in fixed)
    return text if sheet is None else f"'{sheet}'!{text}"
