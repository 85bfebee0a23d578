"""How far a figure may move by itself: by what it is, and never by what it was made from."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest

from collectors.results import RunSummary
from reports.evidence import EvidenceRow
from yuanzheng.rechecking import asking
from yuanzheng.rechecking.claims import Claim, Claims
from yuanzheng.rechecking.comparing import Compared, compared

AS_OF = datetime(2026, 10, 31, 16, tzinfo=UTC)
METRICS = asking.metrics()


def _compared(
    metric_id: str, then: Any, now: Any, *, part: str = "", n: int = 100, grade: str = "complete"
) -> Compared:
    """`then` and `now`: a number, words, or both."""
    metric = METRICS[metric_id]
    old, new = (x if isinstance(x, tuple) else (None, x) if isinstance(x, str) else (x, None)
                for x in (then, now))  # fmt: skip
    gap = None if grade == "complete" else "列表没有读全"
    claim = Claim("E1", metric_id, metric.version, part, *old, n, AS_OF - timedelta(days=365),
                  AS_OF, grade, gap)  # fmt: skip
    row = EvidenceRow("E1", metric.title, (), metric_id, metric.version, part, part, *new,
                      metric.unit, n, None, AS_OF, grade, gap)  # fmt: skip
    rows = {(metric_id, part): row}
    answers = asking.Answers(RunSummary((), 0, 0, 0), AS_OF + timedelta(days=20), rows, rows)
    return compared(claim, Claims("某项目", AS_OF, (claim,), ()), metric, answers)


@pytest.mark.parametrize(
    ("metric_id", "part", "then", "now"),
    [("forks_pushed", "", 24.29, 44.29), ("criticality_score", "updated_issues_count", 69.0, 61.0),
     ("criticality_score", "", 0.5478, 0.1), ("oss_compass_activity", "", 0.5416, 0.5401)],
)  # fmt: skip
def test_what_rests_on_the_last_change_cannot_be_counted_again(metric_id, part, then, now):
    """Work that goes on accuses nobody, and nothing is called within a tolerance nobody knows."""
    found = _compared(metric_id, then, now, part=part, n=8)
    assert found.verdict == "unknown"
    assert found.reason
    assert "最后更新" in found.reason
    assert _compared(metric_id, then, then, part=part, n=8).verdict == "equal"


def test_grades_of_growth_are_compared_and_not_their_daily_numbers():
    words = "A 与常见增长一致：没有少见之处；最多的 14 天占 3.0 %，最多的一天占 0.{} %"
    part = "github:a/b"
    then = words.format(6)
    assert _compared("star_evidence", then, words.format(5), part=part).verdict == "within"
    assert _compared("star_evidence", then, "C 需要说明：某事", part=part).verdict == "moved"
    burst = _compared("star_bursts", (859.0, "这段共 859 个"), (858.0, "这段共 858 个"), part="b@d")
    assert burst.verdict == "within"
    assert _compared("star_bursts", (859.0, "甲"), (20.0, "乙"), part="b@d").verdict == "moved"


@pytest.mark.parametrize("metric_id", ["issue_close_days", "bot_share", "opendigger_activity"])
def test_how_far_no_count_may_move_is_not_known(metric_id):
    """3·√n is the spread of a count, of no median, share or score made from n things."""
    assert _compared(metric_id, 5.4, 90.0, n=979, grade="partial").verdict == "unknown"
    assert _compared(metric_id, 5.4, 90.0, n=979).verdict == "moved"


def test_people_spread_as_people_and_not_as_what_they_did():
    found = _compared("active_contributors", 335.0, 180.0, n=4860, grade="partial")
    assert found.verdict == "moved"
    assert found.high == pytest.approx(3 * 335**0.5)
    assert (
        _compared("active_contributors", 335.0, 300.0, n=4860, grade="partial").verdict == "within"
    )
    assert _compared("contributor_list_difference", -10.0, 5.0, n=136).verdict == "within"
