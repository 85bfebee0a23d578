"""Requests of a first run and of nights on which nothing changed, by platform and stream.

Run: uv run python tests/benchmarks/bench_quiet_night.py

One repository for each platform: 1,000 issues and 1,000 change requests with all that was said
(see crowd.py), 300 commits, 250 stars, 150 forks, 30 releases; of the Hub the model of the sample
community that is talked about most. Beside the requests stand, in brackets, those not answered 304,
which are what costs quota on GitHub (questions by GraphQL cost points of a quota of their own).
Nothing changes in the nights after, but time goes on: Monday's run is followed by one on Tuesday,
on Wednesday, and on the Monday after, when the weeks of the star history have moved.
`docs/costs.md` takes its figures from here. Exits 1 when a quiet night on GitHub takes more than
6 requests or 1 that is not answered 304; the week's move is shown and not judged.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections.abc import Iterable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from asked import Asked, counts, noted
from bench import START, Bench, first_repository, person
from crowd import PEOPLE, fill

from collectors import hosts, standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community import model
from collectors.standin.git.store import Signature

MONDAY = datetime(2026, 11, 2, 15, tzinfo=UTC)
NIGHTS = {"first run": 0, "next night": 1, "2nd night": 2, "week on": 7}
MOST_REQUESTS, MOST_NEW = 6, 1
CODE = {
    "github": "http://github.example/dev0/tool",
    "gitee": "http://gitee.example/dev0/tool",
    "gitcode": "http://gitcode.example/dev0/tool",
}


def community() -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(PEOPLE)]
    made = standin.Community(people)
    for platform in CODE:
        repo = made.repositories and made.add_repository("gitee", people[0], "tool", START)
        repo = repo or first_repository(made, people[0])
        repo.platform = platform  # type: ignore[assignment]
        fill(repo, people)
        surround(made, repo, people)
    hub = standin.sample_community().hub
    made.hub = [max((r for r in hub if r.kind == "model"), key=lambda r: len(r.discussions))]
    return made


def surround(
    made: standin.Community, repo: model.Repository, people: Sequence[model.Person]
) -> None:
    """Commits, stars, forks and releases, all before the first run."""
    for n in range(300):
        who, at = people[n % 40], START + timedelta(hours=n)
        signed = Signature(who.name, who.emails[0], at)
        made.commit(repo, {f"m{n % 20}.py": f"x = {n}\n".encode()}, signed, f"change {n}")
    repo.stars = [model.Star(START + timedelta(hours=n), people[n]) for n in range(250)]
    for n in range(150):
        at = START + timedelta(hours=n)
        repo.forks.append(model.Fork(repo.id * 1000 + n, people[n], "tool", at, at))
    for n in range(30):
        at, sha = START + timedelta(days=n), repo.git.log[n].sha
        repo.releases.append(
            model.Release(repo.id * 100 + n, f"v{n}", f"v{n}", "notes", people[0], at, at, sha)
        )


def cell(asked: Asked, platform: str, streams: Iterable[str]) -> str:
    wanted = set(streams)
    total, new = (
        sum(n for (repo, name, fresh), n in asked.items()
            if repo.startswith(f"{platform}:") and name in wanted and fresh >= least)
        for least in (False, True)
    )  # fmt: skip
    return f"{total:7} ({new:3})"


def table(platform: str, nights: Sequence[Asked]) -> str:
    streams = [stream.name for stream in hosts.load(platform).STREAMS]
    rows = [f"{platform:26}" + "".join(f"{name:>13}" for name in NIGHTS)]
    for name, these in [*((s, [s]) for s in streams), ("all", streams)]:
        rows.append(f"  {name:24}" + "".join(f" {cell(a, platform, these)}" for a in nights))
    return "\n".join(rows)


def within(asked: Asked) -> bool:
    mine = {key: n for key, n in asked.items() if key[0].startswith("github:")}
    new = sum(n for (_, _, fresh), n in mine.items() if fresh)
    return sum(mine.values()) <= MOST_REQUESTS and new <= MOST_NEW


def main() -> int:
    os.environ["GITHUB_TOKEN"] = STANDIN_TOKEN
    made, nights = community(), list[Asked]()
    urls = (*CODE.values(), f"http://huggingface.example/{made.hub[0].id}")
    with standin.serve(made, now=MONDAY) as server, tempfile.TemporaryDirectory() as folder:
        bench = Bench(server, Path(folder), urls, awake=False)
        for days in NIGHTS.values():
            server.now = MONDAY + timedelta(days=days)
            with noted() as questions:
                for result in bench.run().results:
                    if result.failed:
                        print(f"{result.repo_id} {result.stream}: {result.reason}")
            nights.append(counts(questions))
    print("\n".join(table(platform, nights) for platform in hosts.hosts()))
    good = all(map(within, nights[1:3]))
    words = "within" if good else "NOT within"
    print(f"quiet nights on GitHub are {words} {MOST_REQUESTS} requests, {MOST_NEW} not 304")
    return 0 if good else 1


if __name__ == "__main__":
    sys.exit(main())
