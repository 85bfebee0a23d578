"""A small community behind the stand-in, and a bench that collects it."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

sys.path.insert(0, str(Path(__file__).parent))

from bench import START, Bench, fill, first_repository, person

from collectors import standin


@pytest.fixture
def community() -> standin.Community:
    """acme/tool on GitHub and Gitee: 250 issues, 30 changes, comments, stars, forks, commits."""
    people = [person(f"dev{n}", 100 + n) for n in range(8)]
    made = standin.Community(people)
    for platform in ("github", "gitee"):
        repo = (
            made.add_repository(platform, people[0], "tool", START) if made.repositories else None
        )
        repo = repo or first_repository(made, people[0])
        repo.platform, repo.language, repo.licence = platform, "Python", "MIT"
        fill(made, repo, people)
    return made


@pytest.fixture
def server(community: standin.Community) -> Iterator[standin.StandIn]:
    with standin.serve(community) as running:
        yield running


@pytest.fixture
def bench(server: standin.StandIn, tmp_path: Path) -> Bench:
    # The owner is called dev0 on both platforms.
    return Bench(
        server, tmp_path / "data",
        ("http://github.example/dev0/tool", "http://gitee.example/dev0/tool"),
    )  # fmt: skip
