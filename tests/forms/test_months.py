"""Users by month: the applicant's own, labelled so, with the hash of the file and what it lacks."""

from __future__ import annotations

import json
import subprocess
from datetime import date
from hashlib import sha256
from html import unescape
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from hypothesis import given
from hypothesis import strategies as st
from openpyxl import load_workbook
from pypdf import PdfReader

from reports.forms.model import BLANK
from yuanzheng.cli import run
from yuanzheng.facts import monthly

TOWN = "guangdong-community"
FIRST, LAST = date(2024, 7, 1), date(2025, 6, 1)


def test_the_form_has_the_months_and_the_report_what_they_lack(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.chdir(tmp_path)
    subprocess.run(["git", "init", "-q", "clone"], check=True)
    months = [m for m in monthly.between(FIRST, LAST) if m != date(2024, 9, 1)]
    rows = [
        f"{month:%Y-%m},{1000 + n},{'' if n == 3 else 77000 + n}" for n, month in enumerate(months)
    ]
    table = "\n".join(["月份,月活跃用户数,注册用户数", "2024-06,5", *rows])
    Path("月活.csv").write_text(table, encoding="gb18030")
    Path("facts.toml").write_text('monthly_users_csv = "月活.csv"\n', encoding="utf-8")
    Path("config.toml").write_text(
        '[reports]\nformats = ["json"]\n[[project]]\nname = "甲"\nrepositories = ["./clone"]\n'
        f'policies = ["{TOWN}"]\nfacts = "facts.toml"\n',
        encoding="utf-8",
    )
    assert run(["run", "--quiet"]) == 0
    [document] = [json.loads(p.read_text("utf-8")) for p in Path("evidence").glob("*/*.json")]
    [clause] = [one for one in document["clauses"] if one["clause_id"] == "二（一）2"]
    lacks = "按月的表在 2024-07 至 2025-06 缺 2024-09，另有期间之外的 2024-06，没有算进平均"
    digest = sha256(Path("月活.csv").read_bytes()).hexdigest()
    assert lacks in clause["reason"]
    assert f"附 月活.csv（SHA-256 {digest[:12]}…）" in clause["reason"]
    assert run(["forms", "甲", "-p", TOWN, "--quiet"]) == 0
    [info] = Path("evidence").glob(f"*/表格/{TOWN}/02-*.docx")
    word = Document(str(info))
    said = "\n".join(p.text for p in word.paragraphs)
    assert "月度活跃用户（申报单位提供）" in said
    assert f"SHA-256 {digest}。{lacks}；各月平均 1,005。" in said
    assert "不是源证测得的月度活跃贡献者" in said
    cells = [[cell.text for cell in row.cells] for row in word.tables[-1].rows]
    told = {row[n]: row[n + 1] for row in cells[1:] for n in (0, 2) if row[n]}
    assert told == {
        **{f"{month:%Y-%m}": f"{1000 + n:,}" for n, month in enumerate(months)},
        "2024-06": "5", "2024-09": BLANK,
    }  # fmt: skip
    assert "用户" not in json.dumps(document["monthly"], ensure_ascii=False)
    reported(document, months, digest)
    packed(digest, capsys)


def reported(document: dict[str, Any], months: list[date], digest: str) -> None:
    """Each month as stated, the ones that lack with them, nothing of it among what is measured."""
    told: dict[str, dict[str, int | None]] = {}
    for one in document["stated"]:
        told.setdefault(one["title"], {})[one["month"]] = one["value"]
        assert (one["path"], one["sha256"]) == ("月活.csv", digest)
    active = {f"{month:%Y-%m}": 1000 + n for n, month in enumerate(months)}
    registered = {month: value + 76000 for month, value in active.items()}
    assert told == {
        "月活跃用户数": {**active, "2024-06": 5, "2024-09": None},
        "注册用户数": {**registered, "2024-09": None, f"{months[3]:%Y-%m}": None},
    }
    measured = {row["value"] for table in document["tables"] for row in table["rows"]}
    assert not measured & {*active.values(), *registered.values()}


def packed(digest: str, capsys: pytest.CaptureFixture[str]) -> None:
    """Every format of the pack says so, and a stranger makes the same of the evidence."""
    assert run(["pack", "甲", "-p", TOWN, "--quiet"]) == 0
    [pack] = Path("packs").iterdir()
    [folder] = {path.parent for path in pack.rglob("证据表.html")}
    page = unescape((folder / "证据表.html").read_text("utf-8"))
    book = load_workbook(folder / "证据表.xlsx")["申报单位提供的按月数字"]
    printed = "".join(one.extract_text() for one in PdfReader(folder / "证据表.pdf").pages)
    word = Document(str(folder / "证据表.docx"))
    formats = {
        "html": page, "md": (folder / "证据表.md").read_text("utf-8"), "pdf": printed,
        "xlsx": "\n".join(str(cell) for row in book.values for cell in row),
        "docx": "\n".join(
            [*(p.text for p in word.paragraphs)]
            + [cell.text for table in word.tables for row in table.rows for cell in row.cells]
        ),
    }  # fmt: skip
    for name, text in formats.items():
        words = "".join(text.split()).replace("\u2060", "").replace("\u200b", "")
        for asked in ("申报单位提供，未经本工具采集", digest, "缺2024-09", "2024-06"):
            assert asked in words, (name, asked)
        assert "77010" in words.replace(",", ""), name
    capsys.readouterr()
    assert run(["verify", str(pack)]) == 0
    assert "通过" in capsys.readouterr().out


@given(gone=st.sets(st.sampled_from(monthly.between(FIRST, LAST)), max_size=11))
def test_every_month_that_lacks_is_named(gone: set[date]) -> None:
    held = {month: 1 for month in monthly.between(FIRST, LAST) if month not in gone}
    words = monthly.lacking(held, (FIRST, LAST))
    assert ("齐全" in words) == (not gone)
    named = words.partition("缺 ")[2]
    assert named == "、".join(f"{month:%Y-%m}" for month in sorted(gone))
    assert len(monthly.between(FIRST, LAST)) == 12
