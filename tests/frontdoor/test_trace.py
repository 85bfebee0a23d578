"""trace: every id of every format leads to raw answers that are in the archive, and back."""

from __future__ import annotations

import csv
import json
import re
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import jsonschema
import openpyxl
import pytest

from reports import loading, trace
from reports.considered import Judged
from reports.evidence import Report
from warehouse.lookup import Shelf
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run

IDS = re.compile(r"[ES]\d+")


@dataclass(frozen=True)
class Demo:
    """The demonstration: its folder, and what its reports say."""

    folder: Path
    warehouse: Warehouse
    shelf: Shelf
    reports: tuple[Report, ...]

    def pages(self, report: Report) -> Path:
        return self.folder / "evidence" / report.project.name


@pytest.fixture(scope="module")
def demo(demo_folder: Path) -> Iterator[Demo]:
    data = demo_folder / "data"
    with Warehouse(data / "warehouse.duckdb", read_only=True) as warehouse:
        at = warehouse.query("SELECT max(as_of) AS at FROM measurement")[0]["at"]
        loaded = tuple(loading.load(warehouse, p, at) for p in loading.projects(warehouse))
        yield Demo(demo_folder, warehouse, Shelf(data / "archive"), loaded)


@pytest.fixture
def here(demo: Demo, tmp_path: Path) -> Path:
    """A configuration that names the demonstration's data."""
    path = tmp_path / "config.toml"
    folder = json.dumps(str(demo.folder / "data"))
    path.write_text(f"[warehouse]\nfolder = {folder}\n", encoding="utf-8")
    return path


def in_json(folder: Path) -> set[str]:
    found = json.loads((folder / "证据表.json").read_text(encoding="utf-8"))
    rows = [row["evidence_id"] for table in found["tables"] for row in table["rows"]]
    return {*rows, *(one["set_id"] for one in found["source_sets"])}


def in_csv(folder: Path) -> set[str]:
    rows = [
        row
        for path in (folder / "csv").glob("*.csv")
        for row in csv.DictReader(path.open(encoding="utf-8-sig"))
    ]
    cells = [row.get(name) or "" for row in rows for name in ("证据编号", "来源组", "证据")]
    return {found for cell in cells for found in IDS.findall(cell)}


def in_xlsx(folder: Path) -> set[str]:
    book = openpyxl.load_workbook(folder / "证据表.xlsx", read_only=True)
    cells = (c for sheet in book for row in sheet.iter_rows(values_only=True) for c in row)
    return {cell for cell in cells if isinstance(cell, str) and IDS.fullmatch(cell)}


def in_md(folder: Path) -> set[str]:
    text = (folder / "证据表.md").read_text(encoding="utf-8")
    cells = (cell.strip() for line in text.splitlines() for cell in line.split("|"))
    return {cell for cell in cells if IDS.fullmatch(cell)}


def in_html(folder: Path) -> set[str]:
    text = (folder / "证据表.html").read_text(encoding="utf-8")
    return set(re.findall(r'(?:id="|href="#)([ES]\d+)"', text))


FORMATS = {"json": in_json, "csv": in_csv, "xlsx": in_xlsx, "md": in_md, "html": in_html}


@pytest.mark.parametrize("name", FORMATS)
def test_every_id_of_every_format_is_one_that_can_be_traced(demo: Demo, name: str) -> None:
    for report in demo.reports:
        known = {row.evidence_id for row in report.rows()}
        known |= {one.set_id for one in report.source_sets}
        assert FORMATS[name](demo.pages(report)) == known


def test_a_pack_of_one_policy_has_the_ids_that_trace_knows(
    demo: Demo, demo_pack: Path, here: Path, capsys: Any
) -> None:
    """Each id stands for the same figure, in every format of the pack, as in the report."""
    report = next(one for one in demo.reports if one.project.name in demo_pack.name)
    [pages] = demo_pack.glob("data/报告/*/")
    rows = {row.evidence_id: (row.metric_id, row.part) for row in report.rows()}
    tables = json.loads((pages / "证据表.json").read_text(encoding="utf-8"))["tables"]
    printed = {r["evidence_id"]: (r["metric_id"], r["part"]) for t in tables for r in t["rows"]}
    assert printed == {name: rows[name] for name in printed}
    assert {name for name, (metric, _) in rows.items() if metric} <= printed.keys()
    sets = {one.set_id for one in report.source_sets}
    for name, ids in FORMATS.items():
        assert ids(pages) == {*printed, *sets}, name
    last = max(printed, key=lambda one: int(one[1:]))
    assert run(["trace", last, report.project.name]) == 0
    assert f"{last} " in capsys.readouterr().out


def test_every_figure_leads_to_answers_that_are_in_the_archive(demo: Demo) -> None:
    """Rows are listed once for each metric and repository: its other parts rest on the same."""
    for report in demo.reports:
        repositories = {repository.repo_id for repository in report.repositories}
        walked = set()
        assert set(demo.shelf.standing(report.sources)) == {"same"}
        for row in report.rows():
            same = row.metric_id, row.part if row.part in repositories else ""
            found = trace.figure(
                demo.warehouse, demo.shelf, report, row.evidence_id, 0 if same in walked else 2
            )
            assert found.figure == row
            assert {table.later for table in found.tables} <= {0}
            if row.metric_id is not None:
                assert found.query
                assert found.query.intact
                assert found.of or row.value_text == "不适用"
            if same not in walked:
                listed = {answer.source.answer_id for answer in found.answers}
                seen = [one for table in found.tables for one in table.shown]
                assert {one.answer_id for one in seen} <= listed, "no row without its answer"
                assert bool(found.of) == bool(found.answers)
            walked.add(same)


@pytest.mark.parametrize(
    ("metric", "part", "kind"),
    [
        ("commits", "code_source", "code"),
        ("commits", "code_tests", "tests"),
        ("commits", "docs", "docs"),
        ("discussion_acts", "", "discussion"),
        ("reviews", "", "review"),
    ],
)
def test_rows_judged_to_be_an_act_are_those_the_figure_counts(
    demo: Demo, metric: str, part: str, kind: str
) -> None:
    """By people, and not excluded: the figure itself, added up from its rows."""
    for report in demo.reports:
        [row] = [r for r in report.rows() if (r.metric_id, r.part) == (metric, part)]
        found = trace.figure(demo.warehouse, demo.shelf, report, row.evidence_id, None)
        counted = Judged(kind, "human", None)
        assert sum(dict(table.judged or ()).get(counted, 0) for table in found.tables) == row.value
        assert row.window_from
        shown = [
            one
            for table in found.tables
            for one in table.shown
            if counted in (one.judged or ()) and one.at and one.at >= row.window_from
        ]
        assert row.value
        # a commit whose author's clock was wrong counts by another time than the one shown
        assert abs(len(shown) - row.value) <= 0.02 * row.value


def test_every_set_leads_to_its_answers_and_figures(demo: Demo) -> None:
    for report in demo.reports:
        sets = [trace.source_set(demo.shelf, report, s.set_id, None) for s in report.source_sets]
        assert {len(one.answers) - len(one.source_set.answers) for one in sets} == {0}
        resting = {row.evidence_id for one in sets for row in one.figures}
        assert resting == {row.evidence_id for row in report.rows() if row.source_set}


def test_the_way_back_from_every_answer_and_again_to_it(demo: Demo) -> None:
    for report in demo.reports:
        for source in report.sources:
            assert source.sha256
            found = trace.back(demo.warehouse, demo.shelf, demo.reports, source.sha256)
            [mine] = [one for one in found if one.answer.source.answer_id == source.answer_id]
            rows = {row.evidence_id: row for _, some in mine.figures for row in some}
            assert rows or mine.licences
            for row in rows.values():
                assert row.source_set
                assert source in row.source_set.answers


def traced(root: Path, capsys: Any, *args: str, code: int = failures.COMPLETE) -> dict[str, Any]:
    assert run(["trace", *args, "--json"]) == code
    schema = json.loads((root / "yuanzheng" / "output.schema.json").read_text(encoding="utf-8"))
    document = json.loads(capsys.readouterr().out)
    jsonschema.validate(document, schema, cls=jsonschema.Draft202012Validator)
    assert isinstance(document["trace"], dict)
    return document["trace"]


def test_the_command_goes_there_and_back(demo: Demo, here: Path, root: Path, capsys: Any) -> None:
    """E1 → the rows → an answer → by its hash, its id and its address to E1 again."""
    name = min(demo.reports, key=lambda report: len(report.sources)).project.name
    there = traced(root, capsys, "E1", name)
    assert there["figure"]["evidence_id"] == "E1"
    assert len(there["answers"]) == there["figure"]["answers"] > 20
    for table in there["figure"]["tables"]:
        assert len(table["shown"]) == table["rows"]
    answer = there["answers"][-1]
    for way in ("sha256", "answer_id", "url"):
        back = traced(root, capsys, answer[way])
        assert answer["answer_id"] in {one["answer_id"] for one in back["answers"]}
        told = {f["project"]: f["evidence"] for r in back["rests_on"] for f in r["figures"]}
        assert "E1" in told[name]
    whole = traced(
        root, capsys, f"{there['figure']['metric_id']}@{there['figure']['version']}", name
    )
    assert whole["figure"]["evidence_id"] == "E1"


def test_people_read_it_in_chinese(demo: Demo, here: Path, capsys: Any) -> None:
    report = demo.reports[0]
    [stars] = [r for r in report.rows() if r.metric_id == "stars" and not r.part]
    assert run(["trace", stars.evidence_id, report.project.name, "--rows", "1", "--sql"]) == 0
    said = capsys.readouterr().out
    count = len([r for r in report.repositories if r.kind == "repository"])
    assert f"看过的行：计数快照（表 count_snapshot，stars）{count} 行" in said
    assert f"看过的行数与样本数 n = {count} 相同" in said
    assert "scoring/metrics/stars.sql，SHA-256 " in said
    assert "WITH shown AS (" in said
    assert "核对：在存档里，内容的 SHA-256 相符" in said
    assert "北京时间；UTC 2026-10-31T15:00:00Z" in said
    [people] = [r for r in report.rows() if r.metric_id == "active_contributors" and not r.part]
    assert run(["trace", people.evidence_id, report.project.name]) == 0
    said = capsys.readouterr().out
    assert f"不是逐行计入的名单：哪些计入由定义与查询决定，样本数 n = {people.n:,}" in said
    assert "代码提交·不计（合并提交）" in said


def test_the_hash_of_a_set_stands_for_its_answers(
    demo: Demo, here: Path, root: Path, capsys: Any
) -> None:
    several = next(s for s in demo.reports[0].source_sets if len(s.answers) > 1)
    assert several.digest
    found = traced(root, capsys, several.digest.upper())
    assert {a["answer_id"] for a in found["answers"]} == {s.answer_id for s in several.answers}


def test_ids_that_do_not_exist_are_told_the_range(demo: Demo, here: Path, capsys: Any) -> None:
    report = demo.reports[0]
    name, last = report.project.name, sum(1 for _ in report.rows())
    for asked, words in {
        f"E{last + 1}": f"编号从 E1 到 E{last}", "S0": f"编号从 S1 到 S{len(report.source_sets)}",
        "stars@99": "没有定义 stars@99", "E": "看不懂要追溯什么", "ab" * 32: "没有这份原始回答",
        "https://api.example/x?access_token=s3cret-token": "没有这份原始回答",
    }.items():  # fmt: skip
        assert run(["trace", asked, name]) == failures.WRONG
        said = capsys.readouterr().err
        assert words in said
        assert "s3cret" not in said
    assert run(["trace", "E1", "--rows", "-3"]) == failures.USAGE
    assert "请写 0 或正整数" in capsys.readouterr().err
    assert run(["trace", "E1"]) == failures.WRONG
    assert name in capsys.readouterr().err, "two projects have an E1"
    assert run(["trace", "E1", name, "--as-of", "2020-01-01"]) == failures.WRONG
    assert "还没有计算过" in capsys.readouterr().err


def test_an_archive_that_is_gone_or_changed_is_said(
    demo: Demo, tmp_path: Path, root: Path, capsys: Any
) -> None:
    data = tmp_path / "data"
    (data / "archive").mkdir(parents=True)
    (data / "warehouse.duckdb").symlink_to(demo.folder / "data" / "warehouse.duckdb")
    name = demo.reports[0].project.name
    gone = traced(root, capsys, "S1", name, code=failures.WRONG)
    assert {answer["state"] for answer in gone["answers"]} == {"no_file"}
    [whole] = (demo.folder / "data" / "archive").iterdir()
    half = whole.read_bytes()
    (data / "archive" / whole.name).write_bytes(half[: len(half) // 2])
    cut = traced(root, capsys, "S1", name, code=failures.WRONG)
    assert len({answer["state"] for answer in cut["answers"]} - {"same"}) > 0
    assert run(["trace", "S1", name, "--rows", "99"]) == failures.WRONG
    assert "未找到" in capsys.readouterr().out
