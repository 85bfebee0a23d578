"""Synthetic star histories: a project's own growth, and what is laid on it.

Days are negative binomial around a mean that follows the week and slowly grows; releases bring a
rise that decays within a week, stories elsewhere a steep one. Both are echoed by forks, issues and
change requests at the project's own rate, days later and weaker. Bought stars come evenly within a
few days and bring nothing else.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, timedelta

import numpy as np

WEEK = np.array([1.08, 1.12, 1.12, 1.08, 1.0, 0.8, 0.8])
CROWD = ("forks", "issues", "change_requests")


@dataclass(slots=True)
class History:
    """Counts by day since `first`; `laid`: what was laid on, as (first day, last day)."""

    first: date
    days: dict[str, np.ndarray]
    releases: list[int] = field(default_factory=list)
    spikes: list[tuple[int, int]] = field(default_factory=list)
    laid: list[tuple[int, int]] = field(default_factory=list)

    def day(self, number: int) -> date:
        return self.first + timedelta(days=number)


def organic(draw: np.random.Generator, *, spikes: int, total: float | None = None) -> History:
    """One to four years of a project, most with releases; `total` None: 200 to 20,000 stars."""
    length = int(draw.integers(365, 4 * 365))
    first = date(2026, 1, 10) - timedelta(days=length - 1)
    total = total or float(np.exp(draw.uniform(np.log(200), np.log(20_000))))
    trend = 1 + draw.uniform(-0.5, 2.5) * np.linspace(0, 1, length)
    mean = trend * WEEK[(first.weekday() + np.arange(length)) % 7]
    mean[:30] += mean.mean() * draw.uniform(0, 20) * np.exp(-np.arange(30) / 4)
    mean *= total / mean.sum()
    made = History(first, {})
    made.releases = sorted(_releases(draw, length))
    for day in made.releases:
        _lay_release(draw, made, mean, day)
    for _ in range(spikes):
        _lay_story(draw, mean, int(draw.integers(60, length - 30)))
    made.days["stars"] = _counted(draw, mean, draw.uniform(0.1, 0.6))
    for name, low, high in zip(CROWD, (0.05, 0.02, 0.01), (0.4, 0.6, 0.5), strict=True):
        made.days[name] = _crowd(draw, mean, float(np.exp(draw.uniform(np.log(low), np.log(high)))))
    return made


def bought(draw: np.random.Generator, made: History) -> None:
    """Lays on stars: a tenth to once as many as there were, at least 50, within 1 to 14 days."""
    stars = made.days["stars"]
    many = max(50, int(stars.sum() * draw.uniform(0.1, 1.0)))
    length = int(draw.integers(1, 15))
    start = int(draw.integers(45, len(stars) - length))
    stars[start : start + length] += draw.multinomial(many, np.full(length, 1 / length))
    made.laid.append((start, start + length - 1))


def _releases(draw: np.random.Generator, length: int) -> set[int]:
    every = float(draw.choice([0, 21, 45, 90, 180]))
    if not every:
        return set()
    return {
        int(day)
        for day in np.cumsum(draw.exponential(every, int(length / every) + 1))
        if day < length - 8
    }


def _lay_release(draw: np.random.Generator, made: History, mean: np.ndarray, day: int) -> None:
    """Half of the releases are heard of: two to twelve days' worth within a week."""
    if draw.random() < 0.5:
        return
    height = mean[max(0, day - 28) : day + 1].mean() * draw.uniform(2, 12)
    shape = np.exp(-np.arange(8) / 2)
    mean[day : day + 8] += height * shape / shape.sum() * 2
    made.spikes.append((day, day + 7))


def _lay_story(draw: np.random.Generator, mean: np.ndarray, day: int) -> None:
    """A story elsewhere: 30 to 200 days' worth, most of it within three days."""
    shape = np.exp(-np.arange(14) / 1.5)
    mean[day : day + 14] += mean.mean() * draw.uniform(30, 200) * shape / shape.sum()


def _counted(draw: np.random.Generator, mean: np.ndarray, scatter: float) -> np.ndarray:
    """Negative binomial: variance mean + scatter · mean²."""
    return draw.poisson(draw.gamma(1 / scatter, mean * scatter))


def _crowd(draw: np.random.Generator, mean: np.ndarray, rate: float) -> np.ndarray:
    """What stars' givers do besides: a third of it the same day, the rest within a week; at what
    is above the usual, half as often."""
    usual = np.array([np.median(mean[max(0, d - 28) : d + 29]) for d in range(len(mean))])
    felt = np.minimum(mean, usual) + 0.5 * np.maximum(mean - usual, 0)
    late = np.array([1 / 3, *[2 / 21] * 7])
    return _counted(draw, np.convolve(felt, late)[: len(mean)] * rate + 1e-9, 0.3)
