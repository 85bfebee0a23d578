"""The computation sheet: the findings' own arithmetic, the same in Word and in the workbook."""

from __future__ import annotations

import json
import re
import subprocess
from datetime import date, datetime, timedelta
from pathlib import Path

import form_answers as filled
import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from openpyxl.worksheet.worksheet import Worksheet

from reports.forms.model import BLANK
from scoring.facts.rules import worked
from scoring.facts.values import Given
from scoring.policy_files import load
from yuanzheng.cli import run

POLICY = "nanshan-ai-industry"
TOLD: dict[str, object] = {
    "contract_amount": 19.5, "actual_costs": 412.35, "opened_on": "2026-07-01",
    "closed_on": "2026-05-01", "accepted_on": "2025-06-30",
}  # fmt: skip


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    clone = tmp_path / "clone"
    subprocess.run(["git", "init", "-q", str(clone)], check=True)
    tables = ['[reports]\nformats = ["json"]\n']
    for name, told in (("甲", filled.facts(POLICY, **TOLD)), ("乙", {"contract_amount": 25})):
        (tmp_path / f"{name}.toml").write_text(filled.toml(told), encoding="utf-8")
        tables.append(
            f'[[project]]\nname = "{name}"\nrepositories = ["{clone}"]\n'
            f'policies = ["{POLICY}"]\nfacts = "{name}.toml"\n'
        )
    (tmp_path / "config.toml").write_text("".join(tables), encoding="utf-8")
    assert run(["run", "--quiet"]) == 0
    return tmp_path


def files(home: Path, name: str) -> tuple[Path, Path]:
    assert run(["forms", name, "-p", POLICY, "--quiet"]) == 0
    folder = home / "evidence" / name / "表格" / POLICY
    [word], [book] = folder.glob("*.docx"), folder.glob("*.xlsx")
    return word, book


def written(cell: object) -> str:
    """What a cell of a workbook shows, as the Word file writes it."""
    if isinstance(cell, datetime):
        return cell.date().isoformat()
    if isinstance(cell, int | float):
        return f"{cell:,.6f}".rstrip("0").rstrip(".")
    return str(cell)


def of_book(page: Worksheet) -> list[list[str]]:
    rows = [[written(cell) for cell in row if cell is not None] for row in page.values]
    return [row for row in rows if len(row) > 1]


def of_word(path: Path) -> list[list[str]]:
    found = []
    for table in Document(str(path)).tables:
        seen: set[object] = set()
        for row in table.rows:
            cells = [cell for cell in row.cells if cell._tc not in seen]
            found.append([cell.text for cell in dict.fromkeys(cells)])
            seen |= {cell._tc for cell in cells}
            seen |= {merged for merged in seen if merged is None}
    return found


def year_before(day: datetime) -> datetime:
    leap = (day.month, day.day) == (2, 29)
    return day.replace(year=day.year - 1, day=28 if leap else day.day)


def answered(page: Worksheet, words: str) -> object:
    """What a formula comes to, worked out anew from the cells it names."""
    names: dict[str, object] = {
        "IF": lambda test, yes, no: yes if test else no, "MIN": min, "MAX": max, "ABS": abs,
        "COUNT": lambda *cells: sum(isinstance(c, int | float | datetime) for c in cells),
        "AND": lambda *tests: all(tests), "EDATE": lambda day, months: year_before(day),
        "ROUND": round,
    }  # fmt: skip
    for name in set(re.findall(r"\b[A-Z]\d+\b", words)):
        names[name] = page[name].value
    return eval(re.sub(r"(?<![<>])=", "==", words[1:]), {"__builtins__": {}}, names)


def test_the_sheet_shows_the_findings_and_both_files_agree(home: Path) -> None:
    word, book = files(home, "甲")
    values, formulas = load_workbook(book, data_only=True), load_workbook(book)
    pages = [row for page in values.worksheets for row in of_book(page)]
    drawn = [[one for one in row if one] for row in of_word(word)]
    assert [row for row in pages if row not in drawn] == []
    assert len(pages) == len(drawn)
    [document] = [
        json.loads(p.read_text("utf-8")) for p in (home / "evidence").glob("甲/证据表.json")
    ]
    by_clause = {one["clause_id"]: one for one in document["clauses"]}
    told = [cell for row in drawn for cell in row]
    for clause, number in (("三", "100"), ("四（一）5", "不在期间内"), ("四（一）6", "0.5")):
        found = by_clause[clause]
        assert f"{found['outcome']}：{found['reason']}" in told
        assert found["quote"] in told
        assert number in told
    assert "123.705" in told
    live = {
        cell.coordinate: cell.value
        for row in formulas["计算"].iter_rows() for cell in row
        if cell.data_type == "f"
    }  # fmt: skip
    assert len(live) == 6
    for place, words in live.items():
        assert answered(values["计算"], words) == values["计算"][place].value, place
    unstated(*files(home, "乙"))


def unstated(word: Path, book: Path) -> None:
    """What is not stated stays open, nothing is worked out of it, and the bytes stay the same."""
    page = load_workbook(book, data_only=True)["计算"]
    rows = {row[2]: row[4] for row in page.iter_rows(values_only=True) if row[4] is not None}
    assert rows["实际发生费用"] == BLANK
    assert rows["实际发生费用 × 比例"] == rows["上限（不是承诺）"] == "—"
    assert rows["还差"] == 0
    first = word.read_bytes(), book.read_bytes()
    assert run(["forms", "乙", "-p", POLICY, "--quiet"]) == 0
    assert (word.read_bytes(), book.read_bytes()) == first


@given(day=st.dates(date(2001, 1, 1), date(2099, 12, 31)), off=st.integers(-400, 400))
def test_the_span_is_the_one_a_spreadsheet_makes(day: date, off: int) -> None:
    policy = load(POLICY)
    [clause] = [one for one in policy.clauses if one.clause_id == "四（一）5"]
    closed = day - timedelta(off)
    told = {"opened_on": day, "closed_on": closed, "accepted_on": day}
    facts = {name: Given(value=value.isoformat()) for name, value in told.items()}
    rule = clause.checks[0].rule
    assert rule is not None
    found = worked(rule, {one.field_id: one for one in policy.fields}, facts)
    steps = {step.key: step.value for step in found.steps}
    first = year_before(datetime(day.year, day.month, day.day)).date()  # noqa: DTZ001
    assert steps["since"] == first
    assert (steps["closed_on_in"] == "在期间内") == (first <= closed <= day) == found.right
