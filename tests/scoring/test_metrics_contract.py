"""What every metric file must hold to; a new file in the folder is tested by being there."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scoring.errors import ScoringError
from scoring.metric_files import Metric, all_metrics, parse, stream_titles

COLUMNS = ["project_id", "part", "part_title", "month", "value", "value_text", "n"]
GH, HUB = "github:o/p", "huggingface:o/m"
each = pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.metric_id)


@each
def test_head_is_complete(metric: Metric) -> None:
    assert metric.definition.endswith("。")
    assert metric.question.endswith("？")
    assert any(not need.endswith("?") for need in metric.needs), "没有必需的数据流"
    assert set(metric.streams()) <= set(stream_titles())
    whole = {stream for need in metric.needs for stream in need.rstrip("?!").split("|")}
    assert set(metric.streams()) == whole, "部分所需的数据流应在整体之内"
    assert ("$window_from" in metric.sql) == (metric.window != "none")


def test_places_in_the_tables_are_unique() -> None:
    places = [(metric.table, metric.order) for metric in all_metrics()]
    assert len(places) == len(set(places))


@each
def test_no_window_is_named_twice(metric: Metric) -> None:
    """DuckDB 1.5 takes the two SELECTs of a UNION for one."""
    names = re.findall(r"\bWINDOW (\w+) AS", metric.sql)
    assert len(names) == len(set(names))


@each
def test_columns_and_empty_warehouse(metric: Metric, town: Any, as_of: Any) -> None:
    instants = {"as_of": as_of, "window_from": as_of, "window_to": as_of}
    used = {name: value for name, value in instants.items() if f"${name}" in metric.sql}
    town.warehouse.execute(f"CREATE TEMP TABLE answered AS {metric.sql}", used)
    assert town.warehouse.query("FROM answered") == []
    names = [row["column_name"] for row in town.warehouse.query("DESCRIBE answered")]
    assert names in (COLUMNS, [*COLUMNS, "undated"], [*COLUMNS, "undated", "unsure"])
    town.measure(metrics=[metric])
    assert town.warehouse.query("FROM measurement") == []


@pytest.fixture(scope="module")
def peopled(new_town: Any) -> Any:
    """A project in two places, one without any repository, one that is only a model."""
    town = new_town()
    town.project("full", "github:o/full", "gitee:o/full")
    town.state("github:o/full")
    town.state("gitee:o/full", "repository", "stargazers", "commits", "issues")
    town.project("bare")
    town.project("model", "huggingface:o/m", kind="model")
    town.measure()
    return town


@each
def test_one_whole_row_for_every_project_and_no_cell_twice(metric: Metric, peopled: Any) -> None:
    rows = [
        row for row in peopled.warehouse.query("FROM measurement")
        if row["metric_id"] == metric.metric_id
    ]  # fmt: skip
    cells = [(row["project_id"], row["part"], row["month"]) for row in rows]
    assert len(cells) == len(set(cells))
    assert [cell[0] for cell in cells if cell[1:] == ("", None)] == ["bare", "full", "model"]
    assert all(bool(row["part_title"]) == bool(row["part"]) for row in rows)
    assert cells == sorted(cells, key=lambda cell: (*cell[:2], str(cell[2] or "")))


@each
def test_no_value_is_never_without_a_word_or_a_reason(metric: Metric, peopled: Any) -> None:
    for row in peopled.warehouse.query("FROM measurement"):
        if row["metric_id"] == metric.metric_id:
            unknown = row["value"] is None and row["value_text"] is None
            assert unknown == (row["completeness"] == "not_observable") == (row["n"] is None)
            assert (row["completeness_reason"] is None) == (row["completeness"] == "complete")
            assert row["completeness_reason"] != ""


@pytest.fixture(scope="module")
def quiet(new_town: Any) -> Any:
    town = new_town()
    town.project("p", GH)
    town.state(GH)
    town.measure()
    return town


UNSEEN = {"stars", "star_place", "forks", "watchers", "star_reconciliation", "project_age",
          "contributor_list_difference", "criticality_score", "scorecard_maintained",
          "leading_by_applicant"}  # fmt: skip


@each
def test_measured_in_full_and_nothing_there_is_zero_or_said(metric: Metric, quiet: Any) -> None:
    """Zero is a number, absent is a word: neither may look like unknown."""
    whole = quiet.one(metric.metric_id, "p")
    if metric.metric_id in UNSEEN or metric.metric_id.startswith(("licence_", "third_party_")):
        assert (whole["value"], whole["value_text"], whole["n"]) == (None, None, None)
        assert whole["completeness"] == "not_observable"
        assert whole["completeness_reason"].startswith(metric.unknown)
        return
    assert whole["value"] == 0 or whole["value_text"]
    assert whole["n"] is not None
    expected = "partial" if metric.metric_id == "public_on" else "complete"
    assert whole["completeness"] == expected


def _two_places(town: Any) -> None:
    town.project("p", GH)
    town.put(
        "project_repo", project_id="p", repo_id=HUB, platform="huggingface", kind="model", url="u"
    )


@pytest.fixture(scope="module")
def dark(new_town: Any) -> Any:
    """Rows from before are still there, but nothing can be seen any more."""
    town = new_town()
    _two_places(town)
    for repo in (GH, HUB):
        town.state(repo, grade="not_observable", reason="仓库已删除：请检查网址。")
        town.snapshot(repo, "stars", 5, "2025-06-01")
    town.act("p", "u1", "code", "2025-06-01", "c1")
    town.measure()
    return town


@each
def test_not_observed_is_unknown_with_the_reason(metric: Metric, dark: Any) -> None:
    for row in dark.rows(metric.metric_id, "p"):
        assert (row["value"], row["value_text"], row["n"]) == (None, None, None)
        assert row["completeness"] == "not_observable"
        assert "仓库已删除：请检查网址" in row["completeness_reason"]


@pytest.fixture(scope="module")
def unasked(new_town: Any) -> Any:
    town = new_town()
    _two_places(town)
    town.measure()
    return town


@each
def test_never_asked_is_unknown(metric: Metric, unasked: Any) -> None:
    for row in unasked.rows(metric.metric_id, "p"):
        assert (row["value"], row["value_text"]) == (None, None)
        assert row["completeness"] == "not_observable"
        assert "运行 yuanzheng refresh" in row["completeness_reason"]


@pytest.fixture(scope="module")
def half(new_town: Any, at: Any) -> Any:
    town = new_town()
    _two_places(town)
    for repo in (GH, HUB):
        town.state(repo, grade="partial", reason="配额用完：请设置令牌后运行 yuanzheng refresh。")
        for name in ("stars", "forks", "watchers", "likes", "downloads_30d", "downloads_all"):
            town.snapshot(repo, name, 5, "2025-06-01")
        town.record("repo_fact", repo_id=repo, created_at=None, is_private=False)
        town.record("listed_contributor", repo_id=repo, identity_id="i", contributions=1)
        town.put("licence_verdict", repo_id=repo, declared="MIT", concluded="MIT", osi="yes",
                 fsf="yes", in_repository="yes", in_documents="yes", agreement="agree",
                 verdict="osi_verbatim", reason="一致。", list_version="3")  # fmt: skip
        town.record("commit", repo_id=repo, sha="s", parents=1, has_paths=True,
                    committed_at=at("2025-06-01"))  # fmt: skip
        town.put("third_party", repo_id=repo, origin="package", name="a", place="lock",
                 licence="MIT", licence_source="lock", is_open="yes", compatible="yes",
                 named="no", answer_id="a")  # fmt: skip
        town.put("third_party_verdict", repo_id=repo, looked=True, document="no",
                 document_paths=[])  # fmt: skip
    town.put("people_declared", project_id="p", sha256="0", content='{"applicant":true}')
    town.measure()
    return town


@each
def test_half_collected_is_partial_and_a_lower_bound_only_where_it_grows(
    metric: Metric, half: Any
) -> None:
    whole = half.one(metric.metric_id, "p")
    assert whole["completeness"] == "partial"
    assert whole["value"] is not None or whole["value_text"]
    assert "配额用完" in whole["completeness_reason"]
    # the first of several copies may be among what was not read
    bound = metric.grows and not metric.copies
    assert ("数值为下限" in whole["completeness_reason"]) == bound


def test_what_the_changed_lines_can_take_away_is_no_lower_bound() -> None:
    """Seen, a commit may turn out to change blanks alone, or docstrings and no code."""
    touched = {metric.metric_id for metric in all_metrics() if "changes?" in metric.needs}
    assert "commits" in touched
    assert {m.metric_id for m in all_metrics() if m.grows} & touched == {"excluded_acts"}


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("-- unit", "-- unti"), "多出的键 unti，最接近的是 unit"),
        (('-- window = "none"', ""), "缺少键 window"),
        (('"none"', '"1y"'), "键 window 的值不合要求"),
        (('["repository"]\n-- rows', '["repositry"]\n-- rows'), "repositry：最接近的是 repository"),
        (("-- version = 1", "-- version = = 1"), "不是 TOML"),
    ],
)
def test_a_bad_head_is_one_sentence_naming_the_file(change: tuple[str, str], sentence: str) -> None:
    good = next(metric for metric in all_metrics() if metric.metric_id == "stars").sql
    assert change[0] in good
    with pytest.raises(ScoringError) as caught:
        parse("mine", good.replace(*change, 1))
    assert "指标文件 scoring/metrics/mine.sql" in str(caught.value)
    assert sentence in str(caught.value)
