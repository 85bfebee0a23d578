"""The same figures, read back from every format."""

from __future__ import annotations

import csv
import json
import re
from dataclasses import replace
from html.parser import HTMLParser
from itertools import pairwise
from types import SimpleNamespace

import openpyxl
import pytest

from reports.assembling import NEVER_MEASURED
from reports.evidence import EvidenceRow, Report
from warehouse import numerals

TABLES = ("活跃贡献者", "星标数与Fork数", "开源协议", "社区运营", "其他")
Shown = dict[str, tuple[object, object]]


class Page(HTMLParser):
    """Evidence id → text of its cells by their data-label, and exact figures."""

    def __init__(self) -> None:
        super().__init__(convert_charrefs=True)
        self.rows: dict[str, dict[str, str]] = {}
        self.exact: dict[str, float] = {}
        self._row: str | None = None
        self._label = ""

    def handle_starttag(self, tag, attrs):
        found = dict(attrs)
        if tag == "tr":
            name = found.get("id") or ""
            self._row = name if re.fullmatch(r"E\d+", name) else None
            if self._row:
                self.rows[name] = {}
        elif self._row and tag in {"td", "th"}:
            self._label = found.get("data-label", "")
        elif self._row and tag == "data":
            self.exact[self._row] = float(found["value"])

    def handle_endtag(self, tag):
        if tag == "tr":
            self._row = None

    def handle_data(self, data):
        if self._row:
            cells = self.rows[self._row]
            cells[self._label] = cells.get(self._label, "") + data


def number(text: str) -> object:
    try:
        return float(text.replace(",", ""))
    except ValueError:
        return text


def from_html(folder) -> Shown:
    page = Page()
    page.feed((folder / "证据表.html").read_text("utf-8"))
    shown = {}
    for key, cells in page.rows.items():
        first = cells["数值"].split()[0]
        n = re.search(r"n = (\S+?)(?=[a-z_]|$|\s)", cells["窗口"])
        value = number(first)
        if isinstance(value, float):
            assert value == pytest.approx(page.exact[key], abs=5e-5)
            value = page.exact[key]
        shown[key] = (value, number(n[1]) if n else "—")
    return shown


def from_json(folder) -> Shown:
    document = json.loads((folder / "证据表.json").read_text("utf-8"))
    shown = {}
    for table in document["tables"]:
        for row in table["rows"]:
            known = row["value"] if row["value_text"] is None else row["shown"]
            value = "未知" if row["unknown"] else known
            fact = row["metric_id"] is None
            n = "未知" if row["n"] is None else float(row["n"])
            shown[row["evidence_id"]] = ("—", "—") if fact else (value, n)
    return shown


def from_csv(folder) -> Shown:
    shown = {}
    for name in TABLES:
        with (folder / "csv" / f"{name}.csv").open(encoding="utf-8-sig", newline="") as file:
            for row in csv.DictReader(file):
                shown[row["证据编号"]] = (number(row["数值"]), number(row["样本数 n"]))
    return shown


def from_xlsx(folder) -> Shown:
    book = openpyxl.load_workbook(folder / "证据表.xlsx")
    shown = {}
    for name in TABLES:
        rows = list(book[name].iter_rows(values_only=True))
        head = next(i for i, row in enumerate(rows) if row[0] == "证据编号")
        value, n = rows[head].index("数值"), rows[head].index("样本数 n")
        for row in rows[head + 1 :]:
            shown[row[0]] = (row[value], row[n])
    return shown


def from_md(folder) -> Shown:
    shown = {}
    head: list[str] = []
    for line in (folder / "证据表.md").read_text("utf-8").splitlines():
        cells = [cell.strip() for cell in re.split(r"(?<!\\)\|", line)[1:-1]]
        if "证据编号" in cells:
            head = cells
        elif head and cells and re.fullmatch(r"E\d+", cells[0]) and len(cells) == len(head):
            row = dict(zip(head, cells, strict=True))
            shown[row["证据编号"]] = (number(row["数值"]), number(row["样本数 n"]))
    return shown


def test_all_formats_show_the_same_figures(sample):
    exact = from_json(sample.harbor)
    assert len(exact) == 11
    assert from_csv(sample.harbor) == exact
    assert from_xlsx(sample.harbor) == exact
    assert from_html(sample.harbor) == exact
    rounded = {
        key: (round(v, 4) if isinstance(v, float) else v, n) for key, (v, n) in exact.items()
    }
    assert from_md(sample.harbor) == rounded


def test_a_part_has_its_own_unit_in_every_format(sample):
    whole, part = "人", "人次"
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    rows = [row for table in document["tables"] for row in table["rows"]]
    of_people = [one for one in rows if one["metric_id"] == "active_people"]
    ids = {one["part"]: one["evidence_id"] for one in of_people}
    units = {ids[""]: whole, ids["docs"]: part}
    shown = {one["evidence_id"]: one["unit"] for one in rows}
    assert {key: shown[key] for key in units} == units
    with (sample.harbor / "csv" / "活跃贡献者.csv").open(encoding="utf-8-sig", newline="") as file:
        listed = {row["证据编号"]: row["单位"] for row in csv.DictReader(file)}
    assert {key: listed[key] for key in units} == units
    page = Page()
    page.feed((sample.harbor / "证据表.html").read_text("utf-8"))
    assert {key: page.rows[key]["数值"].split()[1] for key in units} == units
    text = (sample.harbor / "证据表.md").read_text("utf-8")
    assert "人（各部分：人次）" in text
    assert "人（各部分：人次）" in (sample.harbor / "证据表.html").read_text("utf-8")


def test_the_figures_are_those_of_the_warehouse(sample):
    values = [value for value, _ in from_json(sample.harbor).values()]
    assert 183.0 in values
    assert 14730.0 in values
    assert 1 / 3 in values
    assert 0.0 in values
    assert values.count("未知") == 3


def test_the_same_hash_window_and_clause_stand_in_every_format(sample):
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    first = document["tables"][0]["rows"][0]
    page = Page()
    page.feed((sample.harbor / "证据表.html").read_text("utf-8"))
    cells = page.rows["E1"]
    texts = {
        "html": "\n".join(cells.values()),
        "md": (sample.harbor / "证据表.md").read_text("utf-8").replace("\\", ""),
        "csv": (sample.harbor / "csv" / "活跃贡献者.csv").read_text("utf-8-sig"),
    }
    book = openpyxl.load_workbook(sample.harbor / "证据表.xlsx")
    texts["xlsx"] = "\n".join(
        str(cell) for row in book["活跃贡献者"].iter_rows(values_only=True) for cell in row
    )
    for text in texts.values():
        assert first["sha256"] in text
        assert first["source_url"] in text
        assert first["definition"] in text
        assert "2025-11-19" in text
        assert "2026-11-18" in text
        assert "二1" in text
        assert "活跃贡献者较多" in text
        assert "≥ 100 人（评审设定）" in text
        assert "2026-11-18 12:00:01" in text


def test_evidence_ids_run_without_a_hole_through_figures_and_then_through_the_rest(sample):
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    rows = [row for table in document["tables"] for row in table["rows"]]
    measured = [
        bool(row["metric_id"] and row["completeness_reason"] != NEVER_MEASURED) for row in rows
    ]
    ordered = sorted(zip(measured, rows, strict=True), key=lambda pair: not pair[0])
    numbers = [int(row["evidence_id"][1:]) for _, row in ordered]
    assert set(measured) == {True, False}
    assert numbers[0] == 1
    assert all(later == earlier + 1 for earlier, later in pairwise(numbers))


def test_unknown_zero_and_not_applicable_stay_three_things_in_words(sample):
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    rows = [row for table in document["tables"] for row in table["rows"]]
    words = {(row["metric_id"], row["part"]): (row["shown"], row["unknown_reason"]) for row in rows}
    assert words["active_people", "docs"] == ("0", None)
    assert words["active_people", "discussion"] == ("未知", "没有令牌，看不到讨论")
    assert words["response", ""] == ("未知", "窗口内没有可供计算的记录")
    assert words[None, ""] == ("—", None)
    assert words["licence_text", ""] == ("Apache-2.0", None)


def test_months_are_the_same_in_every_format(sample):
    document = json.loads((sample.harbor / "证据表.json").read_text("utf-8"))
    exact = {m["month"]: m["value"] for m in document["monthly"][0]["months"]}
    assert (exact["2026-02"], exact["2026-03"], exact["2026-04"]) == (0, None, 15)
    with (sample.harbor / "csv" / "月度.csv").open(encoding="utf-8-sig", newline="") as file:
        table = {row["月份"]: number(row["数值"]) for row in csv.DictReader(file)}
    expected = {month: "未知" if value is None else value for month, value in exact.items()}
    assert table == expected
    sheet = openpyxl.load_workbook(sample.harbor / "证据表.xlsx")["月度"]
    head, values = (list(row) for row in sheet.iter_rows(min_row=3, max_row=4, values_only=True))
    assert dict(zip(head[3:], values[3:], strict=True)) == expected
    html = (sample.harbor / "证据表.html").read_text("utf-8")
    assert '<th scope="row">2026-02</th><td><data value="0.0">0</data></td>' in html
    assert '<th scope="row">2026-03</th><td class="unknown">未知</td>' in html
    text = (sample.harbor / "证据表.md").read_text("utf-8")
    assert "| 2026-02 | 0 |" in text
    assert "| 2026-03 | 未知 |" in text


@pytest.mark.parametrize(
    ("value", "words"),
    [(0.998, "0.998"), (0.99996, "0.99996"), (364.99999, "364.99999"), (0.004, "0.004"),
     (1 / 3, "0.3333"), (2.9999999999999996, "3"), (12345.5, "12,345.5"), (100.0, "100"),
     (0.0, "0"), (0.00001234, "1.234e-05"), (-0.25, "-0.25")],
)  # fmt: skip
def test_clauses_and_tables_write_a_figure_alike_and_never_as_a_number_it_has_not_reached(
    value: float, words: str
) -> None:
    assert numerals.number(value) == words


@pytest.mark.parametrize(("grade", "bounded"), [("complete", True), ("partial", False)])
def test_what_was_not_read_in_full_is_called_no_upper_bound(grade: str, bounded: bool) -> None:
    whole = EvidenceRow("E1", "活跃贡献者", (), "a", 1, value=2.0, completeness=grade)
    least = replace(whole, evidence_id="E2", part="at_least")
    report = SimpleNamespace(rows=lambda: iter((whole, least)))
    assert (Report.at_least(report, whole) is least) == bounded
