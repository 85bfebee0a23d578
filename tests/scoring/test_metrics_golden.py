"""Figures counted by hand on a town of one project in two mirrored repositories."""

from __future__ import annotations

from collections.abc import Callable
from datetime import datetime
from typing import Any

import pytest

GH, GE = "github:o/a", "gitee:o/a"
At = Callable[[str], datetime]


def _alpha(town: Any, at: At) -> Any:
    town.project("a", GH, GE)
    town.state(GH)
    streams = ("repository", "stargazers", "forks", "contributors", "commits", "issues",
               "issue_comments", "change_requests", "change_request_comments", "releases",
               "documents", "commit_accounts")  # fmt: skip
    town.state(GE, *streams)
    for place in (_acts, _people, _commits, _issues, _change_requests, _releases, _counts):
        place(town, at)
    town.measure()
    return town


@pytest.fixture(scope="module")
def seen(new_town: Any, at: At) -> Any:
    """For tests that only look."""
    return _alpha(new_town(), at)


@pytest.fixture
def alpha(town: Any, at: At) -> Any:
    return _alpha(town, at)


def _acts(town: Any, at: At) -> None:
    town.act("a", "u1", "code", "2025-02-03", "c1")
    town.act("a", "u1", "docs", "2025-02-03", "c1")
    town.act("a", "u2", "code", "2025-02-10", "c2", by_paths=False)
    town.act("a", "u2", "tests", "2025-02-10", "c2", by_paths=False)  # one more kind of it
    town.act("a", "u1", "build", "2025-02-03", "c1")
    town.act("a", "u2", "code", "2025-01-10T23:59:59", "c0")  # before the window
    town.act("a", "u3", "discussion", "2025-12-31T16:30:00+00:00", "i1")  # January at +08:00
    town.act("a", "u3", "discussion", "2026-01-11", "i2")  # the end is exclusive
    town.act("a", "u4", "docs", "2025-01-11", "c3")  # the beginning is inclusive
    town.act("a", "b1", "code", "2025-03-01", "c4", bot="likely")
    town.act("a", "b2", "code", "2025-03-01", "c5", bot="certain")
    town.act("a", "u2", "code", "2025-03-01", "c5")  # named as co-author by a program
    town.act("a", "ai", "code", "2025-02-03", "c1", bot="certain")  # named as co-author
    town.act("a", "ai", "docs", "2025-02-03", "c1", bot="certain")
    town.act("a", "u6", "commit", "2025-07-05", "c7", by_paths=False)
    town.act("a", None, "discussion", "2025-03-02", "i3")
    town.act("a", "u1", "code", "2025-04-01", "c6", excluded="merge")
    town.act("a", "u1", "code", "2025-02-03", "c1", excluded="mirror", repo_id=GE)
    town.act("a", "u5", "discussion", "2025-05-01", "i4", excluded="thanks")
    town.act("a", "u2", "change_request", "2025-06-01", "i9")
    town.act("a", "u1", "review", "2025-06-02", "r1")


def _people(town: Any, at: At) -> None:
    for alias, person, bot in (
        ("x1", "u1", "human"), ("x1b", "u1", "human"), ("x2", "u2", "human"),
        ("x3", "u3", "human"), ("x4", "u4", "human"), ("x6", "u6", "human"),
        ("maybe", "b1", "likely"), ("ai", "ai", "certain"), ("bot", "b2", "certain"),
    ):  # fmt: skip
        town.put("person_alias", identity_id=alias, person_id=person, rule="alone", reason="独",
                 bot=bot, bot_reason="署名是 AI 编程助手 A" if alias == "ai" else None)  # fmt: skip
    for alias, platform, account in (
        ("x1", "git", None), ("x1b", "github", None), ("x2", "gitee", None), ("x4", "git", None),
        ("x3", "github", None), ("x6", "git", "github"),
    ):  # fmt: skip
        town.record("identity", identity_id=alias, platform=platform, account_platform=account)
    town.record("identity", identity_id="x2", platform="github", account_platform=None,
                closed_at=at("2025-01-01"))  # fmt: skip
    for person, organisation, since, until in (
        ("u1", "a.com", None, "2025-06-01"), ("u2", "b.com", "2025-02-20", None),
        ("u3", "a.com", "2025-12-31", "2026-02-01"), ("u4", "a.com", "2025-01-12", None),
    ):  # fmt: skip
        town.put("person_organisation", project_id="a", person_id=person, source="email",
                 organisation=organisation, since=since and at(since), until=until and at(until),
                 applicant=person == "u1", reason="有")  # fmt: skip
    town.put("people_declared", project_id="a", sha256="0", content='{"applicant":true}')
    for person in ("u1", "u2", "ai"):
        town.put("person_label", person_id=person, label=f"@{person}", bot="human")
    for name in ("ann", "bob", "cy"):
        town.record("listed_contributor", repo_id=GH, name=name, contributions=1)
    town.record("listed_contributor", repo_id=GE, name="ann", contributions=1)


def _commits(town: Any, at: At) -> None:
    for repo, sha, author, when, helpers in (
        (GH, "c1", "x1", "2025-02-03", ["ai"]), (GH, "c2", "x2", "2025-02-10", []),
        (GH, "c3", "x4", "2025-01-11", []), (GH, "c4", "maybe", "2025-03-01", []),
        (GH, "c5", "bot", "2025-03-01", ["x2"]), (GH, "c7", "x6", "2025-07-05", []),
        (GH, "first", "x1b", "2023-12-01", ["x2"]), (GH, "old", "x1", "1970-01-01", []),
        (GE, "c1", "x1", "2025-02-03", ["ai"]),
    ):  # fmt: skip
        town.record("commit", repo_id=repo, sha=sha, author_id=author, committed_at=at(when),
                    parents=1, coauthor_ids=helpers, has_paths=True)  # fmt: skip


def _issues(town: Any, at: At) -> None:
    for repo, number, state, opened, closed in (
        (GH, "1", "closed", "2025-02-01", "2025-02-11"),
        (GH, "2", "closed", "2024-12-01", "2025-03-01"),
        (GH, "3", "open", "2025-12-31T16:30:00+00:00", None),
        (GH, "4", "closed", "2025-04-01", None),
        (GE, "I1", "closed", "2025-02-28", "2025-03-02"),
    ):  # fmt: skip
        town.record("issue", repo_id=repo, number=number, state=state, created_at=at(opened),
                    closed_at_platform=at(closed) if closed else None)  # fmt: skip
    town.record("issue", repo_id=GH, number="1", state="open", created_at=at("2025-02-01"),
                closed_at=at("2025-02-12"))  # fmt: skip


def _change_requests(town: Any, at: At) -> None:
    for repo, number, state, opened, closed, merged, merger in (
        (GH, "10", "merged", "2025-05-01", "2025-05-02", "2025-05-02", "x1"),
        (GH, "11", "closed", "2025-05-03", "2025-05-04", None, None),
        (GE, "12", "merged", "2025-06-01", "2025-06-03", None, None),
        (GH, "13", "open", "2025-07-01", None, None, None),
        (GH, "14", "merged", "2024-05-01", "2025-08-01", "2025-08-01", "bot"),
        (GH, "15", "merged", "2024-05-01", "2025-08-01", "2025-08-01", "bot"),
    ):
        town.record("change_request", repo_id=repo, number=number, state=state, merger_id=merger,
                    created_at=at(opened), closed_at_platform=at(closed) if closed else None,
                    merged_at=at(merged) if merged else None)  # fmt: skip


def _releases(town: Any, at: At) -> None:
    for repo, tag, published, draft in (
        (GH, "v0", "2024-01-01", False), (GH, "v1", "2025-03-01", False),
        (GH, "v2", "2025-12-31T16:30:00+00:00", None), (GH, "v3", "2025-12-01", True),
        (GE, "v1", "2025-03-01", False),
    ):  # fmt: skip
        town.record("release", repo_id=repo, tag=tag, published_at=at(published), is_draft=draft,
                    author_id="x1" if tag == "v1" else None)  # fmt: skip


def _counts(town: Any, at: At) -> None:
    town.snapshot(GH, "stars", 100, "2025-06-01", "2025-12-01")
    town.snapshot(GH, "stars", 120, "2025-12-01")
    town.snapshot(GE, "stars", 7, "2026-01-01")
    for repo, forks, watchers in ((GH, 20, 9), (GE, 0, 4)):
        town.snapshot(repo, "forks", forks, "2025-06-01")
        town.snapshot(repo, "watchers", watchers, "2025-06-01")
    for day, stars in (("2025-02-01", 3), ("2025-02-28", 2), ("2025-01-10", 50),
                       ("2026-01-10", 1), ("2026-01-11", 9)):  # fmt: skip
        town.record("star_day", repo_id=GH, day=at(day).date(), stars=stars)
    town.record("stargazer", repo_id=GE, starred_at=at("2025-12-31T16:30:00+00:00"))
    town.record("stargazer", repo_id=GE, starred_at=None)
    town.record("fork", repo_id=GH, platform_id="1", created_at=at("2025-02-01"))
    town.record("fork", repo_id=GH, platform_id="2", created_at=at("2024-02-01"))
    for repo, created in ((GH, "2024-01-01"), (GE, "2025-06-01")):
        town.record("repo_fact", repo_id=repo, created_at=at(created), is_private=False)


# metric → part → (value, n) over the whole window
WHOLE: dict[str, dict[str, tuple[float | None, int | None]]] = {
    "active_contributors": {"": (5, 7), "code": (2, 3), "code_source": (2, 3),
                            "code_tests": (1, 1), "code_build": (1, 1), "code_data": (0, 0),
                            "docs": (2, 2), "commit": (1, 1), "discussion": (1, 1),
                            "with_likely_bots": (6, 8), "at_least": (2, 3)},
    "new_contributors": {"": (4, 4)},
    "returning_contributors": {"": (1, 2), "stayed": (1, 2), "back": (0, 0)},
    "left_contributors": {"": (0, 0)},
    "contributors_by_organisation": {"": (5, 6), "01": (2, 2), "02": (1, 1), "unknown": (2, 2)},
    "organisation_unknown_share": {"": (40.0, 2), "commits": (60.0, 3)},
    "elephant_factor": {"": (None, 5), "at_least": (1, 5), "at_most": (3, 5)},
    "commits": {"": (5, 5), "code": (3, 3), "code_source": (3, 3), "code_tests": (1, 1),
                "code_build": (1, 1), "code_data": (0, 0), "docs": (2, 2), "commit": (1, 1)},
    "commit_basis": {"": (20.0, 5), "lines": (20.0, 1), "paths": (60.0, 3), "unseen": (20.0, 1)},
    "discussion_acts": {"": (1, 1), GH: (1, 1), GE: (0, 0)},
    "reviews": {"": (1, 1), GH: (1, 1), GE: (0, 0)},
    "contributor_absence_factor": {"": (2, 5)},
    "leading_commits": {"": (40.0, 5), "1": (40.0, 2), "2": (20.0, 1), "3": (20.0, 1),
                        "4": (20.0, 1)},
    "leading_by_applicant": {"": (20.0, 1), "commits": (20.0, 1), "commits_unknown": (0, 0),
                             "merges": (25.0, 1), "merges_unknown": (75.0, 3),
                             "releases": (50.0, 1), "releases_unknown": (50.0, 1)},
    "excluded_acts": {"": (3, 3), "merge": (1, 1), "revert": (0, 0), "generated": (0, 0),
                      "bulk_import": (0, 0), "whitespace": (0, 0),
                      "vendored": (0, 0), "lock": (0, 0), "command": (0, 0), "empty": (0, 0),
                      "thanks": (1, 1), "mirror": (1, 1), "template": (0, 0),
                      "later": (0, 0)},
    "unknown_author_acts": {"": (1, 1), "code": (0, 0), "code_source": (0, 0),
                            "code_tests": (0, 0), "code_build": (0, 0), "code_data": (0, 0),
                            "docs": (0, 0), "commit": (0, 0), "discussion": (1, 1)},
    "bot_share": {"": (22.22, 2), "certain": (11.11, 1), "likely": (11.11, 1),
                  "unknown": (11.11, 1)},
    "ai_coauthor_share": {"": (25.0, 1), "1": (25.0, 1), "authored": (0.0, 0),
                          "other_bots": (0.0, 0)},
    "bot_accounts": {"": (3, 3), "certain": (2, 2), "likely": (1, 1), "appealed": (0, 0)},
    "contributor_list_difference": {"": (-3, 3), GH: (-3, 3), GE: (0, 1)},
    "months_active": {"": (5, 13)},
    "issues_opened": {"": (4, 4), GH: (3, 3), GE: (1, 1)},
    "issues_closed": {"": (3, 3), GH: (2, 2), GE: (1, 1)},
    "issue_close_days": {"": (10.0, 3), "p90": (74.0, 3), "open": (pytest.approx(9 + 23.5 / 24), 1),
                         GH: (pytest.approx(50.0), 2), GE: (2.0, 1)},
    "change_requests_opened": {"": (4, 4), GH: (3, 3), GE: (1, 1)},
    "change_requests_merged": {"": (4, 4), GH: (3, 3), GE: (1, 1)},
    "change_requests_closed": {"": (1, 1), GH: (1, 1), GE: (0, 0)},
    "releases": {"": (2, 2), GH: (2, 2), GE: (1, 1)},
    "release_frequency": {"": (0.166781, 2)},
    "days_since_release": {"": (9, 3)},
    "project_age": {"": (772, 6), "created": (741, 2), "first_commit": (772, 2),
                    "first_release": (741, 2)},
    "public_on": {"": (2, 2), GH: (1, 1), GE: (1, 1)},
    "stars": {"": (127, 2), GH: (120, 1), GE: (7, 1)},
    "forks": {"": (20, 2), GH: (20, 1), GE: (0, 1)},
    "watchers": {"": (13, 2), GH: (9, 1), GE: (4, 1)},
    "star_growth": {"": (7, 7), GH: (6, 6), GE: (1, 1)},
    "fork_growth": {"": (1, 1), GH: (1, 1), GE: (0, 0)},
    "star_reconciliation": {"": (-70, 57), GH: (-64, 56), GE: (-6, 1)},
}  # fmt: skip

# metric, part → months that are not zero
MONTHS: dict[tuple[str, str], dict[str, int | None]] = {
    ("active_contributors", ""): {
        "2025-01": 1,
        "2025-02": 2,
        "2025-03": 1,
        "2025-07": 1,
        "2026-01": 1,
    },
    ("active_contributors", "at_least"): {
        "2025-01": 1,
        "2025-02": 1,
        "2025-03": 1,
        "2025-07": 1,
        "2026-01": 1,
    },
    ("active_contributors", "code"): {"2025-02": 2, "2025-03": 1},
    ("active_contributors", "code_source"): {"2025-02": 2, "2025-03": 1},
    ("active_contributors", "code_tests"): {"2025-02": 1},
    ("active_contributors", "commit"): {"2025-07": 1},
    ("active_contributors", "docs"): {"2025-01": 1, "2025-02": 1},
    ("active_contributors", "discussion"): {"2026-01": 1},
    ("active_contributors", "with_likely_bots"): {
        "2025-01": 1,
        "2025-02": 2,
        "2025-03": 2,
        "2025-07": 1,
        "2026-01": 1,
    },
    ("new_contributors", ""): {"2025-01": 1, "2025-02": 1, "2025-07": 1, "2026-01": 1},
    ("returning_contributors", ""): {"2025-02": 1, "2025-03": 1},
    ("returning_contributors", "stayed"): {"2025-02": 1, "2025-03": 1},
    ("left_contributors", ""): {
        # nothing was seen before January: nobody could leave
        **dict.fromkeys(("2025-01", "2025-02", "2025-03", "2025-04")),
        "2025-05": 1,
        "2025-06": 1,
        "2025-07": 1,
        "2025-11": 1,
    },
    ("commits", ""): {"2025-01": 1, "2025-02": 2, "2025-03": 1, "2025-07": 1},
    ("commits", "commit"): {"2025-07": 1},
    ("commits", "docs"): {"2025-01": 1, "2025-02": 1},
    ("commits", "code"): {"2025-02": 2, "2025-03": 1},
    ("commits", "code_build"): {"2025-02": 1},
    ("discussion_acts", ""): {"2026-01": 1},
    ("reviews", ""): {"2025-06": 1},
    ("issues_opened", ""): {"2025-02": 2, "2025-04": 1, "2026-01": 1},
    ("issues_closed", ""): {"2025-02": 1, "2025-03": 2},
    ("change_requests_opened", ""): {"2025-05": 2, "2025-06": 1, "2025-07": 1},
    ("change_requests_merged", ""): {"2025-05": 1, "2025-06": 1, "2025-08": 2},
    ("change_requests_closed", ""): {"2025-05": 1},
    ("releases", ""): {"2025-03": 1, "2026-01": 1},
    ("star_growth", ""): {"2025-02": 5, "2026-01": 2},
    ("star_growth", GE): {"2026-01": 1},
    ("fork_growth", ""): {"2025-02": 1},
}


@pytest.mark.parametrize("metric_id", sorted(WHOLE))
def test_whole_window(seen: Any, metric_id: str) -> None:
    found = {
        row["part"]: (row["value"], row["n"])
        for row in seen.rows(metric_id, "a")
        if row["month"] is None
    }
    assert found == WHOLE[metric_id]


@pytest.mark.parametrize("figure", sorted(MONTHS), ids="-".join)
def test_months(seen: Any, figure: tuple[str, str]) -> None:
    """All 13 months the window touches are there; those without anything are zero."""
    found = seen.months(figure[0], "a", figure[1])
    assert list(found) == [*(f"2025-{month:02}" for month in range(1, 13)), "2026-01"]
    assert {month: value for month, value in found.items() if value != 0} == MONTHS[figure]


BY_REPOSITORY = (
    "issues_opened", "issues_closed", "change_requests_opened", "change_requests_merged",
    "change_requests_closed", "releases", "fork_growth", "star_growth", "discussion_acts",
)  # fmt: skip


@pytest.mark.parametrize("metric_id", BY_REPOSITORY)
def test_months_of_the_repositories_add_up_to_those_of_the_project(
    seen: Any, metric_id: str
) -> None:
    parts = [part for part in WHOLE[metric_id] if part]
    assert len(parts) > 1 or metric_id == "fork_growth"
    monthly = {part: seen.months(metric_id, "a", part) for part in ("", *parts)}
    for part, months in monthly.items():
        assert len(months) == 13
        assert sum(months.values()) == WHOLE[metric_id][part][0]
    if metric_id == "releases":
        return  # one that a mirror repeats is the project's once
    for month, value in monthly[""].items():
        assert sum(monthly[part][month] for part in parts) == value


def test_what_cannot_be_placed_in_time_makes_the_figure_partial(seen: Any) -> None:
    for metric_id, dated, undated in (("issues_closed", GE, GH), ("star_growth", GH, GE)):
        assert seen.one(metric_id, "a", dated)["completeness"] == "complete"
        for part in ("", undated):
            row = seen.one(metric_id, "a", part)
            assert row["completeness"] == "partial"
            assert "另有 1 条平台没有给出时间" in row["completeness_reason"]
        monthly = [row for row in seen.rows(metric_id, "a") if row["month"] and not row["part"]]
        assert {row["completeness"] for row in monthly} == {"partial"}


def test_only_rows_without_a_time_are_unknown_not_zero(town: Any, at: At) -> None:
    town.project("m", "huggingface:o/m", "huggingface:o/n", kind="model")
    for repo in ("huggingface:o/m", "huggingface:o/n"):
        town.state(repo, "issues", "change_requests")
    town.record("issue", repo_id="huggingface:o/m", number="1", state="closed",
                created_at=at("2025-06-01"))  # fmt: skip
    town.record("change_request", repo_id="huggingface:o/m", number="2", state="merged",
                created_at=at("2025-06-01"))  # fmt: skip
    town.measure()
    for metric_id in ("issues_closed", "issue_close_days", "change_requests_merged"):
        for part in ("", "huggingface:o/m"):
            row = town.one(metric_id, "m", part)
            assert (row["value"], row["value_text"], row["n"]) == (None, None, None)
            assert "时间，无法归入窗口" in row["completeness_reason"]
        assert town.one(metric_id, "m", "huggingface:o/n")["completeness"] == "complete"
    assert town.one("change_requests_closed", "m")["value"] == 0


def test_what_was_opened_after_the_instant_makes_nothing_before_it_unknown(
    town: Any, at: At
) -> None:
    """However it ended, and whether or not the platform says when."""
    town.project("m", "github:o/m")
    town.state("github:o/m")
    opened = at("2026-02-01")
    town.record("issue", repo_id="github:o/m", number="1", state="closed", created_at=opened)
    for number, state in (("2", "merged"), ("3", "closed")):
        town.record("change_request", repo_id="github:o/m", number=number, state=state,
                    created_at=opened)  # fmt: skip
    town.measure()
    told = ("issues_closed", "issue_close_days", "change_requests_merged", "review_share",
            "change_requests_closed", "change_request_duration")  # fmt: skip
    for metric_id in told:
        for part in ("", "github:o/m"):
            row = town.one(metric_id, "m", part)
            assert (row["n"], row["completeness"], row["completeness_reason"]) == (
                0, "complete", None)  # fmt: skip
            assert row["value"] == (0 if metric_id.endswith(("closed", "merged")) else None)
    town.measure(at("2026-03-01"))
    for metric_id in told:
        assert town.one(metric_id, "m", "", at("2026-03-01"))["completeness"] == "not_observable"


@pytest.mark.parametrize("private", [False, True])
def test_a_repository_is_what_it_was_at_the_instant(town: Any, at: At, private: bool) -> None:
    """Made private and put into the archive afterwards, or the other way round."""
    repo = "github:o/p"
    town.project("p", repo)
    town.state(repo)
    seen = ("2025-10-01", "2025-12-01", "2026-02-01")
    for number, when in enumerate(seen):
        town.record("repo_fact", repo_id=repo, created_at=at("2024-01-01"), key=repo,
                    is_private=private == (number == 1), is_archived=private == (number == 1),
                    answer_id=f"a{number}", observed_at=at(when),
                    closed_at=at(seen[number + 1]) if number < 2 else None)  # fmt: skip
    for number in range(12):
        town.record("commit", repo_id=repo, sha=f"{number}", committed_at=at("2025-12-30"),
                    has_paths=False)  # fmt: skip
    town.measure()
    assert town.one("public_on", "p")["value"] == (0 if private else 1)
    told = town.one("public_on", "p", repo)["value_text"]
    assert told == ("截止时刻不公开" if private else "公开，2024-01-01 建立")
    assert town.one("scorecard_maintained", "p")["value"] == (0 if private else 10)
    behind = town.warehouse.query(
        "SELECT answer_id FROM measurement_source WHERE metric_id = 'public_on'"
    )
    assert [row["answer_id"] for row in behind] == ["a1"]
    town.measure(at("2025-09-01"))
    first = town.one("public_on", "p", "", at("2025-09-01"))
    assert first["value"] == (1 if private else 0), "the first that was said"


def test_names_come_from_labels_and_dates_are_written(seen: Any) -> None:
    assert seen.one("leading_commits", "a", "1")["part_title"] == "@u2"
    assert seen.one("active_contributors", "a", "at_least")["part_title"] == "至少（按单一平台计）"
    assert seen.one("leading_commits", "a", "3")["part_title"] == "u4"
    assert seen.one("ai_coauthor_share", "a", "1")["part_title"] == "A"
    assert seen.one("public_on", "a", GE)["value_text"] == "公开，2025-06-01 建立"


def test_who_is_a_person_on_appeal_is_counted_apart(alpha: Any) -> None:
    said = "UPDATE person_alias SET bot_reason = '申诉：是人' WHERE person_id = 'u2'"
    alpha.warehouse.execute(said)
    alpha.measure()
    assert alpha.one("bot_accounts", "a", "")["value"] == 3, "of the programs it is none"
    assert alpha.one("bot_accounts", "a", "appealed")["value"] == 1


def test_an_issue_and_a_change_request_of_one_number_are_two_acts_of_a_program(town: Any) -> None:
    """As on GitCode, which numbers them apart."""
    town.project("g", "gitcode:o/g")
    for kind in ("discussion", "change_request", "code", "docs"):
        ref = "gitcode:o/g|12" if kind in {"discussion", "change_request"} else "sha"
        town.act("g", "b", kind, "2025-06-01", ref, repo_id="gitcode:o/g", bot="certain")
    town.state("gitcode:o/g")
    town.measure()
    assert [town.one("bot_accounts", "g", part)["n"] for part in ("", "certain")] == [3, 3]


def test_a_tool_is_named_and_counted_once_whatever_it_signs_with(alpha: Any) -> None:
    """Neither the model of one commit for all, nor two lines for two addresses."""
    alpha.put("person_alias", identity_id="ai2", person_id="ai2", rule="alone", reason="x",
              bot="certain",
              bot_reason="署名是 AI 编程助手 A；申诉（配置的 not_bots）说它是人，没有采纳",
              )  # fmt: skip
    said = (
        "UPDATE \"commit\" SET coauthor_ids = ['ai', 'ai2'] WHERE list_contains(coauthor_ids, 'ai')"
    )
    alpha.warehouse.execute(said)
    alpha.measure()
    row = alpha.one("ai_coauthor_share", "a", "1")
    assert (row["part_title"], row["n"]) == ("A", 1)
    assert "2" not in {one["part"] for one in alpha.rows("ai_coauthor_share", "a")}


def test_an_agent_in_the_place_of_the_author_is_told_apart(alpha: Any, at: At) -> None:
    alpha.act("a", "ai", "code", "2025-08-01", "c8", bot="certain")
    alpha.record("commit", repo_id=GH, sha="c8", author_id="ai", committed_at=at("2025-08-01"),
                 parents=1, coauthor_ids=["bot"], has_paths=True)  # fmt: skip
    alpha.measure()
    authored = alpha.one("ai_coauthor_share", "a", "authored")
    assert (authored["value"], authored["n"]) == (14.29, 1)
    assert alpha.one("ai_coauthor_share", "a", "other_bots")["n"] == 0


def test_a_release_of_another_repository_is_no_copy_though_its_tag_is_the_same(
    alpha: Any, at: At
) -> None:
    other = "github:o/tool"
    alpha.put("project_repo", project_id="a", repo_id=other, platform="github", kind="repository",
              url="u")  # fmt: skip
    alpha.state(other)
    alpha.record("release", repo_id=other, tag="v1", published_at=at("2026-01-05"), is_draft=False)
    alpha.measure()
    row = alpha.one("days_since_release", "a")
    assert (row["value"], row["n"]) == (6, 4)


def test_counts_are_those_valid_at_the_instant(alpha: Any, at: At) -> None:
    """In July one repository was known; in May none: unknown, not zero."""
    alpha.measure(at("2025-07-01"))
    alpha.measure(at("2025-05-01"))
    july = alpha.one("stars", "a", as_of=at("2025-07-01"))
    assert (july["value"], july["completeness"]) == (100, "partial")
    assert "1 个仓库的数值未知" in july["completeness_reason"]
    assert alpha.one("stars", "a", GE, at("2025-07-01"))["completeness"] == "not_observable"
    may = alpha.one("stars", "a", as_of=at("2025-05-01"))
    assert (may["value"], may["n"], may["completeness"]) == (None, None, "not_observable")
    assert "首次采集" in may["completeness_reason"]
    assert alpha.one("stars", "a")["value"] == 127, "其他截止时刻的测量结果应保留"


def test_window_length_follows_the_settings(alpha: Any) -> None:
    alpha.measure(window_days=30)
    assert alpha.one("active_contributors", "a")["value"] == 1
    assert list(alpha.months("active_contributors", "a")) == ["2025-12", "2026-01"]
    (row,) = alpha.warehouse.query(
        "SELECT window_days FROM metric WHERE metric_id = 'active_contributors'"
    )
    assert row["window_days"] == 30


@pytest.mark.parametrize(
    ("commits", "expected"),
    [((1000, 202, 90, 33, 332, 343, 42, 433), 2), ((3,) * 10, 5), ((7,), 1)],
)
def test_chaoss_absence_factor(town: Any, commits: tuple[int, ...], expected: int) -> None:
    """The golden values of CHAOSS's own documents."""
    town.project("p", "github:o/p")
    town.state("github:o/p")
    town.warehouse.execute(
        "INSERT INTO act BY NAME SELECT 'p' AS project_id, 'github:o/p' AS repo_id,"
        " 'u' || person AS person_id, 'human' AS bot, 'code' AS kind,"
        " TIMESTAMPTZ '2025-06-01 00:00:00+08' AS happened_at, DATE '2025-06-01' AS month,"
        " person || '-' || unnest(range(commits)) AS ref, true AS by_paths, 'a' AS answer_id"
        " FROM (SELECT unnest($commits) AS commits, unnest(range(len($commits))) AS person)",
        {"commits": list(commits)},
    )
    town.measure()
    row = town.one("contributor_absence_factor", "p")
    assert (row["value"], row["n"]) == (expected, sum(commits))


def test_hub_counts_are_never_summed_where_they_differ_in_kind(town: Any) -> None:
    town.project("m", "huggingface:o/m", kind="model")
    town.put("project_repo", project_id="m", repo_id="huggingface:datasets/o/d",
             platform="huggingface", kind="dataset", url="u")  # fmt: skip
    for repo, likes, month, ever in (
        ("huggingface:o/m", 5, 1000, 9000), ("huggingface:datasets/o/d", 3, None, 0),
    ):  # fmt: skip
        town.state(repo, "repository")
        town.snapshot(repo, "likes", likes, "2025-12-01")
        town.snapshot(repo, "downloads_30d", month, "2025-12-01")
        town.snapshot(repo, "downloads_all", ever, "2025-12-01")
    town.measure()
    assert town.one("likes", "m")["value"] == 8
    month = town.one("downloads_30d", "m")
    assert (month["value"], month["value_text"]) == (None, "不相加，见分列")
    assert month["completeness"] == "partial", "平台没有给出其中一个的数值"
    assert town.one("downloads_30d", "m", "huggingface:o/m")["value"] == 1000
    silent = town.one("downloads_30d", "m", "huggingface:datasets/o/d")
    assert (silent["value"], silent["completeness"]) == (None, "not_observable")
    ever = town.one("downloads_all", "m")
    assert (ever["value_text"], ever["completeness"]) == ("不相加，见分列", "complete")
    assert town.one("downloads_all", "m", "huggingface:datasets/o/d")["value"] == 0
    stars = town.one("stars", "m")
    assert (stars["value"], stars["value_text"]) == (None, "不适用")


VERDICTS = {
    GH: {"declared": "MIT", "concluded": "MIT", "osi": "yes", "in_documents": "yes",
         "agreement": "agree", "verdict": "osi_verbatim"},
    GE: {"declared": "NONE", "concluded": "Elastic-2.0", "osi": "no", "in_documents": "no",
         "agreement": "single", "verdict": "non_osi"},
}  # fmt: skip


def _licence(town: Any, repo: str, **more: str) -> None:
    plain = {"fsf": "no", "in_repository": "yes", "reason": "理由。", "list_version": "3.29"}
    town.put("licence_verdict", repo_id=repo, **{**VERDICTS[GH], **plain, **more})


def test_licences_are_told_by_repository_and_the_worst_stands_for_all(town: Any) -> None:
    town.project("a", GH, GE)
    for repo in (GH, GE):
        town.state(repo, "repository", "documents")
        _licence(town, repo, **VERDICTS[repo])
    town.measure()
    told = {
        metric_id: [town.one(metric_id, "a", part)["value_text"] for part in (GH, GE, "")]
        for metric_id in ("licence_declared", "licence_concluded", "licence_osi",
                          "licence_verdict", "licence_in_documents", "licence_agreement")
    }  # fmt: skip
    assert told == {
        "licence_declared": ["MIT", "没有声明（NONE）", "没有声明（NONE）、MIT"],
        "licence_concluded": ["MIT", "Elastic-2.0", "Elastic-2.0、MIT"],
        "licence_osi": ["是", "否", "否"],
        "licence_verdict": [
            "OSI 批准且文本未改动",
            "不是 OSI 批准的许可证",
            "不是 OSI 批准的许可证",
        ],
        "licence_in_documents": ["有标识", "没有读到标识", "没有读到标识"],
        "licence_agreement": ["一致", "只有一处标明", "只有一处标明"],
    }


def test_a_repository_without_verdict_makes_the_whole_partial(town: Any) -> None:
    town.project("a", GH, GE)
    for repo in (GH, GE):
        town.state(repo, "repository", "documents")
    _licence(town, GH)
    town.measure()
    assert town.one("licence_verdict", "a", GE)["completeness"] == "not_observable"
    whole = town.one("licence_verdict", "a")
    assert (whole["value_text"], whole["completeness"]) == ("OSI 批准且文本未改动", "partial")


def test_every_word_of_a_metric_in_words_can_be_reached(town: Any) -> None:
    """The words of the heads are those of the queries, and codes of the schema all have one."""
    from scoring.metric_files import by_id

    codes = {
        "licence_osi": ("osi", ["yes", "no", "unknown"]),
        "licence_in_documents": ("in_documents", ["yes", "no", "unknown"]),
        "licence_agreement": ("agreement", ["agree", "conflict", "single", "none", "unknown"]),
        "licence_verdict": ("verdict", ["osi_verbatim", "osi_modified", "non_osi", "custom",
                                        "conflict", "none", "unknown"]),
    }  # fmt: skip
    found: dict[str, set[str]] = {}
    for number, (column, values) in enumerate(codes.values()):
        for place, value in enumerate([*values, "non_osi"]):
            project, repo = f"p{number}-{place}", f"github:o/{number}-{place}"
            kind = "dataset" if place == len(values) else "repository"
            town.project(project, repo, kind=kind)
            town.state(repo, "repository", "documents")
            _licence(town, repo, **{column: value})
    town.measure()
    for number, metric_id in enumerate(codes):
        rows = town.warehouse.query(
            "SELECT DISTINCT value_text FROM measurement WHERE metric_id = $metric AND part = ''"
            " AND starts_with(project_id, $project) AND value_text IS NOT NULL",
            {"metric": metric_id, "project": f"p{number}-"},
        )
        found[metric_id] = {row["value_text"] for row in rows}
    assert found == {metric_id: set(by_id()[metric_id].words) for metric_id in codes}


def test_a_clone_alone_tells_of_code_and_says_what_it_cannot_tell(town: Any) -> None:
    town.project("z", "git:/z")
    town.state("git:/z", "commits", "changes", "mailmap", "documents", "releases")
    town.act("z", "u1", "code", "2025-06-01", "c1", repo_id="git:/z")
    town.measure()
    whole = town.one("active_contributors", "z")
    assert (whole["value"], whole["completeness"]) == (1, "partial")
    assert "都不提供Issue" in whole["completeness_reason"]
    assert "数值为下限" not in whole["completeness_reason"], "身份资料越全，人数只会越少"
    code = town.one("active_contributors", "z", "code")
    assert (code["value"], code["completeness"]) == (1, "complete")
    discussion = town.one("active_contributors", "z", "discussion")
    assert (discussion["value"], discussion["completeness"]) == (None, "not_observable")
    stars = town.rows("stars", "z")
    assert [(row["part"], row["value"]) for row in stars] == [("", None)]
    assert town.one("releases", "z")["completeness"] == "complete"


def test_a_discussion_beside_the_issues_is_no_issue_and_the_definition_says_so(
    town: Any, at: Any
) -> None:
    """GitHub keeps both; on Hugging Face the discussions are the issues."""
    town.project("d", "github:o/d")
    town.state("github:o/d")
    made = {"repo_id": "github:o/d", "state": "open", "created_at": at("2025-05-01")}
    town.record("issue", number="1", **made)
    town.record("discussion", number="2", **made)
    town.measure()
    assert town.one("issues_opened", "d")["value"] == 1
    [told] = town.warehouse.query("SELECT definition FROM metric WHERE metric_id = 'issues_opened'")
    assert "不含 GitHub 讨论区的讨论" in told["definition"]
