"""CSV: one file for each table, UTF-8 with a byte-order mark so that Excel reads Chinese.

Text that a spreadsheet would run as a formula (it begins with = + - @, their full-width forms,
a tab or a return, blanks before them or not) gets an apostrophe before it.
"""

from __future__ import annotations

import csv
from pathlib import Path

from reports import filenames, sheets
from reports.evidence import Report
from reports.tabular import Cell, Sheet, columns
from reports.visible import clipped, kept
from reports.wording import ROOT, SAMPLE, UNKNOWN

TITLE = "CSV 数据表"
IS_LONG = False
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
    return [*paths, *_root(report, target)]


def _root(report: Report, target: Path) -> list[Path]:
    """`根散列.csv`, where there is one: no table has a place for what holds for all of them."""
    if report.root is None:
        return []
    path = target / f"{ROOT}.csv"
    table = Sheet(ROOT, columns("项", "内容"), ((ROOT, report.root),), "")
    _write(path, table, sample=report.project.sample)
    return [path]


def _write(path: Path, table: Sheet, *, sample: bool) -> None:
    mark = [SAMPLE] if sample else []
    with path.open("w", encoding="utf-8-sig", newline="") as file:
        writer = csv.writer(file)
        writer.writerow([*mark, *(column.title for column in table.columns)])
        for row in table.rows:
            writer.writerow([*mark, *map(cell, row)])


def cell(value: Cell) -> str:
    """What is written for a cell."""
    if value is None:
        return UNKNOWN
    if isinstance(value, str):
        return _harmless(value)
    return repr(int(value)) if float(value).is_integer() else repr(value)


@kept
def _harmless(text: str) -> str:
    runs = text.startswith(_FORMULA) or text.lstrip().startswith(_FORMULA)
    return f"'{clipped(text)}" if runs else clipped(text)
