"""How soon others answer and review, by hand and again by plain Python over random rows."""

from __future__ import annotations

import random
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest

GH, GE = "github:o/p", "gitee:o/p"
At = Callable[[str], datetime]
Row = dict[str, Any]


def _people(town: Any, **persons: tuple[str, str]) -> None:
    for alias, (person, bot) in persons.items():
        town.put("person_alias", identity_id=alias, person_id=person, rule="alone", reason="独",
                 bot=bot, bot_reason=None)  # fmt: skip


@pytest.fixture(scope="module")
def asked(new_town: Any, at: At) -> Any:
    """Issues and change requests of `ann`, whose second account is `ann2`; `bob` answers."""
    town = new_town()
    town.project("p", GH)
    town.state(GH)
    _people(town, ann=("ann", "human"), ann2=("ann", "human"), bob=("bob", "human"),
            bot=("bot", "certain"), maybe=("maybe", "likely"))  # fmt: skip
    for number, opened, state in (
        ("1", "2025-03-01", "closed"), ("2", "2025-03-02", "open"), ("3", "2025-04-01", "open"),
        ("4", "2025-01-10T23:00:00", "open"),
    ):  # fmt: skip
        town.record("issue", repo_id=GH, number=number, author_id="ann", state=state,
                    created_at=at(opened))  # fmt: skip
    for number, opened, merged, closed, merger in (
        ("10", "2025-05-01", "2025-05-11", "2025-05-11", "bob"),
        ("11", "2025-05-01", "2025-05-05", "2025-05-05", "ann2"),
        ("12", "2025-06-01", None, "2025-06-03", None), ("13", "2026-01-01", None, None, None),
        ("14", "2024-05-01", "2025-06-01", "2025-06-01", None),
    ):  # fmt: skip
        town.record("change_request", repo_id=GH, number=number, author_id="ann", merger_id=merger,
                    state="merged" if merged else "closed" if closed else "open",
                    created_at=at(opened), merged_at=at(merged) if merged else None,
                    closed_at_platform=at(closed) if closed else None)  # fmt: skip
    for kind, number, who, when, line in (
        ("issue", "1", "bot", "2025-03-01T01:00:00", False),
        ("issue", "1", "ann2", "2025-03-01T02:00:00", False),
        ("issue", "1", "bob", "2025-03-03", False), ("issue", "1", "bob", "2025-03-02", False),
        ("issue", "2", None, "2025-03-03", False), ("issue", "2", "maybe", "2025-03-03", False),
        ("issue", "3", "bob", "2025-04-11", False), ("issue", "3", "bob", "2025-03-01", False),
        ("issue", "4", "bob", "2025-01-11", False),
        ("change_request", "11", "bob", "2025-05-06", True),
        ("change_request", "12", "bob", "2025-06-02", False),
        ("change_request", "14", "bob", "2025-05-31", True),
    ):  # fmt: skip
        _said(town, repo_id=GH, subject_kind=kind, subject_number=number, author_id=who,
              is_review=line, created_at=at(when))  # fmt: skip
    town.record("review", repo_id=GH, change_request="10", review_id="r", author_id="bob",
                state="approved", submitted_at=at("2025-05-04"))  # fmt: skip
    town.measure()
    return town


def _said(town: Any, **columns: Any) -> None:
    town.record("comment", comment_id="c", **columns)


def _told(town: Any, metric: str, part: str = "") -> tuple[Any, Any, Any]:
    row = town.one(metric, "p", part)
    return row["value"], row["value_text"], row["n"]


def test_first_answers_to_issues(asked: Any) -> None:
    """One day, ten days, never: a bot, the author's other account and strangers are no answer."""
    assert _told(asked, "issue_first_response") == (10.0, None, 3)
    assert _told(asked, "issue_first_response", "answered_only") == (5.5, None, 2)
    assert _told(asked, "issue_first_response", "p90") == (None, "一成以上没有回应", 3)
    unanswered = _told(asked, "issue_first_response", "unanswered")
    assert unanswered == (None, "1 个，其中 1 个仍未关闭", 1)
    assert _told(asked, "issue_first_response", GH) == (10.0, None, 3)
    months = asked.months("issue_first_response", "p")
    assert (months["2025-03"], months["2025-04"], months["2025-05"]) == (None, 10.0, None)


def test_first_answers_to_change_requests(asked: Any) -> None:
    """Three days by review, five by a late word, one day, never (13): merging oneself is none."""
    assert _told(asked, "change_request_first_response") == (4.0, None, 4)
    assert _told(asked, "change_request_first_response", "answered_only") == (3.0, None, 3)
    assert _told(asked, "change_request_first_response", "unanswered")[1:] == (
        "1 个，其中 1 个仍未关闭", 1)  # fmt: skip


def test_durations_and_review_share(asked: Any) -> None:
    """Merged: 10, 4 and 396 days; the review of 11 came after its merge."""
    assert _told(asked, "change_request_duration") == (10.0, None, 3)
    assert _told(asked, "change_request_duration", "p90")[0] == pytest.approx(10 + 0.8 * 386)
    assert _told(asked, "change_request_duration", "closed") == (2.0, None, 1)
    assert _told(asked, "change_request_duration", "open") == (10.0, None, 1)
    assert _told(asked, "review_share") == (pytest.approx(200 / 3), None, 3)
    assert asked.months("review_share", "p")["2025-05"] == 50.0
    assert asked.months("review_share", "p")["2025-06"] == 100.0


def test_what_was_closed_after_the_cut_off_stood_open_at_it(town: Any, at: At) -> None:
    """Collected later, a past instant is told the same: nine of ten were closed since."""
    town.project("p", GH)
    town.state(GH)
    for number in range(10):
        ended = at("2026-01-25") if number else None
        made = {"repo_id": GH, "created_at": at("2025-11-01"), "closed_at_platform": ended}
        town.record("issue", number=f"i{number}", state="closed" if ended else "open", **made)
        town.record("change_request", number=f"c{number}", merged_at=ended,
                    state="merged" if ended else "open", **made)  # fmt: skip
    town.measure()
    for metric in ("issue_close_days", "change_request_duration"):
        assert _told(town, metric, "open") == (71.0, None, 10)
    for metric in ("issue_first_response", "change_request_first_response"):
        assert _told(town, metric, "unanswered")[1] == "10 个，其中 10 个仍未关闭"


@pytest.mark.parametrize("still", [0, 2])
def test_what_was_closed_nobody_knows_when_may_have_stood_open_at_the_cut_off(
    town: Any, at: At, still: int
) -> None:
    """Unless it was seen closed by then. As on the Hub, which gives no time of closing."""
    town.project("p", GH)
    town.state(GH)
    seen = ["2026-01-01", "2026-01-31", "2026-01-31"]
    for number, when in enumerate([*seen, *["2026-01-31"] * still]):
        state = "closed" if number < len(seen) else "open"
        for table in ("issue", "change_request"):
            town.record(table, repo_id=GH, number=str(number), created_at=at("2025-11-01"),
                        state=state, observed_at=at(when))  # fmt: skip
    town.measure()
    for metric in ("issue_close_days", "change_request_duration"):
        row = town.one(metric, "p", "open")
        assert (row["value"], row["value_text"], row["n"]) == (
            (71.0, None, still) if still else (None, None, None)
        )
        assert row["completeness"] == ("partial" if still else "not_observable")
        assert ("另有 2 条平台没有给出时间" in row["completeness_reason"]) == bool(still)
    for metric in ("issue_first_response", "change_request_first_response"):
        row = town.one(metric, "p", "unanswered")
        told = f"{3 + still} 个，其中 {still} 个仍未关闭，2 个不知道那时是否已关闭"
        assert (row["value_text"], row["completeness"]) == (told, "partial")
        assert town.one(metric, "p")["completeness"] == "complete"
    town.measure(at("2026-02-01"))
    for metric in ("issue_first_response", "change_request_first_response"):
        row = town.one(metric, "p", "unanswered", at("2026-02-01"))
        told = f"{3 + still} 个，其中 {still} 个仍未关闭"
        assert (row["value_text"], row["completeness"]) == (told, "complete")
    for metric in ("issue_close_days", "change_request_duration"):
        assert town.one(metric, "p", "open", at("2026-02-01"))["completeness"] == "complete"


def test_merging_by_somebody_else_is_an_answer(town: Any, at: At) -> None:
    town.project("p", GH)
    town.state(GH)
    _people(town, ann=("ann", "human"), bob=("bob", "human"))
    town.record("change_request", repo_id=GH, number="1", author_id="ann", state="merged",
                created_at=at("2025-05-01"), merged_at=at("2025-05-03"))  # fmt: skip
    town.record("merger", repo_id=GH, number="1", merger_id="bob")
    town.measure()
    assert _told(town, "change_request_first_response") == (2.0, None, 1)
    assert _told(town, "review_share") == (0.0, None, 1)


def test_what_nobody_knows_who_merged_is_told_among_the_unanswered(town: Any, at: At) -> None:
    """Gitee and GitCode do not say; on GitHub the account may be gone."""
    town.project("p", GE)
    town.state(GE)
    _people(town, ann=("ann", "human"), bob=("bob", "human"))
    for number, merged, merger in (
        ("1", "2025-05-02", None), ("2", "2025-05-02", None), ("3", "2026-01-11", None),
        ("4", "2025-05-02", "ann"),
    ):  # fmt: skip
        town.record("change_request", repo_id=GE, number=number, author_id="ann", merger_id=merger,
                    state="merged", created_at=at("2025-05-01"), merged_at=at(merged))  # fmt: skip
    _said(town, repo_id=GE, subject_kind="change_request", subject_number="2", author_id="bob",
          is_review=False, created_at=at("2025-05-01T12:00:00"))  # fmt: skip
    town.measure()
    told = "3 个，其中 1 个仍未关闭，1 个已合并而看不出由谁合并"
    assert _told(town, "change_request_first_response", "unanswered") == (None, told, 3)
    months = [
        row["value_text"] for row in town.rows("change_request_first_response", "p")
        if row["part"] == "unanswered" and row["month"] == at("2025-05-01").date()
    ]  # fmt: skip
    assert months == [told]


def test_without_comments_nobody_knows_whether_anybody_answered(town: Any, at: At) -> None:
    """Not observed is unknown, never unanswered; a part of them makes the figure partial."""
    town.project("p", GH, GE)
    for repo in (GH, GE):
        town.state(repo, "issues", "change_requests", "commit_accounts", "mailmap")
        made = {"repo_id": repo, "number": "1", "author_id": "ann", "created_at": at("2025-05-01")}
        town.record("issue", state="open", **made)
        town.record("change_request", state="merged", merged_at=at("2025-05-02"), **made)
    _people(town, ann=("ann", "human"), bob=("bob", "human"))
    for stream in ("issue_comments", "change_request_comments"):
        town.state(GH, stream, grade="partial", reason="配额用完：请设置令牌。")
        town.state(GE, stream, grade="not_observable", reason="仓库不公开评论。")
    town.measure()
    for metric in ("issue_first_response", "change_request_first_response", "review_share"):
        whole, hidden = town.one(metric, "p"), town.one(metric, "p", GE)
        assert (whole["n"], whole["completeness"]) == (1, "partial")
        assert "配额用完" in whole["completeness_reason"]
        assert "1 个仓库的数值未知" in whole["completeness_reason"]
        assert (hidden["value"], hidden["value_text"], hidden["n"]) == (None, None, None)
        assert hidden["completeness"] == "not_observable"
        assert town.one(metric, "p", GH)["completeness"] == "partial"


def _quantile(values: list[float], share: float) -> float:
    ordered, place = sorted(values), share * (len(values) - 1)
    low = int(place)
    high = min(low + 1, len(ordered) - 1)
    return ordered[low] + (ordered[high] - ordered[low]) * (place - low)


def _instant(draw: random.Random, as_of: datetime) -> datetime:
    return as_of - timedelta(seconds=draw.randrange(-30 * 86400, 420 * 86400))


def test_answers_recounted(town: Any, as_of: datetime) -> None:
    draw = random.Random(5)
    town.project("p", GH)
    town.state(GH)
    persons = {f"i{n}": (f"u{n // 2}", draw.choice(["human"] * 4 + ["likely"])) for n in range(12)}
    persons = {alias: (person, persons[f"i{2 * int(person[1:])}"][1])
               for alias, (person, _) in persons.items()}  # fmt: skip
    _people(town, **persons)
    issues = [{"repo_id": GH, "number": str(n), "author_id": draw.choice(list(persons)),
               "state": "open", "created_at": _instant(draw, as_of)}
              for n in range(120)]  # fmt: skip
    said = [{"repo_id": GH, "subject_number": str(draw.randrange(140)), "subject_kind": "issue",
             "author_id": draw.choice([*persons, None]), "is_review": False,
             "created_at": _instant(draw, as_of)} for _ in range(500)]  # fmt: skip
    for row in issues:
        town.record("issue", **row)
    for row in said:
        _said(town, **row)
    town.measure()
    since = as_of - timedelta(days=365)
    spans = [_first(row, said, persons, as_of) for row in issues
             if since <= row["created_at"] < as_of]  # fmt: skip
    answered = [span for span in spans if span is not None]
    every = [float("inf") if span is None else span for span in spans]
    assert 20 < len(answered) < len(spans)
    row = town.one("issue_first_response", "p")
    assert (row["value"], row["n"]) == (pytest.approx(_quantile(every, 0.5)), len(spans))
    only = town.one("issue_first_response", "p", "answered_only")
    assert (only["value"], only["n"]) == (pytest.approx(_quantile(answered, 0.5)), len(answered))


def _first(row: Row, said: list[Row], persons: dict[str, tuple[str, str]], as_of: datetime) -> Any:
    times = [
        (one["created_at"] - row["created_at"]).total_seconds() / 86400 for one in said
        if one["subject_number"] == row["number"] and one["author_id"] in persons
        and persons[one["author_id"]][1] == "human"
        and persons[one["author_id"]][0] != persons[row["author_id"]][0]
        and row["created_at"] <= one["created_at"] < as_of
    ]  # fmt: skip
    return min(times, default=None)
