"""What every metric file must hold to; a new file in the folder is tested by being there."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.errors import ScoringError
from scoring.metric_files import Metric, all_metrics, parse, stream_titles

COLUMNS = ["project_id", "part", "part_title", "month", "value", "value_text", "n"]
each = pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.metric_id)


def _given(town: Any, metric: Metric, as_of: Any) -> list[dict[str, Any]]:
    town.measure(as_of, metrics=[metric])
    rows: list[dict[str, Any]] = town.warehouse.query("FROM given")
    return rows


@each
def test_head_is_complete(metric: Metric) -> None:
    assert metric.definition.endswith(("。", "。”"))
    assert metric.question.endswith("？")
    assert any(not need.endswith("?") for need in metric.needs), "没有必需的数据流"
    assert set(metric.streams()) <= set(stream_titles())
    whole = {stream for need in metric.needs for stream in need.rstrip("?").split("|")}
    assert set(metric.streams()) == whole, "部分所需的数据流应在整体之内"
    assert "$window_from" in metric.sql or metric.window == "none"
    assert not ("$window_from" in metric.sql and metric.window == "none")


def test_places_in_the_tables_are_unique() -> None:
    places = [(metric.table, metric.order) for metric in all_metrics()]
    assert len(places) == len(set(places))


@each
def test_columns_and_empty_warehouse(metric: Metric, town: Any, as_of: Any) -> None:
    assert _given(town, metric, as_of) == []
    names = [row["column_name"] for row in town.warehouse.query("DESCRIBE given")]
    assert names == [*COLUMNS, "undated"]


@each
def test_one_whole_row_for_every_project_and_no_cell_twice(
    metric: Metric, town: Any, as_of: Any
) -> None:
    town.project("full", "github:o/full", "gitee:o/full")
    town.state("github:o/full")
    town.state("gitee:o/full", "repository", "stargazers", "commits", "issues")
    town.project("bare")
    town.project("model", "huggingface:o/m", kind="model")
    town.measure(metrics=[metric])
    rows = town.warehouse.query("FROM measurement")
    cells = [(row["project_id"], row["part"], row["month"]) for row in rows]
    assert len(cells) == len(set(cells))
    wholes = sorted(cell[0] for cell in cells if cell[1:] == ("", None))
    assert wholes == ["bare", "full", "model"]
    assert all(row["part_title"] == "" for row in rows if row["part"] == "")
    assert all(row["part_title"] for row in rows if row["part"] != "")
    assert [cell for cell in cells if cell[2] is None] == sorted(
        (cell for cell in cells if cell[2] is None), key=lambda cell: cell[:2]
    )


@each
def test_measured_in_full_and_nothing_there_is_zero_or_said_never_unknown(
    metric: Metric, town: Any
) -> None:
    """Zero is a number, absent is a word: neither may look like unknown."""
    town.project("p", "github:o/p")
    town.state("github:o/p")
    town.measure(metrics=[metric])
    whole = town.one(metric.metric_id, "p")
    unobserved = {"stars", "forks", "watchers", "star_reconciliation", "project_age", "public_on",
                  "contributor_list_difference"}  # fmt: skip
    licences = metric.metric_id.startswith("licence_")
    if metric.metric_id in unobserved - {"public_on"} or licences:
        assert (whole["value"], whole["value_text"], whole["n"]) == (None, None, None)
        assert whole["completeness"] == "not_observable"
        assert whole["completeness_reason"].startswith(metric.unknown)
        return
    assert whole["value"] == 0 or whole["value_text"]
    assert whole["n"] is not None
    expected = "partial" if metric.metric_id == "public_on" else "complete"
    assert whole["completeness"] == expected


@each
def test_not_observed_is_unknown_with_the_reason(metric: Metric, town: Any) -> None:
    town.project("p", "github:o/p", "huggingface:o/m")
    town.warehouse.execute("UPDATE project_repo SET kind = 'model' WHERE platform = 'huggingface'")
    for repo in ("github:o/p", "huggingface:o/m"):
        town.state(repo, grade="not_observable", reason="仓库已删除：请检查网址。")
        town.snapshot(repo, "stars", 5, "2025-06-01")
    town.act("p", "u1", "code", "2025-06-01", "c1")
    town.measure(metrics=[metric])
    rows = town.rows(metric.metric_id, "p")
    for row in rows:
        assert (row["value"], row["value_text"], row["n"]) == (None, None, None)
        assert row["completeness"] == "not_observable"
        assert "仓库已删除" in row["completeness_reason"] or (
            "都不提供" in row["completeness_reason"]
        )


@each
def test_never_asked_is_unknown(metric: Metric, town: Any) -> None:
    town.project("p", "github:o/p", "huggingface:o/m")
    town.warehouse.execute("UPDATE project_repo SET kind = 'model' WHERE platform = 'huggingface'")
    town.measure(metrics=[metric])
    for row in town.rows(metric.metric_id, "p"):
        assert (row["value"], row["value_text"]) == (None, None)
        assert row["completeness"] == "not_observable"
        assert "yuanzheng refresh" in row["completeness_reason"]


@each
def test_half_collected_is_partial_and_a_lower_bound_only_where_it_grows(
    metric: Metric, town: Any
) -> None:
    town.project("p", "github:o/p", "huggingface:o/m")
    town.warehouse.execute("UPDATE project_repo SET kind = 'model' WHERE platform = 'huggingface'")
    for repo in ("github:o/p", "huggingface:o/m"):
        town.state(repo, grade="partial", reason="配额用完：请设置令牌后运行 yuanzheng refresh。")
        for name in ("stars", "forks", "watchers", "likes", "downloads_30d", "downloads_all"):
            town.snapshot(repo, name, 5, "2025-06-01")
        town.record("repo_fact", repo_id=repo, created_at=None, is_private=False)
        town.record("listed_contributor", repo_id=repo, identity_id="i", contributions=1)
        town.put("licence_verdict", repo_id=repo, declared="MIT", concluded="MIT", osi="yes",
                 fsf="yes", in_repository="yes", in_documents="yes", agreement="agree",
                 verdict="osi_verbatim", reason="一致。", list_version="3")  # fmt: skip
        town.record("commit", repo_id=repo, sha="s", parents=1, has_paths=True,
                    committed_at=town_time("2025-06-01"))  # fmt: skip
    town.measure(metrics=[metric])
    whole = town.one(metric.metric_id, "p")
    assert whole["completeness"] == "partial"
    assert whole["value"] is not None or whole["value_text"]
    assert "配额用完" in whole["completeness_reason"]
    assert ("数值为下限" in whole["completeness_reason"]) == metric.grows


def town_time(text: str) -> Any:
    from datetime import datetime, timedelta, timezone

    return datetime.fromisoformat(text).replace(tzinfo=timezone(timedelta(hours=8)))


@pytest.mark.parametrize(
    ("change", "sentence"),
    [
        (("-- unit", "-- unti"), "多出的键 unti，最接近的是 unit"),
        (('-- window = "none"', ""), "缺少键 window"),
        (('"none"', '"1y"'), "键 window 的值不合要求"),
        (('["repository"]\n-- rows', '["repositry"]\n-- rows'), "数据流 repositry：最接近的是 repository"),
        (("-- version = 1", "-- version = = 1"), "不是 TOML"),
    ],
)
def test_a_bad_head_is_one_sentence_naming_the_file(change: tuple[str, str], sentence: str) -> None:
    good = next(metric for metric in all_metrics() if metric.metric_id == "stars").sql
    assert change[0] in good
    with pytest.raises(ScoringError, match="scoring/metrics/mine.sql") as caught:
        parse("mine", good.replace(*change, 1))
    assert sentence in str(caught.value)
