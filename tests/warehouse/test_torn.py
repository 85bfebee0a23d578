"""The end of an archive file that a kill tore, and the middle of one that only somebody can."""

from __future__ import annotations

import errno
from dataclasses import replace
from datetime import UTC, datetime
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from warcio.archiveiterator import ArchiveIterator

from warehouse import warc_source
from warehouse.archive import Archive, Raw
from warehouse.errors import WarehouseError
from warehouse.warcs import Kept, TornEnd, records, written

AT = datetime(2026, 11, 1, 2, 3, 4, tzinfo=UTC)
HEADERS = (("Content-Type", "text/json; charset=utf-8"), ("X-Name", "源"), ("ETag", '"x:y"'))
FUZZ = settings(
    max_examples=80, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


@pytest.fixture
def path(tmp_path: Path) -> Path:
    """Records of every kind, one of them larger than what is held."""
    archive = Archive(tmp_path, AT)
    archive.note("run", {"n": 1}, AT)
    for number in range(4):
        body = b'{"n":%d}' % number * 700
        archive.keep(Raw(f"https://h/{number}", 200, HEADERS, body, AT), f"1 r{number} s")
    archive.keep(Raw("https://h/q#1", 201, (), b"{}" * 200_000, AT, "POST", b'{"query": 1}'))
    archive.confirm(Raw("https://h/1", 304, HEADERS, b"", AT), "ab" * 32)
    archive.keep(Raw("git+https://h/4.git", None, (), b"a\r\n\r\nlog", AT, "GIT"))
    return tmp_path / archive.name


def read(path: Path) -> tuple[list[Kept], bool]:
    """What can be read, and whether its end is torn."""
    found: list[Kept] = []
    try:
        found.extend(records(path))
    except TornEnd:
        return list(written(path)), True
    return found, False


def test_it_reads_as_another_reader_does(path: Path) -> None:
    with path.open("rb") as file:
        told = [
            (r.rec_type, tuple(r.http_headers.headers) if r.http_headers else (),
             r.content_stream().read())
            for r in ArchiveIterator(file)
        ]  # fmt: skip
    found = list(records(path))
    assert [(r.kind, r.headers, r.payload()) for r in found] == told
    assert [r.status for r in found] == [None, 200, 200, 200, 200, None, 201, 304, None]
    assert b"".join(r.copied() for r in found) == path.read_bytes()
    assert [r.scope for r in found][1:3] == ["1 r0 s", "1 r1 s"]


@FUZZ
@given(data=st.data())
def test_a_cut_anywhere_leaves_the_records_before_it(path: Path, data: st.DataObject) -> None:
    whole = path.read_bytes()
    every = list(records(path))
    at = data.draw(st.integers(0, len(whole)))
    path.write_bytes(whole[:at])
    found, torn = read(path)
    path.write_bytes(whole)
    assert found == [record for record in every if record.offset + record.length <= at]
    assert torn == (at not in {0, *(record.offset + record.length for record in every)})


@FUZZ
@given(data=st.data())
def test_what_is_lost_in_the_middle_is_no_torn_end(path: Path, data: st.DataObject) -> None:
    """Bytes cut out before the last record, or changed in one: never taken for what a kill does."""
    whole = path.read_bytes()
    last = max(record.offset for record in records(path))
    begin = data.draw(st.integers(0, last - 1))
    size = data.draw(st.integers(1, min(last - begin, 2000)))
    flipped = bytes([whole[begin] ^ data.draw(st.integers(1, 255))])
    for change in (b"", flipped + whole[begin + 1 : begin + size]):
        path.write_bytes(whole[:begin] + change + whole[begin + size :])
        try:
            found = list(records(path))
            bodies = [record.payload() for record in found if record.kind != "revisit"]
        except TornEnd:
            raise AssertionError(f"{begin} {size} was taken for a torn end") from None
        except WarehouseError:
            continue
        finally:
            path.write_bytes(whole)
        # Whole records left out, or bytes of gzip heads that mean nothing.
        assert set(bodies) <= {record.payload() for record in records(path)}


def test_in_small_pieces_it_reads_the_same(path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    every = list(records(path))
    monkeypatch.setattr(warc_source, "_BLOCK", 64)
    monkeypatch.setattr(warc_source, "_SMALLEST", 64)
    again = list(records(path))
    assert again == every
    assert [r.payload() for r in again] == [r.payload() for r in every]


def test_a_large_body_changed_after_it_was_read_is_told(path: Path) -> None:
    [large] = [record for record in records(path) if record.status == 201]
    assert large.body is None
    path.write_bytes(path.read_bytes().replace(large.copied(), b"\0" * large.length))
    with pytest.raises(WarehouseError, match="读不下去") as told:
        large.payload()
    assert path.name in str(told.value)
    with pytest.raises(WarehouseError, match="与它自己写明的散列不符"):
        replace(large, problem="的内容与它写明的 SHA-256 不符。").payload()


def test_a_disk_that_fills_up_leaves_no_half_record(
    path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    archive = Archive(path.parent, AT)
    archive.note("run", {}, AT)
    mine, write = path.parent / archive.name, FileIO.write
    before = mine.read_bytes()

    class Full(FileIO):
        def write(self, data: Any) -> int:
            if self.tell() > len(before):
                raise OSError(errno.ENOSPC, "full")
            return write(self, data[:7])

    monkeypatch.setattr("warehouse.archive.FileIO", Full)
    with pytest.raises(OSError, match="full"):
        archive.keep(Raw("https://h/", 200, (), b"body", AT))
    assert mine.read_bytes() == before
    monkeypatch.undo()
    archive.keep(Raw("https://h/", 200, (), b"body", AT))
    assert [record.kind for record in records(mine)] == ["metadata", "response"]
