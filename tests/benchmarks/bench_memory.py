"""Memory and CPU time of collecting one very large repository: 200,000 issues beside 20,000.

Run: uv run python tests/benchmarks/bench_memory.py [issues] [comments]

The pages are written by another process (endless.py), the collector runs in a third, whose peak of
resident memory is taken when it ends. Also told: CPU time for a page of 100, of all threads, and
what part of it is spent where. `... bench_memory.py profile` shows cProfile's list for 5,000 issues
and as many comments. Exits 1 when the peak is 300 MB or more, or 1.5 times that of a tenth.
"""

from __future__ import annotations

import cProfile
import functools
import json
import os
import pstats
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import Quiet, settings_for

from collectors.loop import collect
from collectors.replies import Reply
from collectors.results import ProjectSources
from collectors.targets import parse
from collectors.transport import Transport
from warehouse.archive import Archive
from warehouse.settings import WarehouseSettings
from warehouse.state import State
from warehouse.store import Warehouse

HERE = Path(__file__).parent
NOW = datetime(2026, 11, 2, tzinfo=UTC)
MOST_MB, MOST_GROWTH = 300, 1.5


def rss_mb() -> float:
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024


def spent_in(places: dict[str, tuple[object, str]]) -> dict[str, float]:
    """CPU seconds within some functions, from now on; they must not call one another."""
    seconds = dict.fromkeys(places, 0.0)
    for name, (owner, attribute) in places.items():
        setattr(owner, attribute, _timed(getattr(owner, attribute), name, seconds))
    return seconds


def _timed(method: Callable[..., Any], name: str, seconds: dict[str, float]) -> Callable[..., Any]:
    @functools.wraps(method)
    def timed(*given: Any, **more: Any) -> Any:
        began = time.thread_time()
        try:
            return method(*given, **more)
        finally:
            seconds[name] += time.thread_time() - began

    return timed


def collect_from(port: int, folder: Path) -> int:
    """Collects; returns the number of requests."""
    settings, places = settings_for(f"http://127.0.0.1:{port}"), WarehouseSettings(folder=folder)
    target = parse("http://github.example/dev0/tool", settings)
    project = ProjectSources("p", "示例", None, (), (target,))
    with Warehouse(places.database) as warehouse:
        made = collect(
            warehouse, [project], settings=settings, places=places, clock=lambda: NOW,
            progress=Quiet(), stop=lambda: False,
        )  # fmt: skip
        held = warehouse.query("SELECT count(*) AS n FROM issue")[0]["n"]
    print(f"{held} issues held", file=sys.stderr)
    for result in made.results:
        if result.failed:
            print(f"{result.stream}: {result.reason}", file=sys.stderr)
    return made.requests


def places() -> dict[str, tuple[object, str]]:
    return {
        "HTTP": (Transport, "send"), "archive": (Archive, "keep"), "JSON": (Reply, "json"),
        "merge": (Warehouse, "merge"), "state": (State, "save"),
        "count of answers": (Warehouse, "answers_held"), "validator read": (State, "validator"),
    }  # fmt: skip


def child(port: int, profiled: bool) -> None:
    """The process that is measured: one line of JSON."""
    with tempfile.TemporaryDirectory() as folder:
        seconds = {} if profiled else spent_in(places())
        before, cpu, began = rss_mb(), time.process_time(), time.perf_counter()
        if profiled:
            profile = cProfile.Profile(time.process_time)
            requests = profile.runcall(collect_from, port, Path(folder))
            pstats.Stats(profile, stream=sys.stderr).sort_stats("tottime").print_stats(28)
        else:
            requests = collect_from(port, Path(folder))
    print(json.dumps({
        "before": before, "peak": rss_mb(), "cpu": time.process_time() - cpu,
        "wall": time.perf_counter() - began, "requests": requests, "spent": seconds,
    }))  # fmt: skip


def measure(issues: int, comments: int, how: str = "child") -> dict[str, Any]:
    serve = [sys.executable, str(HERE / "endless.py"), str(issues), str(comments)]
    # A token or a proxy of the machine at hand has no part in this.
    kept = {k: v for k, v in os.environ.items() if k != "GITHUB_TOKEN"}
    with subprocess.Popen(serve, stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True) as made:
        assert made.stdout
        assert made.stdin
        port = made.stdout.readline().strip()
        command = [sys.executable, __file__, how, port]
        told = subprocess.run(command, env=kept, stdout=subprocess.PIPE, text=True, check=True)
        made.stdin.close()
    found: dict[str, Any] = json.loads(told.stdout)
    return found


def show(issues: int, comments: int, found: dict[str, Any]) -> None:
    pages = found["requests"]
    print(
        f"{issues} issues, {comments} comments: peak {found['peak']:.0f} MB (at the start"
        f" {found['before']:.0f}), {pages} requests, {found['wall']:.1f} s,"
        f" {found['cpu'] * 1000 / pages:.1f} ms CPU a page"
    )
    rest = found["cpu"] - sum(found["spent"].values())
    shares = {**found["spent"], "the rest": rest}
    for name, seconds in sorted(shares.items(), key=lambda pair: -pair[1]):
        part = seconds / found["cpu"]
        print(f"  {name:18} {seconds * 1000 / pages:6.2f} ms a page, {part:5.1%}")


def main() -> int:
    given = sys.argv[1:]
    if given and given[0] in {"child", "profiled"}:
        child(int(given[1]), given[0] == "profiled")
        return 0
    if given == ["profile"]:
        measure(5_000, 5_000, "profiled")
        return 0
    issues, comments = int(given[0]) if given else 200_000, int(given[1]) if given[1:] else 0
    peaks = []
    for part in (10, 1):
        found = measure(issues // part, comments // part)
        show(issues // part, comments // part, found)
        peaks.append(found["peak"])
    growth = peaks[1] / peaks[0]
    print(f"peak {peaks[1]:.0f} MB (below {MOST_MB}), {growth:.2f} times that of a tenth"
          f" (below {MOST_GROWTH})")  # fmt: skip
    return 0 if peaks[1] < MOST_MB and growth < MOST_GROWTH else 1


if __name__ == "__main__":
    sys.exit(main())
