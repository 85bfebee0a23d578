"""The chain of runs in packs: since when, whole, and of the files the pack has."""

from __future__ import annotations

import json
from dataclasses import asdict, replace
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
import workshop
from workshop import files

from reports.seal import layout
from warehouse import chain
from warehouse.warcs import records
from yuanzheng import nightly
from yuanzheng.cli import run


def test_the_chain_lies_in_the_pack_as_it_is(home: Path, pack: Path) -> None:
    own = (pack / layout.CHAIN).read_bytes()
    assert own == (home / "data" / chain.NAME).read_bytes()
    [line] = own.splitlines()
    link = chain.parse(line)
    assert link
    [copy] = (pack / layout.ARCHIVE).iterdir()
    assert {piece.name for piece in link.pieces} == {copy.name}
    assert workshop.digest(copy) not in {piece.sha256 for piece in link.pieces}
    whole = home / "data" / "archive" / copy.name
    assert workshop.digest(whole) in {piece.sha256 for piece in link.pieces}
    assert "别的项目" not in own.decode()


def test_since_when_is_said_in_every_format_and_on_the_cover(pack: Path) -> None:
    told = json.loads((pack / layout.FIGURES).read_text(encoding="utf-8"))["nights"]
    assert (told["since"], told["until"], told["nights"], told["missing"]) == (
        "2026-10-31", "2026-10-31", 1, 0,
    )  # fmt: skip
    reports = {p: f for p, f in files(pack).items() if p.startswith(layout.REPORTS)}
    for ending in ("证据表.json", "证据表.md", "证据表.html", "index.html"):
        [page] = [f for p, f in reports.items() if p.endswith(f"/{ending}")]
        assert "2026年10月31日" in page.read_text(encoding="utf-8"), ending
    guide = (pack / layout.GUIDE).read_text(encoding="utf-8")
    assert "请采集的人出示原件" in guide
    outcome = workshop.checked(pack)
    assert outcome.passed
    assert any(told["root"] in words for words in outcome.not_checked)


def _changed(pack: Path, how: str) -> None:
    path = pack / layout.CHAIN
    line = path.read_bytes()
    match how:
        case "byte":
            path.write_bytes(line.replace(b'"run":1', b'"run":2'))
        case "later":
            link = json.loads(line)
            link["started"] = link["started"].replace("2026-10", "2026-08")
            path.write_bytes(chain.canonical(link) + b"\n")
        case "torn":
            path.write_bytes(line[:-1])
        case "other":
            link = json.loads(line)
            link["archive"]["name"] = "20260101T000000Z.warc.gz"
            del link["root"]
            root = workshop.digest_bytes(chain.canonical(link))
            path.write_bytes(chain.canonical({**link, "root": root}) + b"\n")
        case _:
            path.write_bytes(b"{}\n")


@pytest.mark.parametrize(
    ("how", "words"),
    [("byte", "根散列与内容不符"), ("later", "根散列与内容不符"), ("torn", "没有写完"),
     ("other", "没有这个存档文件"), ("nonsense", "读不懂")],
)  # fmt: skip
def test_a_chain_that_is_not_whole_is_named(
    pack: Path, tmp_path: Path, how: str, words: str
) -> None:
    forged = workshop.copied(pack, tmp_path / "forged")
    _changed(forged, how)
    workshop.reseal(forged)
    outcome = workshop.checked(forged)
    assert {one.check for one in outcome.findings} == {"采集链"}
    assert words in workshop.said(outcome)


def test_a_night_of_the_chain_that_is_left_out_is_named(pack: Path, tmp_path: Path) -> None:
    """A chain whose last root others hold, without what its last run has read."""
    forged = workshop.copied(pack, tmp_path / "forged")
    path, figures = forged / layout.CHAIN, forged / layout.FIGURES
    first = chain.parse(path.read_bytes().rstrip(b"\n"))
    assert first
    assert first.archive
    piece = replace(first.archive, name="20261101T020000Z.warc.gz")
    link = replace(first, run=2, started=first.ended, archive=piece, previous=first.root)
    link = replace(link, root=chain.root(link))
    path.write_bytes(path.read_bytes() + chain.canonical(asdict(link)) + b"\n")
    text = figures.read_text(encoding="utf-8")
    figures.write_text(text.replace(first.root, link.root), "utf-8", newline="\n")
    workshop.reprint(forged)
    said = workshop.said(workshop.checked(forged))
    assert f"采集链 {layout.ARCHIVE}/{piece.name}: 采集链登记了这个存档文件，包里却没有" in said


def test_nights_forged_in_the_figures_are_found(pack: Path, tmp_path: Path, capsys: Any) -> None:
    forged = workshop.copied(pack, tmp_path / "forged")
    path = forged / layout.FIGURES
    text = path.read_text(encoding="utf-8")
    path.write_text(text.replace('"since": "2026-10-31"', '"since": "2026-08-01"'), "utf-8")
    workshop.reseal(forged)
    assert run(["verify", str(forged)]) == 1
    assert "采集了多少天" in capsys.readouterr().err


def test_without_a_chain_that_is_said(pack: Path, tmp_path: Path) -> None:
    bare = workshop.copied(pack, tmp_path / "bare")
    (bare / layout.CHAIN).unlink()
    workshop.reseal(bare)
    outcome = workshop.checked(bare)
    assert any("包里没有采集链" in words for words in outcome.not_checked)


def test_days_without_a_run_are_counted(home: Path, pack: Path, tmp_path: Path) -> None:
    """Runs of five days under one chain, of which two read the project and one is missing."""
    [copy] = (pack / layout.ARCHIVE).iterdir()
    other = b"".join(
        r.rewritten(json.dumps({**json.loads(r.payload()), "projects": []}).encode())
        for r in records(copy)
        if r.is_note("run")
    )
    archive, text, before = tmp_path / "archive", b"", chain.BEGINNING
    archive.mkdir()
    start = datetime(2026, 8, 1, 18, 30, tzinfo=UTC)
    plain = json.loads((pack / layout.CHAIN).read_bytes())
    for number, (day, body) in enumerate([(0, b""), (1, other), (4, b""), (5, None)], 1):
        at = start + timedelta(days=day)
        name = f"{at:%Y%m%dT%H%M%SZ}.warc.gz"
        if body is not None:
            (archive / name).write_bytes(body or copy.read_bytes())
        link = {**plain, "run": number, "previous": before, "started": at.isoformat(),
                "ended": at.isoformat(), "archive": {**plain["archive"], "name": name}}  # fmt: skip
        del link["root"]
        before = workshop.digest_bytes(chain.canonical(link))
        text += chain.canonical({**link, "root": before}) + b"\n"
    cut = nightly.cut(text.splitlines(keepends=True), archive)
    assert len(cut.splitlines()) == 3, "what came after the archive is no part of it"
    found = nightly.nights(cut, archive)
    assert found
    assert (str(found.since), str(found.until)) == ("2026-08-02", "2026-08-06")
    assert (found.nights, found.missing) == (2, 3)
    assert "缺 3 天" in found.words
