"""Wall time of a first collection when the platform's limits alone decide: 1, 2 and 4 tokens.

Run: uv run python tests/benchmarks/bench_limits.py [tokens]…

The stand-in answers each request after 100 ms, as the platform does, and allows each token 200
requests in 20 seconds instead of 5,000 an hour, so that two minutes show what hours do. Beside
that stands the legal pace of 15 requests a second for each token (G9: 900 points a minute). What
these two impose on the requests that were made is the known time; exits 1 above 1.15 times that.
Clones are refused (503), so that the interface is all that is measured. The collector has a process
of its own: the stand-in must not take its time. Needs a machine that does nothing else: the time is
that of the clock on the wall.
"""

from __future__ import annotations

import multiprocessing
import os
import sys
import tempfile
import threading
import time
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import datetime, timedelta
from math import ceil
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import START, Bench, first_repository, person, settings_for
from crowd import fill

from collectors import standin
from collectors.settings import CollectorSettings
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.faults import Delay, Fault, Reply
from collectors.standin.quota import Quota

REPOSITORIES, THREADS = 50, 120
LATENCY, PACE = 0.1, 15
WINDOW, ALLOWED = timedelta(seconds=20), 200
MOST = 1.15
API = r"api\.github"


@dataclass
class Awake(Bench):
    """Sleeps for as long as it is told to."""

    def sleep(self, seconds: float) -> None:
        time.sleep(seconds)


@contextmanager
def ticking(server: standin.StandIn) -> Iterator[None]:
    """The platform's clock goes as the one on the wall does."""
    over = threading.Event()

    def tick() -> None:
        last = time.monotonic()
        while not over.wait(0.01):
            now = time.monotonic()
            server.advance(timedelta(seconds=now - last))
            last = now

    thread = threading.Thread(target=tick, daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join()


def community() -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    for n in range(REPOSITORIES):
        repo = made.repositories and made.add_repository("github", people[0], f"tool{n}", START)
        repo = repo or first_repository(made, people[0])
        repo.name = f"tool{n}"
        fill(repo, people, THREADS // 2)
    return made


def tokens_of(count: int) -> dict[str, str]:
    """Environment variables and the tokens in them."""
    return {f"BENCH_TOKEN_{n}": STANDIN_TOKEN + (f"-{n}" if n else "") for n in range(count)}


def settings_with(proxy: str, names: Sequence[str]) -> CollectorSettings:
    plain: dict[str, Any] = settings_for(proxy).model_dump()
    plain["github"]["token_env"] = names[0] if len(names) == 1 else list(names)
    return CollectorSettings.model_validate(plain)


def imposed(requests: int, tokens: int) -> float:
    """Seconds that pace and quota impose, whatever else is done."""
    share = ceil(requests / tokens)
    full = (share - 1) // ALLOWED
    return full * max(WINDOW.total_seconds(), ALLOWED / PACE) + (share - full * ALLOWED) / PACE


def collected(proxy: str, names: Sequence[str], folder: str, now: datetime, told: Any) -> None:
    """What the child does: one run, whose seconds and first fault it tells."""
    server = standin.StandIn(standin.Community(), now)
    server.port = int(proxy.rpartition(":")[2])
    use = settings_with(proxy, names)
    urls = tuple(f"http://github.example/dev0/tool{n}" for n in range(REPOSITORIES))
    with ticking(server):
        began, spent = time.monotonic(), time.process_time()
        made = Awake(server, Path(folder), urls, settings=use, awake=False).run()
        seconds, cpu = time.monotonic() - began, time.process_time() - spent
    wrong = [str(r) for r in made.results if r.failed and r.stream == "issues"]
    told.send((seconds, cpu, wrong[:1]))


def measure(tokens: int) -> tuple[int, float, float]:
    """(requests, seconds, CPU seconds of the collector, which has a process of its own)."""
    kept = tokens_of(tokens)
    os.environ.update(kept)
    context = multiprocessing.get_context("spawn")
    with standin.serve(community()) as server, tempfile.TemporaryDirectory() as folder:
        server.tokens |= set(kept.values())
        server.github_quota = Quota(ALLOWED, ALLOWED, WINDOW)
        server.faults.append(Fault(Delay(LATENCY), API, times=None))
        server.faults.append(Fault(Reply(503), r"^github\.example", times=None))
        mine, its = context.Pipe()
        given = (server.proxy, list(kept), folder, server.now, its)
        child = context.Process(target=collected, args=given)
        with ticking(server):
            child.start()
            seconds, cpu, wrong = mine.recv()
            child.join()
        if wrong:
            raise AssertionError(wrong[0])
        asked = sum(seen.host == "api.github.example" for seen in server.requests)
        return asked, seconds, cpu


def main() -> int:
    good = True
    for tokens in [int(text) for text in sys.argv[1:]] or [1, 2, 4]:
        requests, seconds, cpu = measure(tokens)
        least = imposed(requests, tokens)
        good = good and seconds <= MOST * least
        print(
            f"{tokens} tokens: {requests} requests in {seconds:.1f} s, limits alone impose"
            f" {least:.1f} s: {seconds / least:.2f} times that (at most {MOST});"
            f" the collector's CPU {cpu:.1f} s"
        )
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
