"""The files of a model: listed whole with size and SHA-256, asked for only after a new commit."""

from __future__ import annotations

import hashlib
from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path

import pytest
from bench import Bench, result

from collectors import hubfiles, standin
from collectors.standin.community.model import HubRepository
from collectors.standin.faults import Change, Fault, Reply
from collectors.standin.git.store import Signature

Hub = tuple[Bench, standin.StandIn, HubRepository]


@pytest.fixture
def hub(tmp_path: Path) -> Iterator[Hub]:
    with standin.serve() as server:
        [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
        yield Bench(server, tmp_path, (f"http://huggingface.example/{model.id}",)), server, model


def held(bench: Bench) -> dict[str, tuple[object, object]]:
    rows = bench.query("FROM hub_file WHERE closed_at IS NULL")
    return {row["path"]: (row["size"], row["sha256"]) for row in rows}


def trees(server: standin.StandIn, since: int = 0) -> list[str]:
    return [s.query for s in server.requests[since:] if "/tree/" in s.path]


def commit(model: HubRepository, files: dict[str, bytes | None]) -> None:
    at = datetime(2026, 5, 1, tzinfo=UTC)
    model.git.commit(files, Signature("A", "a@x.org", at), "change\n")


def test_every_file_is_listed_and_none_is_fetched(hub: Hub) -> None:
    bench, server, model = hub
    commit(model, {"data/deep/a.txt": b"12345"})
    assert result(bench.run(), "files").grade == "complete"
    found = held(bench)
    assert found["data/deep/a.txt"] == (5, None)
    digest = hashlib.sha256(model.id.encode()).hexdigest()
    assert found["model.safetensors"] == (438_000_000, digest)
    assert "data" not in found
    assert server.counted_downloads == []
    assert trees(server) == ["recursive=true"]


def test_nothing_is_asked_until_there_is_a_new_commit(hub: Hub) -> None:
    bench, server, model = hub
    bench.run()
    before, found = len(server.requests), held(bench)
    last = bench.run()
    assert (trees(server, before), last.rows_added) == ([], 0)
    assert result(last, "documents").grade == result(last, "files").grade == "complete"
    commit(model, {"tokenizer.json": None, "new.txt": b"x"})
    bench.run()
    assert set(held(bench)) == set(found) - {"tokenizer.json"} | {"new.txt"}


def test_a_tree_that_breaks_off_is_said_and_read_the_next_night(hub: Hub) -> None:
    bench, server, _ = hub
    server.faults.append(Fault(Reply(500), path=r"/tree/main\?", times=None))
    summary = bench.run()
    assert result(summary, "files").grade == "not_observable"
    assert result(summary, "documents").grade == "complete", "by the root folder alone"
    server.faults.clear()
    assert result(bench.run(), "files").grade == "complete"
    assert "model.safetensors" in held(bench)


def test_more_files_than_we_list_are_told_of(hub: Hub, monkeypatch: pytest.MonkeyPatch) -> None:
    bench, _, model = hub
    commit(model, {"a.txt": b"1", "b.txt": b"2"})
    monkeypatch.setattr("collectors.standin.hub.files.PAGE", 3)
    monkeypatch.setattr(hubfiles, "MOST_PAGES", 2)
    for _ in range(2):
        summary = bench.run()
        cut = result(summary, "files")
        assert (cut.grade, cut.code, cut.failed, cut.got) == ("partial", "cut", False, 6)
        documents = result(summary, "documents")
        assert (documents.grade, documents.got) == ("complete", 2)
    monkeypatch.setattr(hubfiles, "MOST_PAGES", 50)
    assert result(bench.run(), "files").grade == "complete"
    assert len(held(bench)) == sum(e.size is not None for e in model.git.entries(model.git.tip.sha))


def test_a_full_page_that_names_no_next_one_is_not_the_end(
    hub: Hub, monkeypatch: pytest.MonkeyPatch
) -> None:
    """The address of the next page may be lost on the way, and the licence lies behind it."""
    bench, server, model = hub
    bench.run()
    before = {row["path"] for row in bench.query("FROM document WHERE closed_at IS NULL")}
    commit(model, {f"A{n}.txt": b"1" for n in range(4)})
    monkeypatch.setattr("collectors.standin.hub.files.PAGE", 4)
    monkeypatch.setattr(hubfiles, "PAGE", 4)
    lost = Fault(Change(lambda r: r.headers.pop("Link", None)), path="/tree/main", times=None)
    server.faults.append(lost)
    for _ in range(2):
        summary = bench.run()
        for name in ("files", "documents"):
            found = result(summary, name)
            assert (found.grade, found.code, found.failed) == ("partial", "cut", False)
        paths = {row["path"] for row in bench.query("FROM document WHERE closed_at IS NULL")}
        assert paths == before
    server.faults.clear()
    summary = bench.run()
    assert result(summary, "files").grade == result(summary, "documents").grade == "complete"


@pytest.mark.parametrize("status", [200, 204])
@pytest.mark.parametrize("night", [1, 2])
def test_an_empty_tree_of_a_repository_with_a_commit_is_no_list_without_files(
    hub: Hub, status: int, night: int
) -> None:
    bench, server, model = hub
    if night == 2:
        bench.run()
        commit(model, {"new.txt": b"1"})
    before = bench.query("FROM document WHERE closed_at IS NULL") if night == 2 else []
    server.faults.append(Fault(Reply(status, b"[]" if status == 200 else b""), path="/tree/",
                               times=None))  # fmt: skip
    bad = bench.run()
    assert {result(bad, name).grade for name in ("files", "documents")} <= {
        "partial", "not_observable",
    }  # fmt: skip
    assert bench.query("FROM document WHERE closed_at IS NULL") == before
    server.faults.clear()
    good = bench.run()
    assert result(good, "files").grade == result(good, "documents").grade == "complete"
    paths = {row["path"] for row in bench.query("FROM document WHERE closed_at IS NULL")}
    assert len(held(bench)) >= len(paths) > 0
