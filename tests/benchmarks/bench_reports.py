"""The reports of many projects in every format, and what each format costs.

Run: uv run python tests/benchmarks/bench_reports.py [projects] [folder to keep]

The warehouse is that of `demo` (ten repositories on three platforms, collected from the stand-in)
with as many projects as are asked for: of ten projects seven have one repository, two have two or
three, one has five to eight; all are scored anew against their policies. Written: all formats, by
all processors, as `report` writes them; then each format alone for every tenth project, in this
process (typst and its letters: in one of its own), for its share of the processor's time.
Exits 1 when a hundred projects would take more than a minute.
"""

from __future__ import annotations

import resource
import shutil
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from reports import catalogue, loading, run
from reports.crew import processors
from reports.evidence import Report
from reports.settings import ReportSettings
from scoring.run import score
from scoring.settings import ScoringSettings
from warehouse.store import Warehouse
from yuanzheng.sample import demonstrate
from yuanzheng.voice import Voice

PROJECTS, ALLOWED = 100, 60.0
_SHAPE = (1, 1, 1, 2, 1, 1, 3, 1, 1, 5)


def cpu() -> float:
    """Seconds of the processor, of this process and of those it started."""
    own, others = (
        resource.getrusage(who) for who in (resource.RUSAGE_SELF, resource.RUSAGE_CHILDREN)
    )
    return own.ru_utime + own.ru_stime + others.ru_utime + others.ru_stime


def peopled(warehouse: Warehouse, count: int) -> None:
    """As many projects as asked for, of the repositories that are there."""
    repos = warehouse.query(
        "SELECT DISTINCT repo_id, platform, kind, url FROM project_repo ORDER BY 1"
    )
    policies = warehouse.query("SELECT max(policies) AS found FROM project")[0]["found"]
    projects, links = [], []
    for n in range(count):
        projects.append({"project_id": f"p{n:03}", "name": f"示例项目 {n:03}", "sample": True,
                         "applicant": "示例单位", "policies": policies})  # fmt: skip
        size = _SHAPE[n % len(_SHAPE)] + (n // 10) % 4 * (_SHAPE[n % len(_SHAPE)] == 5)
        for m in range(size):
            links.append({"project_id": f"p{n:03}", **repos[(n + m) % len(repos)]})
    warehouse.replace("project", projects, {})
    warehouse.replace("project_repo", links, {})


def timed(what: str, work: Callable[[], object]) -> float:
    wall, used = time.perf_counter(), cpu()
    work()
    wall, used = time.perf_counter() - wall, cpu() - used
    print(f"{what:<28}{wall:8.1f} s{used:8.1f} s of the processor")
    return wall


def alone(reports: list[Report], out: Path) -> None:
    """Each format by itself; those after HTML find its pictures drawn."""
    for name in sorted(catalogue.names(), key=lambda one: one != "html"):
        made, folder = catalogue.load(name), out / name
        folder.mkdir(parents=True)
        used = cpu()
        for report in reports:
            made.write(report, folder)
        print(f"  {name:<12}{(cpu() - used) / len(reports):8.3f} s of the processor a project")


def main(count: int, home: Path) -> int:
    demonstrate(home / "demo", Voice("demo", quiet=True))
    database = next((home / "demo").rglob("warehouse.duckdb"))
    with Warehouse(database) as warehouse:
        as_of: datetime = warehouse.query("SELECT max(as_of) AS at FROM measurement")[0]["at"]
        peopled(warehouse, count)
        timed(
            f"scoring {count} projects",
            lambda: score(warehouse, as_of=as_of, settings=ScoringSettings()),
        )
    with Warehouse(database, read_only=True) as warehouse:
        projects = loading.projects(warehouse)
        loaded = [loading.load(warehouse, one, as_of) for one in projects[::10]]
        rows = sum(1 for report in loaded for _ in report.rows()) / len(loaded)
        print(f"{rows:.0f} rows of evidence a project, {processors()} processors")
        wall = timed(
            f"reports of {count} projects",
            lambda: run.write(warehouse, as_of=as_of, out=home / "out", settings=ReportSettings()),
        )
    alone(loaded, home / "alone")
    return int(wall / count * 100 > ALLOWED)


if __name__ == "__main__":
    wanted = int(sys.argv[1]) if len(sys.argv) > 1 else PROJECTS
    kept = Path(sys.argv[2]) if len(sys.argv) > 2 else None
    place = kept or Path(tempfile.mkdtemp(prefix="yuanzheng-"))
    code = main(wanted, place)
    if kept is None:
        shutil.rmtree(place)
    sys.exit(code)
