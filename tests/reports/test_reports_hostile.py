"""Text from outside stays text: in a browser, a spreadsheet, an editor and a terminal."""

from __future__ import annotations

import csv
import json
import re
from html.parser import HTMLParser
from pathlib import Path

import openpyxl
import pytest

from reports import pages
from reports.formats import csv as csv_format
from reports.formats import md
from reports.visible import LONGEST, clipped, one_line, visible

FORMULA_STARTS = ("=", "+", "-", "@", "\t", "\r", "＝", "＋", "－", "＠")
LOADS = {"src", "srcset", "data", "poster", "background", "action", "formaction", "style"}


class Tags(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))


def html_files(sample) -> list[Path]:
    return sorted(sample.out.rglob("*.html"))


def test_pages_load_nothing_and_run_nothing(sample):
    for path in html_files(sample):
        text = path.read_text("utf-8")
        reader = Tags()
        reader.feed(text)
        names = {tag for tag, _ in reader.tags}
        assert not names & {"script", "img", "iframe", "object", "embed", "base", "form", "image"}
        assert [found for tag, found in reader.tags if tag == "link"] == [
            {"rel": "icon", "href": "data:,"}
        ]
        for tag, found in reader.tags:
            assert not any(name.startswith("on") for name in found), f"{tag} in {path.name}"
            if tag != "data":
                assert not LOADS & set(found), f"{tag} {found}"
        assert "url(" not in text.split("</style>")[0]
        assert "@import" not in text


def test_pages_allow_themselves_nothing(sample):
    for path in html_files(sample):
        head = path.read_text("utf-8").split("<title>")[0]
        (policy,) = re.findall(r'Content-Security-Policy" content="([^"]+)"', head)
        assert policy.startswith("default-src 'none'; style-src 'sha256-")
        assert "unsafe" not in policy
        assert "script-src" not in policy


def test_links_lead_to_the_web_or_into_the_folder(sample):
    for path in html_files(sample):
        reader = Tags()
        reader.feed(path.read_text("utf-8"))
        ids = {found["id"] for _, found in reader.tags if "id" in found}
        for href in [found["href"] for tag, found in reader.tags if tag == "a"]:
            assert href.startswith(("https://", "http://", "#", "./")), href
            if href.startswith("#"):
                assert href[1:] in ids, href


@pytest.mark.parametrize(
    "url",
    ["javascript:alert(1)", "data:text/html,x", 'https://e/"onclick=', "https://", "//evil.example",
     "https://[", "file:///etc/passwd", "https://例子.example/", "https://a b", "git+https://x"],
)  # fmt: skip
def test_other_addresses_are_no_links(url):
    assert "<a" not in pages._link(url)


def test_hostile_html_is_shown_as_text(sample):
    text = (sample.evil / "证据表.html").read_text("utf-8")
    assert "&lt;script&gt;alert(&#34;x&#34;)&lt;/script&gt;" in text
    assert "&lt;/script&gt;&lt;/style&gt;&lt;/title&gt;" in text
    assert text.count("</style>") == text.count("</title>") == 1


def test_workbook_holds_no_formula_and_no_link(sample):
    for folder in (sample.evil, sample.harbor, sample.empty):
        book = openpyxl.load_workbook(folder / "证据表.xlsx")
        for sheet in book:
            assert not sheet._hyperlinks
            for row in sheet.iter_rows():
                for cell in row:
                    assert cell.data_type != "f", f"{sheet.title}!{cell.coordinate}"
    formulas = [
        cell
        for row in book_of(sample.evil).iter_rows(values_only=True)
        for cell in row
        if cell == "=1+1"
    ]
    assert formulas


def book_of(folder: Path):
    return openpyxl.load_workbook(folder / "证据表.xlsx")["活跃贡献者"]


def test_workbook_shows_foreign_text_as_it_is(sample):
    cells = {c for row in book_of(sample.evil).iter_rows(values_only=True) for c in row}
    assert sample.hostile["rare"] in cells
    assert "_x0041_ literal" in cells
    assert max(len(str(cell)) for cell in cells) < LONGEST + 40


def test_csv_cells_never_begin_like_a_formula(sample):
    seen = 0
    for path in sample.out.rglob("*.csv"):
        assert path.read_bytes().startswith(b"\xef\xbb\xbf")
        with path.open(encoding="utf-8-sig", newline="") as file:
            rows = list(csv.reader(file))
        assert len({len(row) for row in rows}) == 1
        for cell in (cell for row in rows for cell in row):
            assert not cell.lstrip().startswith(FORMULA_STARTS) or re.fullmatch(r"-?[\d.e-]+", cell)
            seen += cell.startswith("'")
    assert seen >= 6


def test_negative_numbers_stay_numbers_in_csv():
    assert csv_format.cell(-2.5) == "-2.5"
    assert csv_format.cell("-2.5") == "'-2.5"


def test_markdown_keeps_its_columns_and_its_links_to_itself(sample):
    text = (sample.evil / "证据表.md").read_text("utf-8")
    widths: list[int] = []
    for line in text.splitlines():
        cells = len(re.split(r"(?<!\\)\|", line))
        if line.startswith("| "):
            widths.append(cells)
        else:
            assert len(set(widths)) <= 1
            widths = []
    assert "<script" not in text
    assert "<img" not in text
    assert not re.search(r"(?<!\\)\]\(", text)
    assert "a\\|b \\`c\\` \\*d\\* \\_e\\_" in text
    assert md._escaped("one\r\ntwo") == "one<br>two"


def test_json_keeps_foreign_text_exactly(sample):
    raw = (sample.evil / "证据表.json").read_text("utf-8")
    assert not re.search(r"[\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2066-\u2069]", raw)
    clauses = json.loads(raw)["clauses"]
    assert [clause["quote"] for clause in clauses] == list(sample.hostile.values())


def test_hidden_characters_become_visible():
    assert visible("a\u202eb\x1b[31m") == "a〔U+202E〕b〔U+001B〕[31m"
    assert visible("\u200d") == "〔U+200D〕"
    assert visible("👩\u200d💻 𠮷 é\r\nok") == "👩\u200d💻 𠮷 é\nok"
    assert visible("tag\U000e0041") == "tag〔U+E0041〕"
    assert visible("a\u00adb\u2028c\ufeff") == "a〔U+00AD〕b〔U+2028〕c〔U+FEFF〕"


def test_long_text_is_cut_and_says_so():
    assert clipped("长" * 100_000).endswith("…（另有 98,000 字，全文见 JSON）")
    assert one_line("a\n b\tc") == "a b〔U+0009〕c"


def test_terminal_escapes_reach_no_file(sample):
    for path in sample.out.rglob("*"):
        if path.is_file() and path.suffix not in {".xlsx", ".docx", ".pdf"}:  # compressed
            assert b"\x1b" not in path.read_bytes()


@pytest.mark.parametrize("title", ["许可证对照", "许可证变更", "第三方依赖许可"])
def test_licence_tables_are_read_in_any_program(sample, title):
    """Every row in CSV and XLSX, the same ones; no cell without an end."""
    for folder in (sample.harbor, sample.evil):
        with (folder / "csv" / f"{title}.csv").open(encoding="utf-8-sig", newline="") as file:
            head, *rows = csv.reader(file)
        page = openpyxl.load_workbook(folder / "证据表.xlsx")[title]
        grid = list(page.iter_rows(values_only=True))
        assert rows
        assert len(grid) - 3 == len(rows)
        assert [cell for cell in grid[2] if cell] == head[1:]
        assert max(len(cell) for row in rows for cell in row) < LONGEST + 40
        assert f"## {title}\n" in (folder / "证据表.md").read_text("utf-8")


def test_each_difference_has_a_row(sample):
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    with (sample.harbor / "csv" / "许可证对照.csv").open(encoding="utf-8-sig", newline="") as file:
        rows = list(csv.DictReader(file))
    for one in document["licences"]["comparisons"]:
        told = [(ours or "—", theirs or "—") for k, ours, theirs in one["segments"] if k != "same"]
        here = [row for row in rows if row["文件"] == one["path"]]
        assert [(r["仓库中的文字"], r["SPDX 原文的文字"]) for r in here] == (told or [("—", "—")])
        assert {row["不同"] for row in here} == (
            {"需人工核对", "不影响认定"} if told else {"没有不同"}
        )
