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
