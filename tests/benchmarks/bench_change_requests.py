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
from dataclasses import MISSING, fields
from datetime import datetime, timedelta
from itertools import count
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

import peers
from bench import START, Bench, first_repository, person

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.community import model

SIZE, PEOPLE, MOST = 1_000, 300, 160
COMMENTS, ON_LINES, REVIEWS = 3, 2, 2
_IDS = count(9_500_000_000)


def has_reviews() -> bool:
    return "reviews" in {field.name for field in fields(model.Thread)}


def review(author: model.Person, at: datetime) -> Any:
    """A review of the stand-in's model, with whatever fields it has without a default."""
    kind: Any = model.Review  # type: ignore[attr-defined]
    known = {
        "id": next(_IDS), "author": author, "state": "APPROVED", "body": "fine", "submitted": at,
        "updated": at,
    }  # fmt: skip
    needed = {f.name for f in fields(kind) if f.default is f.default_factory is MISSING}
    return kind(**{name: value for name, value in known.items() if name in needed | {"state"}})


def fill(repo: model.Repository, people: list[model.Person]) -> None:
    """Issues and change requests by turns, everything said within ten minutes."""
    for n in range(2 * SIZE):
        at, who = START + timedelta(minutes=10 * n), people[n % len(people)]
        thread = model.Thread(
            9_000_000_000 + repo.id * 10_000 + n, n + 1, n % 2 == 1, who, f"thread {n}", "text",
            at, at, ident=f"I{n}",
        )  # fmt: skip
        for m in range(COMMENTS + (ON_LINES if thread.is_pull else 0)):
            said, speaker = at + timedelta(minutes=m + 1), people[(n + m) % len(people)]
            path = None if m < COMMENTS else "a.py"
            thread.comments.append(model.Comment(next(_IDS), speaker, "said", said, said, path))
            thread.updated = said
        if thread.is_pull and has_reviews():
            more: Any = thread
            more.reviews = [review(people[(n + m) % len(people)], at) for m in range(REVIEWS)]
        repo.threads.append(thread)


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
        bench = Bench(server, Path(folder), ("http://github.example/dev0/tool",))
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
