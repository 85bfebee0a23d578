"""Three hundred projects as rows of a warehouse, and what cheats would make of them.

Counts are those of repositories drawn from StarScout's random sample (alive, 50 stars and more),
events standing for a year's work: pushes for commits, comments and half the issue events for
discussion, a third of the change-request events for merges. Where that data is absent they are
drawn from log-normal shapes with its quartiles. People and months are ours: the nth of
1 + merged ** 0.6 people does work in proportion to 1 / n; work falls on days drawn over the year.
"""

from __future__ import annotations

from dataclasses import dataclass, replace
from datetime import datetime, timedelta, timezone

import numpy as np
import pandas as pd
from stars import labelled

AS_OF = datetime(2026, 1, 11, tzinfo=timezone(timedelta(hours=8)))
# Median and upper quartile of the sample: stars, forks, pushes, comments, issues, change requests.
SHAPES = {"WatchEvent": (116, 259), "ForkEvent": (27, 63), "PushEvent": (30, 133),
          "IssueCommentEvent": (17, 98), "IssuesEvent": (11, 48), "PullRequestEvent": (8, 53),
          "ReleaseEvent": (1, 3)}  # fmt: skip
ACCOUNTS = 20


@dataclass(frozen=True, slots=True)
class Act:
    person: int
    kind: str
    day: int


@dataclass(frozen=True, slots=True)
class Project:
    name: str
    stars: int
    forks: int
    releases: int
    merged: int
    acts: tuple[Act, ...]

    def bought(self, stars: int) -> Project:
        return replace(self, name=f"{self.name}+stars", stars=self.stars + stars)

    def split(self) -> Project:
        """The same work, the busiest person's acts dealt out to twenty accounts."""
        people = [act.person for act in self.acts]
        busiest = max(set(people), key=people.count) if people else 0
        acts = tuple(
            replace(act, person=1000 + number % ACCOUNTS) if act.person == busiest else act
            for number, act in enumerate(self.acts)
        )
        return replace(self, name=f"{self.name}+split", acts=acts)


def projects(seed: int, many: int) -> list[Project]:
    draw = np.random.default_rng(seed)
    rows = _sampled(seed, many) if labelled.PLACE.is_dir() else _drawn(draw, many)
    return [_project(draw, number, row) for number, row in enumerate(rows)]


def _sampled(seed: int, many: int) -> list[dict[str, int]]:
    rows = pd.read_csv(labelled.PLACE / "repo_events.csv.gz")
    rows = rows[(rows.label == "random_sample") & (rows.alive == 1) & (rows.WatchEvent >= 50)]
    some = rows.sample(many, random_state=seed)[list(SHAPES)].astype(int)
    return some.to_dict("records")


def _drawn(draw: np.random.Generator, many: int) -> list[dict[str, int]]:
    shapes = {name: (np.log(half), np.log(upper / half) / 0.674)
              for name, (half, upper) in SHAPES.items()}  # fmt: skip
    return [{name: int(draw.lognormal(*shape)) for name, shape in shapes.items()}
            for _ in range(many)]  # fmt: skip


def _project(draw: np.random.Generator, number: int, row: dict[str, int]) -> Project:
    merged = row["PullRequestEvent"] // 3
    people = 1 + int(merged**0.6)
    chances = 1 / np.arange(1, people + 1)
    talk = row["IssueCommentEvent"] + row["IssuesEvent"] // 2
    done = {"code": min(row["PushEvent"], 3000), "discussion": min(talk, 3000)}
    acts = tuple(
        Act(int(person), kind, int(day))
        for kind, many in done.items()
        for person, day in zip(draw.choice(people, many, p=chances / chances.sum()),
                               draw.integers(1, 365, many), strict=True)
    )  # fmt: skip
    return Project(f"p{number:03}", row["WatchEvent"], row["ForkEvent"],
                   min(row["ReleaseEvent"], 100), min(merged, 2000), acts)  # fmt: skip
