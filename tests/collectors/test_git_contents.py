"""Documents by the interface where nothing can be cloned: whole, or with the reason why not."""

from __future__ import annotations

import base64
import json
from datetime import timedelta
from hashlib import sha1
from typing import Any

import pytest
from bench import Bench, only, result

from collectors import standin
from collectors.standin.faults import Fault, Reply

GITHUB = "http://github.example/dev0/tool"
TEXT = b"MIT License\n"
BLOB = sha1(b"blob %d\0" % len(TEXT) + TEXT).hexdigest()
FOLDER = "/repos/dev0/tool/contents/"
NO_CLONE = Fault(Reply(500), path=r"\.git/", times=None)


@pytest.fixture(autouse=True)
def _documents_alone(monkeypatch: pytest.MonkeyPatch) -> None:
    only(monkeypatch, "github", "packages")
    only(monkeypatch, "gitee", "packages")


@pytest.fixture
def uncloned(bench: Bench, server: standin.StandIn) -> Bench:
    server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    return bench


def file(**changed: Any) -> bytes:
    whole = {
        "path": "LICENSE", "sha": BLOB, "size": len(TEXT), "type": "file",
        "encoding": "base64", "content": base64.encodebytes(TEXT).decode(),
    }  # fmt: skip
    return json.dumps({**whole, **changed}).encode()


def licence(bench: Bench) -> dict[str, object]:
    [row] = bench.query(
        "SELECT content, unreadable, bytes FROM document"
        " WHERE repo_id LIKE 'github:%' AND path = 'LICENSE' AND closed_at IS NULL"
    )
    return dict(row)


def asked(server: standin.StandIn, part: str) -> list[str]:
    return [r.path for r in server.requests if part in r.path and r.host.startswith("api.github")]


_NOT_WHOLE: list[bytes] = [
    file(encoding="none", content=""), file(content=""), file(content="!!"),
    file(content="TUlU"), file(size=None), file(encoding=None), file(content=None), b"[]", b"{}",
    b"<html>",
]  # fmt: skip


@pytest.mark.parametrize("answer", _NOT_WHOLE)
def test_contents_that_are_not_whole_are_read_as_a_blob(
    uncloned: Bench, server: standin.StandIn, answer: bytes
) -> None:
    server.faults.append(Fault(Reply(200, answer), path="/contents/LICENSE", times=None))
    blob = {"sha": BLOB, "size": len(TEXT), "encoding": "base64"}
    body = json.dumps({**blob, "content": base64.encodebytes(TEXT).decode()}).encode()
    server.faults.append(Fault(Reply(200, body), path=f"/git/blobs/{BLOB}", times=None))
    uncloned.run(GITHUB)
    assert licence(uncloned) == {"content": "MIT License\n", "unreadable": None, "bytes": 12}


@pytest.mark.parametrize("answer", _NOT_WHOLE)
def test_what_is_nowhere_whole_is_recorded_as_not_read_and_asked_again(
    uncloned: Bench, server: standin.StandIn, answer: bytes
) -> None:
    fault = Fault(Reply(200, answer), path="/(contents/LICENSE|git/blobs/)", times=None)
    server.faults.append(fault)
    ended = result(uncloned.run(GITHUB), "documents")
    assert (ended.grade, ended.code) == ("partial", "no_clone")
    row = licence(uncloned)
    assert row["content"] is None
    assert "没有给出文件的完整内容" in str(row["unreadable"])
    server.faults.clear()
    server.faults.append(NO_CLONE)
    server.advance(timedelta(hours=1))
    uncloned.run(GITHUB)
    assert licence(uncloned)["content"] == "MIT License\n"


def test_a_file_that_failed_is_asked_again_though_the_folder_is_unchanged(
    uncloned: Bench, server: standin.StandIn
) -> None:
    server.faults.append(Fault(Reply(403, b"{}"), path="/contents/LICENSE", times=1))
    uncloned.run(GITHUB)
    assert "回答 404" in str(licence(uncloned)["unreadable"])
    readme = "SELECT content FROM document WHERE path = 'README.md' AND repo_id LIKE 'github:%'"
    assert uncloned.query(readme) == [{"content": "# tool\n"}], "one file does not end the others"
    server.advance(timedelta(hours=1))
    before = len(asked(server, "/contents/"))
    uncloned.run(GITHUB)
    assert licence(uncloned)["content"] == "MIT License\n"
    again = asked(server, "/contents/")[before:]
    assert again == [FOLDER, "/repos/dev0/tool/contents/LICENSE", FOLDER]
    statuses = [r.status for r in server.requests if r.path.endswith("/contents/")]
    assert statuses[-1] == 304, "the folder itself told nothing new"


def test_a_night_without_change_asks_for_the_folder_only(
    uncloned: Bench, server: standin.StandIn
) -> None:
    uncloned.run(GITHUB)
    before = len(asked(server, "/contents/"))
    server.advance(timedelta(hours=1))
    assert result(uncloned.run(GITHUB), "documents").got == 2
    assert asked(server, "/contents/")[before:] == [FOLDER, FOLDER], "documents, then packages"


def test_a_clone_after_the_interface_reads_everything_again(
    bench: Bench, server: standin.StandIn
) -> None:
    """And the interface after a clone: what each held may differ from what the other would."""
    bench.run(GITHUB)
    empty = file(content="", encoding="none")
    server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    server.faults.append(Fault(Reply(200, empty), path="contents/LICENSE|/blobs/", times=None))
    bench.run(GITHUB)
    assert licence(bench)["content"] is None
    server.faults.clear()
    server.advance(timedelta(hours=1))
    assert result(bench.run(GITHUB), "documents").grade == "complete"
    assert licence(bench)["content"] == "MIT License\n"


@pytest.mark.parametrize(
    "path",
    ["../LICENSE", "/LICENSE", "LICENSE\n", "licenses/../x", "..", "license-" + "x" * 300,
     "licenses/x", "LICENSE\\x", None, 3, ""],
)  # fmt: skip
def test_names_no_root_folder_has_are_counted_and_not_asked(
    uncloned: Bench, server: standin.StandIn, path: object
) -> None:
    rows = [{"path": path, "sha": BLOB, "size": 12, "type": "file"}]
    rows.append({"path": "LICENSE", "sha": BLOB, "size": 12, "type": "file"})
    body = json.dumps(rows).encode()
    server.faults.append(Fault(Reply(200, body), path="/contents/$", times=None))
    uncloned.run(GITHUB)
    found = uncloned.query("SELECT path FROM document WHERE repo_id LIKE 'github:%'")
    assert found == [{"path": "LICENSE"}]
    files = [path for path in asked(server, "/contents/") if not path.endswith("/contents/")]
    assert files == ["/repos/dev0/tool/contents/LICENSE"]


@pytest.mark.parametrize(
    ("changed", "said"),
    [({"size": 5_000_000}, "超过"), ({"type": "symlink"}, "符号链接"),
     ({"type": "submodule"}, "子模块")],
)  # fmt: skip
def test_large_files_links_and_submodules_say_so(
    uncloned: Bench, server: standin.StandIn, changed: dict[str, object], said: str
) -> None:
    row = {"path": "LICENSE", "sha": BLOB, "size": 12, "type": "file", **changed}
    empty = file(content="", encoding="none")
    for path, body in (("/contents/$", json.dumps([row]).encode()), ("/contents/LICENSE", empty)):
        server.faults.append(Fault(Reply(200, body), path=path, times=None))
    uncloned.run(GITHUB)
    assert licence(uncloned)["content"] is None
    assert said in str(licence(uncloned)["unreadable"])
    assert not asked(server, "/git/blobs/")
