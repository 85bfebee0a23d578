"""Requests for 1,000 issues and 1,000 change requests with all that was said, beside peers.

Run: uv run --with perceval python tests/benchmarks/bench_change_requests.py

Each has 3 comments, each change request 2 comments on lines and 2 reviews; 300 people. Reviews are
made, and looked for, only where the stand-in knows them: the output says what is counted. All ask
the same stand-in in the same run, each in its natural style.
Ours counts every request of the whole run to the platform's interface. Exits 1 above 160.
"""

from __future__ import annotations

import os
import sys
import tempfile
from collections import Counter
from collections.abc import Callable
from datetime import timedelta
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

import peers
from bench import Bench, first_repository, person
from crowd import COMMENTS, ON_LINES, PEOPLE, REVIEWS, SIZE, fill, has_reviews

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN

MOST = 160


def community() -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(PEOPLE)]
    made = standin.Community(people)
    fill(first_repository(made, people[0]), people)
    return made


def ours(server: standin.StandIn) -> Counter[str]:
    """Requests by what was asked."""
    before = len(server.requests)
    os.environ["GITHUB_TOKEN"] = STANDIN_TOKEN
    with tempfile.TemporaryDirectory() as folder:
        bench = Bench(server, Path(folder), ("http://github.example/dev0/tool",), awake=False)
        bench.run()
        check(bench)
    asked = (s for s in server.requests[before:] if s.host == "api.github.example")
    places = (s.path.partition("/dev0/tool")[2] if "/dev0/" in s.path else s.path for s in asked)
    return Counter(p.partition("/repositories/")[2].lstrip("0123456789") or p for p in places)


def check(bench: Bench) -> None:
    wanted = {"issue": SIZE, "change_request": SIZE, "comment": SIZE * (2 * COMMENTS + ON_LINES)}
    tables = bench.tables()
    if has_reviews() and "review" in tables:
        wanted["review"] = SIZE * REVIEWS
    held = {name: len(tables[name]) for name in wanted}
    if held != wanted:
        raise AssertionError(f"{held} instead of {wanted}")
    print(f"rows, as made: {held}")


def pygithub(server: standin.StandIn) -> int:
    before = len(server.requests)
    with peers.pygithub(server) as repository:
        repo: Any = repository
        for issue in repo.get_issues(state="all"):
            list(issue.get_comments())
        for pull in repo.get_pulls(state="all"):
            list(pull.get_review_comments())
            list(pull.get_reviews())
    return len(server.requests) - before


def perceval(server: standin.StandIn) -> int | None:
    found = peers.perceval(server, "issue", "pull_request")
    return found and found[1]


def main() -> int:
    measures: dict[str, Callable[[standin.StandIn], int | None]] = {
        "PyGithub": pygithub, "Perceval": perceval,
    }  # fmt: skip
    with standin.serve(community()) as server:
        server.advance(timedelta(days=30))
        mine = ours(server)
        fixed = peers.answer_what_is_missing(server)
        print("reviews are" + ("" if has_reviews() else " NOT") + " among what ours collects")
        print(f"yuanzheng  {mine.total():5} requests of the whole run (at most {MOST}):")
        print("  " + ", ".join(f"{path or 'facts'} {n}" for path, n in mine.most_common()))
        for name, measure in measures.items():
            found = measure(server)
            words = "is not installed here: not measured (see the first lines)"
            print(f"{name:10} " + (words if found is None else f"{found:5} requests"))
        print(f"answered for peers by fixed rows: {', '.join(fixed) or 'nothing'}")
    return 0 if mine.total() <= MOST else 1


if __name__ == "__main__":
    sys.exit(main())
