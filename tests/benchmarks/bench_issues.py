"""Requests for 1,000 issues with 3 comments each, beside Perceval and PyGithub.

Run: uv run --with perceval python tests/benchmarks/bench_issues.py

All ask the same stand-in in the same run, each in its natural style; Perceval (GPL, no dependency)
only where it is installed. The floor is 10 full pages of issues and 30 of comments.
Exits 1 when ours takes more than 1.1 times the floor.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

import peers
from bench import START, Bench, first_repository, person

from collectors import standin

ISSUES, COMMENTS, FLOOR, MOST = 1_000, 3, 40, 1.1
LISTS = ("/issues", "/issues/comments", "/graphql")


def community() -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    repo = first_repository(made, people[0])
    for n in range(ISSUES):
        at = START + timedelta(minutes=10 * n)
        issue = made.add_issue(repo, f"issue {n}", at, author=people[n % 8])
        for m in range(COMMENTS):
            said = at + timedelta(minutes=m + 1)
            made.add_comment(repo, issue, f"comment {m}", said, people[m])
    return made


def ours(server: standin.StandIn) -> int:
    before = len(server.requests)
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(server, Path(folder), ("http://github.example/dev0/tool",), awake=False)
        bench.run()
        held = bench.query(
            "SELECT (SELECT count(*) FROM issue) AS issues, (SELECT count(*) FROM comment) AS said"
        )
    if held != [{"issues": ISSUES, "said": ISSUES * COMMENTS}]:
        raise AssertionError(held)
    return sum(seen.path.endswith(LISTS) for seen in server.requests[before:])


def pygithub(server: standin.StandIn) -> int:
    before = len(server.requests)
    with peers.pygithub(server) as repository:
        repo: Any = repository
        said = sum(1 for issue in repo.get_issues(state="all") for _ in issue.get_comments())
    if said != ISSUES * COMMENTS:
        raise AssertionError(said)
    return len(server.requests) - before


def perceval(server: standin.StandIn) -> int | None:
    found = peers.perceval(server, "issue")
    if found is not None and found[0] != ISSUES:
        raise AssertionError(found)
    return found and found[1]


def main() -> int:
    # A token of the machine at hand is none of the stand-in's.
    os.environ.pop("GITHUB_TOKEN", None)
    with standin.serve(community()) as server:
        peers.answer_what_is_missing(server)
        server.advance(timedelta(days=1))
        mine = ours(server)
        counts = {"yuanzheng": mine, "PyGithub": pygithub(server), "Perceval": perceval(server)}
    for name, count in counts.items():
        if count is None:
            print(f"{name:10} is not installed here: not measured (see the first lines)")
        else:
            print(f"{name:10} {count:5} requests, {count / FLOOR:6.2f} of the floor ({FLOOR})")
    return 0 if mine <= MOST * FLOOR else 1


if __name__ == "__main__":
    sys.exit(main())
