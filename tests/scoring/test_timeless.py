"""What bears no time is in no window: figures that leave it out say so."""

from __future__ import annotations

import re
from typing import Any

import pytest

from scoring.metric_files import Metric, all_metrics

GH, GE = "github:o/p", "gitee:o/p"
each = pytest.mark.parametrize("metric", all_metrics(), ids=lambda metric: metric.metric_id)


@each
def test_what_is_left_out_for_lack_of_a_time_is_counted_somewhere(metric: Metric) -> None:
    assert set(metric.dated) <= set(metric.rows)
    if re.search(r"\bFROM act\b", metric.sql):
        assert metric.dated, "acts bear a time; rows without one are no acts"


@pytest.mark.parametrize(
    ("table", "metrics", "untouched"),
    [
        (
            "commit",
            (
                "active_contributors", "commits", "contributor_absence_factor", "elephant_factor",
                "chaoss_absence_factor", "ai_coauthor_share", "months_active", "project_age",
                "oss_compass_activity", "scorecard_maintained", "criticality_score", "bot_share",
            ),
            ("discussion_acts", "opendigger_activity", "issues_opened"),
        ),
        (
            "comment",
            ("active_contributors", "discussion_acts", "reviews", "opendigger_activity",
             "oss_compass_activity", "bot_accounts", "excluded_acts", "issue_first_response",
             "change_request_first_response", "review_share"),
            ("commits", "issues_opened", "issue_close_days"),
        ),
        (
            "review",
            ("reviews", "bot_accounts", "change_request_first_response", "review_share"),
            ("discussion_acts", "issue_first_response"),
        ),
    ],
)  # fmt: skip
def test_a_row_without_a_time_makes_what_leaves_it_out_partial(
    town: Any, at: Any, table: str, metrics: tuple[str, ...], untouched: tuple[str, ...]
) -> None:
    row: dict[str, dict[str, Any]] = {
        "commit": {"sha": "a", "has_paths": False},
        "review": {"change_request": "1", "review_id": "1"},
        "comment": {"comment_id": "1", "is_review": False},
    }
    town.project("p", GH)
    town.state(GH)
    town.record("repo_fact", repo_id=GH, created_at=at("2020-06-01"), is_archived=False)
    town.record("commit", repo_id=GH, sha="b", has_paths=False, authored_at=at("2025-12-30"),
                committed_at=at("2025-12-30"), parents=1, author_id="git:b")  # fmt: skip
    town.act("p", "b", "commit", "2025-12-30", "b")
    town.record(table, repo_id=GH, **row[table])
    town.measure()
    for one in metrics:
        whole = town.one(one, "p")
        assert whole["completeness"] == "partial", one
        assert "另有 1 条平台没有给出时间，未计入" in whole["completeness_reason"]
    for one in untouched:
        assert town.one(one, "p")["completeness"] == "complete", one


def test_a_part_or_repository_is_touched_by_its_own_rows_alone(town: Any) -> None:
    town.project("p", GH, GE)
    town.state(GH)
    town.state(GE)
    for repo in (GH, GE):
        town.record("commit", repo_id=repo, sha="a", has_paths=False)
    town.record("comment", repo_id=GE, comment_id="1", is_review=False)
    town.measure()
    reasons = {
        part: town.one("active_contributors", "p", part)["completeness_reason"]
        for part in ("", "code", "discussion")
    }
    assert "另有 2 条" in reasons[""], "one commit in two places, and a comment"
    assert "另有 1 条" in reasons["code"]
    assert "另有 1 条" in reasons["discussion"]
    assert town.one("opendigger_activity", "p", GH)["completeness"] == "complete"
    assert town.one("opendigger_activity", "p", GE)["completeness"] == "partial"
    month = next(row for row in town.rows("commits", "p") if row["part"] == "" and row["month"])
    assert (month["value"], month["completeness"]) == (0, "partial")


def test_an_answer_without_a_time_may_have_been_the_first(town: Any, at: Any) -> None:
    """Nor may an issue without one be left out of the same sentence."""
    town.project("p", GH)
    town.state(GH)
    town.record("issue", repo_id=GH, number="1", author_id="ann", created_at=at("2025-06-01"))
    town.record("comment", repo_id=GH, comment_id="1", subject_kind="issue", subject_number="1",
                author_id="bob", is_review=False)  # fmt: skip
    town.measure()
    row = town.one("issue_first_response", "p", "unanswered")
    assert (row["n"], row["completeness"]) == (1, "partial")
    assert "另有 1 条平台没有给出时间，未计入" in row["completeness_reason"]
    town.record("issue", repo_id=GH, number="2", author_id="ann")
    town.measure()
    for part in ("", "unanswered", GH):
        row = town.one("issue_first_response", "p", part)
        assert "另有 2 条平台没有给出时间，未计入" in row["completeness_reason"]


@pytest.mark.parametrize(
    ("metric", "table"),
    [("issue_close_days", "issue"), ("change_request_duration", "change_request")],
)
def test_what_is_open_since_nobody_knows_when_is_told(
    town: Any, at: Any, metric: str, table: str
) -> None:
    town.project("p", GH)
    town.state(GH)
    town.record(table, repo_id=GH, number="1", state="open")
    town.measure()
    row = town.one(metric, "p", "open")
    assert (row["value"], row["value_text"], row["completeness"]) == (None, None, "not_observable")
    town.record(table, repo_id=GH, number="2", state="open", created_at=at("2026-01-01"))
    town.measure()
    row = town.one(metric, "p", "open")
    assert (row["value"], row["n"], row["completeness"]) == (10, 1, "partial")
    assert "另有 1 条平台没有给出时间，未计入" in row["completeness_reason"]
