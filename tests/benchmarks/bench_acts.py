"""What commits are, as the product tells, against what their authors wrote before the colon.

    python tests/benchmarks/bench_acts.py NAME=CLONE … [--half develop|unseen]

NAME is that of a file of `../shared/labelled/commits` (numpy__numpy, meltano__sdk), CLONE a clone
with contents. The product's own collector reads the clone into a new warehouse, its own rules make
the acts. Halves are made by SHA-256 of the commit ids; `unseen` is looked at when the rules stand.
A commit is taken for documentation when its acts are of that kind alone.

Exits 1 when a limit is broken.
"""

from __future__ import annotations

import argparse
import gzip
import json
import os
import subprocess
import sys
import tempfile
import time
from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import Quiet

from collectors import gitchanges, gitread
from collectors.loop import collect
from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from collectors.targets import parse
from scoring.acts.run import derive
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse

LABELLED = Path(__file__).parents[3] / "shared/labelled/commits"
# What authors call their commits → kinds of acts; other words (maintenance, style, release) say
# why somebody did it, not what it is.
KINDS = {"code": "code", "types": "code", "deprecate": "code", "docs": "docs", "test": "tests",
         "bench": "tests", "ci": "build", "build": "build"}  # fmt: skip
LEAST_F1 = {"numpy__numpy": 0.80}
# Seconds of work for a year of numpy.
MOST_SECONDS = 120.0


@dataclass(frozen=True, slots=True)
class Told:
    """A labelled commit and the kinds of its acts; empty: none, or excluded for `excluded`."""

    label: str
    kinds: frozenset[str]
    excluded: str | None
    by_paths: bool


@contextmanager
def collected(clone: Path, since: int) -> Iterator[Warehouse]:
    """A warehouse with the commits of a clone and the lines they changed."""
    now = datetime.now(UTC)
    days = (now - datetime.fromtimestamp(since, UTC)).days + 1
    project = ProjectSources("bench", "bench", None, (), (parse(str(clone), CollectorSettings()),))
    with tempfile.TemporaryDirectory() as folder:
        places = WarehouseSettings(folder=Path(folder))
        with Warehouse(places.database) as warehouse:
            begun, work = time.monotonic(), time.process_time()
            collect(
                warehouse, [project], settings=CollectorSettings(text_days=days), places=places,
                clock=lambda: datetime.now(UTC), progress=Quiet(), stop=lambda: False,
                only=frozenset({"commits", "changes"}),
            )  # fmt: skip
            took = time.monotonic() - begun, time.process_time() - work
            print(f"collected in {took[0]:.0f} s, {took[1]:.0f} s of work of this process")
            yield warehouse


def told(warehouse: Warehouse, labels: Mapping[str, str]) -> dict[str, Told]:
    derive(warehouse)
    found = defaultdict[str, list[dict[str, object]]](list)
    for row in warehouse.query("SELECT DISTINCT ref, kind, excluded, by_paths FROM act"):
        if row["ref"] in labels:
            found[row["ref"]].append(row)
    return {
        sha: Told(
            labels[sha], frozenset(str(row["kind"]) for row in rows if row["excluded"] is None),
            next((str(row["excluded"]) for row in rows if row["excluded"]), None),
            any(bool(row["by_paths"]) for row in rows),
        )
        for sha, rows in found.items()
    }  # fmt: skip


def f1(some: Mapping[str, Told], says: Callable[[Told], bool]) -> tuple[float, float, float, float]:
    """Accuracy, precision, recall and F1 of documentation."""
    pairs = [(says(one), one.label == "docs") for one in some.values()]
    hits = sum(said and real for said, real in pairs)
    said, real = sum(said for said, _ in pairs), sum(real for _, real in pairs)
    right = sum(said == real for said, real in pairs)
    return right / len(pairs), hits / max(1, said), hits / max(1, real), 2 * hits / (said + real)


def is_docs(one: Told) -> bool:
    return one.kinds == {"docs"}


def tell(how: str, some: Mapping[str, Told]) -> float:
    accuracy, precision, recall, score = f1(some, is_docs)
    named = [one for one in some.values() if one.label in KINDS]
    among = sum(KINDS[one.label] in one.kinds for one in named) / len(named)
    alone = sum(one.kinds == {KINDS[one.label]} for one in named) / len(named)
    print(
        f"| {how} | {len(some)} | {accuracy:.3f} | {precision:.3f} | {recall:.3f} | {score:.3f}"
        f" | {among:.3f} | {alone:.3f} |"
    )
    return score


def half(sha: str) -> str:
    return "unseen" if int(sha256(sha.encode()).hexdigest(), 16) % 2 else "develop"


def measured(name: str, clone: Path, wanted: str) -> bool:
    """Whether the limits held."""
    with gzip.open(LABELLED / f"{name}.jsonl.gz", "rt", encoding="utf-8") as lines:
        rows = [json.loads(line) for line in lines]
    labels = {row["sha"]: row["label"] for row in rows if half(row["sha"]) == wanted}
    print(f"\n{name}, half `{wanted}`")
    with collected(clone, min(row["ts"] for row in rows)) as warehouse:
        by_lines = told(warehouse, labels)
        warehouse.execute("DELETE FROM commit_change")
        by_paths = told(warehouse, labels)
    print(
        "| by | commits | docs: accuracy | precision | recall | F1 | label's kind among | alone |"
    )
    print("|---|---|---|---|---|---|---|---|")
    tell("paths alone", by_paths)
    score = tell("lines", by_lines)
    why = defaultdict[str, int](int)
    for one in by_lines.values():
        why[one.excluded or ("a file by its path" if one.by_paths else "lines")] += 1
    print("judged by / excluded:", dict(sorted(why.items())))
    return score >= LEAST_F1.get(name, 0.0)


def speed(clone: Path) -> bool:
    """A year of the clone's history: reading its changed lines, and `git log -p` to nowhere.

    Work is that of the processor, git's own included: the clock depends on who else is at work.
    """
    last = subprocess.run(
        ["git", "-C", str(clone), "log", "-1", "--format=%ct"], capture_output=True, check=True
    )
    since = int(last.stdout) - 365 * 86400
    begun, work = time.monotonic(), worked()
    subprocess.run(
        ["git", "-C", str(clone), "log", "-p", "--no-merges", "--no-renames", f"--since={since}"],
        stdout=subprocess.DEVNULL, check=True,
    )  # fmt: skip
    by_git, work = time.monotonic() - begun, worked() - work
    repository = gitread.open_local(clone)
    begun, own, shas = time.monotonic(), worked(), set[str]()
    for part in gitchanges.parts("git:x", repository, None, repository.head(), since):
        shas |= {one.sha for one in part.changes}
    took, own = time.monotonic() - begun, worked() - own
    print(
        f"a year, {len(shas)} commits: {own:.1f} s of work ({took:.1f} s), git log -p {work:.1f} s"
        f" ({by_git:.1f} s): {own / work:.1f} times its work"
    )
    return own <= MOST_SECONDS


def worked() -> float:
    spent = os.times()
    return spent.user + spent.system + spent.children_user + spent.children_system


def main() -> int:
    reader = argparse.ArgumentParser()
    reader.add_argument("clones", nargs="+", metavar="NAME=CLONE")
    reader.add_argument("--half", default="develop", choices=("develop", "unseen"))
    asked = reader.parse_args()
    if not LABELLED.is_dir():
        print(f"no labelled commits at {LABELLED}: nothing was measured")
        return 0
    held = True
    for name, _, clone in (one.partition("=") for one in asked.clones):
        held &= measured(name, Path(clone), asked.half)
        held &= speed(Path(clone))
    return 0 if held else 1


if __name__ == "__main__":
    sys.exit(main())
