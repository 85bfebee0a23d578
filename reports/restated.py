"""Of a project with one repository, that repository's figures say the project's again: whoever
reads need not read them twice. Tables for programs (JSON, XLSX, CSV) hold every row."""

from __future__ import annotations

from collections.abc import Callable, Hashable, Sequence
from dataclasses import replace
from typing import TypeVar

from reports.evidence import EvidenceRow, EvidenceTable, Report, Series
from reports.lasting import lasting

T = TypeVar("T", EvidenceRow, Series)


@lasting()
def once(report: Report) -> Report:
    """The report without the figures and months of its only repository that are, in everything
    but their name, those of the whole; all else stands, with its evidence ids."""
    if len(report.repositories) != 1:
        return report
    only = report.repositories[0].repo_id
    tables = (
        EvidenceTable(table.title, _first(table.rows, only, figure)) for table in report.tables
    )
    return replace(report, tables=tuple(tables), series=_first(report.series, only, _months))


def said(report: Report, read: Report) -> str | None:
    """How many figures of `report` are not in `read`, which is `once` of it; None: all are."""
    count = sum(1 for _ in report.rows()) - sum(1 for _ in read.rows())
    if not count:
        return None
    return (
        f"项目只有一个仓库：该仓库的数与项目的数逐项相同的 {count:,} 行没有再列，"
        "证据编号因此有间隔；全部各行见 JSON、XLSX 与 CSV。"
    )


def _first(found: Sequence[T], only: str, said_by: Callable[[T], Hashable]) -> tuple[T, ...]:
    wholes = {said_by(one) for one in found if not one.part}
    return tuple(one for one in found if one.part != only or said_by(one) not in wholes)


def figure(row: EvidenceRow) -> Hashable:
    """What a figure says besides whose it is."""
    return replace(row, evidence_id="", part="", part_title="")


def _months(one: Series) -> Hashable:
    return replace(one, part="", part_title="")
