"""Since when a project was collected every night, and how many nights are missing: for its pack."""

from __future__ import annotations

import json
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from datetime import date
from pathlib import Path
from typing import Any

from warehouse import chain, continuity
from warehouse.chain import Link
from warehouse.warcs import records
from yuanzheng.clock import BEIJING


@dataclass(frozen=True, slots=True)
class Nights:
    """`since` and `until`: first and last day (Beijing) on which the chain has the project read;
    `nights`: on how many days; `missing`: days between without; `root`: of the last line."""

    since: date
    until: date
    nights: int
    missing: int
    root: str

    @property
    def words(self) -> str:
        gap = f"，其间缺 {self.missing:,} 天" if self.missing else "，没有缺的"
        return (
            f"采集链：从 {self.since:%Y年%m月%d日} 到 {self.until:%Y年%m月%d日}（北京时间）"
            f"有 {self.nights:,} 天采集过这个项目{gap}；这之前的数字不是当时采集的。"
        )

    def plain(self) -> dict[str, Any]:
        return {**asdict(self), "since": str(self.since), "until": str(self.until)}


def cut(lines: Iterable[bytes], archive: Path) -> bytes:
    """The chain up to the last line that names a file of an archive."""
    there, held, kept = {path.name for path in archive.glob("*.warc.gz")}, b"", b""
    for line in lines:
        held += line
        found = chain.read(line.removesuffix(b"\n"))
        if found and not there.isdisjoint(_named(found)):
            kept = held
    return kept


def _named(line: chain.Line) -> set[str]:
    """Files a line tells of."""
    pieces = line.pieces if isinstance(line, Link) else line.changes
    return {piece.name for piece in pieces}


def nights(text: bytes, archive: Path) -> Nights | None:
    """What the chain says of the files of a project's archive; None where it names none."""
    lines = [line for one in text.splitlines() if (line := chain.read(one))]
    links = [line for line in lines if isinstance(line, Link)]
    days = sorted(set(_days(links, archive)))
    if not days:
        return None
    span = (days[-1] - days[0]).days + 1
    return Nights(days[0], days[-1], len(days), span - len(days), lines[-1].root)


def _days(links: Sequence[Link], archive: Path) -> Iterable[date]:
    # After a clock was put back names go on from those of a time to come: see `warehouse.archive`.
    named = {piece.name: continuity.began(piece.name) for one in links for piece in one.pieces}
    named |= {link.archive.name: link.began for link in links if link.archive}
    for path in sorted(archive.glob("*.warc.gz")):
        at = named.get(path.name)
        if at and _reads_it(path):
            yield at.astimezone(BEIJING).date()


def _reads_it(path: Path) -> bool:
    """Whether a run of the file had the project among its own."""
    return any(
        json.loads(record.payload()).get("projects")
        for record in records(path)
        if record.is_note("run")
    )
