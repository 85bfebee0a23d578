"""The same figures counted a second way, by plain Python over rows drawn at random."""

from __future__ import annotations

import random
from collections import Counter, defaultdict
from collections.abc import Callable, Iterable
from datetime import UTC, datetime, timedelta, timezone
from statistics import median
from typing import Any

import pytest

CHINA = timezone(timedelta(hours=8))
AS_OF = datetime(2026, 1, 11, tzinfo=CHINA)
FROM = AS_OF - timedelta(days=365)
CODE = {"code_source": "code", "code_tests": "tests", "code_build": "build", "code_data": "data"}
COMMITS = (*CODE.values(), "docs", "commit")
# Part → the kinds of acts in it: commits to the code base are shown together and apart.
PARTS = {"code": tuple(CODE.values()), "docs": ("docs",), "commit": ("commit",),
         **{part: (kind,) for part, kind in CODE.items()}}  # fmt: skip
REPOS = {"p": ["github:o/p", "github:o/q"], "r": ["github:o/r"]}


def _instant(draw: random.Random) -> datetime:
    """Some two years around the window, with borders of months and of the window often hit."""
    if draw.random() < 0.15:
        return draw.choice(
            [
                AS_OF,
                FROM,
                FROM - timedelta(seconds=1),
                AS_OF - timedelta(seconds=1),
                datetime(2025, 5, 31, 16, tzinfo=UTC),
                datetime(2025, 5, 31, 15, 59, 59, tzinfo=UTC),
            ]
        )
    return FROM + timedelta(seconds=draw.randrange(-200 * 86400, 500 * 86400))


def _fill(town: Any, draw: random.Random) -> dict[str, list[dict[str, Any]]]:
    drawn: dict[str, list[dict[str, Any]]] = defaultdict(list)
    authors: dict[tuple[str, str], str | None] = {}
    bots = {f"u{n}": draw.choice(["human"] * 8 + ["likely", "certain"]) for n in range(40)}
    for person, bot in bots.items():
        town.put("person_alias", identity_id=f"i{person}", person_id=person, rule="alone",
                 reason="独", bot=bot, bot_reason=None)  # fmt: skip
        platform = draw.choice(["github", "gitee", "git"])
        town.record("identity", identity_id=f"i{person}", platform=platform)
        drawn["seat"].append({"person_id": person, "platform": platform})
    for project, repos in REPOS.items():
        town.project(project, *repos)
        for repo in repos:
            town.state(repo)
    for number in range(1200):
        project = draw.choice(["p", "p", "r"])
        person = draw.choice([*bots, None])
        kind = draw.choice([*COMMITS, "discussion", "review", "change_request"])
        act = {
            "project_id": project, "repo_id": draw.choice(REPOS[project]), "person_id": person,
            "bot": bots[person] if person else "unknown", "kind": kind,
            "ref": f"x{number // 2 if kind in COMMITS else number}",
            "happened_at": _instant(draw),
            "excluded": draw.choice([None, None, None, "merge", "command"]),
        }  # fmt: skip
        act["month"] = act["happened_at"].astimezone(CHINA).date().replace(day=1)
        drawn["act"].append(act)
        made = (act["repo_id"], act["ref"])
        if kind in COMMITS and made not in authors:
            authors[made] = person
            town.record("commit", repo_id=made[0], sha=made[1], has_paths=True,
                        author_id=person and f"i{person}")  # fmt: skip
        act["author"] = authors.get(made, person)
        town.put("act", **{k: v for k, v in act.items() if k != "author"}, by_paths=True,
                 answer_id="a")  # fmt: skip
    for number in range(300):
        repo = draw.choice([repo for repos in REPOS.values() for repo in repos])
        opened, closed = _instant(draw), draw.choice([None, _instant(draw)])
        issue = {"repo_id": repo, "number": str(number), "state": "closed" if closed else "open",
                 "created_at": opened, "closed_at_platform": closed}  # fmt: skip
        drawn["issue"].append(issue)
        town.record("issue", **issue)
    return drawn


@pytest.fixture(scope="module", params=[1, 20260111])
def drawn(request: Any, new_town: Any) -> tuple[Any, dict[str, list[dict[str, Any]]]]:
    town = new_town()
    rows = _fill(town, random.Random(request.param))
    town.measure()
    return town, rows


def _months() -> list[str]:
    return [f"2025-{month:02}" for month in range(1, 13)] + ["2026-01"]


def _in(when: datetime | None) -> bool:
    return when is not None and FROM <= when < AS_OF


def _month(when: datetime) -> str:
    return f"{when.astimezone(CHINA):%Y-%m}"


def _agrees(
    town: Any, metric: str, project: str, part: str, rows: Iterable[dict[str, Any]],
    count: Callable[[list[dict[str, Any]]], int], time: str = "happened_at",
) -> None:  # fmt: skip
    kept = [row for row in rows if _in(row[time])]
    assert town.one(metric, project, part)["value"] == count(kept)
    by_month = {
        month: count([row for row in kept if _month(row[time]) == month]) for month in _months()
    }
    assert town.months(metric, project, part) == by_month


def _distinct(name: str) -> Callable[[list[dict[str, Any]]], int]:
    return lambda rows: len({row[name] for row in rows})


def _most(places: Iterable[str]) -> int:
    """Bare signatures can be made up: all of them together may be one person."""
    return max((1 if at == "git" else n for at, n in Counter(places).items()), default=0)


@pytest.mark.parametrize("project", sorted(REPOS))
def test_people_and_their_acts(drawn: Any, project: str) -> None:
    town, rows = drawn
    acts = [a for a in rows["act"] if a["project_id"] == project and a["excluded"] is None]
    human = [a for a in acts if a["bot"] == "human"]
    counted = (*COMMITS, "discussion")
    for part, kinds in {"": counted, **PARTS, "discussion": ("discussion",)}.items():
        of_part = [a for a in human if a["kind"] in kinds]
        _agrees(town, "active_contributors", project, part, of_part, _distinct("person_id"))
    likely = [a for a in acts if a["bot"] in {"human", "likely"} and a["kind"] in counted]
    _agrees(
        town, "active_contributors", project, "with_likely_bots", likely, _distinct("person_id")
    )
    seats = {seat["person_id"]: seat["platform"] for seat in rows["seat"]}
    _agrees(
        town, "active_contributors", project, "at_least",
        [a for a in human if a["kind"] in counted],
        lambda some: _most(seats[person] for person in {a["person_id"] for a in some}),
    )  # fmt: skip
    for part, kinds in {"": COMMITS, **PARTS}.items():
        of_part = [a for a in human if a["kind"] in kinds]
        _agrees(town, "commits", project, part, of_part, _distinct("ref"))
    _agrees(
        town, "discussion_acts", project, "", [a for a in human if a["kind"] == "discussion"], len
    )
    _agrees(town, "reviews", project, "", [a for a in human if a["kind"] == "review"], len)
    firsts: dict[str, dict[str, Any]] = {}
    for act in sorted((a for a in human if a["kind"] in counted), key=lambda a: a["happened_at"]):
        firsts.setdefault(act["person_id"], act)
    _agrees(town, "new_contributors", project, "", firsts.values(), len)


@pytest.mark.parametrize("project", sorted(REPOS))
def test_shares(drawn: Any, project: str) -> None:
    town, rows = drawn
    acts = [a for a in rows["act"] if a["project_id"] == project and _in(a["happened_at"])]
    kept = [a for a in acts if a["excluded"] is None and a["kind"] in {*COMMITS, "discussion"}]
    kinds = {a["person_id"]: a["bot"] for a in rows["act"]}
    as_code = dict.fromkeys(CODE.values(), "code")
    done = {
        (a["repo_id"], a["ref"], as_code.get(a["kind"], a["kind"])): kinds[a["author"]]
        for a in kept
    }
    bots = sum(bot in {"certain", "likely"} for bot in done.values())
    assert town.one("bot_share", project)["value"] == round(100 * bots / len(done), 2)
    refs: dict[str, set[str]] = defaultdict(set)
    for act in kept:
        if act["bot"] == "human" and act["kind"] != "discussion":
            refs[act["person_id"]].add(act["ref"])
    sizes = sorted((len(found) for found in refs.values()), reverse=True)
    made = len(set().union(*refs.values()))
    factor = next(n for n in range(1, 99) if 2 * sum(sizes[:n]) >= sum(sizes))
    assert town.one("contributor_absence_factor", project)["value"] == factor
    assert town.one("leading_commits", project)["value"] == round(100 * sizes[0] / made, 2)
    why = Counter(
        r for r, _, _ in {(a["excluded"], a["repo_id"], a["ref"]) for a in acts if a["excluded"]}
    )
    assert town.one("excluded_acts", project, "merge")["value"] == why["merge"]
    unknown = {(a["repo_id"], a["ref"]) for a in kept if a["person_id"] is None}
    assert town.one("unknown_author_acts", project)["value"] == len(unknown)
    active = {a["month"] for a in kept if a["bot"] == "human"}
    assert town.one("months_active", project)["value"] == len(active)


@pytest.mark.parametrize("project", sorted(REPOS))
def test_issues(drawn: Any, project: str) -> None:
    town, rows = drawn
    issues = [i for i in rows["issue"] if i["repo_id"] in REPOS[project]]
    _agrees(town, "issues_opened", project, "", issues, len, "created_at")
    _agrees(town, "issues_closed", project, "", issues, len, "closed_at_platform")
    closed = [i for i in issues if _in(i["closed_at_platform"])]
    days = [(i["closed_at_platform"] - i["created_at"]).total_seconds() / 86400 for i in closed]
    assert town.one("issue_close_days", project)["value"] == pytest.approx(median(days), abs=0.006)
