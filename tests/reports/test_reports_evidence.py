"""How figures, clauses, months and answers are put together."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from hashlib import sha256
from pathlib import Path
from zipfile import ZipFile

import pytest
from pypdf import PdfReader

from reports import fronting, loading, sheets, sources
from reports.evidence import Source
from reports.repeats import repeats, runs
from reports.wording import (
    as_of_date,
    as_of_instant,
    completeness_words,
    number,
    unknown_reason,
    value_words,
    window_words,
)
from warehouse.store import Warehouse


@pytest.fixture
def harbor(sample):
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}["harbor"]
        return loading.load(opened, project, sample.as_of)


def row(report, metric_id, part=""):
    return next(r for r in report.rows() if (r.metric_id, r.part) == (metric_id, part))


def test_tables_stand_in_the_order_of_the_programmes(harbor):
    titles = [table.title for table in harbor.tables]
    assert titles == ["活跃贡献者", "星标数与Fork数", "开源协议", "社区运营", "其他"]
    assert [r.part for r in harbor.tables[0].rows] == ["", "discussion", "docs", ""]


def test_a_figure_carries_every_clause_it_serves(harbor):
    assert [c.clause_id for c in row(harbor, "active_people").clauses] == ["二1", "二2"]
    assert [c.clause_id for c in row(harbor, "active_people", "docs").clauses] == ["二1"]
    assert row(harbor, "active_people", "discussion").clauses == ()
    clause = next(c for c in harbor.clauses if c.clause_id == "二2")
    assert harbor.evidence_of(clause) == ("E1", "E5")


def test_a_clause_without_figures_stands_in_its_table(harbor):
    facts = [r for r in harbor.rows() if r.metric_id is None]
    assert [(r.title, r.clauses[0].outcome, value_words(r)) for r in facts] == [
        ("无知识产权纠纷", "数据不足", "—")
    ]
    licences = next(table for table in harbor.tables if table.title == "开源协议")
    assert facts[0] in licences.rows


def test_a_figure_that_was_never_measured_is_unknown_and_says_so(harbor):
    missing = row(harbor, "never_measured")
    assert missing.unknown
    assert "没有给出" in unknown_reason(missing)
    assert missing.clauses[0].clause_id == "四"


def test_one_answer_stands_for_itself_several_for_their_sorted_list(harbor):
    three = row(harbor, "active_people").source_set
    hashes = sorted(sha256(str(n).encode()).hexdigest() for n in (1, 2, 3))
    assert three.digest == sha256("\n".join(hashes).encode()).hexdigest()
    assert three.first.url.endswith("page=1")
    assert row(harbor, "ratio").source_set.digest == sha256(b"4").hexdigest()


def test_a_repository_part_rests_on_that_repository_alone(harbor):
    answers = row(harbor, "star_count", "gitee:gangwan/openharbor").source_set.answers
    assert [a.url for a in answers] == ["https://gitee.com/api/v5/repos/gangwan/openharbor"]
    assert len(row(harbor, "star_count").source_set.answers) == 2


def test_an_answer_nobody_registered_is_counted_not_hidden(harbor):
    found = row(harbor, "licence_text").source_set
    assert (found.unregistered, found.digest, found.first.url) == (1, None, None)


def test_equal_sets_share_a_number(harbor):
    whole, part = row(harbor, "active_people"), row(harbor, "active_people", "docs")
    assert whole.source_set is part.source_set
    ids = [found.set_id for found in harbor.source_sets]
    assert ids == [f"S{n}" for n in range(1, len(ids) + 1)]


def test_answers_with_the_same_body_count_once_each():
    one = Source("a", "r", "s", "u", 200, datetime(2026, 1, 1, tzinfo=UTC), "00", 2, None, "w", "r")
    found = sources.SourceSets([one, replace(one, answer_id="b")]).of(["a", "b"])
    assert found.digest == sha256(b"00\n00").hexdigest()


def test_missing_months_are_unknown_and_zero_stays_zero(harbor):
    (series,) = harbor.series
    values = {month.month: month.value for month in series.months}
    assert len(values) == 13
    assert values[date(2026, 2, 1)] == 0
    assert values[date(2026, 3, 1)] is None
    assert values[date(2026, 4, 1)] == 15
    part_of_window = [month.month for month in series.months if not month.whole]
    assert part_of_window == [date(2025, 11, 1), date(2026, 11, 1)]


def test_streams_that_were_never_asked_for_are_named(harbor, sample):
    rows = {(r.repo_id.partition(":")[0], r.stream): r for r in harbor.completeness}
    assert {key: row.grade for key, row in rows.items()} == {
        ("github", "commits"): "complete",
        ("github", "issues"): "partial",
        ("github", "releases"): "not_asked",
        ("github", sample.hostile["html"]): "not_asked",
        ("gitee", "commits"): "not_observable",
    }
    assert rows["github", "releases"].reason == "没有向平台请求过这项数据"


def test_a_repository_never_asked_for_anything_lacks_all_that_is_needed(warehouse, insert):
    insert({
        "project": [{"project_id": "p", "name": "P", "applicant": None, "policies": [],
                     "sample": False}],
        "project_repo": [{"project_id": "p", "repo_id": "git:x", "platform": "git",
                          "kind": "repository", "url": "/x"}],
        "metric": [{"metric_id": "m", "version": 1, "title": "M", "question": "?",
                    "definition": "d", "unit": "", "window_days": None,
                    "needs": ["commits", "issues"], "evidence_table": "活跃贡献者",
                    "sort_order": 1, "sql_text": "", "sql_sha256": ""}],
    })  # fmt: skip
    (project,) = loading.projects(warehouse)
    report = loading.load(warehouse, project, datetime(2026, 1, 1, tzinfo=UTC))
    grades = [(row.stream, row.grade) for row in report.completeness]
    assert grades == [("commits", "not_asked"), ("issues", "not_asked")]


def shown(path: Path) -> str:
    if path.suffix == ".docx":
        with ZipFile(path) as archive:
            return archive.read("word/document.xml").decode("utf-8")
    if path.suffix != ".pdf":
        return path.read_text("utf-8")
    return "\n".join(page.extract_text() for page in PdfReader(path).pages)


def test_personal_data_in_quoted_text_stays_out(harbor, sample):
    text = next(r.description for r in harbor.repositories if r.description)
    assert text == "数据平台，联系 〔邮箱已隐去〕 或 〔电话已隐去〕"
    for path in sample.harbor.rglob("*.*"):
        if path.suffix != ".xlsx":
            content = shown(path)
            assert "someone@example.com" not in content
            assert "13800138000" not in content


def test_facts_observed_after_the_instant_are_unknown(sample):
    with Warehouse(sample.database, read_only=True) as opened:
        project = {p.project_id: p for p in loading.projects(opened)}["harbor"]
        early = loading.load(opened, project, datetime(2026, 1, 1, tzinfo=UTC))
    assert all(r.observed_at is None and r.full_name is None for r in early.repositories)
    assert "没有这个项目在此截止时刻的测量结果" in early.notices[0]
    assert [len(table.rows) for table in early.tables] == [0, 0, 0]


def test_division_by_zero_is_no_figure(warehouse, insert, request):
    with warehouse.transaction():
        warehouse.execute(
            "INSERT INTO project VALUES ('p', 'P', NULL, [], false);"
            "INSERT INTO measurement VALUES (TIMESTAMPTZ '2026-01-01', 'p', 'm', 1, '', '', NULL,"
            " 'nan'::DOUBLE, NULL, 0, NULL, TIMESTAMPTZ '2026-01-01', 'complete', NULL)"
        )
    (project,) = loading.projects(warehouse)
    report = loading.load(warehouse, project, datetime(2026, 1, 1, tzinfo=UTC))
    (found,) = report.rows()
    assert found.unknown
    assert unknown_reason(found) == "计算结果不是有限的数"


@pytest.mark.parametrize(
    ("value", "shown"),
    [(0.0, "0"), (-0.0, "0"), (14730.0, "14,730"), (1 / 3, "0.3333"), (3.5, "3.5"),
     (0.00012345, "0.0001234"), (1234.56789, "1,234.5679"), (-2.0, "-2")],
)  # fmt: skip
def test_numbers_are_written_one_way(value, shown):
    assert number(value) == shown


def test_times_are_those_of_beijing():
    start, end = datetime(2025, 11, 18, 16, tzinfo=UTC), datetime(2026, 11, 18, 16, tzinfo=UTC)
    assert window_words(start, end) == "2025-11-19 至 2026-11-18"
    assert window_words(None, end) == "自有记录起 至 2026-11-18"
    assert window_words(None, datetime(2026, 11, 18, 17, tzinfo=UTC)).endswith(
        "2026-11-19 01:00:00"
    )
    assert as_of_date(end) == "2026-11-18"
    assert as_of_instant(end) == "2026-11-19T00:00:00+08:00（UTC 2026-11-18T16:00:00Z）"


def test_a_window_that_begins_within_a_day_says_when_in_tables_as_on_paper(harbor):
    end = datetime(2026, 11, 18, 10, 30, tzinfo=UTC)
    one = replace(harbor.tables[0].rows[0], window_from=end - timedelta(days=365), window_to=end)
    sheet = sheets.evidence(replace(harbor.tables[0], rows=(one,)))
    cells = dict(zip((column.title for column in sheet.columns), sheet.rows[0], strict=True))
    assert f"{cells['窗口起']} 至 {cells['窗口止']}" == window_words(one.window_from, end)
    assert cells["窗口起"] == "2025-11-18 18:30:00"


def test_completeness_reads_as_the_programmes_want_it():
    assert completeness_words("complete", None) == "完整"
    assert completeness_words("partial", "缺 2 页") == "部分：缺 2 页"
    assert completeness_words("not_observable", None) == "不可观测：没有登记原因"
    assert completeness_words(None, None) == "—"


def test_a_page_says_a_source_and_a_quote_once(harbor):
    people = repeats(harbor.tables[0])
    assert people.sources == {"E2": "E1", "E3": "E1"}
    assert people.quotes == {("E3", ("nanshan-project", "二1")): "E1"}
    assert people.brief == {"E2"}
    assert repeats(harbor.tables[1]).brief == {"E6", "E7"}


def test_evidence_ids_are_shown_as_runs():
    assert runs(["E1", "E2", "E3", "E7", "E9", "E10"]) == [
        ("E1", "E3"),
        ("E7", "E7"),
        ("E9", "E10"),
    ]
    assert runs([]) == []


def test_a_total_over_two_platforms_is_told_apart(harbor):
    """Only where the parts are repositories of two platforms and add up to the whole."""
    platforms = {r.repo_id: r.platform for r in harbor.repositories}
    for whole in (r for r in harbor.rows() if r.metric_id and not r.part):
        parts = [
            r for r in harbor.rows()
            if r.metric_id == whole.metric_id and r.part in platforms and r.value is not None
        ]  # fmt: skip
        told = dict(harbor.shares(whole))
        over = {platforms[r.part] for r in parts}
        adds_up = whole.value is not None and sum(r.value for r in parts) == whole.value
        assert bool(told) == (len(over) > 1 and adds_up)
        assert not told or sum(told.values()) == whole.value
    first = next(r for r in harbor.rows() if r.metric_id and not r.part and r.value is not None)
    ids = [r.repo_id for r in harbor.repositories]
    made = [
        replace(first, part=ids[0], value=first.value - 1.0),
        replace(first, part=ids[1], value=1.0),
    ]
    pair = [
        replace(harbor.repositories[0], platform="github"),
        replace(harbor.repositories[1], platform="gitee"),
    ]
    table = replace(harbor.tables[0], rows=(first, *made))
    two = replace(harbor, tables=(table,), repositories=tuple(pair))
    assert dict(two.shares(first)) == {"github": first.value - 1.0, "gitee": 1.0}
    assert two.shares(replace(first, value=first.value + 1.0)) == ()


@pytest.mark.parametrize("policy", ["nanshan-project", "other"])
def test_a_report_on_one_policy_has_the_ids_of_the_report_on_all(sample, harbor, policy):
    with Warehouse(sample.database, read_only=True) as opened:
        alone = loading.load(opened, harbor.project, sample.as_of, policy)
    ids = {r.evidence_id: (t.title, r.metric_id, r.part) for t in harbor.tables for r in t.rows}
    own = {r.evidence_id: (t.title, r.metric_id, r.part) for t in alone.tables for r in t.rows}
    assert own == {name: ids[name] for name in own}
    assert len(own) < len(ids)
    assert {c.policy_id for r in alone.rows() for c in r.clauses} == {policy}
    measured = {r.evidence_id for r in harbor.rows() if r.metric_id != "never_measured"}
    assert {name for name in measured if ids[name][1]} <= own.keys()
    assert alone.source_sets == harbor.source_sets


def test_third_party_code_nobody_read_is_not_none(harbor):
    some = replace(harbor, third_party=harbor.third_party[:2])
    assert fronting.others_said(some).startswith("读到第三方代码 2 项")
    nothing = fronting.others_said(replace(harbor, third_party=()))
    assert "没有读到第三方代码" in nothing
    assert "0 项" not in nothing
