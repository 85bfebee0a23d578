"""Figures of real histories against a count by plain git commands and pandas.

    python tests/benchmarks/bench_recount.py CLONE … [--show N]

Each clone is collected and scored by the program's own `run`, as of the day of its last commit.
Given are its person table (who is one person, who is a program), its count of changed lines of code
and of comments, and its lists of paths, words and domains; everything else is counted anew by
`recount`, which shares no code with the program.

Exits 1 when a figure differs.
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
from pathlib import Path
from tempfile import TemporaryDirectory

import duckdb
import pandas as pd
from recount import counting, history

ROOT = Path(__file__).parents[2]
PEOPLE = "SELECT i.name, i.email_key, a.person_id, a.bot," \
    " coalesce(a.bot_reason LIKE '署名是 AI 编程助手%', false) AS agent FROM identity i" \
    " JOIN person_alias a USING (identity_id) WHERE i.closed_at IS NULL"  # fmt: skip
LINES = "SELECT sha, path, code_added + code_removed AS code," \
    " comment_added + comment_removed AS words, code_added - code_removed AS more" \
    " FROM commit_change WHERE closed_at IS NULL AND unread IS NULL"  # fmt: skip
MADE = "SELECT metric_id, part, month, value, value_text FROM measurement"


def scored(clone: Path, day: str, folder: Path) -> tuple[pd.DataFrame, ...]:
    """The program's persons, changed lines and measurements."""
    subprocess.run(
        [sys.executable, "-m", "yuanzheng", "run", str(clone), "--as-of", day, "--quiet"],
        cwd=folder, env={**os.environ, "PYTHONPATH": str(ROOT)}, check=False,
        stdout=subprocess.DEVNULL,
    )  # fmt: skip
    with duckdb.connect(str(folder / "data/warehouse.duckdb"), read_only=True) as held:
        return tuple(held.execute(sql).df() for sql in (PEOPLE, LINES, MADE))


def compared(ours: pd.DataFrame, counted: counting.Counted) -> list[tuple[str, float, float]]:
    """(figure, ours, counted) where they differ by more than rounding to two decimals."""
    held = {
        (row.metric_id, row.part, "" if pd.isna(row.month) else f"{row.month:%Y-%m}"): row.value
        for row in ours.itertuples()
    }
    wrong = []
    for key, value in counted.items():
        told = held.get(key)
        if told is None or pd.isna(told):
            if value:
                wrong.append((" ".join(key), float("nan"), value))
        elif abs(told - value) > 0.0051:
            wrong.append((" ".join(key), told, value))
    asked = {key[:2] for key in counted}
    more = {key for key in held.keys() - counted.keys() if key[:2] in asked}
    wrong += [(" ".join(key), held[key], 0.0) for key in sorted(more) if held[key] > 0]
    return wrong


def main() -> int:
    asked = _arguments()
    differing = 0
    print("| history | commits | people | window to | figures | differ |\n" + "|---" * 6 + "|")
    for clone in asked.clones:
        if not clone.is_dir():
            print(f"{clone}: no clone there, skipped")
            continue
        made = history.commits(clone)
        end = made["at"].max().tz_convert("Asia/Shanghai").normalize() + pd.Timedelta(days=1)
        day = f"{end - pd.Timedelta(days=1):%Y-%m-%d}"
        with TemporaryDirectory() as folder:
            people, lines, ours = scored(clone, day, Path(folder))
        done = counting.acts(clone, people, lines)
        counted = counting.count(done, end - pd.Timedelta(days=365), end)
        wrong = compared(ours, counted)
        differing += len(wrong)
        name = f"{clone.parent.name} {made['sha'][0][:10]}"
        print(f"| {name} | {len(made):,} | {people['person_id'].nunique():,} | {day} |"
              f" {len(counted):,} | {len(wrong)} |", flush=True)  # fmt: skip
        unknown = done[done["person_id"].isna()]["sha"].nunique()
        if unknown:
            print(f"  {unknown} commits signed by nobody in the person table")
        for figure, told, value in wrong[: asked.show]:
            print(f"  {figure}: {told} ours, {value} counted")
    return 1 if differing else 0


def _arguments() -> argparse.Namespace:
    words = argparse.ArgumentParser(description=__doc__)
    words.add_argument("clones", nargs="+", type=Path)
    words.add_argument("--show", type=int, default=40)
    return words.parse_args()


if __name__ == "__main__":
    sys.exit(main())
