"""What is missing and what is to be handed in, the same in every format."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from openpyxl import load_workbook
from pypdf import PdfReader

from yuanzheng.cli import run

POLICY = "guangdong-community"


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, clone: Path) -> Path:
    monkeypatch.chdir(tmp_path)
    (tmp_path / "facts.toml").write_text('applicant = "某公司"\n', encoding="utf-8")
    (tmp_path / "config.toml").write_text(
        f"[scoring.thresholds.{POLICY}]\nreleases_a_month = 900\n"
        f'[[project]]\nname = "甲"\nrepositories = ["{clone}"]\npolicies = ["{POLICY}"]\n'
        'facts = "facts.toml"\n',
        encoding="utf-8",
    )
    assert run(["run", "--quiet"]) == 0
    [found] = (tmp_path / "evidence").glob("甲*")
    return found


def cells(path: Path) -> list[list[str]]:
    with path.open(encoding="utf-8-sig", newline="") as file:
        return list(csv.reader(file))


def test_all_formats_list_the_same(folder: Path) -> None:
    document = json.loads((folder / "证据表.json").read_text(encoding="utf-8"))
    clauses = [c for c in document["clauses"] if c["level"] != "参考" and c["outcome"] != "满足"]
    papers = document["materials"]
    assert any(c["short"] and "还差 900" in c["short"] for c in clauses)
    assert {p["state"] for p in papers} >= {"源证可出", "缺少"}
    [gaps] = folder.rglob("*差距清单.csv")
    [listed] = folder.rglob("*材料清单.csv")
    assert {row[1] for row in cells(gaps)[1:]} == {c["clause_id"] for c in clauses}
    assert [row[1] for row in cells(listed)[1:]] == [p["material_id"] for p in papers]
    book = load_workbook(folder / "证据表.xlsx", read_only=True)
    assert {"差距清单", "材料清单"} <= set(book.sheetnames)
    html = (folder / "证据表.html").read_text(encoding="utf-8")
    printed = "".join(p.extract_text() for p in PdfReader(folder / "证据表.pdf").pages)
    for text in (html, printed, (folder / "证据表.md").read_text(encoding="utf-8")):
        assert "差距清单" in text
        assert "材料清单" in text
    for paper in papers:
        assert paper["title"] in html


def test_the_worst_comes_first(folder: Path) -> None:
    [gaps] = folder.rglob("*差距清单.csv")
    outcomes = [row[4] for row in cells(gaps)[1:]]
    order = ["不满足", "数据不足", "需人工佐证"]
    assert outcomes == sorted(outcomes, key=order.index)
