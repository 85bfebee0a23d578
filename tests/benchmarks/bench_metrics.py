"""What measuring costs, against pandas and Polars, against itself over sizes, and of some projects.

    python tests/benchmarks/bench_metrics.py FOLDER heads [--events 50000000] [--peers PYTHON]
    python tests/benchmarks/bench_metrics.py FOLDER sizes
    python tests/benchmarks/bench_metrics.py FOLDER some [--projects 900]

FOLDER holds what is generated (`province/*.sql`, seeded) and is used again. CPU seconds are of the
process and of all its threads; memory is the peak of what is resident.

`heads`: eight metrics, our metric files as they are over the tables of the warehouse, and the same
as careful pandas and Polars programs over Parquet files of the columns at hand (`province/by_*.py`;
PYTHON has pandas, polars and pyarrow, which are no dependencies), each in a process of its own, one
after the other, `--rounds` times. All figures must be equal. `limited` is ours with `memory_mb` of
the configuration set to `--memory`: without a limit the engine takes what there is. `sizes`: all
of `score` over three sizes, with the exponent of the fit. `some`: measuring one project in five and
one in a hundred beside measuring all; no row may differ.

Exits 1 when figures differ or a limit is broken: 0.5 of the CPU and 0.4 of the memory of pandas,
1.0 of the CPU of Polars; an exponent of 1.15; 0.15 for one project in five.
"""

from __future__ import annotations

import argparse
import json
import math
import os
import resource
import subprocess
import sys
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from statistics import median
from typing import Any

sys.path.insert(0, str(Path(__file__).parent / "province"))

import duckdb
import filled

from scoring import measuring, run
from scoring.settings import ScoringSettings
from warehouse.store import Warehouse

HERE = Path(__file__).parent / "province"
OURS, PANDAS, POLARS, LIMITED = "ours", "pandas", "polars", "limited"
SINCE, UNTIL = filled.UNTIL - timedelta(days=365), filled.UNTIL
SIZES = ((100, 200_000, 4_000), (300, 600_000, 12_000), (900, 1_800_000, 36_000))
CPU_OF_PANDAS, MEMORY_OF_PANDAS, CPU_OF_POLARS = 0.5, 0.4, 1.0
MOST_EXPONENT, MOST_OF_A_FIFTH = 1.15, 0.15
INNER = ("one", "fill")
DIFFERENT = """
WITH ours AS (FROM read_parquet($ours) WHERE n <> 0),
  theirs AS (FROM read_parquet($theirs) WHERE n <> 0)
SELECT count(*) AS rows, count(*) FILTER (
  o.value IS NULL OR t.value IS NULL OR o.n <> t.n
  OR abs(o.value - t.value) > 1e-9 * greatest(1, abs(o.value))) AS different
FROM ours o FULL JOIN theirs t ON o.metric_id = t.metric_id AND o.project_id = t.project_id
  AND o.part = t.part AND o.month::DATE IS NOT DISTINCT FROM t.month::DATE
"""


def cpu(who: int = resource.RUSAGE_SELF) -> float:
    used = resource.getrusage(who)
    return used.ru_utime + used.ru_stime


def filled_as(path: Path, sizes: filled.Sizes, what: str) -> Path:
    """Made by another process: what a child is said to have held begins with what we hold."""
    if not path.exists():
        print(f"making {path.name} …", flush=True)
        numbers = [str(one) for one in (sizes.projects, sizes.events, sizes.people)]
        ran([sys.executable, __file__, str(path.parent), "fill", "--file", str(path),
             "--sizes", *numbers, "--tables", what])  # fmt: skip
    return path


def fill(args: argparse.Namespace) -> bool:
    """Under another name first: a file half made is none."""
    making = args.file.with_suffix(".new")
    making.unlink(missing_ok=True)
    with Warehouse(making) as warehouse:
        filled.fill(warehouse, filled.Sizes(*args.sizes), args.tables)
        warehouse.execute("CHECKPOINT")
    making.rename(args.file)
    return True


def one(args: argparse.Namespace) -> bool:
    print(json.dumps(scored(args.file)))
    return True


def ran(command: list[str]) -> tuple[float, float]:
    """CPU seconds and peak megabytes of a process."""
    child = subprocess.Popen(command)
    _, status, used = os.wait4(child.pid, 0)
    child.returncode = os.waitstatus_to_exitcode(status)
    if child.returncode:
        raise SystemExit(f"{command[1]} ended with {child.returncode}")
    return used.ru_utime + used.ru_stime, used.ru_maxrss / 1024


def heads(args: argparse.Namespace) -> bool:
    sizes = filled.Sizes(args.projects or 2_000, args.events, args.events // 50)
    warehouse = filled_as(args.folder / f"events-{args.events}.duckdb", sizes, "events")
    parquet = args.folder / f"events-{args.events}"
    python = sys.executable
    if not parquet.exists():
        ran([python, str(HERE / "by_ours.py"), str(warehouse), str(parquet), "export"])
    span = [SINCE.isoformat(), UNTIL.isoformat()]
    commands = {
        OURS: [python, str(HERE / "by_ours.py"), str(warehouse)],
        PANDAS: [args.peers, str(HERE / "by_pandas.py"), str(parquet)],
        POLARS: [args.peers, str(HERE / "by_polars.py"), str(parquet)],
    }
    commands[LIMITED] = commands[OURS]
    found: dict[str, list[tuple[float, float]]] = {name: [] for name in commands}
    for number in range(args.rounds):
        for name, command in commands.items():
            limit = [str(args.memory)] if name == LIMITED else []
            used = ran([*command, str(args.folder / f"{name}.out"), *span, *limit])
            found[name].append(used)
            told = f"{name:16} {used[0]:7.1f} s CPU {used[1]:7.0f} MB"
            print(f"round {number + 1}  {told}", flush=True)
    equal = [same(args.folder, name) for name in commands if name != OURS]
    return all([judged(found), *equal])


def same(folder: Path, name: str) -> bool:
    asked = {"ours": str(folder / "ours.out"), "theirs": str(folder / f"{name}.out")}
    rows, wrong = duckdb.connect().execute(DIFFERENT, asked).fetchall()[0]
    print(f"{rows} figures, {wrong} differ from {name}", flush=True)
    return bool(rows) and not wrong


def judged(found: dict[str, list[tuple[float, float]]]) -> bool:
    middle = {name: [median(column) for column in zip(*used, strict=True)]
              for name, used in found.items()}  # fmt: skip
    good = True
    for name, what, place, peer, limit in (
        (OURS, "CPU", 0, PANDAS, CPU_OF_PANDAS), (OURS, "CPU", 0, POLARS, CPU_OF_POLARS),
        (LIMITED, "CPU", 0, PANDAS, CPU_OF_PANDAS),
        (LIMITED, "memory", 1, PANDAS, MEMORY_OF_PANDAS),
    ):  # fmt: skip
        share = middle[name][place] / middle[peer][place]
        good &= within(f"{what} of {peer}, {name}", share, limit)
    return good


def within(what: str, share: float, limit: float) -> bool:
    print(f"{what}: {share:.2f} ({'within' if share <= limit else 'ABOVE'} {limit})", flush=True)
    return share <= limit


def scored(path: Path) -> dict[str, float]:
    """CPU seconds of the steps of `score`, in this process."""
    with Warehouse(path) as warehouse:
        steps: dict[str, Callable[[], Any]] = {
            "people": lambda: run.people(warehouse, UNTIL, ScoringSettings()),
            "derived": lambda: run.derived(warehouse, UNTIL, ask=False),
            "measured": lambda: measured(warehouse, None),
        }
        return {name: timed(step) for name, step in steps.items()}


def timed(step: Callable[[], Any]) -> float:
    began = cpu()
    step()
    return cpu() - began


def measured(warehouse: Warehouse, some: list[str] | None) -> None:
    with warehouse.transaction():
        measuring.measure(warehouse, as_of=UNTIL, window_days=365, project_ids=some)


def sizes(args: argparse.Namespace) -> bool:
    found = []
    for size in SIZES:
        path = args.folder / f"all-{size[0]}.duckdb"
        filled_as(path, filled.Sizes(*size), "filled")
        command = [sys.executable, __file__, str(args.folder), "one", "--file", str(path)]
        told = subprocess.run(command, capture_output=True, text=True, check=True).stdout
        found.append(json.loads(told.splitlines()[-1]))
        steps = "  ".join(f"{name} {spent:.1f}" for name, spent in found[-1].items())
        of = f"{size[0]:5} projects {size[1]:8} events {size[2]:6} people"
        print(f"{of}, s CPU: {steps}", flush=True)
    good = True
    for name in found[0]:
        fit = exponent([size[0] for size in SIZES], [spent[name] for spent in found])
        good &= within(f"exponent of {name}", fit, MOST_EXPONENT)
    return good


def exponent(size: list[int], spent: list[float]) -> float:
    """Slope of the line of least squares through the logarithms."""
    x, y = [math.log(one) for one in size], [math.log(one) for one in spent]
    middle = sum(x) / len(x), sum(y) / len(y)
    over = sum((a - middle[0]) * (b - middle[1]) for a, b in zip(x, y, strict=True))
    return over / sum((a - middle[0]) ** 2 for a in x)


def some(args: argparse.Namespace) -> bool:
    """Measured again over a file that `sizes` has scored."""
    path = args.folder / f"all-{args.projects or SIZES[-1][0]}.duckdb"
    with Warehouse(path) as warehouse:
        ids = [r["project_id"] for r in warehouse.query("FROM project ORDER BY hash(project_id)")]
        whole = timed(lambda: measured(warehouse, None))
        before, shares = state(warehouse), {}
        for part in (5, 100):
            spent = timed(lambda n=part: measured(warehouse, sorted(ids[: max(1, len(ids) // n)])))
            shares[part] = spent / whole
            same = state(warehouse) == before
            words = "equal" if same else "DIFFER"
            print(f"all {whole:.1f} s CPU, one in {part} {spent:.1f}; rows {words}", flush=True)
            if not same:
                return False
    return within("one project in five, of all", shares[5], MOST_OF_A_FIFTH)


def state(warehouse: Warehouse) -> list[dict[str, Any]]:
    return [
        row for table in ("measurement", "measurement_source")
        for row in warehouse.query(
            "SELECT count(*) AS n, bit_xor(hash(t)) AS a, sum(hash(t) % 1000003) AS b"
            f" FROM {table} t")
    ]  # fmt: skip


def main() -> int:
    parser = argparse.ArgumentParser()
    parser.add_argument("folder", type=Path)
    parser.add_argument("what", choices=("heads", "sizes", "some", *INNER))
    parser.add_argument("--events", type=int, default=50_000_000)
    parser.add_argument("--projects", type=int)
    parser.add_argument("--rounds", type=int, default=3)
    parser.add_argument("--memory", type=int, default=3_000)
    parser.add_argument("--peers", default=sys.executable)
    # Of the processes this one starts.
    parser.add_argument("--file", type=Path)
    parser.add_argument("--sizes", type=int, nargs=3)
    parser.add_argument("--tables", choices=("filled", "events"))
    args = parser.parse_args()
    args.folder.mkdir(parents=True, exist_ok=True)
    steps = {"heads": heads, "sizes": sizes, "some": some, "one": one, "fill": fill}
    return 0 if steps[args.what](args) else 1


if __name__ == "__main__":
    sys.exit(main())
