"""The report in Word: the same figures, everything foreign as text, every picture with words."""

from __future__ import annotations

import json
import re
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from zipfile import ZipFile

import pytest
from docx import Document
from docx.oxml.ns import qn
from pypdf import PdfReader

from reports import fronting, loading, reasons, wording
from reports.evidence import Report
from reports.formats import docx, html
from reports.typeset import contents
from reports.visible import LONGEST
from warehouse.numerals import number
from warehouse.store import Warehouse

ROOT = "0f" * 32
EXPLAINED = "平常约每天 3 个；期间发布了版本"


def report(sample: SimpleNamespace, project_id: str) -> Report:
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}[project_id]
        return loading.load(opened, project, sample.as_of)


def opened(folder: Path) -> Any:
    return Document(str(folder / "证据表.docx"))


def tables(document: Any) -> dict[str, list[list[list[str]]]]:
    """Head of a table → its rows, of all tables with that head; cells as lines."""
    found: dict[str, list[list[list[str]]]] = {}
    for element in document.element.body.iter(qn("w:tbl")):
        head, *rows = [
            [[_words(p) for p in cell.iter(qn("w:p"))] for cell in row.iter(qn("w:tc"))]
            for row in element.iter(qn("w:tr"))
        ]
        found.setdefault(head[1][0], []).extend(rows)
    return found


def _words(paragraph: Any) -> str:
    return "".join("\n" if one.tag == qn("w:br") else one.text or ""
                   for one in paragraph.iter(qn("w:t"), qn("w:br")))  # fmt: skip


def shown_value(row: dict[str, Any]) -> str:
    unit = f" {row['unit']}" if row["value"] is not None and row["unit"] else ""
    both = row["value"] is not None and row["value_text"] is not None
    return (number(row["value"]) if both else row["shown"]) + unit


@pytest.mark.parametrize("where", ["harbor", "evil"])
def test_every_figure_is_that_of_the_json(where: str, sample: SimpleNamespace) -> None:
    folder = getattr(sample, where)
    document = json.loads((folder / "证据表.json").read_text("utf-8"))
    told = {row[0][0]: row for row in tables(opened(folder))["指标、分项与条款"]}
    every = [row for table in document["tables"] for row in table["rows"]]
    assert set(told) == {row["evidence_id"] for row in every}
    for row in every:
        cells = told[row["evidence_id"]]
        if row["metric_id"] is None:
            assert cells[2] == ["—", "不依据统计指标"]
            continue
        n = "未知" if row["n"] is None else f"{row['n']:,}"
        if where == "harbor":
            assert cells[2][0] == shown_value(row)
            assert row["completeness_reason"] or row["window"] in cells[3] or row["part"]
        assert f"n = {n}" in cells[3]
        assert wording.word("completeness", row["completeness"]) in cells[4][0]
        assert (row["source_set"] or "没有登记原始应答") in cells[4][0]


def test_months_definitions_and_clauses_are_those_of_the_json(sample: SimpleNamespace) -> None:
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    word = opened(sample.harbor)
    months = {row[0][0].rstrip("*"): row[1][0] for row in tables(word)["合计"]}
    for month in document["monthly"][0]["months"]:
        expected = "未知" if month["value"] is None else number(month["value"])
        assert months[month["month"]] == expected
    text = "\n".join(_words(one) for one in word.element.body.iter(qn("w:p")))
    for clause in document["clauses"]:
        for name in ("title", "quote", "reason", "outcome"):
            assert clause[name] in text
    for definition in document["definitions"]:
        assert definition["definition"] in text
        assert definition["sql_sha256"] in text
    for found in document["source_sets"]:
        assert (found["sha256"] or "未知") in text


def test_the_page_is_that_of_official_papers(sample: SimpleNamespace) -> None:
    [section] = opened(sample.harbor).sections
    assert [round(side.mm) for side in (section.page_width, section.page_height)] == [210, 297]
    margins = (section.top_margin, section.bottom_margin, section.left_margin, section.right_margin)
    assert [round(one.mm) for one in margins] == [37, 35, 28, 26]
    styles = {style.style_id: style for style in opened(sample.harbor).styles}
    for name, font in (("YZText", "仿宋"), ("Heading1", "黑体"), ("YZCell", "仿宋")):
        fonts = styles[name].element.rPr.rFonts
        assert fonts.get(qn("w:eastAsia")) == font


def test_heads_come_again_figures_stand_right_and_pictures_have_words(
    sample: SimpleNamespace,
) -> None:
    body = opened(sample.harbor).element.body
    for table in body.iter(qn("w:tbl")):
        first = next(table.iter(qn("w:tr")))
        assert first.find(qn("w:trPr")).find(qn("w:tblHeader")) is not None
        assert table.find(qn("w:tblPr")).find(qn("w:tblCaption")).get(qn("w:val"))
    assert any(one.get(qn("w:val")) == "right" for one in body.iter(qn("w:jc")))
    pictures = list(body.iter(qn("wp:docPr")))
    assert pictures
    assert all("按月" in one.get("descr") for one in pictures)


def test_every_link_leads_somewhere_within_the_file(sample: SimpleNamespace) -> None:
    for folder in (sample.harbor, sample.evil, sample.empty):
        body = opened(folder).element.body
        places = [one.get(qn("w:name")) for one in body.iter(qn("w:bookmarkStart"))]
        assert len(places) == len(set(places))
        links = {one.get(qn("w:anchor")) for one in body.iter(qn("w:hyperlink"))}
        assert links
        assert links <= set(places)
        with ZipFile(folder / "证据表.docx") as archive:
            for name in archive.namelist():
                assert b"TargetMode" not in archive.read(name), "nothing outside the file"


def test_hostile_text_is_shown_as_text(sample: SimpleNamespace) -> None:
    document = opened(sample.evil)
    text = "\n".join(_words(one) for one in document.element.body.iter(qn("w:p")))
    for kind in ("html", "close", "formula", "command", "full_width", "rare", "markdown",
                 "excel_escape"):  # fmt: skip
        assert sample.hostile[kind] in text, kind
    for shown in (
        "〔U+202E〕gpj.exe",
        "〔U+001B〕[31mred",
        "〔U+0009〕=2+5",
        "first\nsecond\nthird",
    ):
        assert shown in text
    endless = {line for line in text.split("\n") if len(line) > LONGEST + 100}
    assert endless == {sample.hostile["long"]}, "a definition stands in full, all else is cut"
    fields = {one.text.strip() for part in document.part.package.iter_parts()
              for one in _fields(part)}  # fmt: skip
    assert fields <= {"PAGE", "NUMPAGES"}


def _fields(part: Any) -> list[Any]:
    element = getattr(part, "element", None)
    return [] if element is None else list(element.iter(qn("w:instrText")))


def test_what_xml_refuses_is_made_visible(sample: SimpleNamespace, tmp_path: Path) -> None:
    made = report(sample, "harbor")
    name = "a\ufffeb\uffffc\x00d\ud800e"
    made = replace(made, project=replace(made.project, name=name))
    docx.write(made, tmp_path)
    text = "\n".join(p.text for p in opened(tmp_path).paragraphs)
    assert "a〔U+FFFE〕b〔U+FFFF〕c〔U+0000〕d〔U+D800〕e" in text


def test_the_root_stands_on_every_page_and_in_a_code(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    docx.write(replace(report(sample, "harbor"), root=ROOT), tmp_path)
    document = opened(tmp_path)
    foot = "\n".join(p.text for p in document.sections[0].footer.paragraphs)
    assert ROOT in foot
    told = [one.get("descr") for one in document.element.body.iter(qn("wp:docPr"))]
    assert "根散列的二维码" in told
    plain = opened(sample.harbor).element.body
    assert "根散列的二维码" not in [one.get("descr") for one in plain.iter(qn("wp:docPr"))]


def test_a_long_reason_stands_once_and_is_referred_to(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    made = report(sample, "harbor")
    long = "本机历史只有本地的一份，" * 5
    rows = tuple(
        replace(row, completeness="partial", completeness_reason=long) if row.metric_id else row
        for row in made.tables[0].rows
    )
    made = replace(made, tables=(replace(made.tables[0], rows=rows), *made.tables[1:]))
    docx.write(made, tmp_path)
    text = "\n".join(_words(one) for one in opened(tmp_path).element.body.iter(qn("w:p")))
    assert text.count(long) == 1
    number = reasons.numbered(made)[long]
    measured = [row for row in rows if row.metric_id]
    assert text.count(f"部分　{reasons.label(number)}") >= len(measured)


def test_the_main_part_tells_wholes_and_what_a_sentence_explains(sample: SimpleNamespace) -> None:
    made = report(sample, "harbor")
    table = made.tables[0]
    burst = replace(table.rows[0], part="x@2026-01-02", part_title="1 月 2 日", value=859.0,
                    value_text=EXPLAINED)  # fmt: skip
    part = replace(burst, part="docs", value_text=None)
    table = replace(table, rows=(table.rows[0], burst, part))
    front = fronting.fronts(replace(made, tables=(table,)))[0]
    assert front.rows == (table.rows[0], burst)
    assert front.left == 1


def test_ceilings_are_no_clauses_to_meet(sample: SimpleNamespace, tmp_path: Path) -> None:
    made = report(sample, "harbor")
    first, *rest = made.clauses
    ceiling = replace(first, clause_id="一", level="参考", title="综合支持的上限")
    docx.write(replace(made, clauses=(ceiling, *rest)), tmp_path)
    text = "\n".join(p.text for p in opened(tmp_path).paragraphs)
    left = sum(clause.policy_id == first.policy_id for clause in rest)
    assert re.search(rf"共 {left} 条：", text)
    assert fronting.CEILINGS_SAID in text


def test_a_policy_that_sets_no_condition_is_told_with_what_it_says(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    made = report(sample, "harbor")
    said = {one: replace(one, level="参考") for one in made.clauses}
    rows = [replace(r, clauses=tuple(said[c] for c in r.clauses)) for r in made.rows()]
    tables = (replace(made.tables[0], rows=tuple(rows)),)
    docx.write(replace(made, clauses=tuple(said.values()), tables=tables), tmp_path)
    there = opened(tmp_path)
    text = "\n".join(p.text for p in there.paragraphs)
    assert "还没有逐条结论" not in text
    assert "共 0 条" not in text
    body = there.element.xml
    places = set(re.findall(r'w:bookmarkStart [^>]*w:name="([^"]+)"', body))
    assert set(re.findall(r'w:anchor="([^"]+)"', body)) <= places


def test_the_main_part_says_the_same_figures_in_word_page_and_pdf(sample: SimpleNamespace) -> None:
    made = report(sample, "harbor")
    told = {row[0][0]: row[2][0] for row in tables(opened(sample.harbor))["指标与支撑的条款"]}
    page = (sample.harbor / "证据表.html").read_text("utf-8")
    paper = "".join(one.extract_text() for one in PdfReader(sample.harbor / "证据表.pdf").pages)
    paper = re.sub(r"\s", "", paper)
    briefs = dict(re.findall(r'<a href="#(E\d+)">E\d+</a></th>(.*?)</tr>', page, re.DOTALL))
    rows = [row for front in fronting.fronts(made) for row in front.rows]
    assert set(told) == set(briefs) == {row.evidence_id for row in rows}
    for row in rows:
        unit = row.unit if row.value is not None else ""
        shown = wording.value_words(row)
        assert told[row.evidence_id] == f"{shown} {unit}".strip()
        cell = re.search(r'data-label="数值">(.*?)</td>', briefs[row.evidence_id], re.DOTALL)
        assert cell is not None
        why = "" if row.completeness_reason else wording.unknown_reason(row)
        said = " ".join(f"{shown} {unit} {why}".split())
        assert " ".join(re.sub(r"<[^>]+>", "", cell[1]).split()) == said
        named = f"{row.evidence_id}{re.escape(row.title)}"
        assert re.search(rf"{named}.{{0,80}}?(?<![\d,.]){re.escape(shown)}", paper)


def test_a_number_that_a_sentence_explains_bears_no_unit_of_another_thing(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    """The metric counts bursts, a part of it the stars of one."""
    made = report(sample, "harbor")
    table = made.tables[0]
    burst = replace(table.rows[0], evidence_id="E900", part="x@2026-01-02", unit="段", value=859.0,
                    part_title="1 月 2 日", value_text=EXPLAINED)  # fmt: skip
    made = replace(made, tables=(replace(table, rows=(table.rows[0], burst)),))
    docx.write(made, tmp_path)
    for head in ("指标与支撑的条款", "指标、分项与条款"):
        told = {row[0][0]: row for row in tables(opened(tmp_path))[head]}["E900"]
        assert told[2][0] == "859"
        assert EXPLAINED in told[1]
    page = html.page(made)
    assert "859 段" not in re.sub(r"\s+", " ", re.sub(r"<[^>]+>", "", page))
    assert contents.contents(made)["fronts"][0]["rows"][1]["unit"] == ""
