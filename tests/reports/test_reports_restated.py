"""What the only repository of a project says again is not read twice, and that is said."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from datetime import date
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from reports import catalogue, loading, restated
from reports.evidence import MonthValue, Report, Series
from warehouse.store import Warehouse

MONTHS = (MonthValue(date(2026, 1, 1), 3.0, None, 3, "complete", None, True),)


@pytest.fixture(scope="module")
def report(sample) -> Report:
    """A project with one repository, whose first figure that repository says again as E900."""
    with Warehouse(sample.database, read_only=True) as opened:
        [harbor] = [p for p in loading.projects(opened) if p.project_id == "harbor"]
        made = loading.load(opened, harbor, sample.as_of)
    only = replace(made.repositories[0], repo_id="github:gangwan/only")
    table = made.tables[0]
    again = replace(table.rows[0], evidence_id="E900", part=only.repo_id, part_title="只此一个")
    rows = (table.rows[0], again, *table.rows[1:])
    whole = Series("m", 1, "按月的数", "", "", "人", table.title, MONTHS)
    repeated = replace(whole, part=only.repo_id, part_title="只此一个")
    tables = (replace(table, rows=rows), *made.tables[1:])
    return replace(made, repositories=(only,), tables=tables, series=(whole, repeated))


def ids(report: Report) -> list[str]:
    return [row.evidence_id for row in report.rows()]


def test_the_same_figure_is_read_once(report):
    read = restated.once(report)
    assert set(ids(report)) - set(ids(read)) == {"E900"}
    assert [one.part for one in read.series] == [""]
    assert restated.once(read) == read
    assert restated.said(read, restated.once(read)) is None
    assert "1 行没有再列" in restated.said(report, read)


@pytest.mark.parametrize(
    "changed",
    [
        {"value": 7.5}, {"value": None}, {"value_text": "另外的话"}, {"n": 1}, {"unit": "次"},
        {"completeness": "partial"}, {"completeness_reason": "只读到一部分"}, {"clauses": ()},
        {"window_from": None}, {"source_set": None}, {"part": "code"}, {"version": 2},
    ],
    ids=lambda changed: next(iter(changed)),
)  # fmt: skip
def test_what_differs_in_anything_is_read(report, changed):
    table = report.tables[0]
    assert table.rows[0].clauses
    rows = tuple(
        replace(row, **changed) if row.evidence_id == "E900" else row for row in table.rows
    )
    made = replace(report, tables=(replace(table, rows=rows), *report.tables[1:]))
    assert "E900" in ids(restated.once(made))


def test_a_month_that_differs_is_read(report):
    other = replace(report.series[1], months=(replace(MONTHS[0], n=4),))
    made = replace(report, series=(report.series[0], other))
    assert restated.once(made).series == made.series


def test_with_two_repositories_everything_is_read(report):
    second = replace(report.repositories[0], repo_id="gitee:gangwan/only")
    made = replace(report, repositories=(*report.repositories, second))
    assert restated.once(made) == made
    assert restated.said(made, restated.once(made)) is None


@pytest.mark.parametrize("name", ["html", "docx", "pdf"])
def test_formats_to_be_read_say_what_they_leave_out(report, tmp_path, name):
    [path] = catalogue.load(name).write(report, tmp_path)
    words = {"html": as_page, "docx": as_word, "pdf": as_paper}[name](path)
    assert "E900" not in words
    said = restated.said(report, restated.once(report))
    assert re.sub(r"\s", "", said) in re.sub(r"\s", "", words)


@pytest.mark.parametrize("name", ["json", "csv", "xlsx", "md"])
def test_formats_for_programs_hold_every_row(report, tmp_path, name):
    paths = catalogue.load(name).write(report, tmp_path)
    held = "".join(as_zip(one) if name == "xlsx" else one.read_text("utf-8") for one in paths)
    assert "E900" in held
    if name == "json":
        assert json.loads(held)


def as_zip(path) -> str:
    with ZipFile(path) as book:
        return "".join(book.read(one).decode() for one in book.namelist() if one.endswith(".xml"))


def as_page(path) -> str:
    return re.sub(r"<[^>]+>", "", path.read_text("utf-8"))


def as_word(path) -> str:
    return re.sub(r"<[^>]+>", "", as_zip(path))


def as_paper(path) -> str:
    return "".join(page.extract_text() for page in PdfReader(path).pages)
