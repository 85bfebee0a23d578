"""How soon pages answer: 300 projects, 50 readers, one server process, a night over them beside it.

    python tests/benchmarks/bench_pages.py [projects] [readers] [nights]

A real `yuanzheng serve` over what real nights collected from the stand-in server, scored, wrote and
published: so many small projects on GitHub (40 issues, commits, traffic; all metrics, one policy).
Each reader is a thread with a connection of its own that walks: the overview, filtered and sorted,
then projects and what lies under them, and rests between two pages (exponential, 6 s on average: 50
readers ask about 8 times a second). A tenth of the requests are for the style sheet, a static file
of the same server: pages are held against it, for the machine may be shared. Beside it
`yuanzheng refresh --nightly`, which gives way as the service's own nights do, after a third of the
projects got an issue and a star each. Told apart are the minute before a night, the night, and the
two minutes after it has published, in which the pages of the new copy are made and shown.

Exits 1 when the 95th percentile of pages in a night and after it is over 100 ms; when anything but
200 is answered; or when, of four nights or more, the server's memory after the last is more than a
tenth over the most it was after one between (what it keeps has filled by the second).
"""

from __future__ import annotations

import http.client
import os
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
from datetime import UTC, datetime, timedelta
from pathlib import Path
from tempfile import TemporaryDirectory

sys.path.insert(0, str(Path(__file__).parents[1] / "campaigns"))

import year

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.quota import Quota

MANY, READERS, NIGHTS = 300, 50, 2
THINK, STATIC = 6.0, 0.1
# The server closes what was silent for ten seconds.
KEPT = 8.0
BEFORE, AFTER = 60.0, 120.0
MOST, GROWTH = 100.0, 1.1
PHASES = {"before": "before a night", "night": "during a night", "after": "after publishing"}


@dataclass
class Told:
    """What the readers met: milliseconds by phase and kind of page, statuses that are no 200."""

    phase: str = "before"
    times: dict[str, dict[str, list[float]]] = field(
        default_factory=lambda: defaultdict(lambda: defaultdict(list))
    )
    wrong: list[str] = field(default_factory=list)
    over: threading.Event = field(default_factory=threading.Event)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def add(self, kind: str, spent: float, status: int, path: str) -> None:
        with self.lock:
            self.times[self.phase][kind].append(spent * 1000)
            if status != 200:
                self.wrong.append(f"{status} {path}")


def platforms(many: int) -> None:
    """A process of its own: the stand-in server, with news for a third of the projects at each
    line it is told."""
    made, _ = year.community(many)
    with standin.serve(made, now=datetime.now(UTC)) as server:
        server.github_quota = Quota(10**7, 10**7, timedelta(hours=1))
        print(server.proxy, flush=True)
        for night, _ in enumerate(sys.stdin):
            server.now = now = datetime.now(UTC)
            for repo in made.repositories[night % 3 :: 3]:
                who = made.people[night % 8]
                made.add_issue(repo, f"night {night}", now, author=who)
                made.star(repo, now, who)
            print("changed", flush=True)


def walk(draw: random.Random, many: int) -> Iterator[tuple[str, str]]:
    """Pages one reader opens, without an end."""
    while True:
        yield "overview", "/"
        more = (f"?q=p{draw.randrange(30)}", "?sort=stars&down=1", "?flag=incomplete",
                f"?page={draw.randrange(1, 7)}", "?sort=active&down=1")  # fmt: skip
        yield "overview", "/" + draw.choice(more)
        for _ in range(draw.randrange(1, 4)):
            project = f"/projects/p{draw.randrange(many)}"
            yield "project", project
            yield "table", f"{project}/tables/{draw.randrange(1, 5)}"
            if draw.random() < 0.5:
                yield "clauses", f"{project}/clauses"
            if draw.random() < 0.7:
                yield "evidence", f"{project}/evidence/E{draw.randrange(1, 100)}"
        if draw.random() < 0.3:
            chosen = "&".join(f"project=p{draw.randrange(many)}" for _ in range(3))
            yield "trends", f"/trends?metric={draw.choice(('stars', 'commits'))}&{chosen}"
        if draw.random() < 0.3:
            yield "policy", "/policies/nanshan-project"


def read(port: int, seed: int, many: int, style: str, told: Told) -> None:
    draw = random.Random(seed)
    connection = http.client.HTTPConnection("127.0.0.1", port, timeout=60)
    time.sleep(draw.random() * THINK)
    last = time.monotonic()
    for kind, path in walk(draw, many):
        if told.over.is_set():
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
        told.over.wait(min(draw.expovariate(1 / THINK), 5 * THINK))
    connection.close()


def night(folder: Path) -> float:
    """Seconds of a night as the service runs it. Raises SystemExit when it fails."""
    began = time.monotonic()
    with (folder / "night.txt").open("a") as said:
        command = [sys.executable, "-m", "yuanzheng", "refresh", "--nightly"]
        code = subprocess.run(command, cwd=folder, stdout=said, stderr=said, check=False).returncode
    if code:
        raise SystemExit(f"a night ended with {code}: {(folder / 'night.txt').read_text()[-2000:]}")
    return time.monotonic() - began


def measured(folder: Path, many: int, readers: int, nights: int) -> int:
    command = [sys.executable, __file__, "--platforms", str(many)]
    pipe = subprocess.PIPE
    other = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True)
    assert other.stdin
    assert other.stdout
    with socket.create_server(("127.0.0.1", 0)) as free:
        port = free.getsockname()[1]
    text = year.CONFIG.format(proxy=other.stdout.readline().strip(), token=year.TOKEN)
    text += f"[web]\nport = {port}\n"
    text += "".join(year.PROJECT.format(name=f"p{n}", models="[]", cron="") for n in range(many))
    (folder / "config.toml").write_text(text, encoding="utf-8")
    os.environ[year.TOKEN] = STANDIN_TOKEN
    try:
        print(f"first night {night(folder):.0f} s", flush=True)
        return read_beside(folder, port, (many, readers, nights), other)
    finally:
        other.terminate()
        other.wait()


def read_beside(
    folder: Path, port: int, size: tuple[int, int, int], other: subprocess.Popen[str]
) -> int:
    many, readers, nights = size
    server = subprocess.Popen([sys.executable, "-m", "yuanzheng", "serve"], cwd=folder)
    told, held = Told(), []
    try:
        style = ready(port)
        threads = [
            threading.Thread(target=read, args=(port, n, many, style, told)) for n in range(readers)
        ]
        for thread in threads:
            thread.start()
        for _ in range(nights):
            time.sleep(BEFORE)
            other.stdin.write("night\n")
            other.stdin.flush()
            other.stdout.readline()
            told.phase = "night"
            print(f"a night of {night(folder):.0f} s", flush=True)
            told.phase = "after"
            time.sleep(AFTER)
            told.phase = "before"
            held.append(memory(server.pid))
        told.over.set()
        for thread in threads:
            thread.join()
    finally:
        told.over.set()
        server.terminate()
        server.wait()
    return report(told, held)


def report(told: Told, held: list[int]) -> int:
    for phase, title in PHASES.items():
        print(title)
        table(told.times[phase])
    print("nights and after them")
    both: dict[str, list[float]] = defaultdict(list)
    for phase in ("night", "after"):
        for kind, of in told.times[phase].items():
            both[kind] += of
    p95, static = table(both)
    growth = held[-1] / max(held[1:-1]) if len(held) > 3 else 1.0
    print(f"p95 of pages {p95:.0f} ms, {p95 / static:.1f} times that of a static file; memory after"
          f" each night {held} MB; not 200: {told.wrong[:5]}")  # fmt: skip
    return int(p95 > MOST or bool(told.wrong) or growth > GROWTH)


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


def table(times: dict[str, list[float]]) -> tuple[float, float]:
    """Prints percentiles; returns the 95th of pages and of the static file."""
    pages = [one for kind, of in times.items() if kind != "static" for one in of]
    print(f"{'':10}{'asked':>7}{'p50 ms':>9}{'p95 ms':>9}{'p99 ms':>9}")
    for kind, of in [*sorted(times.items()), ("all pages", pages)]:
        shown = "".join(f"{percentile(of, share):9.1f}" for share in (0.5, 0.95, 0.99))
        print(f"{kind:10}{len(of):7}{shown}")
    return percentile(pages, 0.95), percentile(times["static"], 0.95)


def main() -> int:
    if sys.argv[1:2] == ["--platforms"]:
        platforms(int(sys.argv[2]))
        return 0
    many, readers, nights = (*map(int, sys.argv[1:]), *(MANY, READERS, NIGHTS)[len(sys.argv) - 1 :])
    with TemporaryDirectory(prefix="bench-") as folder:
        return measured(Path(folder), many, readers, nights)


if __name__ == "__main__":
    sys.exit(main())
