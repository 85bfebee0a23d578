"""Single answers: too large, no text, too slow, telling secrets; and the files beside the data."""

from __future__ import annotations

import gzip
import json
import socket
import sqlite3
import threading
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
from bench import Bench, result, shown

from collectors import standin
from collectors.errors import Malformed
from collectors.standin.faults import Fault, Reply
from collectors.storing import _yield_to
from collectors.streams import Ending, Page, Pages
from collectors.transport import MOST_BYTES, Transport

GITHUB = "http://github.example/dev0/tool"


# Read from the same answers.
ALONG = {"releases": ("release_assets",)}


def others_complete(bench: Bench, stream: str) -> bool:
    found = shown(bench.run(GITHUB))
    return {r.stream for r in found if r.grade != "complete"} == {stream, *ALONG.get(stream, ())}


def test_bytes_that_are_no_text_are_stored_as_marked_not_ending_the_run(
    bench: Bench, server: standin.StandIn
) -> None:
    body = b'[{"tag_name": "v7", "name": "\xed\xa0\x80\xff", "created_at": "2026-01-01T00:00:00Z"}]'
    server.faults.append(Fault(Reply(200, body), host="api.github", path="/releases"))
    assert {r.grade for r in shown(bench.run(GITHUB))} == {"complete"}
    [row] = bench.query("SELECT name FROM release WHERE tag = 'v7'")
    assert set(row["name"]) == {"\ufffd"}


def test_an_answer_that_unpacks_without_an_end_is_not_taken(
    bench: Bench, server: standin.StandIn
) -> None:
    bomb = gzip.compress(b"[" + b" " * (MOST_BYTES + 1) + b"]", 1)
    answer = Reply(200, bomb, (("Content-Encoding", "gzip"),))
    server.faults.append(Fault(answer, host="api.github", path="/releases", times=None))
    assert others_complete(bench, "releases")


@pytest.fixture
def trickle() -> Iterator[str]:
    """A host that sends a byte now and then, and never ends."""
    with socket.create_server(("127.0.0.1", 0)) as listening:

        def serve() -> None:
            try:
                peer, _ = listening.accept()
                peer.recv(4096)
                peer.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 99999\r\n\r\n")
                while True:
                    peer.sendall(b" ")
                    time.sleep(0.02)
            except OSError:
                return

        threading.Thread(target=serve, daemon=True).start()
        yield f"http://127.0.0.1:{listening.getsockname()[1]}/"


def test_a_trickle_is_no_answer(trickle: str) -> None:
    began = time.monotonic()
    assert Transport("", 0.05, lambda: False).send("GET", trickle, {}) is None
    assert time.monotonic() - began < 5


def test_certificates_that_are_not_there_are_no_connection(
    monkeypatch: pytest.MonkeyPatch, tmp_path: Path
) -> None:
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(tmp_path / "none.pem"))
    assert Transport("", 1, lambda: False).send("GET", "https://127.0.0.1:9/", {}) is None


ECHOES = [
    Reply(200, b"[]", (("X-You-Said", "Bearer standin-token"),)),
    Reply(200, json.dumps([{"tag_name": "v1", "name": "standin-token"}]).encode()),
    Reply(403, b"<html>Authorization: Bearer standin-token</html>"),
]


@pytest.mark.parametrize("echo", range(len(ECHOES)))
def test_a_token_a_host_says_back_is_kept_nowhere(
    bench: Bench, server: standin.StandIn, monkeypatch: pytest.MonkeyPatch, echo: int
) -> None:
    monkeypatch.setenv("GITHUB_TOKEN", "standin-token")
    server.faults.append(Fault(ECHOES[echo], host="api.github", path="/releases"))
    bench.run(GITHUB)
    for path in (p for p in bench.folder.rglob("*") if p.is_file()):
        data = gzip.decompress(path.read_bytes()) if path.suffix == ".gz" else path.read_bytes()
        assert b"standin-token" not in data, path.name


@pytest.mark.parametrize(
    "error", [RuntimeError("x"), RecursionError(), AssertionError(), KeyError()]
)
def test_whatever_reading_an_answer_does_ends_that_stream_only(error: Exception) -> None:
    def pages() -> Pages:
        yield Page(None)
        raise error

    with pytest.raises(Malformed):
        _yield_to(pages(), lambda _: None, lambda e: Malformed(type(e).__name__))


@pytest.mark.parametrize("error", [OSError(28, "full"), sqlite3.OperationalError(), MemoryError()])
def test_what_the_disk_does_ends_the_run(error: Exception) -> None:
    def pages() -> Pages:
        yield Page(None)
        raise error

    with pytest.raises(type(error)):
        _yield_to(pages(), lambda _: None, lambda e: Malformed(type(e).__name__))


def test_the_ending_comes_back() -> None:
    def pages() -> Pages:
        yield Page(None)
        return Ending(7)

    assert _yield_to(pages(), lambda _: None, lambda e: Malformed(str(e))).expected == 7


def test_without_the_data_file_everything_is_asked_for_again(bench: Bench) -> None:
    bench.run()
    before = bench.facts()
    bench.places.database.unlink()
    again = bench.run()
    assert again.not_modified == 0
    assert bench.facts() == before


def test_beside_an_older_copy_of_the_data_file_everything_is_asked_for_again(
    bench: Bench, server: standin.StandIn
) -> None:
    bench.run(GITHUB)
    copy = bench.places.database.read_bytes()
    for repo in server.community.repositories:
        server.community.add_issue(repo, "新的", server.now, author=repo.owner)
    bench.run(GITHUB)
    before = bench.facts()
    bench.places.database.write_bytes(copy)
    assert result(bench.run(GITHUB), "issues").grade == "complete"
    assert bench.facts() == before


@pytest.mark.parametrize(
    "content", [b"no database at all" * 400, b"SQLite format 3\0" + b"x" * 5000]
)
def test_a_broken_state_file_costs_requests_not_rows(bench: Bench, content: bytes) -> None:
    bench.run(GITHUB)
    before = bench.facts()
    bench.places.state.write_bytes(content)
    assert {r.grade for r in shown(bench.run(GITHUB))} == {"complete"}
    assert bench.facts() == before
    assert bench.places.state.with_name("state.sqlite.broken").exists()


def test_an_account_named_differently_in_two_lists_makes_no_new_version_each_night(
    bench: Bench, server: standin.StandIn
) -> None:
    """Gitee shows a name of one's own in one list and the account's in another."""
    rows = [{"id": 100, "login": "dev0", "name": "零号"}]
    answer = Reply(200, json.dumps([{**rows[0], "star_at": "2026-01-02T00:00:00+08:00"}]).encode())
    gitee = "http://gitee.example/dev0/tool"
    server.faults.append(Fault(answer, host="gitee", path="stargazers", times=None))
    bench.run(gitee)
    assert bench.run(gitee).rows_added == 0
