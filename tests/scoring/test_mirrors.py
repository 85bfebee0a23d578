"""People are counted once: in a mirror with the same commits, and over all repositories."""

from __future__ import annotations

import re
from datetime import datetime, timedelta
from typing import Any

import pytest

from scoring.metric_files import all_metrics
from scoring.run import score
from scoring.settings import ScoringSettings

GH, GE, SIDE = "github:o/a", "gitee:o/a", "github:o/side"
# Told for each repository and summed, or counting the copies themselves.
OF_REPOSITORIES = {"contributor_list_difference", "excluded_acts", "project_age", "public_on"}
RELEASES = {"releases", "release_frequency", "days_since_release", "leading_by_applicant"}
COMMITS, EVERY = 40, timedelta(days=17)
SIGNED = {"ann": "ann@acme.com", "bob": "bob@acme.com", "cy": "cy@gmail.com"}


def _people(town: Any) -> None:
    for number, (login, address) in enumerate(SIGNED.items()):
        for platform in ("github", "gitee"):
            town.record("identity", identity_id=f"{platform}:{number}", platform=platform,
                        login=login, account_id=str(number), account_type="User",
                        key=f"{platform}:{number}")  # fmt: skip
        town.record("identity", identity_id=f"git:{login}", platform="git", name=login,
                    email_key=login * 8, email_domain=address.partition("@")[2],
                    key=f"git:{login}")  # fmt: skip
    town.record("identity", identity_id="git:bot", platform="git", name="renovate[bot]",
                key="git:bot")  # fmt: skip


def _linked(town: Any, repo: str) -> None:
    """Each platform says whose account a signature is."""
    for number, login in enumerate(SIGNED):
        platform = repo.partition(":")[0]
        town.record("account_link", repo_id=repo, identity_id=f"git:{login}",
                    account_id=f"{platform}:{number}")  # fmt: skip


def _history(town: Any, repo: str, at: Any) -> None:
    authors = [*SIGNED, "ann", "bot"]
    for number in range(COMMITS):
        when = at("2024-02-10") + number * EVERY
        helpers = [f"git:{authors[(number + 1) % 3]}"] if number % 5 == 0 else []
        town.record("commit", repo_id=repo, sha=f"{number:040}", parents=1 + (number % 9 == 8),
                    author_id=f"git:{authors[number % len(authors)]}", authored_at=when,
                    committed_at=when, subject="Add", has_paths=True,
                    coauthor_ids=helpers)  # fmt: skip
        for path in ("a.py", "README.md", "poetry.lock")[number % 3 :]:
            town.put("commit_file", repo_id=repo, sha=f"{number:040}", path=path, change="M",
                     answer_id="a")  # fmt: skip
    town.record("release", repo_id=repo, tag="v1", published_at=at("2025-06-01"),
                author_id=f"{repo.partition(':')[0]}:0", is_draft=False)  # fmt: skip
    _linked(town, repo)


def _talk(town: Any, repo: str, at: Any, *people: int) -> None:
    for number in people:
        town.record("issue", repo_id=repo, number=str(number), state="open",
                    author_id=f"{repo.partition(':')[0]}:{number}", created_at=at("2025-05-05"),
                    title="It breaks", body="When the file is empty.")  # fmt: skip


@pytest.fixture
def towns(town: Any, at: Any) -> Any:
    town.project("one", GH)
    town.project("both", GH, GE)
    town.project("community", GH, SIDE)
    for repo in (GH, GE, SIDE):
        town.state(repo)
    _people(town)
    _history(town, GH, at)
    _talk(town, GH, at, 0, 1)
    return town


def _figures(town: Any, project: str, as_of: datetime) -> dict[tuple[Any, ...], tuple[Any, ...]]:
    """All figures that rest on people and their acts."""
    score(town.warehouse, as_of=as_of, settings=ScoringSettings())
    tables = {m.metric_id for m in all_metrics() if m.table in {"活跃贡献者", "社区运营"}}
    rows = town.warehouse.query(
        "SELECT metric_id, part, month, value, value_text, n FROM measurement"
        " WHERE project_id = $project AND NOT contains(part, ':')", {"project": project}
    )  # fmt: skip
    return {
        (row["metric_id"], row["part"], row["month"]): (row["value"], row["value_text"], row["n"])
        for row in rows
        if row["metric_id"] in tables - OF_REPOSITORIES
    }


def test_a_mirror_changes_no_figure_of_people(towns: Any, as_of: Any, at: Any) -> None:
    _history(towns, GE, at)
    one, both = _figures(towns, "one", as_of), _figures(towns, "both", as_of)
    assert one["active_contributors", "", None][0] == 3
    assert one["contributors_by_organisation", "01", None][0] == 2
    assert {key: (one[key], both.get(key)) for key in one if one[key] != both.get(key)} == {}
    assert one.keys() == both.keys()
    begun = as_of - timedelta(days=365)
    copies = [n for n in range(COMMITS) if begun <= at("2024-02-10") + n * EVERY < as_of]
    assert towns.one("excluded_acts", "both", "mirror", as_of)["value"] == len(copies)


def test_who_talks_on_both_sides_of_a_mirror_is_one_person(towns: Any, as_of: Any, at: Any) -> None:
    _history(towns, GE, at)
    _talk(towns, GE, at, 1, 2)
    one, both = _figures(towns, "one", as_of), _figures(towns, "both", as_of)
    assert one["active_contributors", "discussion", None][::2] == (2, 2)
    assert both["active_contributors", "discussion", None][::2] == (3, 4)
    for metric_id in ("active_contributors", "new_contributors", "returning_contributors",
                      "contributors_by_organisation", "elephant_factor", "leading_commits",
                      "contributor_absence_factor", "left_contributors"):  # fmt: skip
        assert one[metric_id, "", None][:2] == both[metric_id, "", None][:2], metric_id
    low = both["active_contributors", "at_least", None][0]
    assert low == 3, "accounts of both platforms belong to the same three"


@pytest.mark.parametrize("copied", ["2024-01-05", "2025-12-20", "2026-01-20"])
def test_a_release_is_of_the_day_it_was_first_published(
    towns: Any, as_of: Any, at: Any, copied: str
) -> None:
    """Copies made later, within the window or after it, neither renew a release nor hide it."""
    _history(towns, GE, at)
    towns.record("release", repo_id=GH, tag="old", published_at=at("2023-03-01"), is_draft=False,
                 author_id="github:0")  # fmt: skip
    one = _figures(towns, "one", as_of)
    towns.warehouse.execute("DELETE FROM release WHERE repo_id = $repo", {"repo": GE})
    for tag in ("old", "v1"):
        when = max(at(copied), at("2025-06-02")) if tag == "v1" else at(copied)
        towns.record("release", repo_id=GE, tag=tag, published_at=when, author_id="gitee:1")
    both = _figures(towns, "both", as_of)
    told = {
        key: (one[key], both[key]) for key in one if key[0] in RELEASES and one[key] != both[key]
    }
    assert one["releases", "", None][0] == 1
    assert told == {}


def test_what_a_copy_of_a_release_is_stands_in_four_files_in_the_same_words() -> None:
    """A metric is one file that runs over the tables alone: the rule is written four times."""
    told = {_copies(one.sql) for one in all_metrics() if one.metric_id in RELEASES}
    assert len(told) == 1, "版本副本的口径各处不一"


def _copies(sql: str) -> str:
    """The three steps without comments, told of `dated` before one and the same instant."""
    steps = re.findall(r"((?:shared_commit|unseen|copies) AS \(\n.*?\n\))", sql, re.DOTALL)
    assert len(steps) == 3
    plain = re.sub(r"\s*--[^\n]*", "", "\n".join(steps))
    return (
        plain.replace("$as_of", "$window_to")
        .replace("published d", "dated d")
        .replace("published f", "dated f")
    )


def test_a_copy_of_a_release_without_a_time_makes_nothing_partial(
    towns: Any, as_of: Any, at: Any
) -> None:
    """The first of them has one; a release that has none anywhere is told as ever."""
    _history(towns, GE, at)
    towns.record("release", repo_id=GH, tag="v2", published_at=at("2025-07-01"))
    towns.record("release", repo_id=GE, tag="v2")
    measured = sorted(RELEASES - {"leading_by_applicant"})
    for undated, grade in ((0, "complete"), (1, "partial")):
        if undated:
            towns.record("release", repo_id=GE, tag="v0")
        _figures(towns, "both", as_of)
        for metric_id in measured:
            assert towns.one(metric_id, "both", "", as_of)["completeness"] == grade, metric_id
        assert towns.one("releases", "both", GE, as_of)["completeness"] == "partial"


def test_an_undated_copy_of_what_was_released_after_the_instant_may_have_come_before(
    towns: Any, as_of: Any, at: Any
) -> None:
    """The one with a time came later: of the other nobody knows whether it did."""
    _history(towns, GE, at)
    towns.record("release", repo_id=GH, tag="v2", published_at=at("2026-03-01"))
    towns.record("release", repo_id=GE, tag="v2")
    _figures(towns, "both", as_of)
    for metric_id in sorted(RELEASES - {"leading_by_applicant"}):
        assert towns.one(metric_id, "both", "", as_of)["completeness"] == "partial", metric_id


def test_people_of_two_repositories_of_a_community_are_one_set(
    towns: Any, as_of: Any, at: Any
) -> None:
    for number, author in enumerate(("ann", "cy", "cy")):
        towns.record("commit", repo_id=SIDE, sha=f"side{number}", parents=1, subject="Add",
                     author_id=f"git:{author}", authored_at=at("2025-08-01"), has_paths=True,
                     committed_at=at("2025-08-01"), coauthor_ids=[])  # fmt: skip
        towns.put("commit_file", repo_id=SIDE, sha=f"side{number}", path="b.py", change="A",
                  answer_id="a")  # fmt: skip
    one, all_of = _figures(towns, "one", as_of), _figures(towns, "community", as_of)
    assert all_of["active_contributors", "", None][0] == one["active_contributors", "", None][0]
    assert all_of["commits", "", None][0] == one["commits", "", None][0] + 3
    assert all_of["new_contributors", "", None][:2] == one["new_contributors", "", None][:2]


def test_the_platform_s_list_is_held_against_the_authors_of_its_own_repository(
    towns: Any, as_of: Any, at: Any
) -> None:
    """A second count: distinct persons among all authors, bots and merges included."""
    _history(towns, GE, at)
    for repo, listed in ((GH, 6), (GE, 3)):
        for number in range(listed):
            towns.record("listed_contributor", repo_id=repo, name=f"c{number}", contributions=1)
    _figures(towns, "both", as_of)
    people = len({*SIGNED, "bot"})
    for repo, listed in ((GH, 6), (GE, 3)):
        row = towns.one("contributor_list_difference", "both", repo, as_of)
        assert (row["value"], row["n"]) == (listed - people, listed)
    whole = towns.one("contributor_list_difference", "both", "", as_of)
    assert (whole["value"], whole["n"]) == (6 - people, 6), "the longer of the two lists"


def test_a_copy_that_names_authors_otherwise_adds_nobody(towns: Any, as_of: Any, at: Any) -> None:
    """The Hub tells accounts where git tells signatures."""
    hub = "huggingface:o/a"
    towns.put("project_repo", project_id="both", repo_id=hub, platform="huggingface",
              kind="space", url="u")  # fmt: skip
    towns.state(hub)
    for number in range(COMMITS):
        when = at("2024-02-10") + number * EVERY
        towns.record("commit", repo_id=hub, sha=f"{number:040}", author_id="huggingface:o",
                     authored_at=when, committed_at=when, subject="Add", has_paths=False,
                     coauthor_ids=[])  # fmt: skip
    one, both = _figures(towns, "one", as_of), _figures(towns, "both", as_of)
    for part in ("", "people", "over_half"):
        key = "chaoss_absence_factor", part, None
        assert both[key] == one[key]


def test_a_release_that_may_be_a_copy_is_counted_once_and_the_figure_is_partial(
    towns: Any, as_of: Any, at: Any
) -> None:
    """The commits of the other repository cannot be seen: a mirror, or another one's own v1."""
    for repo, tags in ((GH, ("v1", "v2")), (GE, ("v1", "v9"))):
        towns.warehouse.execute("DELETE FROM release WHERE repo_id = $repo", {"repo": repo})
        for tag in tags:
            towns.record("release", repo_id=repo, tag=tag, is_draft=False,
                         published_at=at("2025-06-01" if repo == GH else "2025-07-01"))  # fmt: skip
    apart = _figures(towns, "both", as_of)["releases", "", None]
    assert apart[0] == 4, "both histories are seen, and they share nothing"
    towns.warehouse.execute(
        "UPDATE stream_state SET grade = 'not_observable' WHERE stream = 'commits'"
        " AND repo_id = $repo", {"repo": GE},
    )  # fmt: skip
    _figures(towns, "both", as_of)
    row = towns.one("releases", "both", "", as_of)
    assert (row["value"], row["completeness"]) == (3, "partial")
    assert "另有 1 条不知道是不是另一仓库里同一条的副本" in row["completeness_reason"]
    for part, grade in ((GH, "complete"), (GE, "complete")):
        row = towns.one("releases", "both", part, as_of)
        assert (row["value"], row["completeness"]) == (2, grade)
    for metric_id in ("release_frequency", "days_since_release"):
        row = towns.one(metric_id, "both", "", as_of)
        assert (row["n"], row["completeness"]) == (3, "partial"), metric_id


def _judged(town: Any, project: str, as_of: datetime) -> str:
    limits = {"guangdong-community": {"releases_a_month": 0.05}}
    settings = ScoringSettings(thresholds=limits)
    score(town.warehouse, as_of=as_of, settings=settings)
    [found] = town.warehouse.query(
        "SELECT reason FROM finding WHERE project_id = $project AND clause_id = '二（一）1-6'",
        {"project": project},
    )
    return str(found["reason"])


def test_what_was_read_in_part_is_no_lower_bound_where_an_earlier_copy_may_be_unread(
    towns: Any, as_of: Any, at: Any
) -> None:
    """Copied this year, published years ago where the list broke off."""
    _history(towns, GE, at)
    towns.warehouse.execute("DELETE FROM release")
    towns.warehouse.execute("UPDATE project SET policies = ['guangdong-community']")
    for repo, year in ((GH, 2021), (GE, 2025)):
        for number in range(3):
            towns.record("release", repo_id=repo, tag=f"v{number}", is_draft=False,
                         published_at=at(f"{year}-06-01"))  # fmt: skip
    assert "未达到" in _judged(towns, "both", as_of)
    assert towns.one("releases", "both", "", as_of)["value"] == 0
    towns.warehouse.execute("DELETE FROM release WHERE repo_id = $repo", {"repo": GH})
    towns.warehouse.execute(
        "UPDATE stream_state SET grade = 'partial', reason = '翻页中断。'"
        " WHERE stream = 'releases' AND repo_id = $repo", {"repo": GH},
    )  # fmt: skip
    assert "数据不完整，不能下结论" in _judged(towns, "both", as_of)
    for metric_id in ("releases", "release_frequency"):
        for row in towns.rows(metric_id, "both", as_of):
            assert row["completeness"] == ("complete" if row["part"] == GE else "partial")
            bound = "数值为下限" in (row["completeness_reason"] or "")
            assert bound == (row["part"] == GH), "what stands in one repository only grows"


def test_releases_of_an_only_repository_read_in_part_are_a_lower_bound(
    towns: Any, as_of: Any
) -> None:
    towns.warehouse.execute("UPDATE project SET policies = ['guangdong-community']")
    towns.warehouse.execute(
        "UPDATE stream_state SET grade = 'partial', reason = '翻页中断。' WHERE stream = 'releases'"
    )
    assert "补齐后该数值只会更大" in _judged(towns, "one", as_of)
    for metric_id in ("releases", "release_frequency"):
        whole = towns.one(metric_id, "one", "", as_of)
        assert whole["n"] == 1
        assert whole["completeness_reason"].endswith("；数值为下限")
