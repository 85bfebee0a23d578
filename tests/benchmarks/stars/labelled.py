"""The labelled repositories, split by their hashed id; read where they lie, never copied."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date
from hashlib import sha256
from pathlib import Path

import numpy as np
import pandas as pd

from stars.histories import History

PLACE = Path(__file__).resolve().parents[4] / "shared" / "labelled" / "stars"
LEAST = 300
# What the product can see, by the events of the data: stars, forks, issues (opened and closed),
# comments on issues and change requests. Stars are star events, those taken back included.
COUNTS = {"stars": "WatchEvent", "forks": "ForkEvent", "issues": "IssuesEvent",
          "comments": "IssueCommentEvent"}  # fmt: skip
OTHERS = {
    "random_sample": ["random_sample"],
    "suspect_no_campaign": ["suspect_no_campaign"],
    "both": ["random_sample", "suspect_no_campaign"],
}


@dataclass(frozen=True, slots=True)
class Reached:
    """`recall` at five per cent false alarms."""

    positives: int
    negatives: int
    auc: float
    recall: float


def half(row_id: str) -> str:
    return "unseen" if sha256(row_id.encode()).digest()[-1] % 2 else "tune"


def repositories(which: str) -> pd.DataFrame:
    """Those of a half that still exist and have at least `LEAST` stars."""
    rows = pd.read_csv(PLACE / "repo_events.csv.gz")
    rows = rows[(rows.alive == 1) & (rows.WatchEvent >= LEAST)]
    return rows[rows.rid.map(half) == which].reset_index(drop=True)


def reached(scores: pd.Series, campaign: pd.Series) -> Reached:
    """Ties count one half (Mann-Whitney)."""
    good, bad = scores[campaign].to_numpy(), np.sort(scores[~campaign].to_numpy())
    below = np.searchsorted(bad, good, "left") + np.searchsorted(bad, good, "right")
    limit = np.quantile(bad, 0.95)
    auc = float(below.sum() / (2 * len(good) * len(bad)))
    return Reached(len(good), len(bad), auc, float((good > limit).mean()))


def masses(rows: pd.DataFrame) -> np.ndarray:
    """Both kinds of others weigh the same: that three in four are suspects is the data's making."""
    counts = rows.label.value_counts()
    others = counts.drop("campaign")
    each = {label: others.mean() / n for label, n in others.items()} | {"campaign": 1.0}
    return rows.label.map(each).to_numpy(dtype=float)


def fit(rows: pd.DataFrame, columns: list[str], ridge: float = 0.1) -> np.ndarray:
    """Logistic regression over ln(1 + count) by Newton steps; the constant comes first."""
    x = np.column_stack([np.ones(len(rows)), np.log1p(rows[columns].to_numpy(dtype=float))])
    y, mass = (rows.label == "campaign").to_numpy(dtype=float), masses(rows)
    weights = np.zeros(x.shape[1])
    held = ridge * np.diag([0.0, *[1.0] * len(columns)])
    for _ in range(50):
        chance = 1 / (1 + np.exp(-x @ weights))
        slope = x.T @ (mass * (y - chance)) - held @ weights
        bend = (x.T * (mass * chance * (1 - chance))) @ x + held
        weights = weights + np.linalg.solve(bend, slope)
    return weights


def share_above(rows: pd.DataFrame, scores: np.ndarray, share: float) -> float:
    """The score above which that share of the others lies, by mass."""
    others = (rows.label != "campaign").to_numpy()
    order = np.argsort(-scores[others])
    heap = np.cumsum(masses(rows)[others][order]) / masses(rows)[others].sum()
    return float(scores[others][order][np.searchsorted(heap, share)])


def paid_network(last: date) -> list[History]:
    """The repositories of a published network of paid stars, of 50 stars or more, day by day."""
    rows = pd.read_csv(PLACE / "ghost_network_events.csv.gz")
    rows = rows.assign(day=pd.to_datetime(rows.created_at.str[:10]).dt.date)
    made = []
    for _, events in rows.groupby("rid"):
        if (events.type == "WatchEvent").sum() >= 50:
            first = min(events.day)
            kinds = {"stars": "WatchEvent", "forks": "ForkEvent", "issues": "IssuesEvent",
                     "change_requests": "PullRequestEvent"}  # fmt: skip
            days = {name: _daily(events[events.type == kind], first, last)
                    for name, kind in kinds.items()}  # fmt: skip
            made.append(History(first, days))
    return made


def _daily(events: pd.DataFrame, first: date, last: date) -> np.ndarray:
    numbers = [(day - first).days for day in events.day]
    return np.bincount(numbers, minlength=(last - first).days + 1)
