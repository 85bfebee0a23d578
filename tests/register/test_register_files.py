"""Registers as they come: read whole where they can be, refused with a sentence where not."""

from __future__ import annotations

import io
import re
import time
import zipfile
from collections.abc import Callable
from contextlib import suppress
from datetime import date
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from openpyxl import Workbook, load_workbook
from openpyxl.styles import PatternFill
from openpyxl.utils.datetime import CALENDAR_MAC_1904
from registering import HEAD, PROGRAMME, book, states, target

from collectors.settings import CollectorSettings
from yuanzheng import failures
from yuanzheng.cli import run
from yuanzheng.register import separated, workbook
from yuanzheng.register.grid import BadRegister
from yuanzheng.register.rows import Source, told

Registered = Callable[..., dict[str, Any]]
PROOF = "https://example.org/1"
ROW = ("企业", "编造公司", "2024年5月3日", PROOF, "已核对")
TEXT = f"{','.join(HEAD)}\n{','.join(ROW)}\n"


CODES = ("utf-8", "utf-8-sig", "gbk", "gb18030", "utf-16", "utf-16-le", "utf-16-be")


@pytest.mark.parametrize(
    ("encoding", "separator"), [*((code, ",") for code in CODES), *(("gbk", s) for s in "\t;，")]
)
def test_every_encoding_and_separator(
    registered: Registered, encoding: str, separator: str
) -> None:
    mark = "\ufeff" if encoding.startswith("utf-16-") else ""
    text = "编造的登记簿\r\n" + TEXT.replace(",", separator).replace("\n", "\r\n")
    Path("a.csv").write_bytes((mark + text).encode(encoding))
    assert states(registered("a.csv"), "companies") == [("编造公司", "计入")]


def test_what_stands_in_quotes_parts_nothing(registered: Registered) -> None:
    proofs = '"https://example.org/1；\nhttps://example.org/2；\nhttps://example.org/3；"'
    Path("a.csv").write_text(TEXT.replace(PROOF, proofs), encoding="utf-8")
    assert states(registered("a.csv"), "companies") == [("编造公司", "计入")]


def test_an_address_in_full_width_is_no_word(registered: Registered) -> None:
    Path("a.csv").write_text(TEXT.replace("https://", "https：//"), encoding="utf-8")
    told = registered("a.csv")
    assert "应以半角的 https:// 开头" in str(told)


def test_a_sheet_as_clerks_make_it(registered: Registered) -> None:
    """Titles joined over two rows, kinds joined downwards, dates as cells, numbers and texts."""
    rows = (
        ("编造的登记台账",), ("填报单位：某处",),
        ("序号", "类 别", "名称（全称）", "时间", "佐证材料", None, "状态", "联系人"),
        (None, None, None, None, "文件", "网址", None, None),
        (1, "企业", "甲", date(2024, 5, 3), None, PROOF, "已核对", "某人"),
        (2, None, "乙", 45415, "见 2024 年公告", PROOF, None, "某人"),
        (3, None, "丙", "２０２４．５．３", None, PROOF, None, None),
        (4, "标准", "丁", 2024.5, None, None, None, None),
        (5, None, None, None, None, None, None, None),
        ("合计", None, "4", None, None, None, None, None),
        ("注：以上为初稿",),
    )  # fmt: skip
    joined = ["A1:H1", "A2:H2", "E3:F3", "B5:B7", *(f"{c}3:{c}4" for c in "ABCDGH")]
    told = registered(book(Path("台账.xlsx"), *rows, merged=joined))
    assert states(told, "companies") == [("甲", "计入"), ("乙", "计入"), ("丙", "计入")]
    days = {one["first_day"] for one in target(told, "companies")["entries"]}
    assert days == {"2024-05-03"}
    assert states(told, "standards") == [("丁", "不计入 没有佐证")]
    place = "台账.xlsx 工作表“登记”"
    assert told["problems"] == [
        f"{place}里没有用到的列：“联系人”。",
        f"{place}第 10 行“合计”不是条目，没有读。",
        f"{place}第 11 行“注：以上为初稿”不是条目，没有读。",
    ]
    assert "某人" not in str(told)


def test_sheets_named_after_kinds_and_hidden_ones(registered: Registered) -> None:
    made = Workbook()
    page = made.active
    page.title = "企业"
    page.append(["企业名称", "引进时间", "佐证", "备注"])
    page.append(["编造公司", date(2024, 5, 3), PROOF, "13800138000"])
    other = made.create_sheet("会展赛活动")
    other.append(["活动名称", "举办时间", "证明材料"])
    other.append(["编造大会", "2024年10月23日-25日", PROOF])
    hidden = made.create_sheet("去年")
    hidden.append(["名称"])
    hidden.sheet_state = "hidden"
    made.create_sheet("说明").append(["怎样填"])
    other.row_dimensions[2].hidden = True
    other.row_dimensions[3].hidden = True
    made.save("登记簿.xlsx")
    told = registered("登记簿.xlsx")
    assert states(told, "companies") == [("编造公司", "计入")]
    assert states(told, "events") == [("编造大会", "计入")]
    assert told["problems"] == [
        "登记簿.xlsx 的工作表“会展赛活动”第 2 行是隐藏的（或被筛选隐去），照样读了："
        "不要计入的请删去。",
        "登记簿.xlsx 的工作表“去年”是隐藏的，没有读：要计入请取消隐藏。",
    ]
    assert "13800138000" not in str(told)


def test_a_column_that_only_looks_alike_is_not_taken(registered: Registered) -> None:
    """The day a company was founded is not the day it was won, its serial number no standard's."""
    made = Workbook()
    page = made.active
    page.title = "企业"
    page.append(["编号", "项目名称", "企业名称", "成立时间", "佐证", "状态"])
    page.append([1, "某项目", "编造公司", date(2024, 5, 3), PROOF, "筹备中"])
    page = made.create_sheet("标准")
    page.append(["编号", "单位名称", "标准名称", "发布时间", "佐证"])
    page.append([1, "某单位", "编造标准甲", date(2024, 5, 3), PROOF])
    other = made.create_sheet("开源领域标准")
    other.append(["编号", "标准名称", "发布时间", "佐证"])
    other.append([1, "编造标准乙", date(2024, 5, 3), PROOF])
    made.save("a.xlsx")
    found = registered("a.xlsx")
    assert states(found, "companies") == [
        ("编造公司", "不计入 状态是“筹备中”，不是登记或已核对；没有日期")
    ]
    assert [state for _, state in states(found, "standards")] == ["计入", "计入"]
    assert [one.partition("里没有用到的列：")[2] for one in found["problems"]] == [
        "“成立时间”、“项目名称”。", "“单位名称”。",
    ]  # fmt: skip
    made["标准"]["F1"] = "社区名称"
    made["标准"].title = "台账"
    made["台账"]["G1"] = "类别"
    made.save("a.xlsx")
    assert "不知道用哪一列" in registered("a.xlsx")["error"]


def test_the_template_is_read_as_it_is_filled(registered: Registered) -> None:
    for name in ("登记簿.xlsx", "登记簿.csv"):
        assert run(["register", "-t", name, "-p", PROGRAMME, "-q"]) == 0
        assert run(["register", "-t", name, "-p", PROGRAMME, "-q"]) == failures.WRONG
        assert "没有一个条目" in registered(name)["error"]
    filled = load_workbook("登记簿.xlsx")
    assert [len(page.sheetnames) for page in [filled]] == [8]
    for title in filled.sheetnames:
        filled[title]["A3"] = f"编造的{title}"
        filled[title]["B3"] = date(2024, 5, 3)
        filled[title]["C3"] = PROOF
    filled.save("登记簿.xlsx")
    assert [one["registered"] for one in registered("登记簿.xlsx")["progress"]] == [1] * 8
    with Path("登记簿.csv").open("a", encoding="utf-8") as file:
        file.write(f"标准,编造的标准,2024年5月,{PROOF},,,,,团标,T/A 1\r\n")
    [standard] = target(registered("登记簿.csv"), "standards")["entries"]
    assert (standard["state"], standard["level"]) == ("计入", "团体标准")


def test_all_that_is_wrong_is_said_at_once_with_its_place(registered: Registered) -> None:
    head = (*HEAD, "级别", "引/培", "统一社会信用代码", "仓库")
    rows = (
        ("公司企业", "甲", "2024-02-30", "ftp://example.org/1", "核对过吧"),
        ("企业", None, "昨天", "没有.pdf", None, None, "买", "91320100000000000A"),
        ("标准", "乙", 2024.1, "https://u:p@example.org/x", None, "市级"),
        ("社区", "丙", "2024-05-03", "example.com/x", None, None, None, None, "https://gitee.com"),
    )
    book(Path("错.xlsx"), head, *rows)
    told = registered("错.xlsx")
    assert told["exit_code"] == failures.WRONG
    said = told["error"].splitlines()
    cells = [re.match(r"错.xlsx 工作表“登记”第 (\d) 行 ([A-Z]) 列", one) for one in said]
    assert sorted(f"{one[2]}{one[1]}" for one in cells if one) == [
        "A2", "B3", "C2", "C3", "C4", "D2", "D3", "D4", "D5", "F4", "G3", "H3", "I5",
    ]  # fmt: skip
    assert len(said) == 13
    assert all(one.endswith("。") for one in said)
    assert "没有 2024-02-30 这一天" in told["error"]
    assert "分不清是 1 月还是 10 月" in told["error"]
    assert "可写 国际标准、国家标准" in told["error"]
    assert not Path("evidence").exists(), "nothing is written"


def spoilt(kind: str) -> bytes:
    """A right workbook with something wrong in it."""
    held = io.BytesIO()
    with zipfile.ZipFile(book(Path("right.xlsx"), HEAD, ROW)) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    if kind == "macro":
        parts["xl/vbaProject.bin"] = b"x"
    elif kind == "word":
        parts["word/document.xml"] = parts.pop("xl/workbook.xml")
    elif kind == "bomb":
        parts[sheet] = parts[sheet].replace(b"</sheetData>", b" " * (3 << 20) + b"</sheetData>")
    elif kind == "entity":
        parts[sheet] = b'<!DOCTYPE x [<!ENTITY a "aaaa">]>' + parts[sheet]
    elif kind == "strict":
        part = "xl/workbook.xml"
        parts[part] = parts[part].replace(b"schemas.openxmlformats.org", b"purl.oclc.org/ooxml")
    elif kind == "torn":
        parts[sheet] = parts[sheet][:400]
    with zipfile.ZipFile(held, "w", zipfile.ZIP_DEFLATED) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    return held.getvalue()


OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
BAD = {
    "宏.xlsx": (lambda: spoilt("macro"), "带有宏"),
    "宏.xlsm": (lambda: spoilt(""), "带宏的格式"),
    "旧.xls": (lambda: OLE + b"\0" * 512, "是旧格式"),
    "密.xlsx": (lambda: OLE + "EncryptedPackage".encode("utf-16-le"), "设了打开密码"),
    "假.xlsx": (TEXT.encode, "只是改了扩展名"),
    "网页.xls": (lambda: b"<html><table><tr><td>a</td></tr></table>", "内容是网页"),
    "网页.xlsx": (lambda: b"\xef\xbb\xbf<?xml version='1.0'?><Workbook/>", "内容是网页或 XML"),
    "簿.csv": (lambda: spoilt(""), "内容是 Excel 工作簿，扩展名却是 .csv"),
    "簿.ods": (lambda: b"PK" + bytes(99), "内容是别的压缩格式"),
    "严.xlsx": (lambda: spoilt("strict"), "Strict Open XML"),
    "并.csv": ("类别,名称\n企业,甲\n,乙\n".encode, "合并的单元格存成 CSV 只剩第一行"),
    "文.xlsx": (lambda: spoilt("word"), "内容不是 XLSX"),
    "炸.xlsx": (lambda: spoilt("bomb"), "解压后超过"),
    "实体.xlsx": (lambda: spoilt("entity"), "文档类型声明"),
    "断.xlsx": (lambda: spoilt("torn"), "打不开"),
    "半.xlsx": (lambda: spoilt("")[:3000], "打不开"),
    "空.csv": (lambda: b"", "是空的"),
    "二进制.csv": (lambda: bytes(range(256)) * 9, "不是 UTF-8、GBK"),
    "引号.csv": (f'{",".join(HEAD)}\n企业,"甲,2024\n'.encode, "引号不成对"),
    "无头.csv": ("企业,甲,2024\n企业,乙,2024\n".encode, "没有表头"),
    "两列.csv": ("名称,项目名称,日期\na,b,2024\n".encode, "不知道用哪一列"),
    "无类.csv": ("名称,日期\na,2024\n".encode, "没有“类别”一列"),
}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_cannot_be_read_is_refused_with_a_sentence(
    registered: Registered, monkeypatch: pytest.MonkeyPatch, name: str
) -> None:
    make, words = BAD[name]
    monkeypatch.setattr(workbook, "INFLATED", 2 << 20)
    Path(name).write_bytes(make())
    told = registered(name)
    assert told["exit_code"] == failures.WRONG
    assert words in told["error"]
    assert told["error"].count("\n") == 0
    assert "自身出错" not in told["error"]
    assert not Path("evidence").exists()


def test_a_missing_file_and_the_same_file_twice(registered: Registered) -> None:
    assert "找不到登记簿" in registered("没有.xlsx")["error"]
    Path("a.csv").write_text(TEXT, encoding="utf-8")
    Path("b.csv").write_text(TEXT, encoding="utf-8")
    assert "同一份文件" in registered("a.csv", "b.csv")["error"]


def test_values_nobody_has_computed_are_not_taken_for_nothing(registered: Registered) -> None:
    book(Path("公式.xlsx"), HEAD, (*ROW[:2], "=TODAY()", PROOF, "已核对"))
    told = registered("公式.xlsx")
    assert "第 2 行 C 列（日期）是公式，文件里没有它算出的值" in told["error"]
    made = load_workbook("公式.xlsx")
    made["登记"]["C2"] = "#REF!"
    made["登记"]["C2"].data_type = "e"
    made.save("公式.xlsx")
    assert "C 列（日期）的公式出错（#REF!）" in registered("公式.xlsx")["error"]


def cached(path: Path) -> None:
    """The file with its formula computed, as Excel writes it."""
    with zipfile.ZipFile(path) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    for name, content in parts.items():
        parts[name] = content.replace(b"<f>1+1</f><v></v>", b"<f>1+1</f><v>45415</v>").replace(
            b"<f>1+1</f><v />", b"<f>1+1</f><v>45415</v>"
        )
    with zipfile.ZipFile(path, "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)


def test_a_formula_is_read_by_the_value_it_left(registered: Registered) -> None:
    cached(book(Path("公式.xlsx"), HEAD, (*ROW[:2], "=1+1", PROOF, "已核对")))
    [entry] = target(registered("公式.xlsx"), "companies")["entries"]
    assert entry["first_day"] == "2024-05-03"


def test_a_sheet_formatted_to_its_last_row_stays_fast(registered: Registered) -> None:
    """A million rows that hold nothing but a style, and one value in the furthest corner."""
    made = Workbook()
    page = made.active
    page.append(list(HEAD))
    page.append(list(ROW))
    page["A3"].fill = PatternFill("solid", fgColor="FFFF00")
    made.save("长.xlsx")
    with zipfile.ZipFile("长.xlsx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    empty = b"".join(b'<row r="%d"><c r="A%d" s="1"/></row>' % (n, n) for n in range(4, 1_048_577))
    sheet = "xl/worksheets/sheet1.xml"
    parts[sheet] = parts[sheet].replace(b"</sheetData>", empty + b"</sheetData>")
    with zipfile.ZipFile("长.xlsx", "w", zipfile.ZIP_DEFLATED, compresslevel=1) as new:
        for name, content in parts.items():
            new.writestr(name, content)
    began = time.process_time()
    assert states(registered("长.xlsx"), "companies") == [("编造公司", "计入")]
    assert time.process_time() - began < 8
    page["XFD1048576"] = "远"
    made.save("远.xlsx")
    assert "超出" in registered("远.xlsx")["error"]


RIGHT: list[bytes] = []


def right() -> bytes:
    """A right workbook, made once."""
    if not RIGHT:
        held = io.BytesIO()
        made = Workbook()
        for row in (HEAD, ROW, ("标准", "甲", 45415, PROOF, None)):
            made.active.append(list(row))
        made.save(held)
        RIGHT.append(held.getvalue())
    return RIGHT[0]


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_workbook_is_refused_or_read_but_never_breaks_anything(
    data: st.DataObject,
) -> None:
    with zipfile.ZipFile(io.BytesIO(right())) as old:
        parts = {name: old.read(name) for name in old.namelist()}
    name = data.draw(st.sampled_from(sorted(parts)))
    cut = data.draw(st.integers(0, len(parts[name])))
    much = data.draw(st.integers(0, 9))
    odd = data.draw(
        st.sampled_from([b"", b"<", b'"', b"9999999999", b"-1", b"NaN", b"</c>", b"A1"])
    )
    parts[name] = parts[name][:cut] + odd + parts[name][cut + much :]
    held = io.BytesIO()
    with zipfile.ZipFile(held, "w") as new:
        for one, content in parts.items():
            new.writestr(one, content)
    with suppress(BadRegister):
        for sheet in workbook.sheets(held.getvalue(), "a.xlsx")[0]:
            told(Source(sheet, Path(), CollectorSettings()))


@given(st.binary(max_size=200))
def test_any_bytes_are_refused_or_read_as_csv(raw: bytes) -> None:
    with suppress(BadRegister):
        told(Source(separated.sheet(raw, "a.csv"), Path(), CollectorSettings()))


def test_rows_out_of_order_or_without_numbers_are_all_read(registered: Registered) -> None:
    made = Workbook()
    for row in (HEAD, ROW, ("标准", "甲", 45415, PROOF, None)):
        made.active.append(list(row))
    made.epoch = CALENDAR_MAC_1904
    made.save("a.xlsx")
    with zipfile.ZipFile("a.xlsx") as old:
        parts = {name: old.read(name) for name in old.namelist()}
    sheet = "xl/worksheets/sheet1.xml"
    assert b'r="A3"' in parts[sheet]
    parts[sheet] = re.sub(rb' r="[A-Z]?\d+"', b"", parts[sheet])
    with zipfile.ZipFile("a.xlsx", "w") as new:
        for name, content in parts.items():
            new.writestr(name, content)
    told_all = registered("a.xlsx")
    assert states(told_all, "companies") == [("编造公司", "计入")]
    [standard] = target(told_all, "standards")["entries"]
    assert standard["first_day"] == "2028-05-04", "counted from 1904, as the file says"


def test_proofs_are_files_with_their_hash_or_addresses(registered: Registered) -> None:
    from hashlib import sha256

    from pypdf import PdfWriter

    Path("附件").mkdir()
    writer = PdfWriter()
    writer.add_blank_page(100, 100)
    writer.write("附件/公告.pdf")
    book(
        Path("a.xlsx"), HEAD, (*ROW[:3], f"附件\\公告.pdf；{PROOF}\n宁工信函〔2024〕5号", "已核对")
    )
    [entry] = target(registered("a.xlsx"), "companies")["entries"]
    digest = sha256(Path("附件/公告.pdf").read_bytes()).hexdigest()
    assert entry["proofs"] == [
        {"shown": "附件/公告.pdf", "sha256": digest}, {"shown": PROOF, "sha256": None},
    ]  # fmt: skip
    assert entry["told"] == "宁工信函〔2024〕5号"
    Path("附件/公告.pdf").write_bytes(b"no pdf")
    told = registered("a.xlsx")
    assert "D 列（佐证）：附件 附件/公告.pdf 的内容不是 PDF" in told["error"]
    Path("附件/公告.pdf").unlink()
    assert "从 a.xlsx 所在的文件夹算起" in registered("a.xlsx")["error"]
