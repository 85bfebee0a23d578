"""What cheating buys: bought stars and split accounts, by the product's own scores and evidence.

    python tests/benchmarks/bench_cheating.py [--seed N] [--projects N] [--histories N]

A cohort of 300 projects (`cheating/cohort.py` says where its counts come from) is scored as the
product scores. Then the twenty projects in the middle of the ranking buy 1,000 stars each, alone;
and in every project the busiest person's work is dealt out to twenty accounts. Last, 1,000 bought
stars are laid on the star histories of projects of the middle: what the evidence says of them.

Exits 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import math
import statistics
import sys
from bisect import bisect_left

import numpy as np
from cheating.cohort import Project, projects
from cheating.scores import scores
from stars import town
from stars.histories import History, organic

BOUGHT, MOST_RANKS, MOST_SPLIT = 1000, 14, 0.05


def ranks_won(cohort: list[Project], found: dict[str, float]) -> list[int]:
    """Places each of the middle twenty would rise among the others."""
    middle = _middle(cohort, found)
    won = []
    for one in middle:
        others = sorted(found[other.name] for other in cohort if other is not one)
        before, after = (bisect_left(others, found[name])
                         for name in (one.name, one.bought(BOUGHT).name))  # fmt: skip
        won.append(after - before)
    return won


def _middle(cohort: list[Project], found: dict[str, float]) -> list[Project]:
    order = sorted(cohort, key=lambda one: found[one.name])
    half = len(order) // 2
    return order[half - 10 : half + 10]


def split_gain(cohort: list[Project], found: dict[str, float]) -> list[float]:
    return [found[one.split().name] / found[one.name] - 1 for one in cohort]


def evidence(seed: int, many: int, stars: int) -> None:
    """1,000 stars within a week on histories of as many stars as the middle has."""
    draw = np.random.default_rng(seed)
    made = []
    for _ in range(many):
        history = organic(draw, spikes=0, total=stars)
        _lay(draw, history)
        made.append(history)
    said = town.told(made)
    grades = {grade: sum(one.grade == grade for one in said) for grade in (*"ABCD", "unknown")}
    print(f"\n{BOUGHT} stars within a week on {many} histories of {stars} stars: {grades}")


def _lay(draw: np.random.Generator, history: History) -> None:
    start = int(draw.integers(45, len(history.days["stars"]) - 70))
    week = history.days["stars"][start : start + 7]
    week += draw.multinomial(BOUGHT, np.full(7, 1 / 7))


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--projects", type=int, default=300)
    parser.add_argument("--histories", type=int, default=100)
    asked = parser.parse_args()
    cohort = projects(asked.seed, asked.projects)
    changed = [*(one.bought(BOUGHT) for one in cohort), *(one.split() for one in cohort)]
    found = scores([*cohort, *changed])
    middle = _middle(cohort, found)
    values = [found[one.name] for one in cohort]
    print(f"{len(cohort)} projects, seed {asked.seed}: scores {min(values):.1f} to"
          f" {max(values):.1f}, median {statistics.median(values):.1f}")  # fmt: skip
    won = ranks_won(cohort, found)
    print(f"{BOUGHT} bought stars, the middle 20 (stars {min(p.stars for p in middle)} to"
          f" {max(p.stars for p in middle)}): ranks won, median {statistics.median(won)}, mean"
          f" {statistics.fmean(won):.1f}, most {max(won)}")  # fmt: skip
    gains = split_gain(cohort, found)
    print(f"work split over 20 accounts: score moves by {statistics.fmean(map(abs, gains)):.2%}"
          f" at the mean, {max(map(abs, gains)):.2%} at most")  # fmt: skip
    evidence(asked.seed, asked.histories, round(statistics.median(p.stars for p in middle)))
    wrong = [f"{statistics.median(won)} ranks"] * (statistics.median(won) > MOST_RANKS)
    wrong += [f"split {max(gains):.2%}"] * (max(map(abs, gains)) > MOST_SPLIT)
    print("\n".join(["", *wrong] if wrong else ["\nall limits hold"]))
    return 1 if wrong or not all(map(math.isfinite, values)) else 0


if __name__ == "__main__":
    sys.exit(main())
