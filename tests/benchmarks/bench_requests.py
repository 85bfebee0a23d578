"""How many requests a collection takes, as a ratio to the floor of full list pages.

Run: uv run python tests/benchmarks/bench_requests.py

The floor is what the lists need at their largest page sizes (100; star history 30 weeks; Hub
discussions 10), one request for the facts, and none for what comes from a clone. The second
run is a night on which nothing changed.
"""

from __future__ import annotations

import sys
import tempfile
from collections.abc import Iterable
from math import ceil
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "collectors"))

from bench import Bench

from collectors import standin
from collectors.standin.community.model import HubRepository, Repository


def pages(rows: Iterable[object], size: int) -> int:
    """At least one: that a list is empty must be asked too."""
    return max(1, ceil(len(list(rows)) / size))


def floor_of(repo: Repository) -> int:
    comments = [c for t in repo.threads for c in t.comments]
    lists = [[c for c in comments if not c.is_review], [c for c in comments if c.is_review]]
    lists += [repo.forks, repo.releases, repo.git.log]
    if repo.platform == "github":
        weeks = ceil((standin.SAMPLE_NOW - repo.created).days / 7)
        return 1 + ceil(weeks / 30) + pages(repo.threads, 100) + sum(pages(x, 100) for x in lists)
    lists += [repo.stars, repo.issues(), repo.pulls()]
    return 1 + sum(pages(x, 100) for x in lists)


def floor_of_hub(repo: HubRepository) -> int:
    own = [d for d in repo.discussions if d.status != "open" or len(d.comments) > 1]
    return 1 + pages(repo.discussions, 10) + len(own) + pages(repo.git.log, 50) + 3


def main() -> None:
    with standin.serve() as server, tempfile.TemporaryDirectory() as folder:
        community = server.community
        floor = sum(map(floor_of, community.repositories)) + sum(map(floor_of_hub, community.hub))
        urls = tuple(url for project in standin.SAMPLE_PROJECTS for url in project.urls)
        bench = Bench(server, Path(folder), urls, awake=False)
        for night in ("first run", "quiet night"):
            made = bench.run()
            asked = made.requests
            print(
                f"{night:12} {asked:5} requests, {asked / floor:5.2f} of the floor ({floor}),"
                f" {made.not_modified} answered 304, {made.rows_added} rows added"
            )


if __name__ == "__main__":
    main()
