"""SIGKILL at every request boundary: the next run ends in the tables of an undisturbed one.

Run: uv run python tests/campaigns/kills.py [--every N] [--both]

A child process collects a community of three platforms from a stand-in in this process; at its
n-th request it is killed, before the answer is sent (`--both`: and again right after it was). Then
a run without harm follows, and every table is compared, current rows and versions alike. Pages
answered whole before the kill may be answered whole again once for each stream and no more.
"""

from __future__ import annotations

import argparse
import multiprocessing
import os
import shutil
import signal
import sys
import tempfile
import threading
import time
from collections import Counter
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import START, Bench, fill, first_repository, person

from collectors import hosts, standin, storing
from collectors.replay import rebuild
from collectors.standin.call import Seen
from collectors.standin.faults import Before, Fault
from collectors.standin.quota import Quota
from collectors.standin.serving import StandIn
from warehouse.store import Warehouse

URLS = (
    "http://github.example/dev0/tool", "http://gitee.example/dev0/tool",
    "http://huggingface.example/dev0/model",
)  # fmt: skip
_CONTEXT = multiprocessing.get_context("forkserver")
# Children are forked from a process that has these at hand: a kill then takes a second, not five.
_CONTEXT.set_forkserver_preload([
    "pandas", "collectors.loop", "collectors.standin", "dulwich.mailmap",
    *(f"collectors.platforms.{name}" for name in hosts.names()),
])  # fmt: skip


def community() -> standin.Community:
    """dev0/tool on GitHub and Gitee, and a model with discussions."""
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    first = first_repository(made, people[0])
    for repo, platform in ((first, "github"), (None, "gitee")):
        found = repo or made.add_repository("gitee", people[0], "tool", START)
        found.platform, found.language, found.licence = platform, "Python", "MIT"  # type: ignore[assignment]
        fill(made, found, people)
    [model] = [m for m in standin.sample_community().hub if m.id == "lantu/harbor-7b"]
    model.id = "dev0/model"
    made.hub.append(model)
    return made


def collect(proxy: str, folder: str, now: Any) -> None:
    """What the child does: one run, storing page by page."""
    storing.SECONDS_IN_ONE_GO = 0.0
    server = StandIn(standin.Community(), now)
    server.port = int(proxy.rpartition(":")[2])
    Bench(server, Path(folder), URLS, awake=False).run()


@dataclass(frozen=True)
class Outcome:
    """What one kill came to; `again` are pages answered whole twice, by stream's path; `differing`
    also names tables that the archive alone does not give back as they are."""

    at: int
    differing: tuple[str, ...]
    again: int


class Campaign:
    """A stand-in, and the tables an undisturbed run over it ends in."""

    def __init__(self, server: StandIn, folder: Path) -> None:
        self.server, self.folder = server, folder
        self.whole = Bench(server, folder / "whole", URLS, awake=False)
        before = len(server.requests)
        self._child(self.whole.folder).join()
        self.boundaries = len(server.requests) - before
        self.truth = self.whole.facts()

    def kill(self, at: int, *, after: bool) -> Outcome:
        """Kills at the `at`-th request, counted from 1, and runs once more."""
        place = self.folder / f"kill-{at}-{after}"
        bench = Bench(self.server, place, URLS, awake=False)
        before = len(self.server.requests)
        child = self._child(place, kill_at=at, after=after)
        child.join()
        self.server.faults.clear()
        middle = len(self.server.requests)
        self._child(place).join()
        mine = bench.facts()
        wrong = tuple(table for table, rows in self.truth.items() if mine.get(table) != rows)
        wrong += self._not_rebuilt(bench)
        again = self._again(self.server.requests[before:middle], self.server.requests[middle:])
        shutil.rmtree(place)
        return Outcome(at, wrong, again)

    @staticmethod
    def _not_rebuilt(bench: Bench) -> tuple[str, ...]:
        into = bench.folder.with_name(bench.folder.name + "-again")
        with Warehouse(into / "warehouse.duckdb") as warehouse:
            rebuild(bench.places.archive, warehouse)
        truth, made = bench.tables(), Bench(bench.server, into).tables()
        shutil.rmtree(into)
        return tuple(f"{table} rebuilt" for table in truth if truth[table] != made[table])

    def _child(self, place: Path, kill_at: int = 0, *, after: bool = False) -> Any:
        child = _CONTEXT.Process(
            target=collect, args=(self.server.proxy, str(place), self.server.now)
        )
        ready = threading.Event()

        def act() -> None:
            ready.wait()
            if after:
                threading.Timer(0.004, os.kill, (child.pid, signal.SIGKILL)).start()
            else:
                os.kill(child.pid or 0, signal.SIGKILL)

        if kill_at:
            self.server.faults.append(Fault(Before(act), nth=kill_at))
        child.start()
        ready.set()
        return child

    @staticmethod
    def _again(first: list[Seen], second: list[Seen]) -> int:
        """The most pages of one list that were answered whole before the kill and after it."""
        given = {(s.host, s.path, s.query) for s in first if s.status == 200}
        twice = Counter(
            s.path.rpartition("/")[0] + s.path.rpartition("/")[2]
            for s in second
            if s.status == 200 and (s.host, s.path, s.query) in given and ".git/" not in s.path
        )
        return max(twice.values(), default=0)


@contextmanager
def campaign() -> Iterator[Campaign]:
    with standin.serve(community()) as server, tempfile.TemporaryDirectory() as folder:
        server.gitee_etags = True
        # All runs fall into one hour of the stand-in's clock.
        server.github_quota = server.hub_quota = Quota(10**9, 10**9, timedelta(hours=1))
        server.advance(timedelta(days=1))
        yield Campaign(server, Path(folder))


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--every", type=int, default=1)
    asked.add_argument("--both", action="store_true")
    options = asked.parse_args()
    began, bad, most, kills = time.monotonic(), 0, 0, 0
    with campaign() as kit:
        for at in range(1, kit.boundaries + 1, options.every):
            for after in (False, True) if options.both else (False,):
                found = kit.kill(at, after=after)
                kills, most = kills + 1, max(most, found.again)
                if found.differing:
                    bad += 1
                    print(f"request {at} after={after}: {', '.join(found.differing)} differ")
        print(
            f"{kills} kills over {kit.boundaries} requests in {time.monotonic() - began:.0f} s:"
            f" {bad} ended otherwise; at most {most} pages of a list were asked for again"
        )
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
