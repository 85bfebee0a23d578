"""How well the evidence on stars tells what has to be explained.

    python tests/benchmarks/bench_stars.py [--half tune|unseen] [--seed N] [--each N] [--fit]

All by the product's own queries, limits and weights: the score of the proportions on StarScout's
labelled repositories and the history of a network of paid stars (../shared/labelled/stars beside
the checkout; skipped where it is not), and bought stars laid on synthetic histories. `unseen` is
for the end: it is not looked at while weights and limits are made. `--fit` prints weights and
limits of the development half, to be written into scoring/growth/proportions.toml.

Exits 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Sequence
from datetime import timedelta

import numpy as np
import pandas as pd
from stars import labelled, town
from stars.histories import History, bought, organic
from stars.town import Told

LEAST_AUC, LEAST_FOUND, MOST_FALSE = 0.90, 0.90, 0.02


def proportions(half: str) -> list[str]:
    """The score against each kind of others, and what all public events would reach."""
    rows = labelled.repositories(half)
    score = town.scores(rows, labelled.COUNTS)
    print(f"\nlabelled repositories, half {half}: still there, >= {labelled.LEAST} stars\n")
    print("| campaigns against | campaigns | others | AUC | recall at 5 % false alarms |")
    print("|---|---|---|---|---|")
    for name, labels in labelled.OTHERS.items():
        some = rows.label.isin(["campaign", *labels])
        found = labelled.reached(score[some], rows.label[some] == "campaign")
        _line(name, found)
    events = [name for name in rows.columns if name.endswith("Event")]
    weights = labelled.fit(labelled.repositories("tune"), events)
    counts = np.column_stack([np.ones(len(rows)), np.log1p(rows[events])])
    campaign = rows.label == "campaign"
    _line("both, all 15 kinds of events", labelled.reached(pd.Series(counts @ weights), campaign))
    low = found.auc < LEAST_AUC
    return [f"AUC against both {found.auc:.3f}, at least {LEAST_AUC:.2f}"] * low


def _line(name: str, found: labelled.Reached) -> None:
    cells = (name, found.positives, found.negatives, f"{found.auc:.3f}", f"{found.recall:.3f}")
    print("| " + " | ".join(map(str, cells)) + " |")


def network() -> None:
    """Stars really paid for; nearly all of them came to repositories a few days old."""
    made = labelled.paid_network(town.AS_OF.date() - timedelta(days=1))
    print(f"\n{len(made)} repositories of a published network of paid stars, >= 50 stars\n")
    print(f"as they were: {_grades(town.told(made))}")
    print(f"had they been a year old: {_grades(town.told(made, older=365))}")


def fitted() -> None:
    rows = labelled.repositories("tune")
    columns = list(labelled.COUNTS.values())
    weights = labelled.fit(rows, columns).round(3)
    for name, weight in zip(("constant", *labelled.COUNTS), weights, strict=True):
        print(f"{name} = {weight}")
    counts = np.column_stack([np.ones(len(rows)), np.log1p(rows[columns])])
    score = 1 / (1 + np.exp(-counts @ weights))
    for name, share in (("company_note", 0.05), ("company_explain", 0.01)):
        print(f"{name} = {labelled.share_above(rows, score, share):.3f}")


def injected(seed: int, each: int) -> list[str]:
    """Bought stars on some histories, nothing but releases and stories on others."""
    draw = np.random.default_rng(seed)
    quiet = [organic(draw, spikes=0) for _ in range(each)]
    famous = [organic(draw, spikes=1) for _ in range(each)]
    paid = [organic(draw, spikes=0) for _ in range(each)]
    for history in paid:
        bought(draw, history)
    said = town.told([*quiet, *famous, *paid])
    parts = (said[:each], said[each : 2 * each], said[2 * each :])
    for name, some in zip(("releases", "releases and a story", "bought"), parts, strict=True):
        print(f"{name}: {_grades(some)}")
    spikes = [_overlaps(one, h, h.spikes) for h, one in zip(quiet, parts[0], strict=True)]
    alarms, spiked = sum(map(sum, spikes)), sum(map(len, spikes))
    found = sum(any(_overlaps(o, h, h.laid)) for h, o in zip(paid, parts[2], strict=True))
    bare = [sum(any(b.explained == "none" for b in o.bursts) for o in some) for some in parts[:2]]
    print(f"bought bursts found: {found} of {each} ({found / each:.1%})")
    print(
        f"release-driven spikes told as unexplained: {alarms} of {spiked} ({alarms / spiked:.2%})"
    )
    print(f"histories with an unexplained burst: {bare[0]} of {each} with releases,"
          f" {bare[1]} of {each} with a story")  # fmt: skip
    wrong = [f"found {found / each:.1%}, at least {LEAST_FOUND:.0%}"] * (found < LEAST_FOUND * each)
    return wrong + [f"false {alarms / spiked:.2%}, at most {MOST_FALSE:.0%}"] * (
        alarms > MOST_FALSE * spiked
    )


def _grades(some: Sequence[Told]) -> str:
    return ", ".join(f"{g} {sum(one.grade == g for one in some)}" for g in (*"ABCD", "unknown"))


def _overlaps(one: Told, history: History, spans: Sequence[tuple[int, int]]) -> list[bool]:
    """For each span whether an unexplained burst touches it."""
    bare = [b for b in one.bursts if b.explained == "none"]
    return [
        any(b.from_day <= history.day(last) + timedelta(days=1) and b.to_day >= history.day(first)
            for b in bare)
        for first, last in spans
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("--half", choices=["tune", "unseen"], default="tune")
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--each", type=int, default=200)
    parser.add_argument("--fit", action="store_true")
    asked = parser.parse_args()
    found: list[str] = []
    if not labelled.PLACE.is_dir():
        print("labelled data is not beside this checkout: the proportions are not measured")
    elif asked.fit:
        fitted()
        return 0
    else:
        found += proportions(asked.half)
        network()
    print(f"\nsynthetic histories, seed {asked.seed}, {asked.each} of each kind\n")
    found += injected(asked.seed, asked.each)
    print("\n".join(["", *found] if found else ["\nall limits hold"]))
    return 1 if found else 0


if __name__ == "__main__":
    sys.exit(main())
