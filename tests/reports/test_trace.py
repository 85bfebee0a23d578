"""Traces over the frozen sample and small warehouses: honest about rows, calm about anything."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from reports import loading, trace
from reports.considered import Judged
from reports.errors import ReportError
from reports.evidence import Report
from warehouse.answers import Answer
from warehouse.archive import Archive, Raw
from warehouse.lookup import Shelf
from warehouse.records import CountSnapshot, Issue
from warehouse.store import Batch, Warehouse

REPO = "github:gangwan/openharbor"
SQL = """-- title = "星标数"
-- rows = ["count_snapshot:stars", "issue", "no_such_table", "issue; DROP TABLE issue"]
-- kinds = ["repository"]
SELECT 1
"""
Ask = Callable[[], Report]


@pytest.fixture(params=["harbor", "evil", "empty"])
def report(sample: Any, request: Any) -> Any:
    with Warehouse(sample.database, read_only=True) as opened:
        found = {p.project_id: p for p in loading.projects(opened)}[request.param]
        yield opened, loading.load(opened, found, sample.as_of)


def test_every_figure_of_the_sample_can_be_traced(report: Any, tmp_path: Path) -> None:
    """No archive, unregistered answers, figures never measured, hostile words: all are said."""
    opened, shown = report
    for row in shown.rows():
        found = trace.figure(opened, Shelf(tmp_path), shown, row.evidence_id.lower(), None)
        assert found.figure == row
        assert {answer.state for answer in found.answers} <= {"no_file"}
        assert found.note.endswith("。")
        if row.metric_id is None:
            assert "由申报单位提供" in found.note
        elif found.definition is None:
            assert "请重新运行 yuanzheng score" in found.note


def test_a_query_that_was_changed_is_told(report: Any, tmp_path: Path) -> None:
    opened, shown = report
    for row in shown.rows():
        found = trace.figure(opened, Shelf(tmp_path), shown, row.evidence_id, 0)
        assert found.query is None or not found.query.intact, "the sample's hashes are made up"


@pytest.fixture
def measured(
    warehouse: Warehouse, insert: Callable[..., None], sample: Any, tmp_path: Path
) -> tuple[Ask, Callable[..., Answer]]:
    """A project with one metric; collects what it is given, and says what the report says."""
    as_of: datetime = sample.as_of
    archive = Archive(tmp_path / "archive", as_of)

    def collect(
        *records: Any, ago: timedelta = timedelta(hours=1), url: str = "https://h/1"
    ) -> Answer:
        answer = archive.keep(Raw(url, 200, (), str(records).encode(), as_of - ago))
        warehouse.merge([Batch(answer, REPO, "repository", records)])
        return answer

    insert({
        "project": [{"project_id": "p", "name": "港湾", "policies": [], "sample": False}],
        "project_repo": [
            {"project_id": "p", "repo_id": repo, "platform": "github", "kind": kind, "url": "https://h"}
            for repo, kind in ((REPO, "repository"), ("huggingface:a/b", "model"))
        ],
        "metric": [{
            "metric_id": "stars", "version": 1, "title": "星标数", "question": "?",
            "definition": "d", "unit": "个", "needs": [], "evidence_table": "星标数与Fork数",
            "sort_order": 1, "sql_text": SQL, "sql_sha256": "0" * 64,
        }],
        "measurement": [{
            "as_of": as_of, "project_id": "p", "metric_id": "stars", "version": 1, "part": "",
            "part_title": "", "value": 1, "n": 1, "window_from": as_of - timedelta(days=30),
            "window_to": as_of, "completeness": "complete",
        }],
    })  # fmt: skip

    def ask() -> Report:
        [project] = loading.projects(warehouse)
        return loading.load(warehouse, project, as_of)

    return ask, collect


def sources(warehouse: Warehouse, as_of: datetime, *answers: Answer) -> None:
    rows = [
        {"as_of": as_of, "project_id": "p", "metric_id": "stars", "repo_id": REPO,
         "answer_id": answer.answer_id}
        for answer in answers
    ]  # fmt: skip
    warehouse.replace("measurement_source", rows, {})


def test_rows_are_counted_by_table_window_and_time_of_reading(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path
) -> None:
    ask, collect = measured
    early, late = sample.as_of - timedelta(days=300), sample.as_of - timedelta(days=3)
    issues = [Issue(REPO, str(n), created_at=early if n < 4 else late) for n in range(1, 8)]
    first = collect(CountSnapshot(REPO, "stars", 5), CountSnapshot(REPO, "forks", 2), *issues)
    sources(warehouse, sample.as_of, first)
    later = collect(Issue(REPO, "8", created_at=late), url="https://h/2")
    found = trace.figure(warehouse, Shelf(tmp_path / "archive"), ask(), "E1", 2)
    stars, listed = found.tables
    assert (stars.table, stars.rows, stars.inside, stars.later) == (
        "count_snapshot:stars",
        1,
        None,
        0,
    )
    assert (listed.table, listed.rows, listed.inside, listed.later) == ("issue", 7, 4, 1)
    assert [row.at for row in listed.shown] == [late, late], "those of the window come first"
    assert later.answer_id not in {answer.source.answer_id for answer in found.answers}
    assert [answer.state for answer in found.answers] == ["same"]
    assert "不是逐行计入的名单" in found.note
    whole = trace.figure(warehouse, Shelf(tmp_path / "archive"), ask(), "E1", None)
    assert [len(table.shown) for table in whole.tables] == [1, 7]


def test_rows_that_changed_since_are_still_those_looked_at(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path
) -> None:
    """A version that replaced another before the figure was measured stands for it alone."""
    ask, collect = measured
    at = sample.as_of - timedelta(days=3)
    first = collect(*(Issue(REPO, str(n), created_at=at) for n in range(1, 8)))
    second = collect(Issue(REPO, "7", state="closed", created_at=at), url="https://h/2")
    sources(warehouse, sample.as_of, first, second)
    changed = [Issue(REPO, str(n), state="closed", created_at=at) for n in (1, 2)]
    collect(*changed, ago=timedelta(hours=-20), url="https://h/3")
    issues = trace.figure(warehouse, Shelf(tmp_path / "archive"), ask(), "E1", None).tables[1]
    assert (issues.rows, issues.inside, issues.later) == (7, 7, 2)
    assert sorted(row.answer_id for row in issues.shown) == sorted(
        [second.answer_id, *[first.answer_id] * 6]
    )


def test_acts_are_told_only_where_the_query_reads_them(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path
) -> None:
    ask, collect = measured
    at = sample.as_of - timedelta(days=3)
    answer = collect(*(Issue(REPO, str(n), created_at=at) for n in (1, 2, 3)))
    sources(warehouse, sample.as_of, answer)
    act = {"project_id": "p", "repo_id": REPO, "kind": "discussion", "happened_at": at,
           "month": "2026-11-01", "by_paths": False, "answer_id": answer.answer_id}  # fmt: skip
    warehouse.replace("act", [
        {**act, "bot": "human", "ref": f"{REPO}|1"},
        {**act, "bot": "likely", "ref": f"{REPO}|2", "excluded": "thanks"},
    ], {})  # fmt: skip
    shelf = Shelf(tmp_path / "archive")
    issues = trace.figure(warehouse, shelf, ask(), "E1", None).tables[1]
    assert (issues.judged, {row.judged for row in issues.shown}) == (None, {None})
    warehouse.execute("UPDATE metric SET sql_text = sql_text || ' FROM act'")
    stars, issues = trace.figure(warehouse, shelf, ask(), "E1", None).tables
    likely, human = Judged("discussion", "likely", "thanks"), Judged("discussion", "human", None)
    assert stars.judged is None
    assert issues.judged == ((human, 1), (likely, 1))
    assert [row.judged for row in issues.shown] == [(human,), (likely,), ()]


def test_a_snapshot_counts_as_it_was_at_that_instant(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path
) -> None:
    ask, collect = measured
    old = collect(CountSnapshot(REPO, "stars", 5), ago=timedelta(days=2))
    sources(warehouse, sample.as_of, old)
    collect(CountSnapshot(REPO, "stars", 9), ago=timedelta(hours=-5), url="https://h/2")
    stars = trace.figure(warehouse, Shelf(tmp_path), ask(), "E1", None).tables[0]
    assert [row.answer_id for row in stars.shown] == [old.answer_id]
    assert stars.later == 0


def test_personal_data_in_a_key_is_not_shown(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path
) -> None:
    ask, collect = measured
    sources(warehouse, sample.as_of, collect(Issue(REPO, "li@example.org")))
    found = trace.figure(warehouse, Shelf(tmp_path), ask(), "E1", None)
    assert [row.key for row in found.tables[1].shown] == [f"{REPO}|〔邮箱已隐去〕"]


def test_an_answer_no_figure_rests_on_is_found_all_the_same(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path
) -> None:
    ask, collect = measured
    used, other = collect(Issue(REPO, "1")), collect(Issue(REPO, "2"), url="https://h/2")
    sources(warehouse, sample.as_of, used)
    shelf = Shelf(tmp_path / "archive")
    for sought, figures in ((used, ["E1"]), (other, [])):
        for text in (sought.sha256, sought.sha256.upper(), sought.answer_id, sought.url):
            [found] = trace.back(warehouse, shelf, [ask()], text)
            assert [row.evidence_id for _, rows in found.figures for row in rows] == figures
            assert (found.answer.state, found.answer.source.url) == ("same", sought.url)


@pytest.mark.parametrize(
    "head", ['-- rows = ["iss', "-- rows = 5", '-- rows = [{a = "issue"}, 1]', ""]
)
def test_a_head_that_cannot_be_read_leaves_the_answers(
    warehouse: Warehouse, measured: Any, sample: Any, tmp_path: Path, head: str
) -> None:
    ask, collect = measured
    sources(warehouse, sample.as_of, collect(Issue(REPO, "1")))
    report = ask()
    [definition] = report.definitions
    broken = replace(report, definitions=(replace(definition, sql_text=head),))
    found = trace.figure(warehouse, Shelf(tmp_path / "archive"), broken, "E1", None)
    assert found.tables == ()
    assert [answer.state for answer in found.answers] == ["same"]


@pytest.mark.parametrize(
    "text", ["E2", "e99", "S7", "stars@2", "../../x", "", "E1; DROP TABLE answer"]
)
def test_what_is_not_there_is_one_sentence(measured: Any, warehouse: Warehouse, text: str) -> None:
    ask, _ = measured
    report, shelf = ask(), Shelf(Path("nowhere"))

    def walk() -> object:
        if trace.names_figure(text):
            return trace.figure(warehouse, shelf, report, text, None)
        if trace.names_set(text):
            return trace.source_set(shelf, report, text, None)
        return trace.back(warehouse, shelf, [report], text)

    with pytest.raises(ReportError) as refused:
        walk()
    assert str(refused.value).endswith("。")
