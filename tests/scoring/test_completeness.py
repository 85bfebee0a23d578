"""Which streams a figure rests on, how complete that makes it, and which answers prove it."""

from __future__ import annotations

from typing import Any

import pytest

from scoring.errors import ScoringError

GH, GE = "github:o/p", "gitee:o/p"


def test_a_repository_asked_for_less_than_its_neighbour_is_unknown_there(town: Any) -> None:
    """A collection that broke off before the issues must not pass as no issues."""
    town.project("done", "github:o/done")
    town.state("github:o/done")
    town.project("p", GH, GE)
    town.state(GH, "repository")
    town.state(GE, "repository", "issues")
    town.record("issue", repo_id=GE, created_at=town_day(3), state="open", number="1")
    town.measure()
    whole = town.one("issues_opened", "p")
    assert (whole["value"], whole["completeness"]) == (1, "partial")
    assert f"{GH} 的Issue：还没有采集" in whole["completeness_reason"]
    assert town.one("issues_opened", "p", GH)["completeness"] == "not_observable"
    assert town.one("issues_opened", "p", GE)["completeness"] == "complete"


def town_day(day: int) -> Any:
    from datetime import datetime, timedelta, timezone

    return datetime(2025, 6, day, tzinfo=timezone(timedelta(hours=8)))


def test_platforms_without_a_stream_do_not_spoil_the_figure(town: Any) -> None:
    town.project("p", GH, "git:/p")
    town.state(GH)
    town.state("git:/p", "commits", "documents", "releases")
    town.snapshot(GH, "stars", 3, "2025-06-01")
    town.measure()
    assert town.one("stars", "p")["completeness"] == "complete"
    assert [row["part"] for row in town.rows("stars", "p")] == ["", GH]
    assert town.one("active_contributors", "p")["completeness"] == "complete"


@pytest.mark.parametrize(
    ("metric", "stream"),
    [
        ("star_bursts", "star_history"), ("fork_bursts", "forks"),
        ("issue_first_response", "issues"), ("change_request_first_response", "change_requests"),
        ("review_share", "change_requests"), ("elephant_factor", "commits"),
        ("leading_commits", "commits"), ("contributor_absence_factor", "commits"),
        ("chaoss_absence_factor", "commits"),
    ],
)  # fmt: skip
def test_what_is_read_beside_an_unread_list_makes_it_no_empty_one(
    town: Any, metric: str, stream: str
) -> None:
    """No bursts, nobody asking and no commits are findings, not what is said of the unread."""
    town.project("p", GH, "git:/p")
    town.state("git:/p", "releases")
    town.state("git:/p", "commits", grade="not_observable", reason="没有网络。")
    town.state(GH)
    town.warehouse.execute(
        "DELETE FROM stream_state WHERE stream = $stream AND repo_id = $repo",
        {"stream": stream, "repo": GH},
    )
    town.state(GH, stream, grade="not_observable", reason="没有网络。")
    town.measure()
    for part in ("", GH):
        for row in town.rows(metric, "p"):
            if row["part"] == part:
                assert (row["value"], row["value_text"]) == (None, None)
                assert row["completeness"] == "not_observable"
                assert "没有网络" in row["completeness_reason"]
    assert town.one("active_contributors", "p", "code")["value"] == (
        None if stream == "commits" else 0
    )


def owned(town: Any, project: str) -> str:
    town.put("project_owner", project_id=project, repo_id="github:o", platform="github",
             url="https://x/o", include_forks=False)  # fmt: skip
    return "github:o"


@pytest.mark.parametrize("grade", ["partial", "not_observable"])
def test_an_owner_whose_list_was_not_read_leaves_every_figure_incomplete(
    town: Any, grade: str
) -> None:
    town.project("p", GH)
    owner = owned(town, "p")
    town.state(GH)
    town.snapshot(GH, "stars", 3, "2025-06-01")
    town.state(owner, "owner_repositories", grade=grade, reason="清单没有读完。")
    town.measure()
    whole = town.one("stars", "p")
    assert (whole["value"], whole["completeness"]) == (3, "partial")
    assert "github:o 的组织或用户的仓库清单：清单没有读完" in whole["completeness_reason"]
    assert town.one("stars", "p", GH)["completeness"] == "complete"


def test_an_owner_read_whole_spoils_nothing_and_a_list_alone_makes_nothing_known(
    town: Any,
) -> None:
    town.project("p", GH)
    town.state(owned(town, "p"), "owner_repositories")
    town.state(GH)
    town.snapshot(GH, "stars", 3, "2025-06-01")
    town.project("q", GE)
    town.put("project_owner", project_id="q", repo_id="gitee:o", platform="gitee",
             url="https://x/o", include_forks=False)  # fmt: skip
    town.state("gitee:o", "owner_repositories", grade="partial", reason="清单没有读完。")
    town.state(GE, grade="not_observable", reason="没有网络。")
    town.measure()
    assert town.one("stars", "p")["completeness"] == "complete"
    for metric in ("stars", "issues_opened"):
        row = town.one(metric, "q")
        assert (row["value"], row["completeness"]) == (None, "not_observable")


def test_the_preferred_stream_of_a_platform_decides(town: Any) -> None:
    """A closed list beside an open history is no loss."""
    town.project("p", GH, GE)
    town.state(GH, "repository", "star_history")
    town.state(GH, "stargazers", grade="not_observable", reason="平台不公开名单。")
    town.state(GE, "repository", "stargazers")
    town.measure()
    assert town.one("star_growth", "p")["completeness"] == "complete"


def test_a_part_rests_on_its_own_streams(town: Any) -> None:
    town.project("p", GH)
    others = ("issue_comments", "change_request_comments", "repository", "commit_accounts")
    town.state(GH, "commits", *others)
    town.state(GH, "issues", grade="partial", reason="翻页中断：请运行 yuanzheng refresh。")
    town.measure()
    grades = {
        part: town.one("active_contributors", "p", part)["completeness"]
        for part in ("", "code", "docs", "discussion", "with_likely_bots")
    }
    assert grades == {"": "partial", "code": "complete", "docs": "complete",
                      "discussion": "partial", "with_likely_bots": "partial"}  # fmt: skip


def test_people_are_known_in_part_while_signatures_are_not_tied_to_accounts(town: Any) -> None:
    """A platform without that stream beside it neither spoils the figure nor mends it."""
    town.project("p", GH, "git:/p")
    town.state(GH)
    town.state("git:/p", "commits", "documents", "releases")
    town.warehouse.execute("DELETE FROM stream_state WHERE stream = 'commit_accounts'")
    town.state(GH, "commit_accounts", grade="not_observable", reason="配额用完：请设置令牌。")
    town.measure()
    for metric in ("active_contributors", "new_contributors", "contributor_absence_factor",
                   "leading_commits"):  # fmt: skip
        row = town.one(metric, "p")
        assert row["completeness"] == "partial"
        assert f"{GH} 的提交者与平台账号的对应：配额用完" in row["completeness_reason"]
        assert "git:/p" not in row["completeness_reason"]
    for part in ("code", "docs", "commit", "discussion", "at_least"):
        assert town.one("active_contributors", "p", part)["completeness"] == "partial"
    assert town.one("commits", "p")["completeness"] == "complete"


def test_many_reasons_are_counted_not_all_told(town: Any) -> None:
    repos = [f"github:o/p{n}" for n in range(5)]
    town.project("p", *repos)
    for repo in repos:
        town.state(repo, grade="partial", reason="配额用完。")
    town.measure()
    reason = town.one("commits", "p")["completeness_reason"]
    assert reason.count("配额用完") == 3
    assert "等共 10 处" in reason, "commits and their changed lines, of five repositories"


def test_undone_projects_stay_untouched_and_unknown_ones_are_named(town: Any) -> None:
    for project in ("one", "two"):
        town.project(project, f"github:o/{project}")
        town.state(f"github:o/{project}")
    town.measure()
    town.warehouse.execute("DELETE FROM measurement WHERE project_id = 'two'")
    town.measure(project_ids=["one"])
    rows = town.warehouse.query("SELECT DISTINCT project_id FROM measurement")
    assert [row["project_id"] for row in rows] == ["one"]
    with pytest.raises(ScoringError, match="没有项目 tow：最接近的是 two"):
        town.measure(project_ids=["tow"])


def _sources(town: Any, metric: str) -> list[str]:
    rows = town.warehouse.query(
        "SELECT answer_id FROM measurement_source WHERE metric_id = $metric ORDER BY 1",
        {"metric": metric},
    )
    return [row["answer_id"] for row in rows]


def test_sources_are_the_answers_behind_the_rows_in_force(town: Any, at: Any) -> None:
    town.project("p", GH)
    town.state(GH)
    town.snapshot(GH, "stars", 1, "2025-06-01", "2025-07-01")
    town.snapshot(GH, "stars", 2, "2025-07-01")
    town.snapshot(GH, "forks", 9, "2025-08-01")
    town.record("issue", repo_id=GH, number="1", answer_id="issues-1", created_at=at("2025-06-01"))
    town.record("issue", repo_id=GH, number="1", answer_id="issues-0", closed_at=at("2025-06-02"))
    town.record("identity", identity_id="x", platform="github", answer_id="issues-9")
    for answer_id in ("issues-0", "issues-1"):
        town.answer(GH, "issues", answer_id, "https://x/issues", "2025-06-01")
    town.measure()
    assert _sources(town, "stars") == [f"a:{GH}:2025-07-01"]
    assert _sources(town, "forks") == [f"a:{GH}:2025-08-01"]
    assert _sources(town, "issues_opened") == ["issues-1"]
    town.measure(at("2025-06-15"))
    rows = town.warehouse.query(
        "SELECT answer_id FROM measurement_source WHERE metric_id = 'stars' AND as_of = $at",
        {"at": at("2025-06-15")},
    )
    assert [row["answer_id"] for row in rows] == [f"a:{GH}:2025-06-01"]


def test_an_empty_list_is_the_proof_of_a_zero_until_asked_again(town: Any, at: Any) -> None:
    town.project("p", GH)
    town.state(GH)
    town.answer(GH, "releases", "none-yet", "https://x/releases?page=1", "2025-01-01")
    town.measure()
    assert town.one("releases", "p")["value"] == 0
    assert _sources(town, "releases") == ["none-yet"]
    town.answer(GH, "releases", "one-now", "https://x/releases?page=1", "2025-06-01")
    town.record("release", repo_id=GH, tag="v1", published_at=at("2025-06-01"), answer_id="one-now")
    town.measure()
    assert town.one("releases", "p")["value"] == 1
    assert _sources(town, "releases") == ["one-now"]


def test_a_nought_over_rows_with_a_time_is_known_beside_some_without(town: Any) -> None:
    """One closed at once, the other nobody knows when: of the first the time is known."""
    town.project("p", GH)
    town.state(GH)
    day, other = town_day(3), town_day(4)
    for number, ended in (("1", day), ("2", None)):
        town.record("issue", repo_id=GH, number=number, created_at=day, state="closed",
                    closed_at_platform=ended)  # fmt: skip
        town.record("change_request", repo_id=GH, number=number, created_at=day, merged_at=ended,
                    state="merged")  # fmt: skip
        town.record("fork", repo_id=GH, platform_id=number, created_at=day, pushed_at=ended)
    town.measure()
    for metric in ("issue_close_days", "change_request_duration", "review_share", "forks_pushed"):
        for part in ("", GH):
            row = town.one(metric, "p", part)
            assert (row["value"], row["completeness"]) == (0, "partial"), metric
            assert "另有 1 条平台没有给出时间" in row["completeness_reason"]
    town.warehouse.execute("UPDATE issue SET closed_at_platform = NULL")
    town.measure(as_of=other.replace(month=7))
    row = town.one("issues_closed", "p", as_of=other.replace(month=7))
    assert (row["value"], row["completeness"]) == (None, "not_observable")
