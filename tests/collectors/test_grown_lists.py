"""A list whose last page was full grows behind it: the page stays as it is, and answers 304."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from pathlib import Path

import pytest
from bench import START, Bench, result
from test_lists import GITEE, GITHUB, repo_of
from test_replay import assert_same
from werkzeug.wrappers import Response

from collectors import standin, storing
from collectors.standin.community.model import Release, Repository
from collectors.standin.faults import Change, Fault
from collectors.trails import LiveTrail

Grow = Callable[[Repository, int], None]


def tag(repo: Repository, number: int) -> None:
    repo.git.tags[f"v{9_000 - number}"] = repo.git.log[0].sha


def fork(repo: Repository, number: int) -> None:
    made = START + timedelta(days=9, minutes=number)
    repo.forks.append(replace(repo.forks[0], id=70_000 + number, created=made))


def release(repo: Repository, number: int) -> None:
    at = START + timedelta(hours=number)
    sha = repo.git.log[0].sha
    repo.releases.append(
        Release(5_000 + number, f"v{number}", "", "", repo.owner, at, at, sha)
    )  # fmt: skip


KINDS = {
    "tags": (GITHUB, "github", tag), "forks": (GITHUB, "github", fork),
    "releases": (GITEE, "gitee", release),
}  # fmt: skip


def grown(bench: Bench, stream: str) -> list[tuple[str, int | None]]:
    """How a list of 200 ended, and the nights after one more was there."""
    url, platform, grow = KINDS[stream]
    bench.server.gitee_etags = True
    repo = repo_of(bench.server, platform)
    del repo.forks[1:]
    for number in range(200 - (stream == "forks")):
        grow(repo, number)
    found = [result(bench.run(url), stream)]
    grow(repo, 200)
    found += [result(bench.run(url), stream) for _ in range(2)]
    return [(one.grade, one.got) for one in found]


@pytest.mark.parametrize("held", [0.0, 60.0])
@pytest.mark.parametrize("stream", KINDS)
def test_what_stands_behind_a_full_page_that_did_not_change_is_read(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: str, held: float
) -> None:
    """Whether each page is stored before the next one is asked for, as slow answers have it."""
    monkeypatch.setattr(storing, "SECONDS_IN_ONE_GO", held)
    assert grown(bench, stream) == [("complete", 200), ("complete", 201), ("complete", 201)]
    assert_same(bench, tmp_path / "again")


@pytest.mark.parametrize("held", [0.0, 60.0])
@pytest.mark.parametrize("stream", KINDS)
def test_an_archive_of_before_gives_what_was_read_then(
    bench: Bench, tmp_path: Path, monkeypatch: pytest.MonkeyPatch, stream: str, held: float
) -> None:
    monkeypatch.setattr(storing, "SECONDS_IN_ONE_GO", held)
    monkeypatch.setattr(LiveTrail, "goes_on", lambda _, url: False)
    assert grown(bench, stream)[1][1] == 200
    assert_same(bench, tmp_path / "again")


def test_without_a_word_beside_the_304_a_full_page_is_asked_beyond(
    bench: Bench, server: standin.StandIn
) -> None:
    """Whether Gitee sends its totals with a 304 nobody promises."""

    def silence(response: Response) -> None:
        for name in ("total_page", "total_count") if response.status_code == 304 else ():
            response.headers.pop(name, None)

    server.faults.append(Fault(Change(silence), path="/releases", times=None))
    assert grown(bench, "releases") == [("complete", 200), ("complete", 201), ("complete", 201)]
