"""What was collected holds nothing personal, and collecting from what a pack holds is the same."""

from __future__ import annotations

import re
from collections.abc import Iterator
from dataclasses import dataclass, replace
from datetime import timedelta
from hashlib import sha256
from pathlib import Path
from typing import Any

import pytest
from bench import START, Bench
from warcio.archiveiterator import ArchiveIterator

from collectors import gitstreams, standin
from collectors.gitvalues import Repository
from collectors.standin.faults import Fault, Reply
from collectors.standin.git.store import Signature
from collectors.transport import Got, Transport
from warehouse import personal
from warehouse.answers import Answer
from warehouse.archive import Archive, Raw
from warehouse.personal import email_key, redacted_record, removed

GITHUB, GITEE = "http://github.example/dev0/tool", "http://gitee.example/dev0/tool"
LICENCE = "MIT License\n\nCopyright (c) 2026 张三 <zhang@corp.cn>\n电话 13812345678\n".encode(
    "gb18030"
)
SEARCH = re.compile(rb"[A-Za-z0-9._%+-]+@(?:[A-Za-z0-9-]+\.)+[A-Za-z]{2,}|138123456\d\d")
KEPT = re.compile(rb"^sha256-[0-9a-f]{64}@|noreply\.\w+\.com$|^git@")


@pytest.fixture
def bench(bench: Bench, community: standin.Community) -> Bench:
    """With addresses and numbers wherever people put them."""
    at = START + timedelta(days=30)
    for repo in community.repositories:
        files = {
            "LICENSE": LICENCE, "README.md": "# tool\n联系 li@corp.cn 或 `root@host`\n".encode(),
            ".mailmap": b"Li Lei <li@corp.cn> <old@localhost>\n", "cv/wei@corp.cn.md": b"x\n",
        }  # fmt: skip
        odd = Signature("wei@corp.cn", "O'Wei@Corp.CN", at)
        community.commit(
            repo, files, odd, "docs: ask li@corp.cn\n\nCo-authored-by: W <o'wei@corp.cn>\n"
        )
        community.commit(repo, {"a.py": b"1\n"}, Signature("Li", "old@localhost", at), "fix")
        thread = community.add_issue(repo, "请联系 li@corp.cn", at, author=community.people[1])
        community.add_comment(
            repo, thread, "tel 138-1234-5678, li@corp.cn", at, community.people[2]
        )
    return bench


@dataclass
class Pack:
    """Gives what a pack holds in place of the answers, and the originals' hashes, as it says."""

    originals: dict[str, tuple[str, int]]

    def left(self, body: bytes, kind: str) -> bytes:
        made = removed(body, kind).body
        self.originals[sha256(made).hexdigest()] = sha256(body).hexdigest(), len(body)
        return made


@dataclass
class Packed:
    """A repository as a pack holds its histories and files."""

    pack: Pack
    real: Repository

    def __getattr__(self, name: str) -> Any:
        return getattr(self.real, name)

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        yield self.pack.left(b"".join(self.real.log(older, newer)), "log")

    def blob(self, sha: str) -> bytes:
        return self.pack.left(self.real.blob(sha), "text")


@pytest.fixture
def packed(monkeypatch: pytest.MonkeyPatch) -> Pack:
    """From now on everything is read as a pack holds it."""
    pack = Pack({})
    send, keep, opened = Transport.send, Archive.keep, gitstreams.opened

    def sent(self: Transport, method: str, url: str, *more: Any) -> Got | None:
        got = send(self, method, url, *more)
        if got is None or not got.body:
            return got
        kind = personal.kind_of(url, got.headers.get("content-type"), got.body)
        return replace(got, body=pack.left(got.body, kind))

    def kept(self: Archive, raw: Raw, scope: str = "") -> Answer:
        answer = keep(self, raw, scope)
        digest, length = pack.originals.get(answer.sha256, (answer.sha256, answer.bytes))
        return replace(answer, sha256=digest, bytes=length)

    monkeypatch.setattr(Transport, "send", sent)
    monkeypatch.setattr(Archive, "keep", kept)
    monkeypatch.setattr(gitstreams, "opened", lambda *a: Packed(pack, opened(*a)))
    return pack


@pytest.mark.parametrize("cloned", [True, False], ids=["by clone", "by interface"])
def test_reading_what_a_pack_holds_gives_the_same_tables(
    bench: Bench, server: standin.StandIn, tmp_path: Path, request: pytest.FixtureRequest,
    cloned: bool,
) -> None:  # fmt: skip
    if not cloned:
        server.faults.append(Fault(Reply(500), path=r"\.git/", times=None))
    bench.run()
    pack: Pack = request.getfixturevalue("packed")
    again = Bench(server, tmp_path / "again", bench.urls)
    again.run()
    assert again.facts() == bench.facts()
    assert any(made != before for made, (before, _) in pack.originals.items())
    held = str(bench.tables()).encode()
    assert [a for a in SEARCH.findall(held) if not KEPT.search(a)] == []
    [row] = bench.query(
        "SELECT sha256, bytes, content FROM document WHERE path = 'LICENSE'"
        " AND repo_id LIKE 'gitee:%' AND closed_at IS NULL"
    )
    assert (row["sha256"], row["bytes"]) == (sha256(LICENCE).hexdigest(), len(LICENCE))
    assert "张三 <sha256-" in row["content"]


def test_a_card_of_the_hub_is_known_by_its_own_hash(
    tmp_path: Path, request: pytest.FixtureRequest
) -> None:
    card = "---\nlicense: mit\n---\n[联系](mailto:li@corp.cn)\n".encode()
    with standin.serve() as server:
        [model] = [m for m in server.community.hub if m.id == "lantu/harbor-7b"]
        model.git.commit({"README.md": card}, Signature("Li", "li@corp.cn", server.now), "card")
        url = "http://huggingface.example/lantu/harbor-7b"
        first, again = (Bench(server, tmp_path / name, (url,)) for name in ("first", "again"))
        first.run()
        request.getfixturevalue("packed")
        again.run()
    assert again.facts() == first.facts()
    [row] = first.query("SELECT sha256, bytes, content FROM document WHERE path = 'README.md'")
    assert (row["sha256"], row["bytes"]) == (sha256(card).hexdigest(), len(card))
    assert "mailto:sha256-" in row["content"]


def test_one_signature_is_one_identity_however_odd(bench: Bench) -> None:
    """The author's line, the co-author's, the interface's and the mailmap's say one key."""
    bench.run(GITHUB)
    own = "SELECT DISTINCT name, email_domain FROM identity WHERE email_key = '{}'"
    wei = bench.query(own.format(email_key("o'wei@corp.cn")) + " ORDER BY name NULLS FIRST")
    assert [(row["name"], row["email_domain"]) for row in wei] == [
        (None, "corp.cn"), ("W", "corp.cn"),
    ]  # fmt: skip
    [line] = bench.query("SELECT commit_email_key, proper_email_key FROM mailmap_line")
    assert tuple(line.values()) == (email_key("old@localhost"), email_key("li@corp.cn"))
    by = "SELECT count(*) AS n FROM identity WHERE name = 'Li' AND email_key = '{}'"
    assert bench.query(by.format(email_key("old@localhost"))) == [{"n": 1}]


def test_records_of_the_archive_without_an_address(bench: Bench) -> None:
    bench.run()
    changed = 0
    for file in bench.places.archive.glob("*.warc.gz"):
        with file.open("rb") as stream:
            for record in ArchiveIterator(stream):
                payload, headers = record.content_stream().read(), dict(record.rec_headers.headers)
                kind = (record.http_headers or record.rec_headers).get_header("Content-Type")
                made, _, said = redacted_record(headers, kind, payload)
                changed += said is not None
                assert (said is None) == (made == payload)
                assert redacted_record(headers, kind, made)[2] is None
                assert [a for a in SEARCH.findall(_plain(made)) if not KEPT.search(a)] == []
    assert changed > 5


def _plain(body: bytes) -> bytes:
    return body.replace(b"\\n", b" ")
