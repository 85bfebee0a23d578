"""Streams and repositories are read at the same time, and end as one after the other."""

from __future__ import annotations

from threading import Barrier

import pytest
from bench import Bench, settings_for

from collectors import standin
from collectors.standin.faults import Before, Fault
from warehouse.store import Warehouse

GITHUB = "http://github.example/dev0/tool"


def meeting(bench: Bench, server: standin.StandIn, *paths: str) -> list[int]:
    """Requests for these paths are answered only once all of them have come: then the list is no
    longer empty. Nobody asks again meanwhile, which would count for another."""
    bench.settings = settings_for(server.proxy).model_copy(update={"timeout_seconds": 60})
    met = list[int]()
    barrier = Barrier(len(paths), lambda: met.append(1), timeout=25)

    def act() -> None:
        if not met:
            barrier.wait()

    for path in paths:
        server.faults.append(Fault(Before(act), path=path))
    return met


def test_streams_of_a_repository_are_read_at_the_same_time(
    bench: Bench, server: standin.StandIn
) -> None:
    met = meeting(bench, server, r"/forks\?", r"/releases\?", "/stargazers/history")
    bench.run(GITHUB)
    assert met


def test_repositories_are_read_at_the_same_time(bench: Bench, server: standin.StandIn) -> None:
    met = meeting(bench, server, r"^/repos/dev0/tool$", r"^/api/v5/repos/dev0/tool$")
    bench.run()
    assert met


def test_what_is_found_does_not_depend_on_how_many_work(
    bench: Bench, server: standin.StandIn, tmp_path: object
) -> None:
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
