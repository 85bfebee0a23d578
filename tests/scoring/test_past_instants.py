"""A figure of a past instant is as complete as what it rests on was known then, never more."""

from __future__ import annotations

from datetime import datetime
from typing import Any

import pytest

GH = "github:o/a"
THEN = "2026-01-05"


@pytest.fixture
def read(town: Any, at: Any) -> Any:
    """A repository all of whose streams are known in full since the 9th."""
    town.project("a", GH)
    town.state(GH)
    town.warehouse.execute("UPDATE stream_state SET since = $at", {"at": at("2026-01-09")})
    town.snapshot(GH, "stars", 100, "2026-01-02")
    town.record("repo_fact", repo_id=GH, is_private=False, is_archived=False,
                created_at=at("2025-01-01"), observed_at=at("2026-01-02"))  # fmt: skip
    return town


def noted(town: Any, stream: str, grade: str, since: datetime) -> None:
    town.put("stream_grade", repo_id=GH, stream=stream, grade=grade, since=since)


def told(town: Any, metric: str, at: Any) -> tuple[str, str]:
    town.measure(as_of=at(THEN))
    row = town.one(metric, "a", as_of=at(THEN))
    return row["completeness"], row["completeness_reason"] or ""


@pytest.mark.parametrize(
    ("metric", "stream"),
    [("governance_files", "documents"), ("stars", "repository"), ("public_on", "repository")],
)
def test_what_was_read_in_part_then_is_not_complete_for_being_whole_now(
    read: Any, at: Any, metric: str, stream: str
) -> None:
    for name in ("documents", "repository"):
        noted(read, name, "complete", at("2026-01-02"))
    assert told(read, metric, at) == ("complete", "")
    noted(read, stream, "partial", at("2026-01-04"))
    noted(read, stream, "complete", at("2026-01-09"))
    grade, reason = told(read, metric, at)
    assert (grade, "截止时刻只读到一部分" in reason) == ("partial", True)
    read.measure(as_of=at("2026-01-10"))
    assert read.one(metric, "a", as_of=at("2026-01-10"))["completeness"] == "complete"


def test_what_older_programs_did_not_note_is_not_called_complete(read: Any, at: Any) -> None:
    read.answer(GH, "documents", "a1", "https://x", "2026-01-02")
    grade, reason = told(read, "governance_files", at)
    assert (grade, "没有记下" in reason) == ("partial", True)


def test_what_happened_is_known_whenever_it_was_read(read: Any, at: Any) -> None:
    """Issues and commits carry their own times: a later reading brings those of then."""
    assert told(read, "issues_opened", at) == ("complete", "")


def test_public_before_anybody_asked_is_known_in_part(read: Any, at: Any) -> None:
    read.warehouse.execute("UPDATE repo_fact SET observed_at = $at", {"at": at("2026-01-09")})
    grade, reason = told(read, "public_on", at)
    assert (grade, "第一次读到" in reason) == ("partial", True)
    assert read.one("public_on", "a", as_of=at(THEN))["value"] == 1


def test_commits_dated_after_the_instant_that_were_read_before_it_are_counted_apart(
    read: Any, at: Any
) -> None:
    """A clock that was ahead; what was made and read later is no commit of then."""
    dates = [("1", "2025-12-30", "2026-01-02"), ("2", "2027-01-01", "2026-01-02"),
             ("3", "2026-01-07", "2026-01-08")]  # fmt: skip
    for sha, dated, seen in dates:
        read.record("commit", repo_id=GH, sha=sha, authored_at=at(dated), committed_at=at(dated),
                    parents=1, has_paths=False, observed_at=at(seen))  # fmt: skip
    read.measure(as_of=at(THEN))
    row = read.one("excluded_acts", "a", "later", at(THEN))
    assert (row["value"], row["completeness"]) == (1, "complete")
    assert read.one("excluded_acts", "a", as_of=at(THEN))["value"] == 0
