"""The report on paper: the same figures, set without harm whatever a name holds."""

from __future__ import annotations

import json
import re
import shutil
import subprocess
from dataclasses import replace
from pathlib import Path
from types import SimpleNamespace
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pypdf import PdfReader

from reports import loading, wording
from reports.evidence import Report
from reports.formats import json as json_format
from reports.formats import pdf
from reports.typeset import contents, engine, glyphs, setting
from warehouse.numerals import number
from warehouse.store import Warehouse

ROOT = "0f" * 32
TYPST = '#import "x" $ a^2 $ *bold* \\ `raw` #{panic()} @E1 <E1> // no comment'


def squeezed(text: str) -> str:
    """Without blanks and line ends: a page breaks lines where it likes."""
    return re.sub(r"\s", "", text)


def loose(text: str) -> str:
    """A pattern of the text with blanks and line ends wherever a page may have put them."""
    return "".join(rf"\s*{re.escape(char)}" for char in squeezed(text))[3:]


def pages(path: Path) -> list[str]:
    return [page.extract_text() for page in PdfReader(path).pages]


def report(sample: SimpleNamespace, project_id: str, **changes: Any) -> Report:
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}[project_id]
        found = loading.load(opened, replace(project, **changes), sample.as_of)
    return replace(found, root=ROOT)


@pytest.fixture(scope="module")
def harbor(sample: SimpleNamespace) -> str:
    return "\n".join(pages(sample.harbor / "证据表.pdf"))


def rows(text: str) -> dict[str, str]:
    """Evidence id → what stands in its row of an evidence table."""
    tables = text[text.index("编号 指标、条款与结论") : text.index("许可证逐处核对\n")]
    pieces = re.split(r"^(E\d+) ", tables, flags=re.MULTILINE)
    return dict(zip(pieces[1::2], pieces[2::2], strict=True))


def test_every_figure_is_that_of_the_json(sample: SimpleNamespace, harbor: str) -> None:
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    printed = rows(harbor[harbor.index("逐条结论\n") :])
    every = [row for table in document["tables"] for row in table["rows"]]
    assert list(printed) == [row["evidence_id"] for row in every]
    assert len(every) == 11
    for row in every:
        there = printed[row["evidence_id"]]
        assert squeezed(row["part_title"] or row["title"]) in squeezed(there)
        if row["metric_id"] is None:
            assert "不依据统计指标" in there
            continue
        unit = row["unit"] if row["value"] is not None else ""
        n = "未知" if row["n"] is None else f"{row['n']:,}"
        why = "" if row["completeness_reason"] else (row["unknown_reason"] or "")
        window = row["window"]
        whole = (
            f"{loose(row['shown'] + unit + why)}(?:\\s*{loose(window)})?\\s*n\\s*=\\s*{n}(?!\\d)"
        )
        assert re.search(rf"(?<![\d,.]){whole}", there), (row, there)
        assert wording.word("completeness", row["completeness"]) in there


def test_the_cover_says_what_the_tables_say(sample: SimpleNamespace) -> None:
    cover = squeezed(pages(sample.harbor / "证据表.pdf")[0])
    for words in ("港湾数据平台OpenHarbor", "深圳示例科技有限公司", "2026-11-18（含当日）",
                  "南山区开源项目研发类", "活跃贡献者183人E1", "星标数14,730个",
                  "GitHub14,000+Gitee730"):  # fmt: skip
        assert words in cover


def test_sources_months_and_clauses_stand_in_full(sample: SimpleNamespace, harbor: str) -> None:
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    text = squeezed(harbor)
    for source in document["sources"]:
        assert (source["sha256"] or "未知") in text
        assert squeezed(source["url"] or f"未登记的应答{source['answer_id']}") in text
    for found in document["source_sets"]:
        assert found["sha256"] is None or found["sha256"] in text
    for definition in document["definitions"]:
        assert squeezed(definition["definition"]) in text
        assert definition["sql_sha256"] in text
    for clause in document["clauses"]:
        for name in ("title", "quote", "reason", "outcome"):
            assert squeezed(clause[name]) in text
    for month in document["monthly"][0]["months"]:
        shown = "未知" if month["value"] is None else number(month["value"])
        assert re.search(rf"{month['month']}\*?{shown}", text)
    for note in document["notes"]:
        assert squeezed(note["text"]) in text


def test_the_evidence_lies_inside_byte_for_byte(sample: SimpleNamespace) -> None:
    inside = PdfReader(sample.harbor / "证据表.pdf").attachments
    assert list(inside) == ["evidence.json"]
    assert inside["evidence.json"][0] == (sample.harbor / "证据表.json").read_bytes()


def test_the_root_stands_on_every_page_and_in_a_code(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    import segno

    made = report(sample, "harbor")
    [path] = pdf.write(made, tmp_path)
    found = pages(path)
    assert len(found) > 3
    for at, text in enumerate(found, 1):
        assert ROOT in squeezed(text)
        assert f"{at} / {len(found)}" in text
        assert "截至 2026-11-18" in text
    assert contents.contents(made)["code"] == segno.make(ROOT, error="m").svg_inline(
        scale=3, border=2
    )
    assert "二维码" not in "".join(pages(sample.harbor / "证据表.pdf")), "no root, no code"


def test_it_says_to_be_of_the_archive_kind_and_accessible(sample: SimpleNamespace) -> None:
    raw = (sample.harbor / "证据表.pdf").read_bytes()
    for said in (b"<pdfaid:part>3<", b"<pdfaid:conformance>A<", b"<pdfuaid:part>1<"):
        assert said in raw
    assert b"2026-11-18T16:00:00" in raw, "made at the instant of its figures, by no clock"


@pytest.mark.parametrize(
    ("name", "there"),
    [
        (TYPST, TYPST),
        ("x" * 10_000, "（另有9,800字，全文见JSON）"),
        ("W" * 190, "W" * 190),
        ("很长的名字" * 30, "很长的名字" * 30),
        ("a\u202eb\x1b[0m\u200b\x00", "a〔U+202E〕b〔U+001B〕[0m〔U+200B〕〔U+0000〕"),
        ("🚀 𠮷野家 \ue000 喆堃龘", "〔U+1F680〕〔U+20BB7〕野家〔U+E000〕喆堃龘"),
        ("Škoda Łódź Ζεύς Юрий ạ", "ŠkodaŁódźΖεύςЮрийạ"),
        ("שלום عربى", "〔U+05E9〕"),
        ("e\u0301 x\u030c \U0010ffff \udc80", "éx〔U+030C〕〔U+10FFFF〕〔U+DC80〕"),
    ],
)  # fmt: skip
def test_hostile_names_are_text(
    sample: SimpleNamespace, tmp_path: Path, name: str, there: str
) -> None:
    [path] = pdf.write(report(sample, "empty", name=name, applicant=name), tmp_path)
    found = pages(path)
    assert squeezed(found[0]).count(squeezed(there)) >= 2
    assert not re.search("[\u200b\u202e\x1b]", "".join(found))
    _within_the_page(path)


def _within_the_page(path: Path) -> None:
    """Nothing runs over the edge of the paper, as another program measures it."""
    if shutil.which("pdftotext") is None:
        return
    asked = ["pdftotext", "-bbox", str(path), "-"]
    boxes = subprocess.run(asked, capture_output=True, check=True).stdout.decode()
    edges = [float(x) for x in re.findall(r'xMax="([\d.]+)"', boxes)]
    assert edges
    assert max(edges) < 595.28 - 45, "the right margin is 18 mm"


def test_hostile_texts_everywhere_stay_on_the_page(sample: SimpleNamespace) -> None:
    path = sample.evil / "证据表.pdf"
    text = squeezed("".join(pages(path)))
    for words in ("<script>alert(", "=1+1", "@SUM(1+1)", "〔U+202E〕", "〔U+1F680〕",
                  "（另有98,000字，全文见JSON）"):  # fmt: skip
        assert words in text
    _within_the_page(path)


def test_every_letter_that_counts_as_known_can_be_set() -> None:
    """typst refuses PDF/A with an empty box in it: this is that check, for all of them."""
    made = {"sample": None, "sample_notice": None, "printed": {},
            "name": "x", "short": "x", "applicant": "x",
            "as_of": "x", "counted": "", "instant": "x", "reach": "x", "policies": [],
            "root": None, "code": None, "cards": [], "programmes": [], "tables": [],
            "licences": [], "licences_left": None, "sets_left": None,
            "third_party": [], "no_third_party": "",
            "fronts": [], "verdicts": [], "others_said": "", "reasons": [], "grades": [],
            "gaps": [], "no_gap": "", "papers": [], "no_paper": "", "stated": [],
            "completeness": {"rows": [], "gaps": [], "not_asked": [], "left": []},
            "definitions": [], "sets": [], "answers": [], "answer_count": 0, "notes": [],
            "restated": None,
            "notices": ["".join(sorted(glyphs.known()))]}  # fmt: skip
    at = wording.datetime(2026, 1, 1, tzinfo=wording.UTC)
    assert engine.made(made, b"{}", at).startswith(b"%PDF")
    with pytest.raises(Exception, match="could not be displayed"):
        engine.made({**made, "notices": ["\U0001f680"]}, b"{}", at)


def test_only_the_letters_a_text_holds_are_asked_of_the_second_font() -> None:
    assert glyphs.others_in("Erdős, Škoda, 数据 abc é") == "őŠ"
    assert glyphs.others_in("数据 abc é") == ""
    assert glyphs.others_in("".join(glyphs.known())) == "".join(sorted(glyphs.others()))


def test_a_list_breaks_its_addresses_where_a_line_ends() -> None:
    url = (
        "https://api.github.com/repos/gangwan/openharbor/commits?page=12&per_page=100&since=2026-01"
    )
    told = glyphs.fitted(url, 40)
    assert told.replace(glyphs.BREAK, "") == url
    assert [len(line) for line in told.split(glyphs.BREAK)] == [37, 40, 13]
    assert glyphs.fitted("f" * 64, 64) == "f" * 64
    wide = "https://example.cn/" + "数据/" * 30
    assert glyphs.fitted(wide, 40) == glyphs.shown(wide)


def test_a_long_word_may_break_and_leaves_no_mark() -> None:
    word = "a" * 40 + "/" + "b" * 20
    broken = glyphs.shown(f"short {word}")
    assert broken.replace(glyphs.BREAK, "") == f"short {word}"
    assert max(map(len, re.split(rf"[{glyphs.BREAK} ]", broken))) <= 9
    assert glyphs.BREAK not in glyphs.shown("fourteen-chars " * 3)


def test_the_json_is_the_same_as_the_file(sample: SimpleNamespace) -> None:
    found = replace(report(sample, "harbor"), root=None)
    assert json_format.content(found) == (sample.harbor / "证据表.json").read_bytes()


def test_what_is_too_much_for_paper_is_said(
    sample: SimpleNamespace, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, most in (("figures.MOST_ROWS", 2),
                       ("contents.MOST_REPOSITORIES", 1), ("contents.MOST_LINES", 1)):  # fmt: skip
        monkeypatch.setattr(f"reports.typeset.{name}", most)
    [path] = pdf.write(report(sample, "harbor"), tmp_path)
    text = squeezed("".join(pages(path)))
    sets = len(report(sample, "harbor").source_sets) - 1
    for words in ("另有1个仓库", f"另有{sets}个来源组", "另有1处不完整", "另有2行"):
        assert f"{words}，全部见所附的JSON、XLSX或CSV。" in text


def _made(found: Report, tmp_path: Path) -> list[str]:
    [path] = pdf.write(found, tmp_path)
    return pages(path)


def test_the_main_part_stays_short_and_the_annex_holds_every_part(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    found = report(sample, "harbor")
    whole = found.tables[0].rows[0]
    many = tuple(
        replace(whole, evidence_id=f"E{number}", part=f"p{number}", part_title=f"分项{number}")
        for number in range(1000, 1300)
    )
    table = replace(found.tables[0], rows=(*found.tables[0].rows, *many))
    printed = _made(replace(found, tables=(table, *found.tables[1:])), tmp_path)
    first = next(n for n, text in enumerate(printed[1:], 1) if "附录：" in text)
    assert first <= 5
    main, annex = squeezed("".join(printed[:first])), squeezed("".join(printed[first:]))
    for row in many:
        assert row.part_title not in main
        assert row.part_title in annex
    for row in found.rows():
        if row.metric_id and not row.part:
            assert squeezed(f"{row.evidence_id}{row.title}") in main


def test_a_long_reason_is_printed_once_and_referred_to(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    found = report(sample, "harbor")
    long = "本机历史只有本地的一份，" * 5
    rows = tuple(
        replace(row, completeness="partial", completeness_reason=long) if row.metric_id else row
        for row in found.tables[0].rows
    )
    text = squeezed(
        "".join(_made(replace(found, tables=(replace(found.tables[0], rows=rows),)), tmp_path))
    )
    assert text.count(long) == 1
    assert text.count("部分注1") > len([row for row in rows if row.metric_id])


def test_a_ceiling_of_a_grant_is_no_clause_to_meet(sample: SimpleNamespace, tmp_path: Path) -> None:
    found = report(sample, "harbor")
    first, *rest = found.clauses
    ceiling = replace(first, clause_id="一", level="参考", title="综合支持的上限")
    text = squeezed("".join(_made(replace(found, clauses=(ceiling, *rest)), tmp_path)))
    count = sum(one.policy_id == first.policy_id for one in rest)
    assert f"共{count}条" in text
    assert "只供参考的条文（如资助上限），不是要达到的条件：" in text
    assert text.index("综合支持的上限") > text.index("只供参考的条文")


def test_a_policy_that_sets_no_condition_is_printed_with_what_it_says(
    sample: SimpleNamespace, tmp_path: Path
) -> None:
    """Such as an answer to a proposal: the rows of the evidence tables lead to its clauses."""
    found = report(sample, "harbor")
    said = {one: replace(one, level="参考") for one in found.clauses}
    rows = [replace(r, clauses=tuple(said[c] for c in r.clauses)) for r in found.rows()]
    tables = (replace(found.tables[0], rows=tuple(rows)),)
    told = replace(found, clauses=tuple(said.values()), tables=tables)
    text = squeezed("".join(_made(told, tmp_path)))
    assert "还没有逐条结论" not in text
    assert text.count("只供参考的条文（如资助上限），不是要达到的条件：") == len(found.policies)
    assert "共0条" not in text


@given(
    texts=st.dictionaries(st.sampled_from(["contents", "others", "attached"]), st.text()),
    at=st.integers(0, 2**40),
)
def test_what_is_asked_of_typst_arrives_as_it_is(texts, at):
    assert setting.read(setting.asked(texts, at)) == (texts, at)
