"""Whatever goes wrong on the way, in every stream of every platform: the truth, or it is said.

The streams are those of `hosts.names()`: a new platform or stream is tried without a word here.
After each bad night the grades are honest, and after the next good one everything is true.
"""

from __future__ import annotations

import json
from collections.abc import Callable
from datetime import timedelta
from os import environ
from typing import Any

import pytest
from lines import TOKEN, TOKENS
from nights import Night, paged, streams
from town import Strike, Town, grown
from truth import held
from werkzeug.http import http_date
from werkzeug.wrappers import Response

from collectors import hosts
from collectors.standin.faults import (
    Action,
    Before,
    Change,
    Cut,
    Delay,
    Fault,
    Repeat,
    Reply,
    Reset,
    accepted,
    empty,
    html,
    secondary_limit,
)  # fmt: skip

ELSEWHERE = (("Location", "http://elsewhere.example/x"),)


def nulls(response: Response) -> None:
    """Every list of the answer has nulls between its entries."""
    if response.mimetype == "application/json" and response.status_code == 200:
        response.set_data(json.dumps(_with_nulls(json.loads(response.get_data()))))


def _with_nulls(found: object) -> object:
    if isinstance(found, list):
        return [entry for one in found for entry in (one, None)]
    if isinstance(found, dict):
        lists = {"discussions", "events"}
        return {key: _with_nulls(v) if key in lists else v for key, v in found.items()}
    return found


def skewed(town: Town) -> Action:
    def act(response: Response) -> None:
        response.headers["Date"] = http_date(town.server.now + timedelta(days=3))

    return Change(act)


def shifting(town: Town) -> Action:
    """Between any two answers the oldest row of every list moves to its end or goes."""

    def act() -> None:
        town.server.advance(timedelta(seconds=2))
        for repo in town.server.community.repositories:
            oldest = min(repo.threads, key=lambda t: t.updated)
            oldest.updated = town.server.now
            comment = min((c for t in repo.threads for c in t.comments), key=lambda c: c.updated)
            comment.updated = town.server.now
            del repo.stars[0], repo.forks[0]
        for model in town.server.community.hub[:1]:
            del model.discussions[-1]

    return Before(act)


SHAPES = {
    "an object": {"message": "x"}, "null": None, "a number": 7, "a text": "x",
    "empty entries": [{}], "odd entries": [1, "x", None, [2]],
}  # fmt: skip
FAULTS: dict[str, Callable[[Town], Action]] = {
    "cut": lambda _: Cut(), "cut late": lambda _: Cut(200), "reset": lambda _: Reset(),
    "timeout": lambda _: Delay(0.35), "html": lambda _: html(), "html 502": lambda _: html(502),
    "empty": lambda _: empty(), "accepted": lambda _: accepted(),
    "moved": lambda _: Reply(301, b"{}", ELSEWHERE),
    **{str(s): lambda _, s=s: Reply(s, b'{"message":"x"}') for s in (
        403, 404, 409, 410, 422, 451, 500, 502, 504,
    )},
    **{name: lambda _, b=body: Reply(200, json.dumps(b).encode()) for name, body in SHAPES.items()},
    "null nodes": lambda _: Change(nulls), "duplicates": lambda _: Repeat(3),
    "shifting pages": shifting, "clock skew": skewed,
    "403 limit": lambda _: secondary_limit(403, 3600),
    "403 limit in the dark": lambda _: secondary_limit(403, None),
    "429": lambda _: secondary_limit(429, 30), "429 in the dark": lambda _: Reply(429, b"{}"),
}  # fmt: skip


# What differs too little from another to be worth a first collection of its own.
ALIKE = {"cut late", "html 502", "422", "502", "504", "null", "a number", "a text", "odd entries",
         "403 limit in the dark", "429", "reset", "accepted", "empty"}  # fmt: skip


def everything() -> bool:
    """Whether the cross of platforms and faults is run whole (EVERYTHING=1)."""
    return environ.get("EVERYTHING") == "1"


def unlike() -> list[str]:
    """Platforms, of those that share their streams the first."""
    return list({id(hosts.load(name).STREAMS): name for name in reversed(hosts.names())}.values())


@pytest.mark.parametrize("platform", hosts.names())
def test_without_a_fault_every_row_is_the_servers(
    towns: Callable[[str], Town], platform: str
) -> None:
    town = towns(platform)
    for _ in range(2):
        assert Night(town).unhealed() == []
        later(town)


# Once these hid rows for a night: a 410 was believed, a page taken for a server without tags.
ONCE_WRONG = [("gitcode", "410"), *(("git", name) for name in ("html", "empty", *SHAPES))]


@pytest.mark.parametrize(
    ("platform", "name"),
    [
        (platform, name)
        for place, name in enumerate(sorted(set(FAULTS) - ALIKE))
        for turn, platform in enumerate(unlike())
        if everything() or turn == place % len(unlike())
    ],
)
def test_a_first_night_with_a_fault_in_every_stream_is_mended_by_the_next(
    towns: Callable[[str], Town], platform: str, name: str
) -> None:
    """All night, from the second request of a stream on where there is one."""
    town = towns(platform)
    spared = frozenset(streams(platform)[:1]) & {"repository"}
    bad_night(town, name, spared=spared, more=paged(platform))
    assert Night(town).unhealed() == []


@pytest.mark.parametrize("faults", [sorted(FAULTS)[n::6] for n in range(6)], ids=" ".join)
@pytest.mark.parametrize("platform", unlike())
def test_of_a_fault_that_passes_the_next_night_knows_nothing(
    towns: Callable[[str], Town], platform: str, faults: list[str]
) -> None:
    """Nights after the first: once in each stream, then in the repository's own answer."""
    town, first = towns(platform), frozenset(streams(platform)[:1])
    Night(town)
    for name in faults:
        later(town)
        bad_night(town, name, spared=first & {"repository"}, times=1)
        assert Night(town).unhealed() == [], name
        bad_night(town, name, only=first)
    assert Night(town).unhealed() == []


def later(town: Town) -> None:
    grown(town.server)
    # By then every stream has had its turn.
    town.server.advance(timedelta(days=14, hours=1))


def bad_night(town: Town, name: str, **where: Any) -> None:
    """The night, which must have been a bad one."""
    strike = Strike(town, FAULTS[name](town), **where)
    town.settings = town.patient(timeout_seconds=0.25) if name == "timeout" else town.patient()
    night = Night(town, strike)
    town.settings = town.patient()
    wrong = night.wrong()
    assert not wrong, f"{name}: {wrong}"
    assert strike.fired, f"{name} never struck"


@pytest.mark.parametrize(
    ("platform", "name"),
    ONCE_WRONG,
)
def test_of_a_fault_that_passes_the_next_night_should_know_nothing(
    towns: Callable[[str], Town], platform: str, name: str
) -> None:
    town = towns(platform)
    Night(town)
    later(town)
    bad_night(town, name, spared=frozenset(streams(platform)[:1]) & {"repository"}, times=1)


@pytest.mark.parametrize("platform", sorted(TOKENS))
@pytest.mark.parametrize("nth", [1, 4])
def test_a_token_revoked_in_the_middle_of_a_night(
    towns: Callable[[str], Town], platform: str, nth: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv(TOKENS[platform], TOKEN)
    town = towns(platform)
    revoke = Before(lambda: town.server.tokens.discard(TOKEN))
    town.server.faults.append(Fault(revoke, path="^/(api|repos)", nth=nth))
    night = Night(town)
    assert night.wrong() == []
    lost = [r for r in night.summary.results if r.code == "bad_token"]
    assert lost
    assert all(TOKENS[platform] in (r.reason or "") and r.failed for r in lost)
    town.server.tokens.add(TOKEN)
    assert Night(town).unhealed() == []


@pytest.mark.parametrize("platform", hosts.names())
@pytest.mark.parametrize("days", [-3, 3])
def test_a_machine_whose_clock_is_days_off_loses_nothing_once_it_is_right(
    towns: Callable[[str], Town], platform: str, days: int
) -> None:
    town = towns(platform)
    town.skew = timedelta(days=days)
    grown(town.server)
    town.server.advance(timedelta(hours=1))
    # Which day is the last of the star history is a matter of the clock.
    wrong = [text for text in Night(town).wrong() if not text.startswith("star_history")]
    assert wrong == []
    town.skew = timedelta()
    later(town)
    assert Night(town).unhealed() == []


@pytest.mark.parametrize("platform", sorted(hosts.hosts()))
def test_a_name_that_moved_or_belongs_to_another_mixes_nothing_in(
    towns: Callable[[str], Town], platform: str
) -> None:
    town = towns(platform)
    first = Night(town)
    thing = [*town.server.community.repositories, *town.server.community.hub][0]
    give_away(town, thing)
    other = town.run()
    assert {r.code for r in other.results} <= {"name_reused", "not_found", "gone", "malformed"}
    assert held(town)["issues"] == first.held["issues"]
    assert all(r.reason for r in other.results)
    take_back(town, thing)
    later(town)
    assert Night(town).unhealed() == []


def give_away(town: Town, thing: Any) -> None:
    """Another repository takes the name; on the Hub, it leads elsewhere."""
    made = town.server.community
    if town.platform == "huggingface":
        thing.former_ids.append(thing.id)
        thing.id = "dev0/other"
        return
    made.rename(thing, "tool2")
    other = made.add_repository(thing.platform, made.people[0], "tool", town.server.now)
    made.add_issue(other, "another's", town.server.now)


def take_back(town: Town, thing: Any) -> None:
    if town.platform == "huggingface":
        thing.id = thing.former_ids.pop()
        return
    del town.server.community.repositories[1:]
    thing.name = "tool"
    thing.former_names.clear()


def test_a_row_that_stands_twice_on_one_page_is_not_called_unread(
    towns: Callable[[str], Town],
) -> None:
    town = towns("github")
    double = Change(lambda response: response.set_data(_doubled(response.get_data())))
    town.server.faults.append(Fault(double, path="/releases"))
    [found] = [r for r in Night(town).summary.results if r.stream == "releases"]
    assert (found.got, found.code) == (3, None)


def _doubled(body: bytes) -> bytes:
    rows = json.loads(body)
    return json.dumps([*rows, rows[0]]).encode()
