"""One number over the table: by hand, with unknowns beside it, and steady against accounts."""

from __future__ import annotations

import json
import math
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from scoring.comparison.run import conclude
from scoring.comparison.weights import scheme, standard
from scoring.errors import ScoringError
from scoring.settings import ScoringSettings

NAMES = [one.id for one in standard().indicators]
VALUES = {
    "stars": 500, "forks": 60, "commits": 300, "discussion_acts": 120, "releases": 5,
    "change_requests_merged": 40, "months_active": 11, "credited_contributors": 7.5,
}  # fmt: skip


def measured(town: Any, as_of: Any, values: dict[str, float | None], project: str = "p") -> None:
    town.project(project)
    for metric, value in values.items():
        town.put("measurement", as_of=as_of, project_id=project, metric_id=metric, version=1,
                 part="", part_title="", month=None, value=value, value_text=None, n=1,
                 window_to=as_of, completeness="partial" if metric == "stars" else "complete",
                 completeness_reason=None)  # fmt: skip


def score(town: Any, as_of: Any, project: str = "p", **weights: float) -> dict[str, Any]:
    with town.warehouse.transaction():
        conclude(town.warehouse, as_of, weights)
    [row] = town.warehouse.query(
        "FROM project_score WHERE project_id = $project", {"project": project}
    )
    return dict(row)


def by_hand(values: dict[str, float | None], **weights: float) -> float:
    known = [(one, values[one.metric]) for one in standard().indicators
             if values.get(one.metric) is not None]  # fmt: skip
    logs = [(weights.get(one.id, one.weight), math.log(one.floor + (1 - one.floor)
             * math.log1p(min(value or 0, one.cap)) / math.log1p(one.cap)))
            for one, value in known]  # fmt: skip
    return 100 * math.exp(sum(w * x for w, x in logs) / sum(w for w, _ in logs))


def test_the_score_is_the_weighted_geometric_mean(town: Any, as_of: Any) -> None:
    measured(town, as_of, dict(VALUES))
    row = score(town, as_of)
    assert row["value"] == pytest.approx(by_hand(dict(VALUES)), abs=1e-6)
    assert (row["unknown_share"], row["partial_share"]) == (0, 0.1)
    assert row["weights_id"] == standard().weights_id
    parts = json.loads(row["parts"])
    assert [one["indicator"] for one in parts] == NAMES
    points = pytest.approx(0.1 + 0.9 * math.log(501) / math.log(4001), abs=1e-6)
    assert parts[0] == {"indicator": "stars", "metric": "stars", "value": 500, "weight": 0.1,
                        "points": points, "completeness": "partial"}  # fmt: skip


def test_what_is_unknown_is_told_and_too_much_gives_no_number(town: Any, as_of: Any) -> None:
    few: dict[str, float | None] = {**VALUES, "releases": None, "stars": None}
    measured(town, as_of, few)
    row = score(town, as_of)
    assert row["unknown_share"] == pytest.approx(0.18)
    assert row["value"] == pytest.approx(by_hand(few), abs=1e-6)
    town.warehouse.execute("DELETE FROM measurement WHERE metric_id IN ('commits', 'forks')")
    row = score(town, as_of)
    assert row["unknown_share"] == pytest.approx(0.47)
    assert row["value"] is None


def test_zero_is_a_number_and_costs(town: Any, as_of: Any) -> None:
    values: dict[str, float | None] = {**VALUES, "releases": 0}
    measured(town, as_of, values)
    row = score(town, as_of)
    assert row["value"] == pytest.approx(by_hand(values), abs=1e-6)
    assert row["value"] < by_hand(dict(VALUES))


def test_weights_of_the_settings_count_and_change_the_id(town: Any, as_of: Any) -> None:
    measured(town, as_of, dict(VALUES))
    usual, other = score(town, as_of), score(town, as_of, stars=0.3, releases=0)
    assert other["value"] == pytest.approx(by_hand(dict(VALUES), stars=0.3, releases=0), abs=1e-6)
    assert other["weights_id"] != usual["weights_id"]
    assert "releases" not in other["parts"]


def test_only_the_projects_asked_for_are_scored_anew(town: Any, as_of: Any) -> None:
    measured(town, as_of, dict(VALUES))
    measured(town, as_of, dict(VALUES), "q")
    score(town, as_of)
    town.warehouse.execute("UPDATE project_score SET value = -1")
    with town.warehouse.transaction():
        conclude(town.warehouse, as_of, {}, ["q"])
    kept = "SELECT project_id, value < 0 AS kept FROM project_score ORDER BY 1"
    rows = town.warehouse.query(kept)
    assert [tuple(row.values()) for row in rows] == [("p", True), ("q", False)]


@pytest.mark.parametrize(
    ("weights", "sentence"),
    [
        ({"star": 1.0}, "没有名为 star 的指标：最接近的是 stars"),
        ({"stars": -1.0}, "stars 应为不小于 0 的数，而不是 -1.0"),
        ({"stars": math.nan}, "不小于 0"),
        (dict.fromkeys(NAMES, 0.0), "所有的权重都是 0"),
        ({"people": 0.3}, "把分数抬高到"),
    ],
)
def test_weights_that_cannot_be_are_refused(weights: dict[str, float], sentence: str) -> None:
    with pytest.raises(ValueError, match=sentence):
        ScoringSettings(weights=weights)


@given(weights=st.fixed_dictionaries({}, optional={n: st.floats(0, 10) for n in NAMES}))
def test_no_accepted_weights_let_accounts_move_a_score_by_more(weights: dict[str, float]) -> None:
    """Whatever is unknown and whatever else there is, heads from none to the cap."""
    try:
        made = scheme(weights)
    except ScoringError:
        return
    people = sum(one.weight for one in made.indicators if one.people)
    known = (1 - made.most_unknown) * sum(one.weight for one in made.indicators)
    floor = min(one.floor for one in made.indicators if one.people)
    assert (1 / floor) ** (people / known) <= made.people_most + 1e-9


def test_credited_contributors_are_acts_up_to_ten_each(town: Any) -> None:
    town.project("p", "github:o/p")
    town.state("github:o/p")
    for person, acts in (("u1", 25), ("u2", 4)):
        for number in range(acts):
            town.act("p", person, "code", "2025-06-01", f"{person}-{number}")
    town.act("p", "u2", "docs", "2025-06-01", "u2-0")
    town.act("p", "u3", "code", "2025-06-01", "b", bot="likely")
    town.act("p", "u4", "review", "2025-06-01", "r")
    town.measure()
    row = town.one("credited_contributors", "p")
    assert (row["value"], row["n"]) == (1.4, 29)
