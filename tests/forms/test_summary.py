"""The table of many applicants: one row each, what is missing and what clashes said."""

from __future__ import annotations

import json
from pathlib import Path

import form_answers as filled
import pytest
from docx import Document
from openpyxl import load_workbook

from reports.forms.model import BLANK
from yuanzheng import failures
from yuanzheng.cli import run

TOWN, CENTER = "guangdong-community", "guangdong-center"
OTHER = "914403001922038216"


@pytest.fixture
def home(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    monkeypatch.chdir(tmp_path)
    return tmp_path


def configure(home: Path, *projects: tuple[str, str, dict[str, object] | None]) -> None:
    tables = []
    for name, policy_id, told in projects:
        tables.append(f'[[project]]\nname = "{name}"\npolicies = ["{policy_id}"]\n')
        tables.append(f'repositories = ["https://github.com/example/{policy_id}"]\n')
        if told is not None:
            (home / f"{name}.toml").write_text(filled.toml(told), encoding="utf-8")
            tables.append(f'facts = "{name}.toml"\n')
    (home / "config.toml").write_text("".join(tables), encoding="utf-8")


def of_word(home: Path) -> list[list[str]]:
    [table] = Document(str(home / "evidence/表格/项目推荐汇总表.docx")).tables
    return [[cell.text for cell in row.cells] for row in table.rows]


def of_book(home: Path) -> list[list[object]]:
    [page] = load_workbook(home / "evidence/表格/项目推荐汇总表.xlsx").worksheets
    rows = [list(row) for row in page.iter_rows(values_only=True)]
    first = next(n for n, row in enumerate(rows) if row[0] == "序号")
    return [row for row in rows[first:] if row[1] is not None or row[0] == "序号"]


TOLD: dict[str, object] = {
    "project_name": "甲项目", "applicant": "广东某某（集团）公司", "credit_code": filled.CODE,
    "construction": "一" * 500, "running_costs": [1, 2, 3, 180.5], "asked_support": 54.15,
    "remarks": "=1+1",
}  # fmt: skip


def test_each_applicant_has_a_row_and_both_files_agree(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    twin = TOLD | {"project_name": "乙项目", "asked_support": 54.16, "remarks": "备注二"}
    alike = {"applicant": "广东某某(集团) 公司", "credit_code": OTHER, "project_name": "丁项目"}
    configure(
        home, ("甲", TOWN, TOLD), ("乙", CENTER, twin), ("丙", TOWN, None), ("丁", TOWN, alike),
        ("旁", "nanshan-project", None),
    )  # fmt: skip
    assert run(["summary", "-p", TOWN, "--json"]) == failures.COMPLETE
    document = json.loads(capsys.readouterr().out)
    word, book = of_word(home), of_book(home)
    assert [row[0] for row in word] == ["序号", "1", "2", "3", "4"]
    assert word[1][1:7] == [
        "甲项目", "广东某某（集团）公司", "开源社区项目", "一" * 500, "180.5 万元", "54.15 万元",
    ]  # fmt: skip
    assert book[1][:7] == [1, *word[1][1:5], 180.5, 54.15]
    assert [row[3][2:4] for row in word[1:]] == ["社区", "生态", "社区", "社区"]
    assert [row[7] for row in book[1:]] == [row[7] for row in word[1:]]
    assert word[3][1:7] == [BLANK, BLANK, "开源社区项目", word[3][4], BLANK, BLANK]
    assert word[3][4].startswith(BLANK)
    clause = "条款一（五）“同一申报主体同一年度原则上只能申报一个项目,不接受联合申报”"
    first, second, third, fourth = (row[7] for row in word[1:])
    assert first.startswith("=1+1\n【核对】与序号 2 是同一申报单位（统一社会信用代码相同），")
    assert clause in first
    assert "与序号 4 是同一申报单位（单位名称相同）" in first
    assert "超过" not in first
    assert "申请 54.16 万元超过条款三-1算得的上限：运营费用 180.5 万元 × 30% = 54.15 万元" in second
    assert third == "【核对】没有交申报事实"
    assert "与序号 3" not in fourth
    assert document["rows"][2]["missing"] == [
        "项目名称", "申报单位", "项目建设内容", "运营费用 (2024年7月1日至2025年6月30日)",
        "拟申请支持金额(万元)",
    ]  # fmt: skip
    before = [path.read_bytes() for path in sorted((home / "evidence/表格").iterdir())]
    assert run(["summary", "-p", CENTER, "--quiet"]) == failures.COMPLETE
    assert [path.read_bytes() for path in sorted((home / "evidence/表格").iterdir())] == before
    assert run(["summary", "丁", "甲", "-p", TOWN, "--quiet"]) == failures.COMPLETE
    assert [row[1] for row in of_word(home)[1:]] == ["丁项目", "甲项目"]


def test_bad_facts_of_one_are_said_and_the_others_go_on(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    long = TOLD | {"construction": "二" * 501}
    configure(home, ("甲", TOWN, long), ("乙", TOWN, TOLD))
    assert run(["summary", "-p", TOWN, "--quiet"]) == failures.PARTIAL
    said = capsys.readouterr().err
    assert "序号 1 “甲”：甲.toml 的 construction（项目建设内容）有 501 字" in said
    first, second = of_word(home)[1:]
    assert first[1:3] == [BLANK, BLANK]
    assert first[7] == "【核对】申报事实有误，没有采用"
    assert second[1] == "甲项目"
    assert "同一申报单位" not in second[7]


@pytest.mark.parametrize(
    ("words", "sentence"),
    [
        (["summary"], "请用 --policy 写明写哪一个政策的汇总表"),
        (["summary", "-p", "nanshan-project"], "没有给多个申报单位的汇总表"),
        (["summary", "-p", TOWN], "配置里没有对照"),
        (["summary", "-p", TOWN, "旁边"], "没有“旁边”"),
    ],
)
def test_nothing_to_write_is_a_sentence(
    home: Path, words: list[str], sentence: str, capsys: pytest.CaptureFixture[str]
) -> None:
    configure(home, ("旁", "nanshan-project", None))
    assert run(words) != failures.COMPLETE
    assert sentence in capsys.readouterr().err
    assert not (home / "evidence").exists()
