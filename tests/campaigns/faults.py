"""Random faults, changes, stops and tokens over some nights; then good nights end in the truth.

Run: uv run python tests/campaigns/faults.py [--seconds N] [--seed N]

Each seed draws a history: some nights with up to three faults at random requests of three
platforms, changes of the community between and during nights, interrupted runs, a token now and
then. Two nights without harm follow. The rows held must be those a fresh collection of the same
platforms holds, every stream complete, and a third night must add nothing.
"""

from __future__ import annotations

import argparse
import os
import random
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parent))
sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import Bench
from kills import URLS, community

from collectors import standin
from collectors.standin.community.model import Comment, Repository
from collectors.standin.faults import (
    Action,
    Before,
    Cut,
    Fault,
    Repeat,
    Reply,
    Reset,
    accepted,
    empty,
    html,
    secondary_limit,
)  # fmt: skip
from collectors.standin.git.store import Signature
from collectors.standin.serving import StandIn

# What differs between two collections of the same thing: when and how it was first seen.
_FINE = {None, "disabled", "no_push"}
_OWN = {"stream_state", "schema_version", "identity"}
_HOSTS = ("api.github", "^github", "gitee", "huggingface", "")
_PATHS = (
    "", "issues", "comments", "pulls", "forks", "commits", "stargazers", "contributors",
    "git-upload", "releases", "page=2", "since", "after", r"discussions\?", r"discussions/\d",
    "/raw/", "/tree/",
)  # fmt: skip
_ANSWERS: tuple[Action, ...] = (
    *(Reply(status) for status in (204, 304, 403, 404, 409, 410, 429, 500, 503)),
    Reply(200, b"[]"), Reply(200, b"{}"), Reply(200, b"[{}]"), Cut(), Cut(200), Reset(),
    Repeat(1), Repeat(5), html(), html(502), empty(), accepted(), secondary_limit(),
    secondary_limit(429, None),
)  # fmt: skip


@dataclass
class Draw:
    """One seed's history, told in `log`."""

    seed: int
    server: StandIn
    folder: Path

    def __post_init__(self) -> None:
        self.dice = random.Random(self.seed)
        self.log: list[str] = []
        self.bench = Bench(self.server, self.folder / "held", URLS)

    def nights(self) -> None:
        for _ in range(self.dice.randrange(1, 5)):
            faults = [self._fault() for _ in range(self.dice.randrange(0, 4))]
            if self.dice.random() < 0.3:
                most = len(self.server.requests) + self.dice.randrange(1, 60)
                self.bench.stop = lambda most=most: len(self.server.requests) > most
            with token(self.dice.random() < 0.2):
                made = self.bench.run()
            self.log.append(f"night with {made.requests} requests, stopped {made.interrupted}")
            self.log += [f"  {f.action} {f.host}|{f.path} × {f.fired}" for f in faults if f.fired]
            self.bench.stop = lambda: False
            self.server.faults.clear()
            self._changes(self.dice.randrange(0, 6))
            self.server.advance(timedelta(hours=self.dice.choice((1, 2, 25))))

    def wrong(self) -> list[str]:
        """What is wrong after the good nights."""
        for _ in range(2):
            last = self.bench.run()
        found = [
            f"{r.stream} of {r.repo_id}: {r.code}" for r in last.results if r.code not in _FINE
        ]
        fresh = Bench(self.server, self.folder / "fresh", URLS)
        fresh.run()
        mine, truth = self.bench.facts(), fresh.facts()
        found += [table for table in truth if table not in _OWN and differ(table, mine, truth)]
        added = self.bench.run().rows_added
        return [*found, *([f"{added} rows in a quiet night"] if added else [])]

    def _fault(self) -> Fault:
        action = self.dice.choice((*_ANSWERS, None, None, None))
        if action is None:
            action = Before(lambda: self._changes(self.dice.randrange(1, 4)))
        fault = Fault(
            action, host=self.dice.choice(_HOSTS), path=self.dice.choice(_PATHS),
            nth=self.dice.randrange(1, 5), times=self.dice.choice((1, 1, 2, 5, None)),
        )  # fmt: skip
        self.server.faults.append(fault)
        return fault

    def _changes(self, number: int) -> None:
        for _ in range(number):
            self.server.advance(timedelta(seconds=self.dice.choice((1, 30, 90))))
            change = self.dice.choice(CHANGES)
            self.log.append(change.__name__)
            change(self)

    def repo(self) -> Repository:
        return self.dice.choice(self.server.community.repositories)


def differ(table: str, mine: dict[str, list[Any]], truth: dict[str, list[Any]]) -> bool:
    """A document says at which commit it was first read: that, and its hash, are its own."""
    told = (mine.get(table, []), truth[table])
    if table == "document":
        told = ([row[:3] + row[4:9] for row in told[0]], [row[:3] + row[4:9] for row in told[1]])
    return told[0] != told[1]


def new_issue(draw: Draw) -> None:
    made, people = draw.server.community, draw.server.community.people
    pull = draw.dice.random() < 0.4
    title, author = f"t{draw.dice.random()}", draw.dice.choice(people)
    made.add_issue(draw.repo(), title, draw.server.now, author=author, is_pull=pull)


def edit(draw: Draw) -> None:
    thread = draw.dice.choice(draw.repo().threads)
    thread.title, thread.updated = f"e{draw.dice.random()}", draw.server.now


def close(draw: Draw) -> None:
    draw.server.community.close(draw.dice.choice(draw.repo().threads), draw.server.now)


def comment(draw: Draw) -> None:
    made, repo = draw.server.community, draw.repo()
    thread, by = draw.dice.choice(repo.threads), draw.dice.choice(made.people)
    made.add_comment(repo, thread, f"c{draw.dice.random()}", draw.server.now, by)


def star(draw: Draw) -> None:
    made = draw.server.community
    made.star(draw.repo(), draw.server.now, draw.dice.choice(made.people))


def unstar(draw: Draw) -> None:
    repo = draw.repo()
    if repo.stars:
        draw.server.community.unstar(repo, draw.dice.randrange(len(repo.stars)))


def fork(draw: Draw) -> None:
    repo = draw.repo()
    if draw.dice.random() < 0.5 and len(repo.forks) > 1:
        repo.forks.pop(draw.dice.randrange(len(repo.forks)))
    else:
        number = draw.dice.randrange(10**6, 10**9)
        repo.forks.append(replace(repo.forks[0], id=number, created=draw.server.now))


def commit(draw: Draw) -> None:
    made = draw.server.community
    by = draw.dice.choice(made.people)
    signed = Signature(by.name, by.emails[0], draw.server.now)
    made.commit(draw.repo(), {f"f{draw.dice.random()}.py": b"1\n"}, signed, "more")


def discuss(draw: Draw) -> None:
    model = draw.server.community.hub[0]
    talk, by = draw.dice.choice(model.discussions), draw.dice.choice(draw.server.community.people)
    if draw.dice.random() < 0.5 and talk.closed is None:
        talk.status, talk.closed, talk.closed_by = "closed", draw.server.now, by
    else:
        number = draw.dice.randrange(10**6, 10**9)
        talk.comments.append(Comment(number, by, "more", draw.server.now, draw.server.now))


def drop_discussion(draw: Draw) -> None:
    model = draw.server.community.hub[0]
    model.discussions.pop(draw.dice.randrange(len(model.discussions)))


CHANGES: tuple[Callable[[Draw], None], ...] = (
    new_issue, edit, close, comment, star, unstar, fork, commit, discuss, drop_discussion,
)  # fmt: skip


@contextmanager
def token(there: bool) -> Iterator[None]:
    if there:
        os.environ["GITHUB_TOKEN"] = "standin-token"
    try:
        yield
    finally:
        os.environ.pop("GITHUB_TOKEN", None)


def tried(seed: int) -> tuple[list[str], list[str]]:
    """(what is wrong, the history) of one seed."""
    with standin.serve(community()) as server, tempfile.TemporaryDirectory() as folder:
        server.gitee_etags = seed % 2 == 0
        server.advance(timedelta(days=1))
        draw = Draw(seed, server, Path(folder))
        draw.nights()
        # What GraphQL brought on a night with a token is part of the truth.
        with token(True):
            return draw.wrong(), draw.log


def main() -> None:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--seconds", type=float, default=600)
    asked.add_argument("--seed", type=int, default=1)
    options = asked.parse_args()
    ends, seed, bad = time.monotonic() + options.seconds, options.seed, 0
    while time.monotonic() < ends:
        wrong, log = tried(seed)
        if wrong:
            bad += 1
            print(f"seed {seed}: {'; '.join(wrong)}", *log, sep="\n    ", flush=True)
        seed += 1
    print(f"{seed - options.seed} histories, {bad} ended otherwise than the truth")
    sys.exit(bool(bad))


if __name__ == "__main__":
    main()
