"""A figure is complete when all that could change it was read, wherever that stands."""

from __future__ import annotations

from datetime import datetime, timedelta, timezone
from typing import Any

import pytest

GH, GE = "github:o/p", "gitee:o/p"
MADE = datetime(2025, 6, 1, tzinfo=timezone(timedelta(hours=8)))


def _cut(town: Any, stream: str) -> None:
    """Everything of a repository is read whole, but one stream broke off."""
    town.project("p", GH)
    town.put("people_declared", project_id="p", sha256="0", content='{"applicant":true}')
    town.record("repo_fact", repo_id=GH, created_at=MADE)
    town.state(GH)
    town.warehouse.execute("DELETE FROM stream_state WHERE stream = $one", {"one": stream})
    town.state(GH, stream, grade="partial", reason="翻页中断。")
    town.measure()


@pytest.mark.parametrize(
    ("metric", "part", "stream"),
    [
        ("criticality_score", "with_organisations", "commit_accounts"),
        ("criticality_score", "with_organisations", "reviews"),
        ("criticality_score", "", "change_request_comments"),
        ("opendigger_activity", "people", "commit_accounts"),
        ("star_place", "growth", "star_history"),
        ("organisation_unknown_share", "commits", "reviews"),
        ("bot_accounts", "", "commit_accounts"), ("bot_accounts", "likely", "mailmap"),
        ("bot_share", "", "commit_accounts"), ("bot_share", "likely", "mailmap"),
        ("ai_coauthor_share", "other_bots", "commit_accounts"),
        ("leading_by_applicant", "commits", "changes"),
        ("leading_by_applicant", "commits_unknown", "changes"),
        ("leading_by_applicant", "merges", "commits"),
        ("leading_by_applicant", "merges_unknown", "commit_accounts"),
        ("leading_by_applicant", "releases", "commits"),
        ("leading_by_applicant", "releases_unknown", "mailmap"),
    ],
)  # fmt: skip
def test_what_could_change_a_part_must_be_read_before_it_is_complete(
    town: Any, metric: str, part: str, stream: str
) -> None:
    _cut(town, stream)
    row = town.one(metric, "p", part)
    assert row["completeness"] == "partial"
    assert "翻页中断" in row["completeness_reason"]


def test_another_reading_of_a_figure_does_not_spoil_the_figure(town: Any) -> None:
    _cut(town, "commit_accounts")
    for metric in ("opendigger_activity", "criticality_score"):
        assert town.one(metric, "p")["completeness"] == "complete"
        assert town.one(metric, "p", GH)["completeness"] == "complete"


@pytest.mark.parametrize(
    ("metric", "stream"),
    [
        ("contributor_list_difference", "commit_accounts"), ("review_share", "mailmap"),
        ("oss_compass_activity", "commit_accounts"), ("oss_compass_activity", "reviews"),
    ],
)  # fmt: skip
def test_who_is_who_in_a_repository_is_told_by_its_neighbours_too(
    town: Any, metric: str, stream: str
) -> None:
    town.project("p", GH, GE, "git:/p")
    town.state(GE)
    town.state("git:/p", "commits", "documents")
    town.record("listed_contributor", repo_id=GE, identity_id="gitee:1")
    town.state(GH)
    town.warehouse.execute(
        "DELETE FROM stream_state WHERE stream = $one AND repo_id = $repo",
        {"one": stream, "repo": GH},
    )
    town.state(GH, stream, grade="partial", reason="配额用完。")
    town.measure()
    row = town.one(metric, "p", GE)
    assert row["completeness"] == "partial"
    assert "配额用完" in row["completeness_reason"]
    assert town.one("issues_opened", "p", GE)["completeness"] == "complete"
    assert not [row for row in town.rows("opendigger_activity", "p") if row["part"] == "git:/p"]


def test_the_share_of_the_applicant_is_unknown_while_commits_are_unread(town: Any) -> None:
    town.project("p", GH)
    town.put("people_declared", project_id="p", sha256="0", content='{"applicant":true}')
    town.state(GH, "change_requests", "reviews", "releases", "changes", "mailmap")
    town.state(GH, "commits", grade="not_observable", reason="没有网络。")
    town.measure()
    for metric in ("leading_by_applicant", "commits", "ai_coauthor_share", "commit_basis"):
        whole = town.one(metric, "p")
        assert (whole["value"], whole["value_text"]) == (None, None)
        assert whole["completeness"] == "not_observable"
    assert town.one("leading_by_applicant", "p", "merges")["completeness"] == "partial"
