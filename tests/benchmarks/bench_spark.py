"""Scoring over a Spark cluster of two workers on this machine, against the embedded engine.

    python tests/benchmarks/bench_spark.py [events] [projects] [buckets] [rounds]

CPU seconds of all processes: master, workers, executors, their Python, the driver and its Java. A
warehouse of one small project tells what is fixed (Java, the cluster, the program itself); what is
left is the price of the work. Rounds alternate, medians count. Exits 1 when the two engines make
different tables, or the work over Spark costs more than 1.7 times as much.
"""

from __future__ import annotations

import os
import shutil
import statistics
import subprocess
import sys
import time
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "scaleout"))

import clusters
from province.filled import Sizes, fill

from scoring.run import score
from scoring.settings import ScoringSettings
from warehouse import schema
from warehouse.engines.settings import SparkSettings
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng.config import Settings
from yuanzheng.scaleout.engine import scored

AS_OF = datetime(2026, 11, 21, 16, tzinfo=UTC)
MOST = 1.7
TICK = os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True, slots=True)
class Spent:
    """CPU and seconds on the wall."""

    work: float
    wall: float

    def __str__(self) -> str:
        return f"{self.work:7.1f} s CPU {self.wall:7.1f} s"


def session_work(session: int) -> float:
    """CPU seconds of the processes of a session, with those that have ended in it."""
    return sum(sum(map(int, one[13:17])) / TICK for one in stats() if int(one[5]) == session)


def stats() -> Iterator[list[str]]:
    for path in Path("/proc").glob("[0-9]*/stat"):
        try:
            text = path.read_text()
        except OSError:
            continue
        head, _, rest = text.rpartition(")")
        yield [head.split()[0], "", *rest.split()]


def drive(engine: str, folder: Path, master: str, buckets: int) -> None:
    """One scoring, in a process of its own."""
    settings = Settings(
        warehouse=WarehouseSettings(folder=folder, engine="spark"),
        spark=SparkSettings(master=master, buckets=buckets, conf={
            "spark.driver.host": "127.0.0.1", "spark.driver.bindAddress": "127.0.0.1",
        }),
    )  # fmt: skip
    with Warehouse(settings.warehouse.database) as warehouse:
        if engine == "spark":
            scored(warehouse, settings, AS_OF, None)
        else:
            score(warehouse, as_of=AS_OF, settings=ScoringSettings())
    print(session_work(os.getsid(0)))


def timed(engine: str, folder: Path, cluster: clusters.Cluster, buckets: int) -> Spent:
    for table in ("warehouse.duckdb", "spark.log"):
        (folder / table).unlink(missing_ok=True)
    shutil.copy(folder / "raw.duckdb", folder / "warehouse.duckdb")
    before = sum(session_work(one.pid) for one in cluster.processes)
    run = [sys.executable, __file__, "--drive", engine, str(folder), cluster.master, str(buckets)]
    began = time.monotonic()
    done = subprocess.run(run, stdout=subprocess.PIPE, check=True, start_new_session=True)
    wall = time.monotonic() - began
    time.sleep(2)  # executors end after the driver has
    more = sum(session_work(one.pid) for one in cluster.processes) - before
    return Spent(float(done.stdout.split()[-1]) + more, wall)


def differing(one: Path, other: Path) -> list[str]:
    """Derived tables that are not the same in both files."""
    with Warehouse(one) as warehouse, warehouse.attached(other, "other"):
        return [
            table
            for table in sorted(schema.derived())
            if warehouse.query(
                f'SELECT 1 FROM ((FROM "{table}" EXCEPT ALL FROM other."{table}") UNION ALL'
                f' (FROM other."{table}" EXCEPT ALL FROM "{table}")) LIMIT 1'
            )
        ]


def made(folder: Path, sizes: Sizes) -> Path:
    folder.mkdir()
    with Warehouse(folder / "raw.duckdb") as warehouse:
        fill(warehouse, sizes)
    return folder


def main(events: int, projects: int, buckets: int, rounds: int) -> int:
    spent: dict[tuple[str, str], list[Spent]] = {}
    wrong = False
    with TemporaryDirectory() as place, clusters.running(Path(place) / "cluster") as cluster:
        folders = {
            "small": made(Path(place) / "small", Sizes(1, 100, 5)),
            "large": made(Path(place) / "large", Sizes(projects, events, max(10, events // 250))),
        }
        for _ in range(rounds):
            for size, folder in folders.items():
                for engine in ("embedded", "spark"):
                    found = timed(engine, folder, cluster, 1 if size == "small" else buckets)
                    spent.setdefault((size, engine), []).append(found)
                    print(f"{size:6} {engine:9} {found}", flush=True)
                    shutil.move(folder / "warehouse.duckdb", folder / f"{engine}.duckdb")
                if tables := differing(folder / "embedded.duckdb", folder / "spark.duckdb"):
                    print(f"DIFFERENT: {', '.join(tables)}")
                    wrong = True
    middle = {key: statistics.median(one.work for one in own) for key, own in spent.items()}
    fixed = middle["small", "spark"] - middle["small", "embedded"]
    work = {one: middle["large", one] - middle["small", one] for one in ("embedded", "spark")}
    ratio = work["spark"] / work["embedded"]
    print(f"{events:,} events in {projects} projects, {buckets} buckets, {rounds} rounds")
    print(f"fixed: {fixed:.1f} s CPU more; the work: {ratio:.2f} times (at most {MOST});"
          f" all: {middle['large', 'spark'] / middle['large', 'embedded']:.2f} times")  # fmt: skip
    return 1 if wrong or ratio > MOST else 0


if __name__ == "__main__":
    if sys.argv[1:2] == ["--drive"]:
        drive(sys.argv[2], Path(sys.argv[3]), sys.argv[4], int(sys.argv[5]))
        sys.exit(0)
    given = [int(one) for one in sys.argv[1:]]
    sys.exit(main(*[*given, *(2_000_000, 200, 4, 3)[len(given) :]]))
