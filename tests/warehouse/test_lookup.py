"""Looking answers up in the archive: found whole, changed, gone, and in files that lie."""

from __future__ import annotations

import gzip
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse.answers import Answer
from warehouse.archive import Archive, Raw
from warehouse.lookup import WORDS, Shelf

AT = datetime(2026, 11, 1, tzinfo=UTC)


@pytest.fixture
def kept(tmp_path: Path) -> list[Answer]:
    """Answers with a body, without one, asked with a body, and from git."""
    archive = Archive(tmp_path, AT)
    return [
        archive.keep(Raw("https://h/1", 200, (("Content-Type", "text/plain"),), b"one" * 9, AT)),
        archive.keep(Raw("https://h/2", 204, (), b"", AT)),
        archive.keep(Raw("https://h/q#3", 200, (), b"{}", AT, "POST", b'{"query": 1}')),
        archive.keep(Raw("git+https://h/4.git", None, (), b"log", AT, "GIT")),
    ]


def test_all_kinds_are_found_whole(kept: list[Answer], tmp_path: Path) -> None:
    assert Shelf(tmp_path).standing(kept) == ["same"] * 4
    assert Shelf(tmp_path).standing([]) == []


def test_what_is_not_as_noted_is_told_apart(kept: list[Answer], tmp_path: Path) -> None:
    first = kept[0]
    asked = [
        first, replace(first, sha256="0" * 64), replace(first, bytes=first.bytes + 1),
        replace(first, warc_record="<urn:uuid:none>"), replace(first, warc_file="other.warc.gz"),
    ]  # fmt: skip
    shelf = Shelf(tmp_path)
    found = [shelf.standing([one])[0] for one in asked]
    assert found[:2] == ["same", "differs"]
    assert found[3:] == ["no_record", "no_file"]
    assert Shelf(tmp_path).standing([asked[2]]) == ["differs"]
    assert shelf.standing(asked[:2]) == ["same", "differs"], "of one record asked twice"
    assert all(WORDS[state].startswith("未找到") for state in found[3:])


def test_only_files_of_the_archive_are_opened(kept: list[Answer], tmp_path: Path) -> None:
    outside = tmp_path / "elsewhere"
    outside.mkdir()
    moved = (tmp_path / kept[0].warc_file).rename(outside / kept[0].warc_file)
    (tmp_path / kept[0].warc_file).symlink_to(moved)
    for name in (kept[0].warc_file, f"elsewhere/{moved.name}", str(moved), "..", ""):
        assert Shelf(tmp_path).standing([replace(kept[0], warc_file=name)]) == ["no_file"]


def test_a_payload_that_swells_is_not_read_to_its_end(kept: list[Answer], tmp_path: Path) -> None:
    """A record of 64 MB of zeros under the name of an answer of 27 bytes; and one of 1 MB."""
    record = (
        f"WARC/1.1\r\nWARC-Type: resource\r\nWARC-Record-ID: {kept[0].warc_record}\r\n"
        f"WARC-Date: 2026-11-01T00:00:00Z\r\nContent-Length: {1 << 26}\r\n\r\n"
    ).encode()
    (tmp_path / kept[0].warc_file).write_bytes(gzip.compress(record + b"\0" * (1 << 26)))
    assert Shelf(tmp_path).standing([kept[0]]) == ["unreadable"]
    record = record.replace(b"%d" % (1 << 26), b"%d" % (1 << 20))
    member = record + b"\0" * (1 << 20) + b"\r\n\r\n"
    (tmp_path / kept[0].warc_file).write_bytes(gzip.compress(member))
    assert Shelf(tmp_path).standing([kept[0]]) == ["differs"]


def test_records_before_a_torn_end_are_found(kept: list[Answer], tmp_path: Path) -> None:
    path = tmp_path / kept[0].warc_file
    path.write_bytes(path.read_bytes()[:-9])
    assert Shelf(tmp_path).standing(kept) == ["same"] * 3 + ["unreadable"]


@settings(
    max_examples=60, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip
@given(data=st.data())
def test_no_broken_file_passes_for_whole(
    kept: list[Answer], tmp_path: Path, data: st.DataObject
) -> None:
    """Any changed byte of the records themselves: nothing is raised, and none is called the same
    whose payload is another."""
    path = tmp_path / kept[0].warc_file
    whole = path.read_bytes()
    plain = bytearray(gzip.decompress(whole))
    at = data.draw(st.integers(0, len(plain) - 1))
    plain[at] ^= data.draw(st.integers(1, 255))
    for mutated in (bytes(plain), gzip.compress(bytes(plain)), whole[:at]):
        path.write_bytes(mutated)
        states = Shelf(tmp_path).standing(kept)
        assert set(states) <= set(WORDS)
        if b"one" * 9 not in plain and not whole.startswith(mutated):
            assert states[0] != "same"
    path.write_bytes(whole)
