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
            "by_paths": number % 3 == 0,
        }  # fmt: skip
        act["month"] = act["happened_at"].astimezone(CHINA).date().replace(day=1)
        drawn["act"].append(act)
        made = (act["repo_id"], act["ref"])
        if kind in COMMITS and made not in authors:
            authors[made] = person
            town.record("commit", repo_id=made[0], sha=made[1], has_paths=True,
                        author_id=person and f"i{person}")  # fmt: skip
        act["author"] = authors.get(made, person)
        town.put("act", **{k: v for k, v in act.items() if k != "author"}, answer_id="a")
    for number in range(8):  # people who were there before the window only
        when = FROM - timedelta(days=draw.randrange(1, 400))
        act = {"project_id": draw.choice(["p", "r"]), "person_id": f"gone{number}", "bot": "human",
               "kind": "discussion", "ref": f"gone{number}", "happened_at": when, "excluded": None,
               "month": when.astimezone(CHINA).date().replace(day=1)}  # fmt: skip
        act |= {"repo_id": REPOS[act["project_id"]][0]}
        drawn["act"].append(act | {"author": None})
        town.put("act", **act, by_paths=True, answer_id="a")
    for number in range(300):
        repo = draw.choice([repo for repos in REPOS.values() for repo in repos])
        opened, closed = _instant(draw), draw.choice([None, _instant(draw)])
        issue = {"repo_id": repo, "number": str(number), "state": "closed" if closed else "open",
                 "created_at": opened, "closed_at_platform": closed}  # fmt: skip
        drawn["issue"].append(issue)
        town.record("issue", **issue)
    for person, project in ((person, project) for person in bots for project in REPOS):
        borders = sorted({_instant(draw) for _ in range(draw.choice([0, 2, 2, 4]))})
        for since, until in zip([None, *borders[1::2]], borders[::2], strict=False):
            span = {"project_id": project, "person_id": person, "since": since, "until": until,
                    "organisation": f"o{draw.randrange(14)}",
                    "applicant": draw.random() < 0.3}  # fmt: skip
            drawn["span"].append(span)
            town.put("person_organisation", **span, source="email", reason="有")
    town.put("people_declared", project_id="p", sha256="0", content='{"applicant":true}')
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
    how: dict[str, set[str]] = defaultdict(set)
    for act in (a for a in kept if a["bot"] == "human" and a["kind"] != "discussion"):
        how[act["ref"]].add("unseen" if act["kind"] == "commit" else str(act["by_paths"]))
    lines = sum(found == {"False"} for found in how.values())
    unseen = sum("unseen" in found for found in how.values())
    for part, n in (("lines", lines), ("unseen", unseen), ("paths", len(how) - lines - unseen)):
        assert town.one("commit_basis", project, part)["n"] == n
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


def _substantive(rows: dict[str, list[dict[str, Any]]], project: str) -> list[dict[str, Any]]:
    counted = {*COMMITS, "discussion"}
    return [
        act for act in rows["act"]
        if act["project_id"] == project and act["excluded"] is None and act["bot"] == "human"
        and act["kind"] in counted
    ]  # fmt: skip


@pytest.mark.parametrize("project", sorted(REPOS))
def test_who_comes_back_and_who_leaves(drawn: Any, project: str) -> None:
    town, rows = drawn
    acts = _substantive(rows, project)
    earlier = {a["person_id"] for a in acts if a["happened_at"] < FROM}
    lately = {a["person_id"] for a in acts if FROM - (AS_OF - FROM) <= a["happened_at"] < FROM}
    now = {a["person_id"] for a in acts if _in(a["happened_at"])}
    assert now & earlier
    assert lately - now
    assert town.one("returning_contributors", project)["value"] == len(now & earlier)
    assert town.one("returning_contributors", project, "stayed")["value"] == len(now & lately)
    assert town.one("left_contributors", project)["value"] == len(lately - now)
    new = town.months("new_contributors", project)
    back = town.months("returning_contributors", project)
    parts = [town.months("returning_contributors", project, part) for part in ("stayed", "back")]
    assert town.months("active_contributors", project) == {m: new[m] + back[m] for m in new}
    assert back == {m: parts[0][m] + parts[1][m] for m in back}
    seen: dict[str, set[int]] = defaultdict(set)
    for act in acts:
        if act["happened_at"] < AS_OF:
            local = act["happened_at"].astimezone(CHINA)
            seen[act["person_id"]].add(local.year * 12 + local.month - 1)
    for month, gone in town.months("left_contributors", project).items():
        number = int(month[:4]) * 12 + int(month[5:]) - 1
        quiet = {number - 3, number - 2, number - 1}
        assert gone == sum(number - 4 in own and not own & quiet for own in seen.values())


def _employer(
    rows: dict[str, list[dict[str, Any]]], act: dict[str, Any], what: str = "organisation"
) -> Any:
    for span in rows["span"]:
        if (span["project_id"], span["person_id"]) == (act["project_id"], act["person_id"]):
            since, until = span["since"], span["until"]
            begun = since is None or act["happened_at"] >= since
            if begun and (until is None or act["happened_at"] < until):
                return span[what]
    return None


@pytest.mark.parametrize("project", sorted(REPOS))
def test_organisations(drawn: Any, project: str) -> None:
    town, rows = drawn
    acts = [act for act in _substantive(rows, project) if _in(act["happened_at"])]
    people: dict[str | None, set[str]] = defaultdict(set)
    for act in acts:
        people[_employer(rows, act)].add(act["person_id"])
    strangers = people.pop(None) - set().union(*people.values())
    ranked = sorted(people, key=lambda one: (-len(people[one]), one))
    found = {
        row["part_title"]: row["value"]
        for row in town.rows("contributors_by_organisation", project)
    }
    everybody = len({act["person_id"] for act in acts})
    expected = {one: len(people[one]) for one in ranked[:10]}
    rest = set().union(*(people[one] for one in ranked[10:]))
    expected |= {"": everybody, "单位未知": len(strangers)} | (
        {"其余单位": len(rest)} if rest else {}
    )
    assert found == expected
    share = town.one("organisation_unknown_share", project)["value"]
    assert share == pytest.approx(100 * len(strangers) / everybody, abs=0.006)


@pytest.mark.parametrize("project", sorted(REPOS))
def test_elephant_factor(drawn: Any, project: str) -> None:
    """The bounds by trying: all unknown with one organisation, or each person apart."""
    town, rows = drawn
    made = {
        (act["person_id"], act["ref"], _employer(rows, act))
        for act in _substantive(rows, project)
        if _in(act["happened_at"]) and act["kind"] in COMMITS
    }
    known = Counter(at for _, _, at in made if at)
    apart = Counter(at or f"person {person}" for person, _, at in made)
    unknown = len(made) - known.total()

    def factor(shares: Counter[str]) -> int:
        sizes = sorted(shares.values(), reverse=True)
        return next(n for n in range(1, 99) if 2 * sum(sizes[:n]) >= sum(sizes))

    low = min(factor(known + Counter({one: unknown})) for one in known)
    high = factor(apart)
    assert town.one("elephant_factor", project, "at_least")["value"] == low
    assert town.one("elephant_factor", project, "at_most")["value"] == high
    whole = town.one("elephant_factor", project)
    assert whole["value"] == (low if low == high else None)
    assert (whole["value_text"] or "").startswith("" if low == high else f"{low} 至 {high} 之间")
    assert whole["n"] == len(made)
    assert town.one("organisation_unknown_share", project, "commits")["n"] == unknown


def test_what_the_applicant_leads(drawn: Any) -> None:
    town, rows = drawn
    done = {
        (act["person_id"], act["ref"], act["happened_at"]): act
        for act in rows["act"]
        if act["project_id"] == "p" and act["excluded"] is None and _in(act["happened_at"])
        and act["kind"] in COMMITS and act["bot"] in {"human", "unknown"}
    }  # fmt: skip
    own = [act for act in done.values() if act["bot"] == "human"
           and _employer(rows, act, "applicant")]  # fmt: skip
    hidden = [act for act in done.values() if act["person_id"] is None]
    for part, some in (("", own), ("commits", own), ("commits_unknown", hidden)):
        row = town.one("leading_by_applicant", "p", part)
        assert row["n"] == len(some) > 0
        assert row["value"] == pytest.approx(100 * len(some) / len(done), abs=0.006)
    silent = town.one("leading_by_applicant", "r")
    assert (silent["value"], silent["value_text"], silent["n"]) == (None, None, None)
    assert "people.toml" in silent["completeness_reason"]
