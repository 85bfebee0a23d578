"""By when a number may be reached: only where the past tells, and never as a promise."""

from __future__ import annotations

from dataclasses import replace
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from scoring.figures import Figure
from scoring.judging import judge
from scoring.pace import by_when
from scoring.policy_files import load

NOW = datetime(2026, 1, 10, 16, tzinfo=UTC)  # the end of 10 January in China


def figure(metric_id: str, value: float | None, **more: object) -> Figure:
    base = Figure(
        metric_id=metric_id, part="", title="星标数", unit="个", value=value, value_text=None,
        completeness="complete", reason=None, window_from=None, window_to=NOW, grows=True,
        is_repo=False,
    )  # fmt: skip
    return replace(base, **more)  # type: ignore[arg-type]


GROWN = figure("star_growth", 365.0, window_from=NOW - timedelta(days=365))


def test_growth_of_the_window_is_drawn_on() -> None:
    words = by_when(figure("stars", 100), 400, {("star_growth", ""): GROWN})
    assert words is not None
    assert words.startswith("约 2026-11（按近 365 天的增长（每月约 30.4 个）推算，不是承诺）")


def test_what_is_counted_in_days_of_the_calendar_has_a_day() -> None:
    assert by_when(figure("project_age", 300, unit="天"), 365, {}) == "2026-03-16（只要持续下去）"
    within = figure("project_age", 300, window_to=NOW + timedelta(hours=5))
    assert by_when(within, 365, {}) == "2026-03-17（只要持续下去）"


def test_the_day_that_is_named_is_the_first_that_will_do(town: Any, at: Any) -> None:
    town.project("p", "github:o/p")
    town.state("github:o/p")
    town.record("repo_fact", repo_id="github:o/p", created_at=at("2025-03-16T12:00"))
    for label, age in (("2026-01-10", 300), ("2026-03-15", 364), ("2026-03-16", 365)):
        as_of = at(label) + timedelta(days=1)  # as `--as-of` takes it
        town.measure(as_of)
        assert town.one("project_age", "p", as_of=as_of)["value"] == age


@pytest.mark.parametrize(
    ("now", "growth"),
    [
        (figure("stars", 100), None),
        (figure("stars", 100), replace(GROWN, value=0.0)),
        (figure("stars", 100), replace(GROWN, value=None)),
        (figure("stars", 100), replace(GROWN, completeness="partial")),
        (figure("stars", 100), replace(GROWN, value=1.0)),
        (figure("stars", 500), GROWN),
        (figure("stars", None), GROWN),
        (figure("stars", 100, part="github:a/b"), GROWN),
        (figure("active_contributors", 3), GROWN),
    ],
)
def test_nothing_is_said_where_nothing_tells(now: Figure, growth: Figure | None) -> None:
    figures = {} if growth is None else {("star_growth", ""): growth}
    assert by_when(now, 400, figures) is None


@pytest.mark.parametrize(
    ("completeness", "short"), [("complete", "星标数还差 300 个"), ("partial", None)]
)
def test_what_is_known_in_part_lacks_nobody_knows_how_much(
    completeness: str, short: str | None
) -> None:
    [clause] = [c for c in load("nanjing-2023-2025").clauses if c.clause_id == "二（一）1"]
    stars = figure("stars", 100, completeness=completeness)
    found = judge("nanjing-2023-2025", clause, {("stars", ""): stars}, {"stars": 400})
    assert found.short == short
    assert found.outcome != "满足"
