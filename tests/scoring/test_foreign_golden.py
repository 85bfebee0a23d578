"""Foreign formulas against the figures their own code gave, on inputs alone (golden/README.md)."""

from __future__ import annotations

import json
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from scoring.metric_files import by_id

GOLDEN = Path(__file__).parent / "golden"
Case = dict[str, Any]


def _lines(name: str) -> list[Case]:
    return [json.loads(line) for line in (GOLDEN / f"{name}.jsonl").read_text().splitlines()]


def formula(metric_id: str) -> str:
    """What stands between the two comments of a metric's file: from `inputs` to `scored`."""
    text = by_id()[metric_id].sql.partition("-- The formula alone")[2]
    lines = text.partition("-- The end of the formula.")[0].splitlines()[1:]
    return "\n".join(line for line in lines if not line.startswith("--")).strip().rstrip(",")


def _score(town: Any, metric_id: str, rows: Iterable[Case]) -> list[Case]:
    town.warehouse.execute(
        "CREATE TEMP TABLE inputs_given AS SELECT unnest($rows, recursive := true)",
        {"rows": list(rows)},
    )
    found: list[Case] = town.warehouse.query(
        f"WITH inputs AS (FROM inputs_given), {formula(metric_id)} FROM scored"
    )
    return found


def _signals(cases: list[Case], keys: Iterable[str]) -> list[Case]:
    return [
        {"project_id": "p", "repo_id": f"{number:05}", "key": key,
         "value": None if (value := case["inputs"].get(key)) is None else float(value)}
        for number, case in enumerate(cases) for key in keys
    ]  # fmt: skip


CRITICALITY = ("created_since", "updated_since", "contributor_count", "org_count",
               "commit_frequency", "recent_release_count", "updated_issues_count",
               "closed_issues_count", "issue_comment_frequency",
               "github_mention_count")  # fmt: skip


def test_criticality_score(town: Any) -> None:
    cases = _lines("criticality_score")
    rows = {row["repo_id"]: row for row in _score(
        town, "criticality_score", _signals(cases, CRITICALITY))}  # fmt: skip
    assert len(rows) == len(cases) > 150
    for number, case in enumerate(cases):
        row = rows[f"{number:05}"]
        assert row["value"] == pytest.approx(case["score"], abs=1e-9)
        assert row["readme"] == pytest.approx(case["readme"], abs=1e-9)
        assert row["signals"] == len(case["inputs"])
        assert row["lowest"] <= row["highest"]
        if len(case["inputs"]) == len(CRITICALITY):
            assert row["lowest"] == row["highest"] == row["value"]


COMPASS = ("contributor_count", "commit_frequency", "updated_since", "org_count",
           "comment_frequency", "code_review_count", "updated_issues_count",
           "recent_releases_count")  # fmt: skip


def test_oss_compass_activity(town: Any) -> None:
    cases = _lines("oss_compass_activity")
    rows = {(row["repo_id"], row["reading"]): row["value"] for row in _score(
        town, "oss_compass_activity", _signals(cases, COMPASS))}  # fmt: skip
    assert len(rows) == 3 * len(cases) > 450
    for number, case in enumerate(cases):
        for reading in ("score", "threshold_30"):
            assert rows[f"{number:05}", reading] == pytest.approx(case[reading], abs=1e-9)
        assert rows[f"{number:05}", "highest"] >= rows[f"{number:05}", "score"]


def test_scorecard_maintained_from_its_counts(town: Any) -> None:
    cases = _lines("scorecard_maintained")
    rows = _score(town, "scorecard_maintained", (
        {"project_id": "p", "repo_id": f"{number:05}", "archived": case["archived"],
         "recent": case["created"] < 90 * 24, "commits": case["counted_commits"],
         "issues_least": case["counted_issues"], "issues_most": case["counted_issues"]}
        for number, case in enumerate(cases)
    ))  # fmt: skip
    found = [(row["lowest"], row["highest"]) for row in sorted(rows, key=lambda r: r["repo_id"])]
    assert found == [(case["score"], case["score"]) for case in cases]


def test_opendigger_activity_of_each_account_and_month(town: Any) -> None:
    accounts = json.loads((GOLDEN / "opendigger_activity.json").read_text())["accounts"]
    keys = ("month", "who", "issue_comment", "open_issue", "open_pull", "review_comment",
            "merged_pull")  # fmt: skip
    given = [dict(zip(keys, row[:-1], strict=True)) for row in accounts]
    rows = _score(town, "opendigger_activity", given)
    found = {(row["month"], row["who"]): row["activity"] for row in rows}
    assert len(found) == len(accounts) > 150
    for row in accounts:
        assert found[row[0], row[1]] == pytest.approx(row[-1], abs=1e-9)


def test_chaoss_absence_factor_of_counts(town: Any) -> None:
    cases = _lines("chaoss_absence_factor")
    assert (cases[0]["commits"], cases[0]["half"]) == ([1000, 202, 90, 33, 332, 343, 42, 433], 2)
    assert (cases[1]["commits"], cases[1]["half"]) == ([3] * 10, 5)
    rows = _score(town, "chaoss_absence_factor", (
        {"project_id": f"{number:05}", "reading": "signatures", "who": f"u{who}", "n": n}
        for number, case in enumerate(cases) for who, n in enumerate(case["commits"])
    ))  # fmt: skip
    found = [(row["half"], row["over_half"]) for row in sorted(rows, key=lambda r: r["project_id"])]
    assert found == [(case["half"], case["over_half"]) for case in cases]


def test_opendigger_through_the_warehouse(town: Any, at: Any) -> None:
    """The same events as rows of ours give the months OpenDigger's own query gave."""
    golden = json.loads((GOLDEN / "opendigger_activity.json").read_text())
    repo = "github:o/a"
    town.project("a", repo)
    town.state(repo)
    for table, *row in golden["happened"]:
        _happened(town, repo, table, row)
    town.measure()
    parts = ("", "participants", "issue_comment", "open_issue", "open_pull", "review_comment",
             "merged_pull")  # fmt: skip
    seen = {part: town.months("opendigger_activity", "a", part) for part in parts}
    months = {month: values for month, *values in golden["months"]}
    assert len(months) == 13
    for month, values in months.items():
        assert [seen[part][month] for part in parts] == pytest.approx(values, abs=1e-9)
    for part, value in zip(parts[:1] + parts[2:], golden["window"], strict=True):
        assert town.one("opendigger_activity", "a", part)["value"] == pytest.approx(value, abs=1e-9)
    assert town.one("opendigger_activity", "a", repo)["value"] == golden["window"][0]


def _happened(town: Any, repo: str, table: str, row: list[Any]) -> None:
    when = [datetime.fromisoformat(one) for one in row if isinstance(one, str) and "T" in one]
    if table == "issue":
        town.record("issue", repo_id=repo, number=str(row[0]), author_id=row[1], state="open",
                    created_at=when[0])  # fmt: skip
    elif table == "change_request":
        merged = when[1] if len(when) > 1 else None
        town.record("change_request", repo_id=repo, number=str(row[0]), author_id=row[1],
                    state="merged" if merged else "closed", created_at=when[0], merged_at=merged,
                    closed_at_platform=merged)  # fmt: skip
    else:
        kind = "issue" if row[1] < 1000 else "change_request"
        town.record("comment", repo_id=repo, comment_id=str(row[0]), subject_number=str(row[1]),
                    subject_kind=kind, author_id=row[2], is_review=row[4],
                    created_at=when[0])  # fmt: skip


def test_scorecard_through_the_warehouse(town: Any, as_of: datetime) -> None:
    """What Scorecard gives is our value where the platform shows how accounts stand to the
    repository."""
    cases = _lines("scorecard_maintained")
    for number in range(len(cases)):
        for name in ("owner", "member", "collaborator", "contributor", "none"):
            town.record("account_association", repo_id=f"github:o/p{number}", account_id=name,
                        association=name.upper())  # fmt: skip
    _people_and_cases(town, cases, as_of)
    for number, case in enumerate(cases):
        assert town.one("scorecard_maintained", f"p{number}")["value"] == case["score"]


def _people_and_cases(town: Any, cases: list[Case], as_of: datetime) -> None:
    for name in ("owner", "member", "collaborator", "contributor", "none"):
        town.record("identity", identity_id=name, platform="github",
                    login="o" if name == "owner" else name)  # fmt: skip
    for number, case in enumerate(cases):
        _maintained(town, f"p{number}", case, as_of)
    town.measure()


def test_scorecard_where_the_platform_shows_no_ties(town: Any, as_of: datetime) -> None:
    """What Scorecard gives lies in our range, and is our value wherever we give one."""
    cases = _lines("scorecard_maintained")
    _people_and_cases(town, cases, as_of)
    told = 0
    for number, case in enumerate(cases):
        whole = town.one("scorecard_maintained", f"p{number}")
        edges = [town.one("scorecard_maintained", f"p{number}", part)["value"]
                 for part in ("lowest", "highest")]  # fmt: skip
        assert edges[0] <= case["score"] <= edges[1]
        assert whole["completeness"] == "complete"
        assert whole["n"] == case["counted_commits"]
        if whole["value"] is None:
            assert whole["value_text"] == f"{edges[0]:.0f} 至 {edges[1]:.0f} 分"
        else:
            assert whole["value"] == case["score"]
            told += 1
    assert 14 <= told < len(cases)


def _maintained(town: Any, project: str, case: Case, as_of: datetime) -> None:
    repo = f"github:o/{project}"
    town.project(project, repo)
    town.state(repo)
    town.record("repo_fact", repo_id=repo, is_archived=case["archived"],
                created_at=as_of - timedelta(hours=case["created"]))  # fmt: skip
    for hours in case["commits"]:
        town.record("commit", repo_id=repo, sha=f"s{hours}", has_paths=False,
                    committed_at=as_of - timedelta(hours=hours))  # fmt: skip
    for number, thread in enumerate(case["issues"]):
        for place, (who, hours) in enumerate(thread):
            told = {"repo_id": repo, "author_id": who, "created_at": as_of - timedelta(hours=hours)}
            if place:
                town.record("comment", comment_id=f"{number}-{place}", subject_kind="issue",
                            subject_number=str(number), is_review=False, **told)  # fmt: skip
            else:
                town.record("issue", number=str(number), **told)
