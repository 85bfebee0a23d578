"""Forms: nothing of a policy's is left out, nothing personal strays, the same bytes twice."""

from __future__ import annotations

import contextlib
import io
import re
import shutil
import subprocess
import zipfile
from pathlib import Path

import form_answers as filled
import pytest
from docx import Document
from docx.oxml.ns import qn
from docx.text.paragraph import Paragraph
from pypdf import PdfReader

from reports.forms import word
from reports.forms.model import BLANK, DRAFT, Cell, Entry, Form, Grid, Heading, Line, Text
from scoring.policy_files import all_policies, load
from yuanzheng import failures
from yuanzheng.cli import run
from yuanzheng.facts.reading import Stated, fields_of
from yuanzheng.forms.filling import forms
from yuanzheng.forms.source import Source

TOWN = "guangdong-community"
SECRET = {"身份证号": "360426199101010071", "手机": "13800138000"}
FACTS = f"""
applicant = "某公司 <b>&</b> =1+1"
project_name = "甲项目"
running_costs = [100, 120.5, 150, 180]
domains = ["人工智能"]
site_in_guangdong = true
contact_mobile = "{SECRET["手机"]}"
staff = [{{ "姓名" = "李四方", "身份证号" = "{SECRET["身份证号"]}" }}]
[attachments]
"""


@pytest.fixture(scope="module")
def clone(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("clone") / "my-clone"
    subprocess.run(["git", "init", "-q", str(folder)], check=True)
    (folder / "a.py").write_text("x = 1\n", encoding="utf-8")
    git = ["git", "-C", str(folder), "-c", "user.name=Li", "-c", "user.email=li@example.org"]
    subprocess.run([*git, "add", "."], check=True)
    subprocess.run([*git, "commit", "-q", "-m", "first"], check=True)
    return folder


@pytest.fixture(scope="module")
def scored(clone: Path, tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Collected and scored once; each test works on a copy."""
    folder = tmp_path_factory.mktemp("scored")
    (folder / "facts.toml").write_text(FACTS, encoding="utf-8")
    (folder / "config.toml").write_text(
        f'[reports]\nformats = ["json"]\n[[project]]\nname = "甲"\nrepositories = ["{clone}"]\n'
        f'policies = ["{TOWN}"]\nfacts = "facts.toml"\n',
        encoding="utf-8",
    )
    with contextlib.chdir(folder):
        assert run(["run", "--quiet"]) == 0
    return folder


@pytest.fixture
def home(scored: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "home"
    shutil.copytree(scored, folder)
    monkeypatch.chdir(folder)
    return folder


def texts(path: Path) -> str:
    """Every paragraph of a Word file, those of tables with them."""
    document = Document(str(path))
    found = document.element.body.iter(qn("w:p"))
    return "\n".join(Paragraph(one, document._body).text for one in found)


def test_all_forms_are_filled_alike_and_tell_nothing_elsewhere(home: Path) -> None:
    assert run(["forms", "甲", "-p", TOWN, "--quiet"]) == 0
    [folder] = (home / "evidence").glob(f"*/表格/{TOWN}")
    files = {path.stem[3:]: path for path in sorted(folder.glob("*.docx"))}
    first = {name: path.read_bytes() for name, path in files.items()}
    assert len(files) == 12
    said = {name: texts(path) for name, path in files.items()}
    told = "管理制度、技术研发、功能定位、社区活跃情况以及生态影响力等。"
    assert told in said["开源社区项目申报报告（提纲）"], "a page's end broke the sentence"
    papers = said["证明材料清单"]
    assert "地市主管部门：加盖单位公章" in papers
    assert "地市主管部门报送材料：2025-09-03，到截止时刻已过，“于 2025 年 9 月 3 日前" in papers
    assert "申报单位报送材料：另行通知，“申报起止时间以属地" in papers
    info = said["2026年开源社区项目信息表"]
    assert "某公司 <b>&</b> =1+1" in info
    assert "☑人工智能　☐机器人" in info
    assert "☐企业　☐事业单位　☐行业协会联盟" in info, "what was not answered stays visibly so"
    assert "运营费用为人民币180万元" in said["申报函"]
    assert BLANK in info
    bounds = r"1 人（证据 E\d+；数据不完整）"
    assert re.search(rf"{DRAFT}截至 [\d: -]+，活跃贡献者 {bounds}", info)
    assert re.search(r"星标数 未知（证据 E\d+）", info)
    assert [name for name, text in said.items() if SECRET["身份证号"] in text] == [
        "项目已投入的主要人员情况"
    ]
    assert [name for name, text in said.items() if SECRET["手机"] in text] == [
        "2026年开源社区项目信息表"
    ]
    assert run(["forms", "甲", "-p", TOWN, "--quiet"]) == 0
    assert {name: path.read_bytes() for name, path in files.items()} == first


def test_wrong_facts_and_unknown_policies_end_in_a_sentence(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["forms", "甲", "-p", "guangdong-comunity"]) != failures.COMPLETE
    assert "没有政策“guangdong-comunity”" in capsys.readouterr().err
    assert run(["forms", "甲", "-p", "futian-2022"]) != failures.COMPLETE
    assert "没有要填的表格" in capsys.readouterr().err
    (home / "facts.toml").write_text('credit_code = "1"\n', encoding="utf-8")
    assert run(["forms", "甲", "-p", TOWN]) != failures.COMPLETE
    assert "应是 18 位" in capsys.readouterr().err


def test_facts_changed_after_the_findings_are_refused(
    home: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    changed = FACTS.replace("150, 180]", "150, 181]")
    (home / "facts.toml").write_text(changed, encoding="utf-8")
    assert run(["forms", "甲", "-p", TOWN]) != failures.COMPLETE
    assert "条款 三-1 的结论已经过时：请先运行 yuanzheng score" in capsys.readouterr().err
    assert not list((home / "evidence").glob("*/表格"))
    denied = FACTS.replace("site_in_guangdong = true", "site_in_guangdong = false")
    (home / "facts.toml").write_text(denied, encoding="utf-8")
    assert run(["forms", "甲", "-p", TOWN]) != failures.COMPLETE
    assert "条款 一（二） 的结论已经过时" in capsys.readouterr().err
    assert run(["score", "--quiet"]) == 0
    assert run(["forms", "甲", "-p", TOWN, "--quiet"]) == 0


@pytest.mark.parametrize(
    ("fact", "clause"), [("registered_users = 5", "二（一）2"), ('goals = "旧"', "二（一）1-6")]
)
def test_facts_beside_figures_and_the_reviewers_numbers_are_looked_at_too(
    home: Path, capsys: pytest.CaptureFixture[str], fact: str, clause: str
) -> None:
    """A form must not say a number of users that the report does not have."""
    limit = f"[scoring.thresholds.{TOWN}]\nregistered_users = 10\n"
    config = (home / "config.toml").read_text(encoding="utf-8")
    (home / "config.toml").write_text(limit + config, encoding="utf-8")
    told = FACTS.replace("[attachments]", f"{fact}\n[attachments]")
    (home / "facts.toml").write_text(told, encoding="utf-8")
    assert run(["score", "--quiet"]) == 0
    assert run(["forms", "甲", "-p", TOWN, "--quiet"]) == 0
    other = told.replace(fact, fact.replace("= 5", "= 50000").replace("旧", "新"))
    (home / "facts.toml").write_text(other, encoding="utf-8")
    assert run(["forms", "甲", "-p", TOWN]) != failures.COMPLETE
    assert f"条款 {clause} 的结论已经过时：请先运行 yuanzheng score" in capsys.readouterr().err


def test_every_answer_of_every_policy_stands_in_a_form(
    clone: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    """One project for each policy, everything stated, texts as long as they may be."""
    monkeypatch.chdir(tmp_path)
    home, policies = tmp_path, [one.policy_id for one in all_policies() if one.forms]
    tables = ['[reports]\nformats = ["json"]\n']
    for policy_id in policies:
        answers = filled.toml(filled.facts(policy_id))
        (home / f"{policy_id}.toml").write_text(answers, encoding="utf-8")
        tables.append(
            f'[[project]]\nname = "{policy_id}"\nrepositories = ["{clone}"]\n'
            f'policies = ["{policy_id}"]\nfacts = "{policy_id}.toml"\n'
        )
    (home / "config.toml").write_text("".join(tables), encoding="utf-8")
    assert run(["collect", "--quiet"]) == 0
    assert run(["score", "--quiet"]) == 0
    for policy_id in policies:
        folder = home / policy_id
        assert run(["forms", policy_id, "-p", policy_id, "--quiet", "-o", str(folder)]) == 0
        said = "\n".join(texts(path) for path in folder.glob("*.docx"))
        answers = filled.facts(policy_id)
        assert [name for name, value in answers.items() if shown(value) not in said] == []


def shown(value: object) -> str:
    """The last words of an answer, as a form writes them."""
    if isinstance(value, list):
        return shown(value[-1])
    if isinstance(value, dict):
        return shown(list(value.values())[-1])
    if isinstance(value, bool):
        return "☑是" if value else "☑否"
    if isinstance(value, int | float):
        return f"{value:,.6f}".rstrip("0").rstrip(".")
    text = str(value)
    day = re.fullmatch(r"(\d{4})-0?(\d+)-0?(\d+)", text)
    return f"{day[1]}年{day[2]}月{day[3]}日" if day else text


HOSTILE = "\x1b[31m\x00\u202e= cmd|' /C calc'!A0 <w:t>&amp;</w:t> {{ x }} \ud83d 😀 𠮷"


def made() -> bytes:
    grid = Grid(((Cell(Entry("头"), head=True), Cell(Entry(HOSTILE))), (Cell(Entry("a"), 2),)))
    parts = (Heading(HOSTILE), Text(HOSTILE), Line("行", Entry(None)), grid)
    return word.written(Form("x", HOSTILE, parts, landscape=True, notice=HOSTILE))


def test_hostile_text_stays_text_and_fonts_are_named() -> None:
    with zipfile.ZipFile(io.BytesIO(made())) as whole:
        body = whole.read("word/document.xml").decode()
        assert {entry.date_time for entry in whole.infolist()} == {(1980, 1, 1, 0, 0, 0)}
    for font in ("方正小标宋简体", "仿宋", "黑体", "楷体"):
        assert f'w:eastAsia="{font}"' in body
    assert "\x1b" not in body
    assert "\u202e" not in body
    assert "&lt;w:t&gt;&amp;amp;&lt;/w:t&gt;" in body
    assert made() == made()


@pytest.mark.skipif(not shutil.which("soffice"), reason="没有 LibreOffice：跳过打开 Word 的测试")
def test_libreoffice_opens_it(tmp_path: Path) -> None:
    (tmp_path / "f.docx").write_bytes(made())
    convert = ["soffice", f"-env:UserInstallation=file://{tmp_path}/lo", "--headless"]
    done = subprocess.run(
        [*convert, "--convert-to", "pdf", "--outdir", str(tmp_path), str(tmp_path / "f.docx")],
        capture_output=True, check=False, timeout=120,
    )  # fmt: skip
    if not (tmp_path / "f.pdf").exists() and b"could not be loaded" in done.stderr:
        pytest.skip("LibreOffice 没有装 Writer：跳过打开 Word 的测试")
    text = "".join(page.extract_text() for page in PdfReader(tmp_path / "f.pdf").pages)
    assert "【待申报单位填写】" in text


@pytest.mark.parametrize(
    ("kind", "told"),
    [
        ("个人", "签章：签名并扫描pdf。"), ("机构", "签章：加盖单位公章。"),
        (None, "签章：个人、团队：签名并扫描pdf；企事业单位、机构：加盖单位公章。"),
    ],
)  # fmt: skip
def test_a_person_is_not_asked_for_the_seal_of_a_unit(kind: str | None, told: str) -> None:
    for policy_id in ("nanshan-project", "nanshan-platform"):
        values = {"applicant_kind": kind} if kind else {}
        stated = Stated(values=values, fields=fields_of((policy_id,)))
        notices = {f.title: f.notice for f in forms(Source(load(policy_id), stated, None))}
        assert "签章：不用签章" in notices.pop("材料清单")
        assert notices
        assert all(told in notice for notice in notices.values()), notices
