"""Discussions of the Hub that cannot be read, or are counted and not shown, hide no others."""

from __future__ import annotations

import json

import pytest
import requests
from bench import result
from test_hub import Hub, details, hub, rows, truth

from collectors.standin.community.model import Discussion, HubRepository
from collectors.standin.faults import Fault, Reply

__all__ = ["hub"]
LIST = "http://huggingface.example/api/models/lantu/harbor-7b/discussions"


def ended(model: HubRepository) -> list[Discussion]:
    """Those with an end, which their own answer tells only, newest first."""
    return sorted((t for t in model.discussions if t.closed), key=lambda t: -t.num)


@pytest.mark.parametrize("status", [404, 403, 451])
def test_neighbours_that_are_refused_for_ever_stop_no_others(hub: Hub, status: int) -> None:
    bench, server, model = hub
    lost = ended(model)[:5]
    for talk in lost:
        path = f"/discussions/{talk.num}$"
        server.faults.append(Fault(Reply(status, b"{}"), path=path, times=None))
    gone = next(t for t in model.discussions if t.closed is None)
    model.discussions.remove(gone)
    for _ in range(3):
        summary = bench.run()
    found, pulls = result(summary, "issues"), result(summary, "change_requests")
    assert (found.grade, found.code, found.failed) == ("partial", "unread", False)
    assert (pulls.grade, pulls.code) == ("partial", "unread")
    assert rows(bench) == {**truth(model), **{str(t.num): (t.status, None) for t in lost}}
    before = len(server.requests)
    bench.run()
    assert 1 <= len(details(server, before)) <= len(lost), "asked for again, in turn"
    server.faults.clear()
    assert result(bench.run(), "issues").grade == "complete"
    assert rows(bench) == truth(model)


def test_a_discussion_the_host_always_fails_at_stops_no_others(hub: Hub) -> None:
    bench, server, model = hub
    lost = ended(model)[0]
    server.faults.append(Fault(Reply(500), path=f"/discussions/{lost.num}$", times=None))
    assert result(bench.run(), "issues").code == "unreachable"
    assert result(bench.run(), "issues").code == "unread"
    assert rows(bench) == {**truth(model), str(lost.num): (lost.status, None)}


def test_a_deleted_discussion_is_closed_although_another_cannot_be_read(hub: Hub) -> None:
    bench, server, model = hub
    lost = ended(model)[0]
    server.faults.append(Fault(Reply(404), path=f"/discussions/{lost.num}$", times=None))
    bench.run()
    model.discussions.remove(ended(model)[-1])
    bench.run()
    assert rows(bench) == {**truth(model), str(lost.num): (lost.status, None)}


def count_more(hub: Hub, more: int) -> None:
    """The list as it is, counting some it does not show."""
    _, server, model = hub
    server.faults.clear()
    for page in range(len(model.discussions) // 10 + 2):
        proxies = {"http": server.proxy}
        told = requests.get(f"{LIST}?p={page}", proxies=proxies, timeout=30).json()
        body = json.dumps({**told, "count": told["count"] + more}).encode()
        server.faults.append(Fault(Reply(200, body), path=rf"discussions\?p={page}$", times=None))


def test_a_count_above_what_the_list_shows_is_said_and_stops_nothing(hub: Hub) -> None:
    bench, _, model = hub
    count_more(hub, 2)
    for _ in range(2):
        found = result(bench.run(), "issues")
        expected = len(model.discussions) + 2
        assert (found.grade, found.code, found.failed) == ("partial", "short", False)
        assert found.expected == expected
        assert rows(bench) == truth(model)
    model.discussions.remove(ended(model)[1])
    count_more(hub, 2)
    bench.run()
    assert rows(bench) == truth(model)


def test_a_list_that_lost_a_page_closes_nothing(hub: Hub) -> None:
    bench, server, model = hub
    bench.run()
    body = json.dumps({"discussions": [], "count": len(model.discussions)}).encode()
    server.faults.append(Fault(Reply(200, body), path=r"discussions\?p=1$"))
    assert result(bench.run(), "issues").code == "short"
    assert rows(bench) == truth(model)
    before = len(server.requests)
    assert result(bench.run(), "issues").grade == "complete"
    assert details(server, before) == []
