"""Figures by organisation on towns counted by hand."""

from __future__ import annotations

from typing import Any

import pytest


@pytest.mark.parametrize(
    ("unknown", "expected"),
    [
        ((), (2, 2, 2)),
        ((7,), (None, 1, 2)),  # the one nobody knows may be of the largest
        (range(8), (None, 1, 2)),
    ],
)
def test_elephant_factor_and_what_the_unknown_could_change(
    town: Any, unknown: Any, expected: tuple[int | None, int, int]
) -> None:
    """CHAOSS's example with organisations in place of people; unknown ones give a range."""
    town.project("p", "github:o/p")
    town.state("github:o/p")
    for number, commits in enumerate((1000, 202, 90, 33, 332, 343, 42, 433)):
        town.warehouse.execute(
            "INSERT INTO act BY NAME SELECT 'p' AS project_id, 'github:o/p' AS repo_id,"
            " $who AS person_id, 'human' AS bot, 'code' AS kind,"
            " TIMESTAMPTZ '2025-06-01 00:00:00+08' AS happened_at, DATE '2025-06-01' AS month,"
            " $who || '-' || unnest(range($n)) AS ref, true AS by_paths, 'a' AS answer_id",
            {"who": f"u{number}", "n": commits},
        )
        if number not in unknown:
            town.put("person_organisation", project_id="p", person_id=f"u{number}",
                     organisation=f"o{number}.com", source="email", applicant=False, reason="有",
                     since=None, until=None)  # fmt: skip
    town.measure()
    found = [town.one("elephant_factor", "p", part) for part in ("", "at_least", "at_most")]
    assert tuple(row["value"] for row in found) == expected
    if unknown:
        assert found[0]["value_text"].startswith("1 至 2 之间")


@pytest.mark.parametrize("dated", [0, 1])
def test_merges_and_releases_without_a_time_are_told(town: Any, at: Any, dated: int) -> None:
    """None of them dated is not none there were; what was opened after the instant is no matter."""
    town.project("p", "github:o/p")
    town.state("github:o/p")
    town.put("people_declared", project_id="p", sha256="0", content='{"applicant":true}')
    opened = [at("2025-06-01"), at("2025-06-01"), at("2026-02-01")]
    for number, when in enumerate(opened):
        ended = at("2025-07-01") if number < dated else None
        town.record("change_request", repo_id="github:o/p", number=str(number), state="merged",
                    created_at=when, merged_at=ended)  # fmt: skip
    for number in range(2):
        town.record("release", repo_id="github:o/p", tag=f"v{number}", is_draft=False,
                    published_at=at("2025-07-01") if number < dated else None)  # fmt: skip
    town.measure()
    for part in ("merges", "merges_unknown", "releases", "releases_unknown"):
        row = town.one("leading_by_applicant", "p", part)
        assert row["completeness"] == "partial"
        assert f"另有 {2 - dated} 条平台没有给出时间" in row["completeness_reason"]
        assert row["value"] == ((100 if "unknown" in part else 0) if dated else None)
        assert dated or "都没有时间" in row["value_text"]
    assert town.one("leading_by_applicant", "p", "commits")["completeness"] == "complete"
