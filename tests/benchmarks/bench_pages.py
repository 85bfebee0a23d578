"""How soon pages answer: 300 projects, 50 readers, one server process, a night beside it.

    python tests/benchmarks/bench_pages.py [projects] [readers] [seconds] [--idle]

A real `yuanzheng serve` over a published copy of made-up projects (69 figures each with parts, two
instants, 20 raw answers behind each; `tests/comparing/compared_sample.py`). Each reader is a thread
with a connection of its own that walks: the overview, filtered and sorted, then projects and what
lies under them, and rests between two pages (exponential, 6 s on average: 50 readers ask about 8
times a second). A tenth of the requests are for the style sheet, a static file of the same server:
pages are held against it, for the machine may be shared. Beside it, unless `--idle`, real nights
run one after the other, giving way as those of the service do: `yuanzheng demo`, which collects
from the stand-in, scores, writes and publishes. The first half is told apart: then the server is
still making pages of the new copy.

Exits 1 when in the second half the 95th percentile of pages is over 100 ms; when anything but 200
is answered; or when the server's memory grew from the third quarter to the last by more than a
tenth.
"""

from __future__ import annotations

import http.client
import json
import random
import re
import socket
import subprocess
import sys
import threading
import time
from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "comparing"))

import compared_sample

from warehouse.store import Warehouse

MANY, READERS, SECONDS = 300, 50, 120.0
THINK, STATIC = 6.0, 0.1
# The server closes what was silent for ten seconds.
KEPT = 8.0
MOST, GROWTH = 100.0, 1.1
COPY = "20261101T010000Z-0a1b2c3d"


# As the service runs it.
_NIGHT = (
    "from yuanzheng.giving_way import give_way; give_way();"
    "from yuanzheng.cli import main; raise SystemExit(main())"
)


@dataclass
class Told:
    """What the readers met: milliseconds by kind of page, statuses that are no 200."""

    half: float
    early: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    times: dict[str, list[float]] = field(default_factory=lambda: defaultdict(list))
    wrong: list[str] = field(default_factory=list)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, spent: float, status: int, path: str) -> None:
        with self.lock:
            of = self.early if time.monotonic() < self.half else self.times
            of[kind].append(spent * 1000)
            if status != 200:
                self.wrong.append(f"{status} {path}")


def published(data: Path, many: int) -> None:
    at = data / "published" / COPY
    at.mkdir(parents=True)
    with Warehouse(at / "warehouse.duckdb") as warehouse, warehouse.transaction():
        compared_sample.fill(warehouse, many, answers=20)
    said = {"copy": COPY, "published_at": "2026-11-01T01:00:00+00:00", "run": None,
            "as_of": compared_sample.AS_OF.isoformat()}  # fmt: skip
    (data / "published" / "current.json").write_text(json.dumps(said), encoding="utf-8")


def walk(draw: random.Random, many: int) -> Iterator[tuple[str, str]]:
    """Pages one reader opens, without an end."""
    while True:
        yield "overview", "/"
        more = (f"?q=项目+{draw.randrange(30):02}", "?sort=stars&down=1", "?flag=incomplete",
                f"?page={draw.randrange(1, 7)}", "?sort=active&down=1")  # fmt: skip
        yield "overview", "/" + draw.choice(more).replace("项目", "%E9%A1%B9%E7%9B%AE")
        for _ in range(draw.randrange(1, 4)):
            project = f"/projects/project-{draw.randrange(many):03}"
            yield "project", project
            yield "table", f"{project}/tables/{draw.randrange(1, 5)}"
            if draw.random() < 0.5:
                yield "clauses", f"{project}/clauses"
            if draw.random() < 0.7:
                yield "evidence", f"{project}/evidence/E{draw.randrange(1, 120)}"
        if draw.random() < 0.3:
            chosen = "&".join(f"project=project-{draw.randrange(many):03}" for _ in range(3))
            yield "trends", f"/trends?metric={draw.choice(('stars', 'commits'))}&{chosen}"
        if draw.random() < 0.3:
            yield "policy", "/policies/nanshan-project"


def read(port: int, seed: int, many: int, until: float, style: str, told: Told) -> None:
    draw = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(draw.random() * THINK)
    last = time.monotonic()
    for kind, path in walk(draw, many):
        if time.monotonic() > until:
            break
        if draw.random() < STATIC:
            kind, path = "static", style  # noqa: PLW2901 - in its place
        if time.monotonic() - last > KEPT:
            connection.close()
        began = time.perf_counter()
        try:
            connection.request("GET", path)
            answer = connection.getresponse()
            answer.read()
            told.add(kind, time.perf_counter() - began, answer.status, path)
        except (OSError, http.client.HTTPException) as error:
            told.add(kind, time.perf_counter() - began, 0, f"{path} {error}")
            connection.close()
        last = time.monotonic()
        time.sleep(min(draw.expovariate(1 / THINK), 5 * THINK))
    connection.close()


def nights(folder: Path, over: threading.Event, made: list[float]) -> None:
    while not over.is_set():
        began, out = time.monotonic(), folder / f"night-{len(made)}"
        command = [sys.executable, "-c", _NIGHT, "demo", "--out", str(out), "--quiet"]
        process = subprocess.Popen(command, cwd=folder)
        while process.poll() is None and not over.wait(0.5):
            pass
        if process.poll() is None:
            process.terminate()
            process.wait()
        made.append(time.monotonic() - began)


def memory(pid: int) -> int:
    """Megabytes the process holds now."""
    text = Path(f"/proc/{pid}/status").read_text(encoding="utf-8")
    return int(re.search(r"VmRSS:\s+(\d+)", text)[1]) // 1024


def ready(port: int) -> str:
    """Waits for the server; returns the address of the style sheet."""
    for _ in range(300):
        try:
            connection = http.client.HTTPConnection("127.0.0.1", port, timeout=30)
            connection.request("GET", "/")
            text = connection.getresponse().read().decode()
            return re.search(r'href="(/static/[^"]+site\.css)"', text)[1]
        except OSError:
            time.sleep(0.2)
    raise SystemExit("the server did not come up")


def percentile(times: list[float], share: float) -> float:
    ordered = sorted(times)
    return ordered[min(len(ordered) - 1, int(share * len(ordered)))]


def measured(folder: Path, many: int, readers: int, seconds: float, idle: bool) -> int:
    published(folder / "data", many)
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    (folder / "config.toml").write_text(f"[web]\nport = {port}\n", encoding="utf-8")
    server = subprocess.Popen([sys.executable, "-m", "yuanzheng", "serve"], cwd=folder)
    over, made = threading.Event(), []
    try:
        style = ready(port)
        beside = threading.Thread(target=nights, args=(folder, over, made))
        if not idle:
            beside.start()
        until = time.monotonic() + seconds
        told = Told(until - seconds / 2)
        threads = [
            threading.Thread(target=read, args=(port, n, many, until, style, told))
            for n in range(readers)
        ]
        for thread in threads:
            thread.start()
        held = []
        while time.monotonic() < until:
            time.sleep(1)
            held.append(memory(server.pid))
        for thread in threads:
            thread.join()
        over.set()
        if not idle:
            beside.join()
    finally:
        over.set()
        server.terminate()
        server.wait()
    return report(told, held, made)


def report(told: Told, held: list[int], made: list[float]) -> int:
    print("first half: pages of the new copy are still being made")
    table(told.early)
    print("second half")
    p95, static = table(told.times)
    size = len(held) // 4
    growth = max(held[-size:]) / max(held[-2 * size : -size])
    print(f"p95 of pages {p95:.0f} ms, {p95 / static:.1f} times that of a static file; memory"
          f" {held[0]} to {held[-1]} MB, last quarter × {growth:.2f}; nights begun {len(made)};"
          f" not 200: {told.wrong[:5]}")  # fmt: skip
    return int(p95 > MOST or bool(told.wrong) or growth > GROWTH)


def table(times: dict[str, list[float]]) -> tuple[float, float]:
    """Prints percentiles; returns the 95th of pages and of the static file."""
    pages = [one for kind, of in times.items() if kind != "static" for one in of]
    print(f"{'':10}{'asked':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for kind, of in [*sorted(times.items()), ("all pages", pages)]:
        shown = "".join(f"{percentile(of, share):9.1f}" for share in (0.5, 0.95, 0.99))
        print(f"{kind:10}{len(of):7}{shown}")
    return percentile(pages, 0.95), percentile(times["static"], 0.95)


def main() -> int:
    numbers = [text for text in sys.argv[1:] if text != "--idle"]
    many, readers, seconds = (*map(float, numbers), *(MANY, READERS, SECONDS)[len(numbers) :])
    with TemporaryDirectory(prefix="bench-") as folder:
        return measured(Path(folder), int(many), int(readers), seconds, "--idle" in sys.argv)


if __name__ == "__main__":
    sys.exit(main())
