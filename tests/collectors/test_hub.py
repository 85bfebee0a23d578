"""The Hub: discussions, files and counts, when answers fail or say something else."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench import Bench, result

from collectors import standin
from collectors.standin.community.model import HubRepository
from collectors.standin.faults import Delay, Fault, Reply, html
from collectors.standin.git.store import Signature

Hub = tuple[Bench, standin.StandIn, HubRepository]
DISABLED = Reply(403, b'{"error":"Discussions are disabled for this repo"}')


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with standin.serve() as server:
        url = "http://huggingface.example/lantu/harbor-7b"
        [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
        yield Bench(server, tmp_path / "hub", (url,)), server, model


def rows(bench: Bench) -> dict[str, tuple[object, object]]:
    found = bench.query(
        "SELECT number, original_state, closed_at_platform FROM issue WHERE closed_at IS NULL"
        " UNION ALL SELECT number, original_state, closed_at_platform FROM change_request"
        " WHERE closed_at IS NULL"
    )
    return {row["number"]: (row["original_state"], row["closed_at_platform"]) for row in found}


def truth(model: HubRepository) -> dict[str, tuple[object, object]]:
    return {str(talk.num): (talk.status, talk.closed) for talk in model.discussions}


def details(server: standin.StandIn, since: int) -> list[str]:
    return [s.path for s in server.requests[since:] if "/discussions/" in s.path]


@pytest.mark.parametrize("answer", [Reply(500), Reply(200, b"{}"), Reply(200, b'{"num": 1}')])
def test_a_discussion_that_failed_is_read_the_next_night_although_the_list_answers_304(
    hub: Hub, answer: Reply
) -> None:
    bench, server, model = hub
    failing = Fault(answer, path=r"/discussions/\d+$", nth=4, times=None)
    server.faults.append(failing)
    assert result(bench.run(), "issues").grade == "partial"
    server.faults.clear()
    last = bench.run()
    assert result(last, "issues").grade == "complete"
    assert last.not_modified > 0
    assert rows(bench) == truth(model)
    before = len(server.requests)
    assert bench.run().rows_added == 0
    assert details(server, before) == []


def test_one_discussion_that_is_not_there_hides_no_other(hub: Hub) -> None:
    bench, server, model = hub
    lost = next(talk for talk in model.discussions if talk.closed is not None)
    path = f"/discussions/{lost.num}$"
    server.faults.append(Fault(Reply(404, b"{}"), path=path, times=None))
    for _ in range(2):
        found = result(bench.run(), "issues")
        assert (found.grade, found.code) == ("partial", "unread")
    expected = {**truth(model), str(lost.num): (lost.status, None)}
    assert rows(bench) == expected, "as the list shows it, its end unknown"


def test_a_discussion_deleted_on_the_hub_is_closed(hub: Hub) -> None:
    bench, _, model = hub
    bench.run()
    del model.discussions[3]
    bench.run()
    assert rows(bench) == truth(model)


def test_only_the_hub_itself_says_that_discussions_are_switched_off(hub: Hub) -> None:
    bench, server, _ = hub
    server.faults.append(Fault(html(403), path=r"/discussions\?"))
    found = result(bench.run(), "issues")
    assert (found.grade, found.got) == ("not_observable", None)
    server.faults.append(Fault(DISABLED, path=r"/discussions\?"))
    assert result(bench.run(), "issues").code == "disabled"


BAD = {"html": html(200), "empty": Reply(200, b"", content_type="text/plain"),
       "cut": Reply(200, b"Apache", content_type="text/plain")}  # fmt: skip


@pytest.mark.parametrize("name", BAD)
def test_what_is_not_the_file_replaces_no_licence(hub: Hub, name: str) -> None:
    bench, server, _ = hub
    bench.run()
    held = bench.facts()["document"]
    server.faults.append(Fault(BAD[name], path="/raw/main/LICENSE", times=None))
    found = result(bench.run(), "documents")
    assert (found.grade, found.failed, bench.facts()["document"]) == ("partial", True, held)
    server.faults.clear()
    assert result(bench.run(), "documents").grade == "complete"


def test_a_file_name_never_becomes_a_question(hub: Hub) -> None:
    bench, server, model = hub
    at = datetime(2026, 5, 1, tzinfo=UTC)
    odd = "LICENSE?download=config.json"
    model.git.commit({odd: b"MIT License\n"}, Signature("A", "a@x.org", at), "odd\n")
    bench.run()
    asked = [s for s in server.requests if "LICENSE" in s.path]
    assert all(s.query == "" for s in asked)
    assert server.counted_downloads == []


def test_a_count_the_hub_leaves_out_is_unknown_and_said(hub: Hub) -> None:
    bench, server, _ = hub
    body = json.dumps({"id": "lantu/harbor-7b", "likes": 3, "downloads": "many"}).encode()
    server.faults.append(Fault(Reply(200, body), path=r"/api/models/lantu/harbor-7b\?"))
    found = result(bench.run(), "repository")
    assert (found.grade, found.code) == ("partial", "unread")
    assert "downloads" in (found.reason or "")


def test_a_discussion_closed_reopened_and_closed_again_is_closed(hub: Hub) -> None:
    bench, server, model = hub
    talk = next(t for t in model.discussions if not t.is_pull and t.closed is not None)
    talk.comments, end = talk.comments[:1], talk.closed
    for status, closed in (("closed", end), ("open", None), ("closed", end)):
        talk.status, talk.closed = status, closed
        bench.run()
    assert rows(bench) == truth(model)
    assert server.counted_downloads == []


@pytest.mark.parametrize("path", [r"discussions/\d", r"discussions\?p=1"])
def test_a_410_switches_no_discussions_off(hub: Hub, path: str) -> None:
    bench, server, _ = hub
    server.faults.append(Fault(Reply(410, b"{}"), path=path, times=None))
    assert result(bench.run(), "issues").grade != "complete"


def test_a_409_is_no_empty_repository_whatever_is_read_first(hub: Hub) -> None:
    """The documents were once believed empty when they were asked for before the commits ended."""
    bench, server, _ = hub
    server.faults.append(Fault(Reply(409, b"{}"), path="/(tree|raw)/", times=None))
    server.faults.append(Fault(Delay(0.3), path="/commits/"))
    found = bench.run()
    assert result(found, "commits").grade == "complete"
    for stream in ("documents", "files"):
        said = result(found, stream)
        assert (said.grade, said.got, said.failed) == ("not_observable", None, True)


def test_a_409_in_place_of_commits_is_not_believed_of_a_repository_with_a_newest_commit(
    hub: Hub,
) -> None:
    bench, server, _ = hub
    server.faults.append(Fault(Reply(409, b"{}"), path="/commits/", times=None))
    said = result(bench.run(), "commits")
    assert (said.grade, said.got, said.failed) == ("not_observable", None, True)
