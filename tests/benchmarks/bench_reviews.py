"""Requests for 1,000 change requests with 2 reviews each, who merged them, and a quiet night after.

Run: uv run python tests/benchmarks/bench_reviews.py

The floor is 10 full pages. By REST, which names neither in a list, it is two a change request.
"""

from __future__ import annotations

import os
import sys
import tempfile
from datetime import timedelta
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import START, Bench, first_repository, person

from collectors import standin

PULLS, REVIEWS, FLOOR = 1_000, 2, 10
MOST = 15


def community() -> standin.Community:
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    repo = first_repository(made, people[0])
    for n in range(PULLS):
        at = START + timedelta(minutes=10 * n)
        pull = made.add_issue(repo, f"change {n}", at, author=people[n % 8], is_pull=True)
        for m in range(REVIEWS):
            made.add_review(pull, "APPROVED", at + timedelta(minutes=m + 1), people[m])
        made.merge(pull, at + timedelta(minutes=5), people[n % 3])
    return made


def main() -> int:
    os.environ["GITHUB_TOKEN"] = "standin-token"
    with standin.serve(community()) as server, tempfile.TemporaryDirectory() as folder:
        server.advance(timedelta(days=1))
        bench = Bench(server, Path(folder), ("http://github.example/dev0/tool",), awake=False)
        counts = []
        for night in ("first run", "quiet night"):
            before = len(server.requests)
            bench.run()
            counts.append(sum(seen.path == "/graphql" for seen in server.requests[before:]))
            print(f"{night:12} {counts[-1]:3} requests, {counts[-1] / FLOOR:.2f} of {FLOOR}")
            server.advance(timedelta(days=1))
        held = bench.query(
            "SELECT (SELECT count(*) FROM review) AS said, (SELECT count(*) FROM merger) AS merged"
        )
    if held != [{"said": PULLS * REVIEWS, "merged": PULLS}]:
        raise AssertionError(held)
    return 0 if counts[0] <= MOST and counts[1] == 0 else 1


if __name__ == "__main__":
    sys.exit(main())
