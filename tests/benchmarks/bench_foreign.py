"""Foreign formulas: how far ours are from theirs, and what splitting the same work does to them.

    python tests/benchmarks/bench_foreign.py [--compass CLONE] [--inputs 10000]

1. The golden values of tests/scoring/golden against the formulas of the metric files.
2. With a clone of oss-compass/compass-metrics-model: its `compass_common/algorithm_utils.py` over
   that many random inputs; without one this is skipped and said.
3. A small community in which one person does much, then the same work under 20 accounts: each
   foreign score before and after. First nothing proves that the accounts are one person's, then
   they are joined (as `.mailmap` or `people.toml` would).

Exits 1 when a formula is off by more than 1e-9.
"""

from __future__ import annotations

import argparse
import importlib.util
import json
import random
import sys
import tempfile
from collections.abc import Iterable
from datetime import datetime, timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "scoring"))

from conftest import AS_OF, Town
from test_foreign_golden import COMPASS, CRITICALITY, GOLDEN, formula

from warehouse.store import Warehouse

ALLOWED, REPO, ACCOUNTS = 1e-9, "github:o/p", 20
FIGURES = (
    ("criticality_score", ""), ("scorecard_maintained", "lowest"), ("opendigger_activity", ""),
    ("opendigger_activity", "people"), ("oss_compass_activity", ""),
    ("chaoss_absence_factor", ""), ("chaoss_absence_factor", "people"),
    ("contributor_absence_factor", ""),
)  # fmt: skip


def fresh() -> Town:
    return Town(Warehouse(Path(tempfile.mkdtemp()) / "warehouse.duckdb"))


def scores(metric_id: str, rows: Iterable[dict[str, Any]], column: str, key: str) -> dict[Any, Any]:
    town = fresh()
    town.warehouse.execute(
        "CREATE TEMP TABLE given AS SELECT unnest($rows, recursive := true)", {"rows": list(rows)}
    )
    found = town.warehouse.query(f"WITH inputs AS (FROM given), {formula(metric_id)} FROM scored")
    return {(row[key], row.get("reading", "")): row[column] for row in found}


def signals(cases: Iterable[dict[str, Any]], keys: Iterable[str]) -> list[dict[str, Any]]:
    return [
        {"project_id": "p", "repo_id": f"{n}", "key": key,
         "value": None if case.get(key) is None else float(case[key])}
        for n, case in enumerate(cases) for key in keys
    ]  # fmt: skip


def golden(metric_id: str, keys: Iterable[str], reading: str) -> tuple[int, float]:
    lines = (GOLDEN / f"{metric_id}.jsonl").read_text(encoding="utf-8").splitlines()
    cases = [json.loads(line) for line in lines]
    found = scores(metric_id, signals([c["inputs"] for c in cases], keys), "value", "repo_id")
    return len(cases), max(abs(found[f"{n}", reading] - c["score"]) for n, c in enumerate(cases))


def opendigger() -> tuple[int, float]:
    rows = json.loads((GOLDEN / "opendigger_activity.json").read_text(encoding="utf-8"))["accounts"]
    keys = ("month", "login", "issue_comment", "open_issue", "open_pull", "review_comment",
            "merged_pull")  # fmt: skip
    given = [{"who": f"{n}", **dict(zip(keys, row, strict=False))} for n, row in enumerate(rows)]
    found = scores("opendigger_activity", given, "activity", "who")
    return len(rows), max(abs(found[f"{n}", ""] - row[-1]) for n, row in enumerate(rows))


def compass(clone: Path, inputs: int) -> tuple[int, float]:
    """`get_score_by_criticality_score` and `normalize` of the clone, thresholds of a repository."""
    spec = importlib.util.spec_from_file_location(
        "their", clone / "compass_common/algorithm_utils.py"
    )
    assert spec
    assert spec.loader
    their = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(their)
    weights = (0.18009, 0.18009, -0.12742, 0.11501, 0.07768, 0.04919, 0.04919, 0.03177)
    caps = (2000, 1000, 0.25, 10, 5, 8, 2500, 12)
    model = {
        k: {"weight": w, "threshold": t} for k, w, t in zip(COMPASS, weights, caps, strict=True)
    }
    draw = random.Random(1)
    cases = [
        {key: None if draw.random() < 0.1 else round(cap * 10 ** draw.uniform(-3, 1), 4)
         for key, cap in zip(COMPASS, caps, strict=True)}
        for _ in range(inputs)
    ]  # fmt: skip
    found = scores("oss_compass_activity", signals(cases, COMPASS), "value", "repo_id")
    expected = [
        their.normalize(their.get_score_by_criticality_score(case, model), -0.22934, 1.22934)
        for case in cases
    ]
    return inputs, max(abs(found[f"{n}", "score"] - one) for n, one in enumerate(expected))


def community(accounts: int, *, joined: bool) -> Town:
    """Ten people who do a little, and the work of one busy person under so many accounts."""
    town, draw = fresh(), random.Random(3)
    town.project("p", REPO)
    town.state(REPO)
    town.record(
        "repo_fact", repo_id=REPO, is_archived=False, created_at=AS_OF - timedelta(days=900)
    )
    busy = [f"b{n}" for n in range(accounts)]
    for alias in (*busy, *(f"o{n}" for n in range(10))):
        person = "b0" if joined and alias in busy else alias
        town.put("person_alias", identity_id=alias, person_id=person, rule="alone", reason="独",
                 bot="human", bot_reason=None)  # fmt: skip
        town.record("listed_contributor", repo_id=REPO, identity_id=alias)
    for number in range(1200):
        mine = number % 2 == 0
        who = busy[number // 2 % accounts] if mine else f"o{draw.randrange(10)}"
        person = "b0" if joined and mine else who
        act(town, number, who, person, AS_OF - timedelta(hours=1 + 7 * number))
    town.measure()
    return town


def act(town: Town, number: int, who: str, person: str, at: datetime) -> None:
    """Half commits; else an issue, a merged change request, or a comment, in turn."""
    made = {"repo_id": REPO, "author_id": who, "created_at": at, "updated_at": at}
    turn = number // 2 % 6
    if turn < 3:
        town.record("commit", repo_id=REPO, sha=f"s{number}", author_id=who, authored_at=at,
                    committed_at=at, has_paths=False)  # fmt: skip
        town.act("p", person, "commit", at.isoformat(), f"s{number}")
    elif turn == 3:
        town.record("issue", number=f"{number}", state="open", **made)
    elif turn == 4:
        town.record("change_request", number=f"{number}", state="merged", merged_at=at, **made)
    else:
        town.record("comment", comment_id=f"{number}", subject_kind="issue", is_review=False,
                    subject_number=f"{number - 4}", **made)  # fmt: skip


def splitting() -> None:
    towns = [community(1, joined=False), community(ACCOUNTS, joined=False),
             community(ACCOUNTS, joined=True)]  # fmt: skip
    print(f"\n| metric | part | one account | {ACCOUNTS} accounts | change | joined | change |")
    print("|---|---|---|---|---|---|---|")
    for metric_id, part in FIGURES:
        one, many, joined = (town.one(metric_id, "p", part)["value"] for town in towns)
        print(f"| {metric_id} | {part or 'whole'} | {one:.4g} | {many:.4g} | {change(many, one)}"
              f" | {joined:.4g} | {change(joined, one)} |")  # fmt: skip


def change(after: float, before: float) -> str:
    return f"{100 * (after / before - 1):+.1f} %"


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__.splitlines()[0] if __doc__ else "")
    asked.add_argument("--compass", type=Path)
    asked.add_argument("--inputs", type=int, default=10_000)
    options = asked.parse_args()
    told = {
        "criticality_score, golden": golden("criticality_score", CRITICALITY, ""),
        "oss_compass_activity, golden": golden("oss_compass_activity", COMPASS, "score"),
        "opendigger_activity, golden": opendigger(),
    }
    if options.compass and options.compass.is_dir():
        told["oss_compass_activity, their code"] = compass(options.compass, options.inputs)
    else:
        print("skipped: no clone of compass-metrics-model was given (--compass)")
    print("| formula | values | largest difference |\n|---|---|---|")
    for name, (count, off) in told.items():
        print(f"| {name} | {count} | {off:.1e} |")
    splitting()
    return int(any(off > ALLOWED for _, off in told.values()))


if __name__ == "__main__":
    sys.exit(main())
