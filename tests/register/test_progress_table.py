"""The progress table: the same in every format, the same bytes twice, foreign text harmless."""

from __future__ import annotations

import io
import json
import re
import zipfile
from collections.abc import Callable
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from docx import Document
from openpyxl import load_workbook
from registering import PROGRAMME, book, companies

from warehouse.numerals import number
from yuanzheng import failures
from yuanzheng.cli import run

Registered = Callable[..., dict[str, Any]]
MADE_UP = Path(__file__).parent / "made_up.csv"
FOLDER = Path("evidence/进度表") / PROGRAMME
Rows = list[list[str]]


def made(*args: str) -> dict[str, bytes]:
    """Extension → bytes of what the command writes."""
    assert run(["register", *args, "-p", PROGRAMME, "-q"]) == 0
    return {path.suffix[1:]: path.read_bytes() for path in sorted(FOLDER.iterdir())}


def in_json(raw: bytes) -> dict[str, Rows]:
    found = {}
    for table in json.loads(raw)["tables"]:
        rows = [[c if isinstance(c, str) else number(c) for c in r] for r in table["rows"]]
        found[table["title"]] = [table["columns"], *rows] if rows else []
    return found


def in_word(raw: bytes) -> dict[str, Rows]:
    """Each table under the heading before it; without the small print at the end."""
    document = Document(io.BytesIO(raw))
    found: dict[str, Rows] = {}
    heading = ""
    for part in document.iter_inner_content():
        if hasattr(part, "rows"):
            found[heading] = [[cell.text for cell in row.cells] for row in part.rows]
        elif part.text:
            heading = part.text
            found[heading] = []
    return found


def in_xlsx(raw: bytes) -> dict[str, Rows]:
    found = {}
    for page in load_workbook(io.BytesIO(raw)).worksheets:
        rows = [
            [c if isinstance(c, str) else number(c) for c in row if c is not None]
            for row in page.iter_rows(min_row=2, values_only=True)
        ]
        found[page.title] = rows if len(rows) > 1 and len(rows[1]) > 1 else []
    return found


def in_markdown(raw: bytes) -> dict[str, Rows]:
    found: dict[str, Rows] = {}
    for section in raw.decode().split("\n## ")[1:]:
        lines = [line for line in section.splitlines()[1:] if line.startswith("|")]
        cells = [
            [re.sub(r"\\(.)", r"\1", c).replace("<br>", "\n") for c in line[2:-2].split(" | ")]
            for line in lines
        ]
        found[section.splitlines()[0]] = [*cells[:1], *cells[2:]]
    return found


def test_all_formats_say_the_same(home: Path) -> None:
    files = made(str(MADE_UP), "--as-of", "2026-06-30")
    tables = in_json(files["json"])
    assert [title for title, rows in tables.items() if not rows] == []
    assert len(tables["目标进度"]) == 15
    for found in (in_word(files["docx"]), in_xlsx(files["xlsx"]), in_markdown(files["md"])):
        assert {title: found[title] for title in tables} == tables


def test_the_same_register_gives_the_same_bytes(home: Path) -> None:
    first = made(str(MADE_UP), "--as-of", "2026-06-30")
    assert set(first) == {"docx", "xlsx", "md", "json"}
    assert made(str(MADE_UP), "--as-of", "2026-06-30") == first
    assert made(str(MADE_UP), "--as-of", "2025-06-30") != first
    for raw in (first["docx"], first["xlsx"]):
        with zipfile.ZipFile(io.BytesIO(raw)) as whole:
            assert {entry.date_time for entry in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}


def test_it_carries_the_hash_of_the_register_and_of_the_policy(home: Path) -> None:
    files = made(str(MADE_UP), "--as-of", "2026-06-30")
    digest = sha256(MADE_UP.read_bytes()).hexdigest()
    assert json.loads(files["json"])["register"] == [{"name": "made_up.csv", "sha256": digest}]
    assert digest in files["md"].decode()
    assert "2026-07-01T00:00:00+08:00" in json.loads(files["json"])["as_of"]


HOSTILE = "=cmd|' /C calc'!A0 <script>|x [a](b) \x1b[31m\u202e *b* 某人 13800138000 a@example.org"


def test_hostile_names_stay_text_and_tell_nothing_personal(home: Path) -> None:
    rows = (("类别", "名称", "日期", "佐证"), ("企业", "x", "2024-05-03", "=见公告"))
    book(Path("a.xlsx"), *rows)
    csv = f'类别,名称,日期,佐证\n企业,"{HOSTILE}",2024-05-03,"=1+1 {HOSTILE[:20]}"\n'
    Path("a.csv").write_text(csv, encoding="utf-8")
    files = made("a.csv")
    page = load_workbook(io.BytesIO(files["xlsx"]))["待判断与不计入的条目"]
    cells = [cell for row in page.iter_rows() for cell in row]
    assert {cell.data_type for cell in cells if cell.value is not None} <= {"s", "n"}
    assert any(str(cell.value).startswith("=cmd") for cell in cells)
    assert not any(cell.hyperlink for cell in cells)
    text = files["md"].decode()
    assert "<script>" not in text
    assert r"\[a\](b)" in text
    said = text + files["json"].decode() + str(in_word(files["docx"])) + str(in_xlsx(files["xlsx"]))
    for secret in ("13800138000", "a@example.org", "\x1b", "\u202e"):
        assert secret not in said


def test_nothing_is_left_half_written(home: Path, monkeypatch: pytest.MonkeyPatch) -> None:

    first = made(str(MADE_UP), "--as-of", "2026-06-30")

    def broken(_: object) -> bytes:
        raise OSError("disk")

    monkeypatch.setattr("reports.flat.json.written", broken)
    companies(Path("b.csv"), 3, 1)
    assert run(["register", "b.csv", "-p", PROGRAMME, "-q"]) == failures.WRONG
    assert {path.suffix[1:]: path.read_bytes() for path in FOLDER.iterdir()} == first


def test_policies_without_targets_and_no_register_end_in_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    for args, words in (
        (["x.csv", "-p", "nanshan-project"], "没有写明要达到的数目"),
        (["x.csv"], "请用 --policy 写明登记簿对照哪一个计划"),
        (["-p", PROGRAMME], "请写登记簿的路径"),
        (["-t", "a.doc", "-p", PROGRAMME], "只有 .xlsx 和 .csv 两种"),
        ([str(MADE_UP), "-p", PROGRAMME, "--as-of", "2999-01-01"], "还没有到"),
        ([str(MADE_UP), "-p", PROGRAMME, "--as-of", "2025-06-30T18:00:00+08:00"], "按天计"),
    ):
        assert run(["register", *args]) != failures.COMPLETE
        assert words in capsys.readouterr().err


def test_people_see_both_readings_and_where_the_table_lies(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    companies(Path("登记簿.csv"), 30, 30)
    assert run(["register", "登记簿.csv", "-p", PROGRAMME]) == 0
    said = capsys.readouterr().out
    lines = [line.split() for line in said.splitlines() if "引培" in line]
    assert [line[1:3] for line in lines] == [["至少", "31"], ["至少", "30"]]
    assert "还差 1 个" in said
    assert lines[1][-1] == "达到"
    assert said.count("进度表：") == 4
