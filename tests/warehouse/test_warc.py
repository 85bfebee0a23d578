"""Reading WARC files of strangers: every lie is found, nothing grows without end."""

from __future__ import annotations

import gzip
import zlib
from collections.abc import Callable
from datetime import UTC, datetime
from hashlib import sha256
from io import BytesIO
from pathlib import Path

import pytest
from warcio.archiveiterator import ArchiveIterator

from warehouse.archive import Archive, Raw
from warehouse.warc import BrokenWarc, Limits, Record, boundary, records

AT = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
URL = "https://gitee.com/api/v5/repos/a/b?page={}"


def filled(folder: Path, bodies: int = 5) -> Path:
    """An archive as a run leaves it: answers, a git read, a request with its answer, a 304."""
    archive = Archive(folder, AT)
    for number in range(bodies):
        body = b"".join(b'{"n":%d}' % (n * number) for n in range(number * 900 + 1))
        archive.keep(Raw(URL.format(number), 200, (("Content-Type", "text/json"),), body, AT))
    archive.keep(Raw("git+https://x/y.git?log=..abc", None, (), b"log\r\n\r\nmore", AT, "GIT"))
    archive.keep(Raw("https://x/graphql#q", 200, (), b"{}", AT, "POST", b'{"query":"{}"}'))
    archive.confirm(Raw(URL.format(1), 304, (), b"", AT), "ab" * 32)
    archive.keep(Raw("https://x/empty", 200, (), b"", AT))
    return folder / archive.name


def read(path: Path) -> list[Record]:
    with path.open("rb") as file:
        return list(records(file))


def test_it_reads_what_the_archive_writes(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with path.open("rb") as file:
        known = [
            (r.rec_type, r.rec_headers.get_header("WARC-Target-URI"),
             sha256(r.content_stream().read()).hexdigest())
            for r in ArchiveIterator(file)
        ]  # fmt: skip
    found = read(path)
    assert [(r.kind, r.field(b"warc-target-uri"), r.payload) for r in found] == known
    assert [r.problem for r in found] == [None] * len(known)
    assert sum(r.size for r in found) == path.stat().st_size
    assert [r.offset for r in found[1:]] == [r.offset + r.size for r in found[:-1]]


def member(
    body: bytes = b"{}", *, head: Callable[[bytes], bytes] = lambda head: head,
    tail: bytes = b"\r\n\r\n",
) -> bytes:  # fmt: skip
    block = b"HTTP/1.1 200\r\nX: y\r\n\r\n" + body
    lines = (
        b"WARC/1.1\r\nWARC-Type: response\r\nWARC-Record-ID: <urn:uuid:1>\r\n"
        b"WARC-Target-URI: https://x/\r\nContent-Type: application/http; msgtype=response\r\n"
        b"WARC-Payload-Digest: sha256:" + sha256(body).hexdigest().encode() + b"\r\n"
        b"Content-Length: %d" % len(block)
    )
    return gzip.compress(head(lines) + b"\r\n\r\n" + block + tail, mtime=0)


def swap(old: bytes, new: bytes) -> Callable[[bytes], bytes]:
    return lambda head: head.replace(old, new)


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (member()[:-1], "不完整"),
        (member()[:-8] + b"\0" * 8, "gzip"),
        (member() + b"\0" * 9, "gzip"),
        (b"junk" + member(), "gzip"),
        (member(head=swap(b"Content-Length: 2", b"Content-Length: 1")), "Content-Length"),
        (member(head=swap(b"Content-Length: 2", b"Content-Length: 3")), "Content-Length"),
        (member(head=swap(b"Content-Length: 2", b"Content-Length: 9999999999999999992")), "没有"),
        (member(head=swap(b"Content-Length: 2", b"Content-Length: -2")), "Content-Length"),
        (member(head=swap(b"Content-Length: 2", b"Content-Length: 99999999999992")), "超过上限"),
        (member(head=swap(b"WARC-Type", b"WARC-Record-ID")), "写了两次"),
        (member(head=swap(b"WARC/1.1", b"WARC/9.9")), "不是 WARC"),
        (member(head=swap(b"WARC-Record-ID: <urn:uuid:1>", b"A: b")), "WARC-Record-ID"),
        (member(head=swap(b"\r\nWARC-Type", b"\r\n WARC-Type")), "读不懂"),
        (member(head=lambda head: head + b"\r\nX: " + b"y" * 70_000), "记录头"),
        (member(tail=b"\r\n\r\nmore"), "Content-Length"),
        (member(tail=b""), "Content-Length"),
        (gzip.compress(b"", mtime=0), "记录头"),
        (gzip.compress(b"WARC/1.1\r\nX: y", mtime=0), "记录头"),
    ],
)  # fmt: skip
def test_what_is_no_record_ends_the_reading(data: bytes, words: str) -> None:
    with pytest.raises(BrokenWarc, match=words):
        list(records(BytesIO(member() + data)))


@pytest.mark.parametrize(
    ("old", "new", "words"),
    [
        (b"sha256:4", b"sha256:5", "SHA-256"),
        (b"WARC-Payload-Digest: ", b"X: ", "没有写明 WARC-Payload-Digest"),
        (b"WARC-Type: ", b"WARC-Block-Digest: sha1:AAAA\r\nWARC-Type: ", "WARC-Block-Digest"),
    ],
)
def test_what_a_record_says_untruly_is_its_problem(old: bytes, new: bytes, words: str) -> None:
    good, bad, after = records(BytesIO(member() + member(head=swap(old, new)) + member()))
    assert good.problem is after.problem is None
    assert bad.problem is not None
    assert words in bad.problem


def test_a_bomb_is_refused_before_it_is_inflated() -> None:
    bomb = member(b"\0" * 60_000_000)
    assert len(bomb) < 80_000
    with pytest.raises(BrokenWarc, match="压缩炸弹"):
        list(records(BytesIO(bomb)))
    layers = zlib.compressobj(9, zlib.DEFLATED, 31)
    endless = layers.compress(b"\0" * 30_000_000) + layers.flush()
    with pytest.raises(BrokenWarc, match="记录头"):
        list(records(BytesIO(endless)))


def test_ranges_meet_where_records_begin(tmp_path: Path) -> None:
    path = filled(tmp_path, 40)
    whole = read(path)
    size = path.stat().st_size
    with path.open("rb") as file:
        file.seek(size // 2)
        cut = size // 2 + (boundary(file, size) or 0)
    parts = []
    for start, end in ((0, cut), (cut, size)):
        with path.open("rb") as file:
            file.seek(start)
            parts += list(records(file, start, end))
    assert parts == whole
    with path.open("rb") as file, pytest.raises(BrokenWarc):
        list(records(file, 0, cut - 1))


def test_limits_hold(tmp_path: Path) -> None:
    path = filled(tmp_path)
    with path.open("rb") as file, pytest.raises(BrokenWarc, match="超过上限"):
        list(records(file, limits=Limits(record=10_000)))
