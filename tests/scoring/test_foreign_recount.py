"""What foreign formulas are fed with, counted a second time by plain Python over random rows."""

from __future__ import annotations

import math
import random
from datetime import datetime, timedelta
from typing import Any

import pytest

REPOS = ("github:o/a", "github:o/b")
Row = dict[str, Any]
Rows = dict[str, list[Row]]


def _instant(draw: random.Random, as_of: datetime, days: int = 420) -> datetime:
    return as_of - timedelta(seconds=draw.randrange(-20 * 86400, days * 86400))


def _draw(draw: random.Random, as_of: datetime) -> Rows:
    rows: Rows = {name: [] for name in ("commit", "issue", "change_request", "comment", "release",
                                        "listed_contributor", "tag")}  # fmt: skip
    people = [f"i{n}" for n in range(8)]
    for n in range(400):
        repo, who, when = draw.choice(REPOS), draw.choice(people), _instant(draw, as_of, 900)
        later = when + timedelta(days=draw.randrange(0, 40))
        one = {"repo_id": repo, "author_id": who}
        table = draw.choice(["commit", "commit", "issue", "change_request", "comment", "comment"])
        if table == "commit":
            one |= {"sha": f"s{n}", "has_paths": False, "authored_at": when, "committed_at": later}
        elif table == "comment":
            one |= {
                "comment_id": f"c{n}",
                "subject_number": str(draw.randrange(400)),
                "subject_kind": draw.choice(["issue", "change_request", "discussion"]),
                "is_review": draw.random() < 0.3,
                "created_at": when,
                "updated_at": later,
            }
        else:
            one |= {"number": str(n), "created_at": when, "updated_at": later,
                    "state": draw.choice(["open", "closed"])}  # fmt: skip
        rows[table].append(one)
    rows["comment"] = [_placed(row, rows) for row in rows["comment"]]
    for n in range(9):
        rows["release"].append({"repo_id": REPOS[0], "tag": f"v{n}", "is_draft": n == 3,
                                "created_at": _instant(draw, as_of, 600)})  # fmt: skip
        rows["tag"].append({"repo_id": REPOS[1], "name": f"v{n}"})
        rows["listed_contributor"].append({"repo_id": REPOS[n % 2], "identity_id": f"l{n}"})
    return rows


def _placed(row: Row, rows: Rows) -> Row:
    """On a thread that is there, most of the time."""
    threads = [one for one in rows.get(row["subject_kind"], [])
               if one["repo_id"] == row["repo_id"]]  # fmt: skip
    if not threads:
        return row
    thread = threads[int(row["subject_number"]) % len(threads)]
    return {**row, "subject_number": thread["number"]}


@pytest.fixture(scope="module", params=[1, 2])
def drawn(request: Any, new_town: Any) -> tuple[Any, Rows]:
    town, as_of = new_town(), datetime.fromisoformat("2026-01-11T00:00:00+08:00")
    rows = _draw(random.Random(request.param), as_of)
    for n, repo in enumerate(REPOS):
        town.project(f"p{n}", repo)
        town.state(repo)
        town.record("repo_fact", repo_id=repo, created_at=as_of - timedelta(days=700 - 300 * n))
    for n in range(8):
        town.put("person_alias", identity_id=f"i{n}", person_id=f"u{n // 2}", rule="alone",
                 reason="独", bot="certain" if n > 5 else "human", bot_reason=None)  # fmt: skip
    for person, since, until in (("u0", None, None), ("u1", None, "2025-01-01"), ("l0", None, None),
                                 ("l2", "2020-01-01", None)):  # fmt: skip
        town.put("person_organisation", project_id="p0", person_id=person, source="email",
                 organisation="a.cn" if person != "l2" else "b.cn", applicant=False, reason="独",
                 since=since, until=until)  # fmt: skip
    for n in range(9):
        town.record("identity", identity_id=f"l{n}", platform="github", login=f"l{n}")
        town.put("person_alias", identity_id=f"l{n}", person_id=f"l{n}", rule="alone", reason="独",
                 bot="human", bot_reason=None)  # fmt: skip
    for table, held in rows.items():
        for row in held:
            town.record(table, **row)
    town.measure()
    return town, rows


def _of(rows: Rows, table: str, repo: str) -> list[Row]:
    return [row for row in rows[table] if row["repo_id"] == repo]


def _within(rows: list[Row], key: str, as_of: datetime, days: int) -> list[Row]:
    return [row for row in rows if as_of - timedelta(days=days) <= row[key] < as_of]


def _signals(rows: Rows, repo: str, created: datetime, as_of: datetime) -> dict[str, float]:
    made = [row for row in _of(rows, "commit", repo) if row["committed_at"] < as_of]
    begun = min([created, *(row["committed_at"] for row in made)])
    last = max(made, key=lambda row: row["committed_at"])["authored_at"]
    threads = _within(_of(rows, "issue", repo) + _of(rows, "change_request", repo),
                      "updated_at", as_of, 90)  # fmt: skip
    said = [row for row in _within(_of(rows, "comment", repo), "updated_at", as_of, 90)
            if not row["is_review"] and row["subject_kind"] != "discussion"]  # fmt: skip
    out = [row for row in _of(rows, "release", repo) if not row["is_draft"]]
    recent = len(_within(out, "created_at", as_of, 365))
    tags = len(_of(rows, "tag", repo)) * 365 // (as_of - begun).days
    return {
        "created_since": (as_of - begun) // timedelta(days=30),
        "updated_since": (as_of - last) // timedelta(days=30),
        "contributor_count": len(_of(rows, "listed_contributor", repo)),
        "commit_frequency": round(len(_within(made, "committed_at", as_of, 365)) / 52, 2),
        "recent_release_count": recent or tags,
        "updated_issues_count": len(threads),
        "closed_issues_count": sum(row["state"] == "closed" for row in threads),
        "issue_comment_frequency": round(len(said) / len(threads), 2),
    }


CAPS = {"created_since": (1, 120), "updated_since": (1, 120), "contributor_count": (2, 5000),
        "commit_frequency": (1, 1000), "recent_release_count": (0.5, 26),
        "updated_issues_count": (0.5, 5000), "closed_issues_count": (0.5, 5000),
        "issue_comment_frequency": (1, 15)}  # fmt: skip


@pytest.mark.parametrize("number", [0, 1])
def test_criticality_score_recounted(drawn: Any, number: int, as_of: datetime) -> None:
    town, rows = drawn
    created = as_of - timedelta(days=700 - 300 * number)
    signals = _signals(rows, REPOS[number], created, as_of)
    for key, value in signals.items():
        row = town.one("criticality_score", f"p{number}", key)
        assert (row["value"], row["n"]) == (pytest.approx(value), 1)
    total = sum(
        weight * math.log1p(cap - min(signals[key], cap) if key == "updated_since"
                            else min(signals[key], cap)) / math.log1p(cap)
        for key, (weight, cap) in CAPS.items()
    )  # fmt: skip
    whole = town.one("criticality_score", f"p{number}")
    assert whole["value"] == pytest.approx(total / 7.5, abs=1e-9)
    assert (whole["n"], whole["completeness"]) == (8, "complete")
    for key in ("org_count", "github_mention_count"):
        row = town.one("criticality_score", f"p{number}", key)
        assert (row["value_text"], row["n"]) == ("看不见，按未设处理", 0)
    with_orgs = town.one("criticality_score", f"p{number}", "with_organisations")
    if number == 0:
        expected = (total + math.log1p(2) / math.log1p(10)) / 8.5
        assert (with_orgs["value"], with_orgs["n"]) == (pytest.approx(expected, abs=1e-9), 2)
    else:
        assert (with_orgs["value"], with_orgs["value_text"]) == (None, "没有认定出单位")
    lowest, highest = (town.one("criticality_score", f"p{number}", part)["value"]
                       for part in ("lowest", "highest"))  # fmt: skip
    assert (lowest, highest) == pytest.approx((total / 10.5, (total + 3) / 10.5), abs=1e-9)


def _answers(rows: Rows, repo: str, kind: str, as_of: datetime) -> float | None:
    opened = _within(_of(rows, kind, repo), "created_at", as_of, 90)
    by = {row["number"]: row["author_id"] for row in opened}
    said = [row for row in _of(rows, "comment", repo)
            if row["subject_kind"] == kind and row["subject_number"] in by
            and row["created_at"] < as_of and row["author_id"] != by[row["subject_number"]]
            and row["author_id"] not in {"i6", "i7"}
            and (kind == "issue" or row["is_review"])]  # fmt: skip
    return round(len(said) / len(opened), 4) if opened else None


@pytest.mark.parametrize("number", [0, 1])
def test_oss_compass_activity_recounted(drawn: Any, number: int, as_of: datetime) -> None:
    town, rows = drawn
    repo, dated = REPOS[number], ("issue", "change_request", "comment")
    made = [row for row in _of(rows, "commit", repo) if row["committed_at"] < as_of]
    active = _within(_of(rows, "commit", repo), "authored_at", as_of, 90)
    active += [row for table in dated for row in _within(_of(rows, table, repo), "created_at",
               as_of, 90) if row.get("subject_kind") != "discussion"]  # fmt: skip
    idle = as_of - max(row["committed_at"] for row in made)
    out = [row for row in _of(rows, "release", repo) if not row["is_draft"]]
    expected = {
        "contributor_count": len({int(row["author_id"][1:]) // 2 for row in active}),
        "commit_frequency": len(_within(made, "authored_at", as_of, 90)) / 12.85,
        "updated_since": round(idle.total_seconds() / 86400 / 30, 2),
        "org_count": 1 if number == 0 else 0,
        "comment_frequency": _answers(rows, repo, "issue", as_of),
        "code_review_count": _answers(rows, repo, "change_request", as_of),
        "updated_issues_count": len(_within(_of(rows, "issue", repo), "updated_at", as_of, 90)),
        "recent_releases_count": len(_within(out, "created_at", as_of, 365)),
    }
    found = {key: town.one("oss_compass_activity", f"p{number}", key)["value"] for key in expected}
    assert found == pytest.approx(expected)
    weights = (0.18009, 0.18009, -0.12742, 0.11501, 0.07768, 0.04919, 0.04919, 0.03177)
    caps = (2000, 1000, 0.25, 10, 5, 8, 2500, 12)
    total = sum(
        weight * math.log1p(value or 0) / math.log1p(max(value or 0, cap))
        for value, weight, cap in zip(expected.values(), weights, caps, strict=True)
    )
    score = (round(total / sum(weights), 5) + 0.22934) / 1.45868
    assert town.one("oss_compass_activity", f"p{number}")["value"] == pytest.approx(score, abs=1e-9)


def test_signatures_and_persons_of_commits_recounted(drawn: Any, as_of: datetime) -> None:
    town, rows = drawn
    made = _within(_of(rows, "commit", REPOS[0]), "authored_at", as_of, 365)
    for part, person in (("", False), ("people", True)):
        by: dict[int, int] = {}
        for row in made:
            who = int(row["author_id"][1:]) // (2 if person else 1)
            by[who] = by.get(who, 0) + 1
        sizes = sorted(by.values(), reverse=True)
        fewest = next(n for n in range(1, 9) if 2 * sum(sizes[:n]) >= sum(sizes))
        row = town.one("chaoss_absence_factor", "p0", part)
        assert (row["value"], row["n"]) == (fewest, len(made))
