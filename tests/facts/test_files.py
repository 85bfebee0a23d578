"""Attachments and tables by month as they really come: what is no good is said, all at once."""

from __future__ import annotations

import csv
import zipfile
from collections.abc import Iterator
from datetime import date
from pathlib import Path

import pytest
from openpyxl import Workbook
from pypdf import PdfWriter

from scoring.facts.held import Statement
from scoring.facts.rules import SAME
from scoring.judging import judge
from scoring.policy_files import load
from yuanzheng.facts import attachments, monthly
from yuanzheng.facts.attachments import BadAttachment
from yuanzheng.facts.monthly import BadTable
from yuanzheng.facts.reading import BadFacts, read
from yuanzheng.facts.stating import Handed, given
from yuanzheng.facts.template import template

TOWN = ("guangdong-community",)
OLD = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
WRONG = "月份,数\n2025-13,1\n2025-06,多\n2025-07,1\n2025-7,2\n"


def pdf(path: Path, pages: int = 2, password: str | None = None) -> Path:
    writer = PdfWriter()
    for _ in range(pages):
        writer.add_blank_page(595, 842)
    if password:
        writer.encrypt(password)
    writer.write(path)
    return path


def test_a_pdf_is_known_by_hash_size_and_pages(tmp_path: Path) -> None:
    path = pdf(tmp_path / "合同.pdf", 3)
    found = attachments.read(tmp_path, "合同.pdf")
    assert (found.pages, found.bytes, found.format) == (3, path.stat().st_size, "pdf")
    book = Workbook()
    book.save(tmp_path / "表.xlsx")
    assert attachments.read(tmp_path, "表.xlsx").pages is None


def _macro(path: Path) -> None:
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("word/document.xml", "<w/>")
        whole.writestr("word/vbaProject.bin", b"x")


def _old_macro(path: Path) -> None:
    """Excel 4.0 macros: sheets of their own, without a VBA project."""
    with zipfile.ZipFile(path, "w") as whole:
        whole.writestr("xl/workbook.xml", "<w/>")
        whole.writestr("xl/macrosheets/sheet1.xml", "<m/>")


@pytest.mark.parametrize(
    ("name", "make", "sentence"),
    [
        ("没有.pdf", lambda p: None, "找不到附件 没有.pdf"),
        ("空.pdf", lambda p: p.write_bytes(b""), "是空的"),
        ("密.pdf", lambda p: pdf(p, 1, "secret"), "设了打开密码"),
        ("坏.pdf", lambda p: p.write_bytes(b"%PDF-1.7\nnothing"), "打不开"),
        ("假.pdf", lambda p: p.write_bytes(b"PK\x03\x04rest"), "内容不是 PDF"),
        ("假.docx", lambda p: p.write_bytes(b"%PDF-1.7"), "内容不是 DOCX"),
        ("锁.xlsx", lambda p: p.write_bytes(b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1rest"), "打开密码"),
        ("宏.docx", _macro, "带有宏"),
        ("宏.xlsm", lambda p: p.write_bytes(b"PK\x03\x04"), "带有宏"),
        ("程序.exe", lambda p: p.write_bytes(b"MZ"), "不是收的格式"),
        ("没有扩展名", lambda p: p.write_bytes(b"%PDF-"), "不是收的格式"),
        ("假.doc", lambda p: p.write_bytes(b"MZ"), "内容不是 DOC"),
        ("旧宏.xls", lambda p: p.write_bytes(OLD + "_VBA_PROJECT".encode("utf-16-le")), "带有宏"),
        ("宏.xlsb", lambda p: p.write_bytes(b"PK\x03\x04"), "带有宏"),
        ("旧宏.xlsx", _old_macro, "带有宏"),
        ("别.docx", lambda p: zipfile.ZipFile(p, "w").writestr("a", "b"), "内容不是 DOCX"),
        ("/etc/hostname", lambda p: None, "相对于 facts.toml"),
        ("a\0b", lambda p: None, "加引号的路径"),
    ],
)
def test_what_cannot_be_taken_is_said(
    tmp_path: Path, name: str, make: object, sentence: str
) -> None:
    if "\0" not in name and not name.startswith("/"):
        make(tmp_path / name)  # type: ignore[operator]
    with pytest.raises(BadAttachment, match=sentence):
        attachments.read(tmp_path, name)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "gb18030"])
def test_months_in_every_dress(tmp_path: Path, encoding: str) -> None:
    text = '平台用户,\n,\n月份,用户数\n2025-05,900\n2025年6月,"１,２００"\n45839,7\n2025/8/1,0\n'
    (tmp_path / "m.csv").write_bytes(text.encode(encoding))
    assert monthly.read(tmp_path / "m.csv") == {
        date(2025, 5, 1): 900, date(2025, 6, 1): 1200, date(2025, 7, 1): 7, date(2025, 8, 1): 0,
    }  # fmt: skip


def test_all_that_is_wrong_with_a_table_is_said_at_once(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text(WRONG, encoding="utf-8")
    with pytest.raises(BadTable) as caught:
        monthly.read(tmp_path / "m.csv")
    assert [p.split("：")[0] for p in caught.value.problems] == [
        "m.csv 第 2 行", "m.csv 第 3 行", "m.csv 第 5 行",
    ]  # fmt: skip
    (tmp_path / "m.csv").write_bytes(b"PK\x03\x04\0\0")
    with pytest.raises(BadTable, match="不是 CSV"):
        monthly.read(tmp_path / "m.csv")


def facts(folder: Path, text: str) -> Path:
    path = folder / "facts.toml"
    path.write_text(text, encoding="utf-8")
    return path


def test_all_that_is_wrong_with_a_file_is_said_at_once(tmp_path: Path) -> None:
    path = facts(
        tmp_path,
        'credit_code = "1"\nregistered_on = "昨天"\nstaf = 1\nmonthly_users_csv = "m.csv"\n'
        '[attachments]\ncredit_code = "没有.pdf"\n"附件99" = "x.pdf"\n',
    )
    with pytest.raises(BadFacts) as caught:
        read(path, TOWN)
    told = "\n".join(caught.value.problems)
    for words in (
        "credit_code（社会信用代码）", "registered_on（注册时间）", "最接近的是 staff",
        "找不到附件 m.csv", "找不到附件 没有.pdf", "没有栏目或材料 附件99",
    ):  # fmt: skip
        assert words in told
    assert len(caught.value.problems) == 6


@pytest.mark.parametrize(
    ("raw", "sentence"),
    [
        (b"applicant = 1 2\n", "第 1 行不合 TOML 语法"),
        ("applicant = '某公司'".encode("gbk"), "不是 UTF-8 编码"),
        (b"staff = " + b"[" * 5000, "读不懂|不合 TOML"),
        (b"patents = " + b"9" * 5000, "读不懂"),
    ],
)
def test_a_file_that_cannot_be_read(tmp_path: Path, raw: bytes, sentence: str) -> None:
    path = tmp_path / "facts.toml"
    path.write_bytes(raw)
    with pytest.raises(BadFacts, match=sentence):
        read(path, TOWN)


def test_users_by_month_give_their_mean_unless_another_is_stated(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_text("月份,数\n2025-05,100\n2025-06,200\n", encoding="utf-8")
    stated = read(facts(tmp_path, 'monthly_users_csv = "m.csv"\n'), TOWN)
    assert stated.values["monthly_users"] == 150
    written = 'monthly_users = "１５０"\nmonthly_users_csv = "m.csv"\n'
    assert read(facts(tmp_path, written), TOWN).values["monthly_users"] == 150
    with pytest.raises(BadFacts, match="各月的平均 150 不一致"):
        read(facts(tmp_path, 'monthly_users = 999\nmonthly_users_csv = "m.csv"\n'), TOWN)


@pytest.mark.parametrize(
    ("users", "ended", "words"),
    [
        ([10000] * 12, "满足", "达到 10,000"),
        ([10000] * 6 + [9999] * 6, "不满足", "平均月活跃用户数 9,999"),
        ([11000] * 11, "数据不足", "缺 2025-06，门槛 10,000，月份不全"),
        ([9000], "数据不足", "月份不全，不能下结论；请填报平均月活跃用户数"),
    ],
)
def test_a_mean_is_never_rounded_up_and_some_months_settle_nothing(
    tmp_path: Path, users: list[int], ended: str, words: str
) -> None:
    months = monthly.between(date(2024, 7, 1), date(2025, 6, 1))
    rows = [f"{month:%Y-%m},{many}" for month, many in zip(months, users, strict=False)]
    (tmp_path / "m.csv").write_text("\n".join(["月份,数", *rows]), encoding="utf-8")
    told = 'registered_users = 9\nmonthly_users_csv = "m.csv"\n'
    stated = read(facts(tmp_path, told), TOWN)
    policy = load(TOWN[0])
    [clause] = [one for one in policy.clauses if one.clause_id == "二（一）2"]
    statement = Statement(
        {one.field_id: one for one in policy.fields},
        {k: v.model_copy(update={"confirmed": True}) for k, v in stated.given().items()},
    )
    limits = {"registered_users": 1.0, "monthly_users": 10_000.0}
    found = judge(TOWN[0], clause, {}, limits, statement)
    assert found.outcome == ended, found.reason
    assert words in found.reason


def test_months_beside_the_span_asked_for_do_not_count(tmp_path: Path) -> None:
    rows = "2024-06,900\n2024-07,100\n2025-06,200\n2025-07,900\n"
    (tmp_path / "m.csv").write_text(f"月份,数\n{rows}", encoding="utf-8")
    stated = read(facts(tmp_path, 'monthly_users_csv = "m.csv"\n'), TOWN)
    assert stated.values["monthly_users"] == 150
    note = stated.given()["monthly_users"].note
    assert note is not None
    assert note.endswith("另有期间之外的 2024-06、2025-07，没有算进平均")
    (tmp_path / "m.csv").write_text("月份,数\n2025-07,900\n", encoding="utf-8")
    with pytest.raises(BadFacts, match="里没有 2024-07 至 2025-06 的数"):
        read(facts(tmp_path, 'monthly_users_csv = "m.csv"\n'), TOWN)


@pytest.fixture
def _usual_limit() -> Iterator[None]:
    """Of the length of a field: other tests read longer ones."""
    before = csv.field_size_limit(131_072)
    yield
    csv.field_size_limit(before)


@pytest.mark.usefixtures("_usual_limit")
@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ('月份,数\n2025-06,"' + "1" * 200_000 + '"\n', "第 1 行读不懂|第 2 行读不懂"),
        ("月份,数\n0000-05,1\n", "第 2 行：月份应写成如 2025-06"),
        ("月份,数\n\n\n2025-06,多\n", "第 4 行：用户数应是"),
    ],
)
def test_a_table_nobody_can_read_ends_in_a_sentence(
    tmp_path: Path, text: str, sentence: str
) -> None:
    (tmp_path / "m.csv").write_text(text, encoding="utf-8")
    with pytest.raises(BadTable, match=sentence):
        monthly.read(tmp_path / "m.csv")


def test_a_table_with_the_line_ends_of_old_macs_is_read(tmp_path: Path) -> None:
    (tmp_path / "m.csv").write_bytes("月份,数\r2025-05,1\r2025-06,2\r".encode())
    assert list(monthly.read(tmp_path / "m.csv").values()) == [1, 2]


PERSONAL = (
    "360426199101010071",
    "3604261991010100７１",
    "138-0013-8000",
    "+86 13800138000",
    "a@b.cn",
)


@pytest.mark.parametrize("personal", PERSONAL)
def test_personal_numbers_within_texts_and_names_do_not_leave(
    tmp_path: Path, personal: str
) -> None:
    path = facts(
        tmp_path,
        f'summary = "联系{personal}。"\nmeasured_goals = [["{personal}", "1"]]\n'
        'credit_code = "914403001922038216"\n',
    )
    stated = read(path, TOWN)
    assert personal in str(stated.values["summary"]), "the form says what is stated"
    known = stated.given()
    assert known["summary"].value == "联系【个人信息已隐去】。"
    assert known["measured_goals"].value == (("【个人信息已隐去】", "1"),)
    assert known["credit_code"].value == "914403001922038216"
    with pytest.raises(BadAttachment, match="请改名") as caught:
        attachments.read(tmp_path, f"附件/合同{personal}.pdf")
    assert personal not in str(caught.value)


def test_a_field_below_the_attachments_is_told_without_its_value(tmp_path: Path) -> None:
    written = '[attachments]\ncontact = "李四方"\ncontact_email = "li@example.cn"\npatents = 3\n'
    with pytest.raises(BadFacts) as caught:
        read(facts(tmp_path, written), TOWN)
    assert len(caught.value.problems) == 3
    told = str(caught.value)
    assert "contact（联系人）写在 [attachments] 之后，成了附件：栏目请移到" in told
    assert "李四方" not in told
    assert "example" not in told


@pytest.mark.parametrize(
    ("text", "sentence"),
    [
        ("patents = 1\npatents = 2\n", "第 2 行不合 TOML 语法：同一个键写了两次"),
        ('summary = "附件\\合同.pdf"', "路径里的 .* 请改成 /"),
        ('summary = "一\n二"', "三个半角引号"),
        ("registered_on = 2025年5月", "写了年月日或万元的都要加引号"),
        ("applicant = “某公司”", "等号和引号要用半角"),
    ],
)
def test_what_people_get_wrong_in_toml(tmp_path: Path, text: str, sentence: str) -> None:
    with pytest.raises(BadFacts, match=sentence):
        read(facts(tmp_path, text), TOWN)


def _entries(tmp_path: Path, *told: tuple[str, tuple[str, ...], str]) -> dict[str, object]:
    handed = []
    for name, policies, text in told:
        (tmp_path / f"{name}.toml").write_text(text, encoding="utf-8")
        handed.append(Handed(name, name, tmp_path / f"{name}.toml", policies))
    return {key: facts[SAME].value for key, facts in given(handed).given.items()}


def test_entries_of_one_applicant_are_found_over_both_kinds(tmp_path: Path) -> None:
    kinds = ("guangdong-community", "guangdong-center")
    code, wide = "91440300708461136T", "９１４４０３００　７０８４６１１３６ｔ"
    found = _entries(
        tmp_path,
        ("甲", kinds[:1], f'credit_code = "{code}"'), ("乙", kinds[1:], f'credit_code = "{wide}"'),
        ("丙", kinds[:1], 'applicant = "Ａ公司（深）"'), ("丁", kinds, 'applicant = "a公司(深)"'),
        ("戊", ("nanshan-project", "nanshan-platform"), f'applicant = "某{code}"'),
    )  # fmt: skip
    assert found == {
        "甲": ("乙",), "乙": ("甲",), "丙": ("丁",), "丁": ("丙", "丁（另一类）"), "戊": (),
    }  # fmt: skip


def test_personal_facts_do_not_leave_for_scoring(tmp_path: Path) -> None:
    stated = read(
        facts(tmp_path, 'contact_mobile = "13800138000"\napplicant = "某公司"\n'), TOWN
    ).given()
    assert stated["contact_mobile"].value is None
    assert stated["applicant"].value == "某公司"
    assert "13800138000" not in repr(stated)


def test_the_template_states_nothing_and_names_every_field(tmp_path: Path) -> None:
    policies = ("guangdong-community", "guangdong-center", "nanshan-ai-industry", "nanshan-project")
    text = template(policies)
    stated = read(facts(tmp_path, text), policies)
    assert not stated.values
    assert not stated.attachments
    assert [name for name in stated.fields if f"# {name} = " not in text] == []


def test_the_template_is_toml_where_every_line_is_filled_in(tmp_path: Path) -> None:
    """Each example is of the form its field takes: uncommented, only what is empty is refused."""
    lines = template(TOWN).split("\n# 附件：")[0].splitlines()
    body = [line.removeprefix("# ") for line in lines if " = " in line and "csv" not in line]
    with pytest.raises(BadFacts) as caught:
        read(facts(tmp_path, "\n".join(body)), TOWN)
    assert not [p for p in caught.value.problems if "TOML" in p or "不是要填" in p or "应写" in p]
