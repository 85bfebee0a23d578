"""The chain of runs: what it covers, what a kill leaves, and that no mutation goes unseen."""

from __future__ import annotations

import errno
import json
import os
import shutil
import subprocess
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from hashlib import sha256
from io import FileIO
from pathlib import Path
from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from warehouse import chain, continuity, digests, lasting
from warehouse.archive import Archive, Raw
from warehouse.chain import Link
from warehouse.settings import WarehouseSettings
from yuanzheng import nightly

FIRST = datetime(2026, 11, 1, 18, 0, tzinfo=UTC)
NIGHT = timedelta(days=1)
QUIET = settings(
    max_examples=40, deadline=None, database=None,
    suppress_health_check=[HealthCheck.function_scoped_fixture],
)  # fmt: skip


def night(places: WarehouseSettings, at: datetime, *, answers: int = 2, ends: bool = True) -> Link:
    """A run as `collect` makes it; `ends` false: it is killed before its line."""
    places.folder.mkdir(exist_ok=True)
    archive = Archive(places.archive, at)
    for number in range(answers):
        body = f'{{"night": "{at}", "answer": {number}}}'.encode()
        archive.keep(Raw(f"https://api.example/{number}", 200, (), body, at))
    summary = json.dumps({"started": at.isoformat(), "requests": answers, "rows_added": 7})
    if not ends:
        return None  # type: ignore[return-value]
    run = chain.Run(at, at + timedelta(minutes=9), archive.name, summary)
    link = chain.append(places, run)
    lasting.added_line(places.folder / "runs.jsonl", summary.encode() + b"\n")
    return link


@pytest.fixture
def places(tmp_path: Path) -> WarehouseSettings:
    return WarehouseSettings(folder=tmp_path / "data")


@pytest.fixture(scope="module")
def four(tmp_path_factory: pytest.TempPathFactory) -> WarehouseSettings:
    """Four nights, of which the third archived nothing."""
    made = WarehouseSettings(folder=tmp_path_factory.mktemp("four") / "data")
    for number in range(4):
        night(made, FIRST + number * NIGHT, answers=0 if number == 2 else 2)
    return made


@pytest.fixture
def copy(four: WarehouseSettings, tmp_path: Path) -> WarehouseSettings:
    shutil.copytree(four.folder, tmp_path / "copy")
    return WarehouseSettings(folder=tmp_path / "copy")


def kinds(places: WarehouseSettings) -> set[str]:
    return {finding.kind for finding in continuity.check(places).findings}


def test_each_root_covers_the_run_and_the_root_before(four: WarehouseSettings) -> None:
    lines = (four.folder / "chain.jsonl").read_text().splitlines()
    before = chain.BEGINNING
    for number, line in enumerate(lines, 1):
        found = json.loads(line)
        root = found.pop("root")
        text = json.dumps(found, sort_keys=True, separators=(",", ":"))
        assert (found["run"], found["previous"]) == (number, before)
        assert root == sha256(text.encode()).hexdigest()
        before = root
    history = continuity.check(four)
    assert (history.whole, history.findings, history.gaps) == (True, (), ())
    assert [n.link.archive is None for n in history.nights] == [False, False, True, False]
    assert {(n.requests, n.rows_added) for n in history.nights} == {(2, 7), (0, 7)}
    assert history.archive_bytes == sum(p.stat().st_size for p in four.archive.iterdir())


def test_the_hashes_are_those_other_programs_give(copy: WarehouseSettings) -> None:
    [first, *_] = continuity.check(copy).nights
    assert first.link.archive
    path = copy.archive / first.link.archive.name
    assert first.link.archive.sha256 == sha256(path.read_bytes()).hexdigest()
    if shutil.which("openssl"):
        told = subprocess.check_output(["openssl", "dgst", "-sm3", str(path)], text=True)
        assert told.split()[-1] == first.link.archive.sm3


def test_the_document_s_words_for_checking_by_hand_are_true(
    four: WarehouseSettings, root: Path
) -> None:
    """The line of docs/trace.md, given to a shell."""
    if not shutil.which("jq"):
        pytest.skip("没有 jq")
    text = (root / "docs" / "trace.md").read_text(encoding="utf-8")
    [line] = [x.split("  #")[0].strip() for x in text.splitlines() if "jq -" in x]
    told = subprocess.check_output(["bash", "-c", line], cwd=four.folder, text=True)
    assert told.split()[0] == continuity.check(four).nights[2].link.root


def test_sm3_without_openssl_s_own(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """The first example of the standard (GB/T 32905-2016, A.1), by either library."""
    expected = "66c7f0f462eeedd9d1f2d46bdc10e4e24167c4875cf2f7a2297da02b8f4ba8e0"
    (tmp_path / "abc").write_bytes(b"abc")
    assert digests.of_file(tmp_path / "abc").sm3 == expected

    def refuse(_: str) -> None:
        raise ValueError

    monkeypatch.setattr(digests.hashlib, "new", refuse)
    assert digests.of_file(tmp_path / "abc").sm3 == expected


def test_a_killed_run_is_named_by_the_next(places: WarehouseSettings) -> None:
    night(places, FIRST)
    night(places, FIRST + NIGHT, ends=False)
    assert kinds(places) == {"pending"}
    link = night(places, FIRST + 2 * NIGHT)
    left = (places.archive / f"{FIRST + NIGHT:%Y%m%dT%H%M%SZ}.warc.gz").read_bytes()
    assert [piece.sha256 for piece in link.unfinished] == [sha256(left).hexdigest()]
    history = continuity.check(places)
    assert history.whole
    assert [finding.kind for finding in history.findings] == ["unfinished"]
    (places.archive / link.unfinished[0].name).write_bytes(left + b"\0")
    assert kinds(places) == {"unfinished", "longer"}


def test_a_run_that_could_not_write_a_byte_leaves_nothing_to_be_named(
    places: WarehouseSettings, monkeypatch: pytest.MonkeyPatch
) -> None:
    night(places, FIRST)

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(lasting, "written", full)
        with pytest.raises(OSError, match="No space"):
            night(places, FIRST + NIGHT)
    assert kinds(places) == set()
    night(places, FIRST + 2 * NIGHT)
    assert kinds(places) == set()


def test_a_killed_first_run_too(places: WarehouseSettings) -> None:
    night(places, FIRST, ends=False)
    link = night(places, FIRST + NIGHT)
    assert len(link.unfinished) == 1
    assert continuity.check(places).whole


def test_what_is_older_than_the_chain_is_said_not_to_be_covered(places: WarehouseSettings) -> None:
    night(places, FIRST)
    (places.folder / "chain.jsonl").unlink()
    assert kinds(places) == {"none"}
    link = night(places, FIRST + NIGHT)
    assert link.uncovered == (f"{FIRST:%Y%m%dT%H%M%SZ}.warc.gz",)
    history = continuity.check(places)
    assert history.whole
    assert [f.kind for f in history.findings] == ["uncovered"]
    assert "1 个存档文件不在链里" in history.findings[0].words


def test_runs_of_one_second_have_a_file_each(places: WarehouseSettings) -> None:
    """Also beside one that a killed run left; the later file sorts behind."""
    night(places, FIRST, ends=False)
    later = [night(places, FIRST + timedelta(microseconds=n)).archive for n in range(1, 12)]
    names = [piece.name for piece in later if piece]
    assert len({*names}) == 11
    assert names == sorted(names)
    assert f"{FIRST:%Y%m%dT%H%M%SZ}.warc.gz" < names[0]
    assert {piece.offset for piece in later if piece} == {0}
    assert kinds(places) == {"unfinished", "disorder"}
    with (places.archive / names[0]).open("ab") as file:
        file.write(b"more")
    assert "longer" in kinds(places)


def test_a_torn_line_is_kept_aside_and_said(copy: WarehouseSettings) -> None:
    path = copy.folder / "chain.jsonl"
    whole = path.read_bytes()
    last = whole.splitlines()[-1]
    path.write_bytes(whole[:-20])
    assert "torn" in kinds(copy)
    link = night(copy, FIRST + 5 * NIGHT)
    torn = last[:-19]
    assert link.torn == sha256(torn).hexdigest()
    assert chain.aside(copy.folder, link.torn).read_bytes() == torn
    assert link.run == 4, "the torn line counts no more"
    assert {piece.name for piece in link.unfinished} == {json.loads(last)["archive"]["name"]}
    found = continuity.check(copy)
    assert {"set_aside", "unfinished"} <= {f.kind for f in found.findings}
    assert "removed" in kinds(copy), "its run had ended: the ledger knows"


def test_a_kill_between_the_chain_and_the_ledger_breaks_nothing(copy: WarehouseSettings) -> None:
    ledger = copy.folder / "runs.jsonl"
    ledger.write_text("".join(ledger.read_text().splitlines(keepends=True)[:-1]))
    night(copy, FIRST + 4 * NIGHT)
    history = continuity.check(copy)
    assert history.whole
    assert [f.kind for f in history.findings] == ["no_summary"]


def test_a_line_of_the_ledger_cut_short_breaks_nothing(copy: WarehouseSettings) -> None:
    ledger = copy.folder / "runs.jsonl"
    for left in (20, 1):
        ledger.write_bytes(ledger.read_bytes()[:-left])
        night(copy, FIRST + (6 - left // 20) * NIGHT)
    history = continuity.check(copy)
    assert history.whole
    assert [f.kind for f in history.findings] == ["no_summary"] * 2


@pytest.mark.parametrize("file", ["chain.jsonl", "runs.jsonl"])
def test_a_disk_that_takes_half_a_line_is_told_and_takes_none(
    copy: WarehouseSettings, file: str, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Of a write to a disk that fills up a part is taken, and only the next is refused."""
    before = (copy.folder / file).read_bytes()

    class Full(FileIO):
        def write(self, given: Any, /) -> int:
            if not str(self.name).endswith(file):
                return super().write(given)
            if self.tell() > len(before):
                raise OSError(errno.ENOSPC, os.strerror(errno.ENOSPC))
            return super().write(bytes(given)[:40])

    with monkeypatch.context() as patch:
        patch.setattr(lasting, "FileIO", Full)
        with pytest.raises(OSError, match="No space"):
            night(copy, FIRST + 4 * NIGHT)
    assert (copy.folder / file).read_bytes() == before
    night(copy, FIRST + 5 * NIGHT)
    assert continuity.check(copy).whole


def test_gaps_are_told_with_their_length(places: WarehouseSettings) -> None:
    night(places, FIRST)
    night(places, FIRST + timedelta(hours=36, minutes=9))
    night(places, FIRST + timedelta(days=4, hours=16, minutes=20))
    [gap] = continuity.check(places).gaps
    assert (gap.before, gap.words) == (3, "间断 3 天 4 小时")
    assert continuity.check(places).whole


def test_time_that_runs_backwards_is_said(places: WarehouseSettings) -> None:
    night(places, FIRST + NIGHT)
    night(places, FIRST)
    assert "disorder" in kinds(places)


def test_a_file_slipped_in_is_found(copy: WarehouseSettings) -> None:
    night(copy, FIRST + timedelta(hours=5), ends=False)
    assert not continuity.check(copy).whole
    assert "unnamed" in kinds(copy)
    night(copy, FIRST + 4 * NIGHT)
    assert "misplaced" in kinds(copy), "the next run names it, and it stays suspicious"


def test_a_link_in_place_of_an_archive_file_is_found(copy: WarehouseSettings) -> None:
    path = sorted(copy.archive.iterdir())[0]
    moved = path.rename(copy.folder / "elsewhere.warc.gz")
    path.symlink_to(moved)
    assert "missing" in kinds(copy)


@QUIET
@given(data=st.data())
def test_every_changed_byte_of_the_chain_is_found(
    four: WarehouseSettings, copy: WarehouseSettings, data: st.DataObject
) -> None:
    whole = (four.folder / "chain.jsonl").read_bytes()
    at = data.draw(st.integers(0, len(whole) - 1))
    byte = bytes([data.draw(st.integers(0, 255))])
    how = data.draw(st.sampled_from(["put", "insert", "delete", "cut"]))
    mutated = {
        "put": whole[:at] + byte + whole[at + 1 :], "insert": whole[:at] + byte + whole[at:],
        "delete": whole[:at] + whole[at + 1 :], "cut": whole[:at],
    }[how]  # fmt: skip
    (copy.folder / "chain.jsonl").write_bytes(mutated)
    history = continuity.check(copy)
    assert history.whole == (mutated == whole)
    assert all(finding.words.endswith("。") for finding in history.findings)


@QUIET
@given(order=st.lists(st.integers(0, 3), max_size=6))
def test_lines_removed_repeated_or_moved_are_found(
    four: WarehouseSettings, copy: WarehouseSettings, order: list[int]
) -> None:
    lines = (four.folder / "chain.jsonl").read_bytes().splitlines(keepends=True)
    (copy.folder / "chain.jsonl").write_bytes(b"".join(lines[n] for n in order))
    assert continuity.check(copy).whole == (order == [0, 1, 2, 3])


@QUIET
@given(data=st.data())
def test_every_changed_field_is_found_even_with_a_new_root(
    four: WarehouseSettings, copy: WarehouseSettings, data: st.DataObject
) -> None:
    """Whoever makes the root of a line anew breaks the line after it."""
    lines = (four.folder / "chain.jsonl").read_bytes().splitlines()
    at = data.draw(st.integers(0, 2))
    name = data.draw(st.sampled_from(["run", "ended", "summary_sha256", "previous", "archive"]))
    link = chain.parse(lines[at])
    assert link
    changed = {
        "run": link.run + 9, "ended": "2026-11-09T00:00:00+00:00", "summary_sha256": "0" * 64,
        "previous": "1" * 64, "archive": None if link.archive else chain.parse(lines[0]).archive,  # type: ignore[union-attr]
    }[name]  # fmt: skip
    forged = replace(link, **{name: changed})
    forged = replace(forged, root=chain.root(forged))
    lines[at] = chain.canonical(asdict(forged))
    (copy.folder / "chain.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    assert not continuity.check(copy).whole


@QUIET
@given(data=st.data())
def test_every_changed_archive_file_is_found(
    four: WarehouseSettings, copy: WarehouseSettings, data: st.DataObject
) -> None:
    path = data.draw(st.sampled_from(sorted(four.archive.iterdir())))
    whole, target = path.read_bytes(), copy.archive / path.name
    at = data.draw(st.integers(0, len(whole) - 1))
    how = data.draw(st.sampled_from(["flip", "cut", "longer", "gone"]))
    if how == "gone":
        target.unlink(missing_ok=True)
    else:
        flipped = whole[:at] + bytes([whole[at] ^ data.draw(st.integers(1, 255))]) + whole[at + 1 :]
        more = whole + data.draw(st.binary(min_size=1))
        target.write_bytes({"flip": flipped, "cut": whole[:at], "longer": more}[how])
    assert not continuity.check(copy).whole
    target.write_bytes(whole)
    assert continuity.check(copy).whole


HOSTILE = st.one_of(
    st.binary(max_size=200),
    st.text(max_size=200).map(lambda t: t.encode("utf-8", "surrogatepass")),
    st.recursive(
        st.none() | st.booleans() | st.floats() | st.integers() | st.text(max_size=9),
        lambda inner: st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from([*Link.__dataclass_fields__]), inner, max_size=11),
    ).map(lambda value: json.dumps(value).encode()),
    st.sampled_from([
        b"[" * 100_000, b'{"run":' + b"9" * 5000 + b"}", b"\xff\xfe", b'{"a":1,"a":2}', b"NaN",
        b'{"archive":{"name":"../../x.warc.gz"}}',
    ]),
)  # fmt: skip


@QUIET
@given(lines=st.lists(HOSTILE, min_size=1, max_size=4), ledger=st.lists(HOSTILE, max_size=3))
def test_hostile_files_end_as_findings(
    copy: WarehouseSettings, lines: list[bytes], ledger: list[bytes]
) -> None:
    (copy.folder / "chain.jsonl").write_bytes(b"\n".join(lines) + b"\n")
    (copy.folder / "runs.jsonl").write_bytes(b"\n".join(ledger))
    assert not continuity.check(copy).whole
    chain.append(copy, chain.Run(FIRST, FIRST, "none.warc.gz", "{}"))
    assert not continuity.check(copy).whole


def test_a_clock_that_was_put_back_is_told_and_no_breakage(places: WarehouseSettings) -> None:
    """Nor is a run that was killed after it: its file is named on from the time to come."""
    night(places, FIRST)
    night(places, FIRST + 400 * NIGHT)
    night(places, FIRST + NIGHT)
    night(places, FIRST + 2 * NIGHT, ends=False)
    night(places, FIRST + 3 * NIGHT)
    history = continuity.check(places)
    assert history.whole
    assert {one.kind for one in history.findings} == {"disorder", "unfinished"}
    (places.archive / "20300101T000000Z.warc.gz").write_bytes(b"slipped in")
    night(places, FIRST + 4 * NIGHT)
    assert not continuity.check(places).whole


def test_days_are_those_of_the_runs_not_of_names(
    places: WarehouseSettings, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(nightly, "_reads_it", lambda path: True)
    for days in (0, 400, 1, 2, 3):
        night(places, FIRST + days * NIGHT)
    found = nightly.nights((places.folder / chain.NAME).read_bytes(), places.archive)
    assert found
    assert found.nights == 5
