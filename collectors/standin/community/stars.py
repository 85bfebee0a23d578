"""Stars day by day, and forks."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import UTC as UTC_ZONE
from datetime import date, datetime, time, timedelta
from itertools import accumulate
from typing import Any

from collectors.standin.community.dice import Dice
from collectors.standin.community.model import Fork, Person, Release, Star


def make_stars(
    spec: dict[str, Any],
    span: tuple[datetime, datetime],
    releases: Sequence[Release],
    people: Sequence[Person] | None,
    dice: Dice,
) -> list[Star]:
    """`spec["stars"]` stars, oldest first: slow growth, an echo after each release, bursts.

    With `people` each star has its own giver.
    """
    bursts = spec.get("bursts", [])
    total = spec["stars"] - sum(b["stars"] for b in bursts)
    moments = _growth(total, span, releases, dice)
    for burst in bursts:
        moments += _burst(releases[burst["release"]].published, burst["stars"], span[1], dice)
    moments.sort()
    givers: Sequence[Person | None] = [None] * len(moments)
    if people is not None:
        givers = dice.sample(list(people), len(moments))
    return [Star(at, person) for at, person in zip(moments, givers, strict=True)]


def make_forks(
    count: int,
    name: str,
    span: tuple[datetime, datetime],
    people: Sequence[Person],
    dice: Dice,
    first_id: int,
) -> list[Fork]:
    """`count` forks by different people, newest last."""
    moments = sorted(dice.moment(*span, 0.7) for _ in range(count))
    owners = dice.sample(list(people), count)
    return [
        Fork(
            first_id + i * 5, owner, name, at, _last_push(at, span[1], dice), int(dice.chance(0.05))
        )
        for i, (at, owner) in enumerate(zip(moments, owners, strict=True))
    ]


def _last_push(created: datetime, end: datetime, dice: Dice) -> datetime:
    return dice.moment(created, end) if dice.chance(0.3) else created


def _growth(
    total: int, span: tuple[datetime, datetime], releases: Sequence[Release], dice: Dice
) -> list[datetime]:
    days = (span[1].date() - span[0].date()).days + 1
    weights = [1 + 2.5 * i / days for i in range(days)]
    for release in releases:
        first = (release.published.date() - span[0].date()).days
        for i in range(first, min(first + 6, days)):
            weights[i] *= 2.2 - 0.2 * (i - first)
    drawn = dice.choices(range(days), cum_weights=list(accumulate(weights)), k=total)
    first_day = span[0].date()
    return [_within(first_day + timedelta(days=i), span, dice) for i in drawn]


def _burst(start: datetime, count: int, end: datetime, dice: Dice) -> list[datetime]:
    """`count` stars within a week of a release, most of them in the first two days."""
    seconds = (min(int(dice.expovariate(1 / 100_000)), 600_000) for _ in range(count))
    return [min(start + timedelta(seconds=s), end) for s in seconds]


def _within(day: date, span: tuple[datetime, datetime], dice: Dice) -> datetime:
    start = datetime.combine(day, time(), UTC_ZONE) + timedelta(seconds=dice.randrange(86_400))
    return min(max(start, span[0]), span[1])
