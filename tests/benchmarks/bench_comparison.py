"""How long a comparison takes, and how large it gets: 100 and 300 made-up projects.

    python tests/benchmarks/bench_comparison.py [projects …]

Each project has 69 figures with parts, 20 raw answers behind each, and was scored at two instants
(`tests/comparing/compared_sample.py`). Times are of work (CPU), for the machine may be shared;
those on the wall stand beside them. Exits 1 when a limit is broken: rank intervals of 300 projects
in 1,000 variants 2 s, the whole command for 100 projects 10 s, the page of 100 projects 3 MB.
"""

from __future__ import annotations

import os
import subprocess
import sys
import time
from collections.abc import Callable
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import TypeVar

sys.path.insert(0, str(Path(__file__).parents[1] / "comparing"))

import compared_sample

from reports.comparing import workbook
from reports.comparing.gathering import gathered
from scoring.comparison.intervals import intervals
from scoring.comparison.points import table
from scoring.comparison.weights import standard
from warehouse.store import Warehouse
from yuanzheng.comparing.building import Order, built
from yuanzheng.comparing.weighing import weighing

T = TypeVar("T")
INTERVALS, COMMAND, PAGE = 2.0, 10.0, 3_000_000
broken: list[str] = []


def timed(title: str, do: Callable[[], T], most: float | None = None) -> T:
    work, wall = time.process_time(), time.perf_counter()
    found = do()
    work = time.process_time() - work
    print(f"  {title:<44} {work:7.2f} s {time.perf_counter() - wall:9.2f} s")
    limit(title, work, most)
    return found


def limit(title: str, value: float, most: float | None) -> None:
    if most is not None and value > most:
        broken.append(f"{title}: {value:.2f} > {most:g}")


def measured(many: int, folder: Path) -> None:
    path = folder / "data" / "warehouse.duckdb"
    path.parent.mkdir(parents=True)
    with Warehouse(path) as warehouse, warehouse.transaction():
        ids = compared_sample.fill(warehouse, many, answers=20)
    print(f"{many} projects{'':38} work      wall")
    metrics = [*compared_sample.COMPARED, "star_evidence"]
    with Warehouse(path, read_only=True) as warehouse:
        found = timed(
            "figures, ids and answers from the warehouse",
            lambda: gathered(warehouse, compared_sample.AS_OF, ids, metrics),
        )
        rows = [{m: one.figures[m].row.value for m in one.figures} for one in found.projects]
        held = table(rows, standard())
        most = INTERVALS if many >= 300 else None
        spans = timed("rank intervals, 1,000 variants", lambda: intervals(held, 1), most)
        order = Order(
            compared_sample.AS_OF, compared_sample.BEFORE, tuple(ids), None,
            weighing((), {}, None), folder / "evidence",
        )  # fmt: skip
        made = timed("the whole comparison, all presets", lambda: built(warehouse, order))
    timed("workbook", lambda: workbook.written(made))
    print(f"  pairs that cannot be told apart: {len(spans.pairs):,}")
    _command(many, folder)


def _command(many: int, folder: Path) -> None:
    (folder / "config.toml").write_text("", encoding="utf-8")
    before, wall = os.times(), time.perf_counter()
    command = [sys.executable, "-m", "yuanzheng", "compare", "--quiet"]
    subprocess.run(command, cwd=folder, check=True)
    after = os.times()
    work = after.children_user + after.children_system
    work -= before.children_user + before.children_system
    print(f"  {'yuanzheng compare':<44} {work:7.2f} s {time.perf_counter() - wall:9.2f} s")
    limit(f"yuanzheng compare, {many} projects", work, COMMAND if many <= 100 else None)
    for written in sorted((folder / "evidence" / "比较").iterdir()):
        size = written.stat().st_size
        print(f"  {written.name:<44} {size:>13,} bytes")
        limit(written.name, size, PAGE if written.suffix == ".html" and many <= 100 else None)


def main() -> int:
    for many in [int(text) for text in sys.argv[1:]] or [100, 300]:
        with TemporaryDirectory() as folder:
            measured(many, Path(folder))
    for words in broken:
        print(f"✗ {words}")
    return 1 if broken else 0


if __name__ == "__main__":
    sys.exit(main())
