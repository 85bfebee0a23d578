"""Figures an applicant states by month, apart from everything measured: the same in all formats."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import groupby

from reports.evidence import Report
from reports.handed import StatedMonth
from reports.tabular import Cell, Sheet, columns
from warehouse.numerals import number

TITLE = "申报单位提供的按月数字"
SOURCE = "申报单位提供，未经本工具采集"
LACKS = "缺"
_APART = "这是平台自己的用户数，与月度活跃贡献者是两回事，不相加，也不互相代替。"


@dataclass(frozen=True, slots=True)
class Stated:
    """One table handed in: a row a month; `said` stands above it."""

    said: str
    sheet: Sheet


def tables(report: Report) -> Iterator[Stated]:
    for title, found in groupby(report.stated, key=lambda one: one.title):
        months = list(found)
        first = months[0]
        said = f"{SOURCE}：{first.path}，SHA-256 {first.sha256}。{first.note}。{_APART}"
        rows = tuple((one.month, _value(one)) for one in months)
        yield Stated(said, Sheet(f"{title}（申报单位提供）", columns("月份", title), rows, ""))


def lines(report: Report) -> Sheet:
    """All of them as one flat table."""
    head = columns(
        ("内容", 24), ("月份", 10), ("数值", 14), ("出处", 30), ("文件", 30), ("SHA-256", 66),
        ("缺哪几个月", 60),
    )  # fmt: skip
    rows = (
        (one.title, one.month, _value(one), SOURCE, one.path, one.sha256, one.note)
        for one in report.stated
    )
    return Sheet(TITLE, head, tuple(rows), "申报单位没有提供按月的数字。")


def words(one: Cell) -> str:
    return one if isinstance(one, str) else number(one or 0)


def _value(one: StatedMonth) -> Cell:
    return LACKS if one.value is None else float(one.value)
