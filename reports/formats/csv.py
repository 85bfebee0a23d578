"""CSV: one file for each table, UTF-8 with a byte-order mark so that Excel reads Chinese.

Text that a spreadsheet would run as a formula (it begins with = + - @, their full-width forms,
a tab or a return, blanks before them or not) gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from reports import filenames, sheets
from reports.evidence import Report
from reports.tabular import Cell, Sheet
from reports.visible import clipped
from reports.wording import SAMPLE, UNKNOWN

TITLE = "CSV 数据表"
_FORMULA = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")


def write(report: Report, folder: Path) -> list[Path]:
    """`csv/<table>.csv` for every table of the report."""
    target = folder / "csv"
    target.mkdir(exist_ok=True)
    tables = sheets.sheets(report)
    names = filenames.folders({str(i): table.title for i, table in enumerate(tables)})
    paths = []
    for index, table in enumerate(tables):
        path = target / f"{names[str(index)]}.csv"
        _write(path, table, sample=report.project.sample)
        paths.append(path)
    return paths


def _write(path: Path, table: Sheet, *, sample: bool) -> None:
    mark = [SAMPLE] if sample else []
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*mark, *(column.title for column in table.columns)])
        for row in table.rows:
            writer.writerow([*mark, *map(_cell, row)])


def _cell(cell: Cell) -> str:
    if cell is None:
        return UNKNOWN
    if isinstance(cell, str):
        return _harmless(cell)
    return repr(int(cell)) if float(cell).is_integer() else repr(cell)


def _harmless(text: str) -> str:
    runs = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{clipped(text)}" if runs else clipped(text)
