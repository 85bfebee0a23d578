"""Streams and repositories are read at the same time, and end as one after the other."""

from __future__ import annotations

from threading import Barrier

import pytest
from bench import Bench

from collectors import standin
from collectors.standin.faults import Before, Fault
from warehouse.store import Warehouse

GITHUB = "http://github.example/dev0/tool"


def meeting(server: standin.StandIn, *paths: str) -> Barrier:
    """Requests for these paths are answered only once all of them have come."""
    barrier = Barrier(len(paths), timeout=8)

    def act() -> None:
        barrier.wait()

    for path in paths:
        server.faults.append(Fault(Before(act), path=path))
    return barrier


def test_streams_of_a_repository_are_read_at_the_same_time(
    bench: Bench, server: standin.StandIn
) -> None:
    barrier = meeting(server, r"/forks\?", r"/releases\?", "/stargazers/history")
    bench.run(GITHUB)
    assert not barrier.broken


def test_repositories_are_read_at_the_same_time(bench: Bench, server: standin.StandIn) -> None:
    barrier = meeting(server, "^GET api.github.example/repos/dev0/tool$", "v5/repos/dev0/tool$")
    bench.run()
    assert not barrier.broken


def test_what_is_found_does_not_depend_on_how_many_work(
    bench: Bench, server: standin.StandIn, tmp_path: object
) -> None:
    from bench import settings_for

    alone = Bench(server, bench.folder.with_name("alone"), bench.urls)
    alone.settings = settings_for(server.proxy).model_copy(update={"workers": 1})
    one, many = alone.run(), bench.run()
    assert [(r.repo_id, r.stream, r.grade, r.code, r.got) for r in one.results] == [
        (r.repo_id, r.stream, r.grade, r.code, r.got) for r in many.results
    ]
    assert alone.facts() == bench.facts()


def test_a_full_disk_ends_the_run(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch
) -> None:
    def full(self: Warehouse, batches: object) -> int:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(Warehouse, "merge", full)
    with pytest.raises(OSError, match="space"):
        bench.run()


def test_a_wish_to_stop_ends_all_of_them(bench: Bench, server: standin.StandIn) -> None:
    bench.stop = lambda: len(server.requests) >= 12
    summary = bench.run()
    assert summary.interrupted
    assert len(server.requests) < 12 + 10
    bench.stop = lambda: False
    assert not bench.run().interrupted
    other = Bench(server, bench.folder.with_name("whole"), bench.urls)
    other.run()
    assert bench.facts() == other.facts()


def test_a_clone_that_is_gone_leaves_the_interface(bench: Bench, server: standin.StandIn) -> None:
    from collectors.standin.faults import Reply

    server.faults.append(Fault(Reply(404), host="^github.example", times=None))
    codes = {r.stream: r.code for r in bench.run(GITHUB).results}
    assert codes["issues"] is None
    assert codes["forks"] is None
    assert codes["commits"] == "no_clone"
