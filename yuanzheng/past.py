"""Recounts the runs so far: their root hashes as a table, and what is wrong with the chain."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict
from datetime import datetime
from pathlib import Path

from warehouse import chain, continuity
from warehouse.histories import LONGEST_REST, History, Night, lasting
from warehouse.settings import WarehouseSettings
from warehouse.thinned import Thinned
from yuanzheng import clock, failures, grids
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice

_COLUMNS = ("第几次", "时间（北京时间）", "请求数", "新增行", "本次存档", "根散列（前 16 位）")
_NUMBERS = frozenset({0, 2, 3, 4})


def recount(given: Path | None, voice: Voice) -> int:
    """Returns 0 when the chain is whole, 1 when something is broken. Raises `Refused`."""
    places = load(find(given)).settings.warehouse
    if not any((places.folder / name).exists() for name in (chain.NAME, chain.LEDGER)):
        raise Refused(
            f"数据文件夹 {places.folder} 里还没有采集过："
            "请先运行 yuanzheng collect 或 yuanzheng run。"
        )
    found = continuity.check(places)
    if found.nights and not voice.silent:
        voice.say(grids.drawn(_COLUMNS, list(_rows(found)), numbers=_NUMBERS))
    voice.say(f"存档共 {size(found.archive_bytes)}，链上有 {len(found.nights)} 次采集。")
    for words in _rest(found, clock.now()):
        voice.say(words)
    for finding in found.findings:
        (voice.warn if finding.broken else voice.say)(
            f"{'✗' if finding.broken else '·'} {finding.words}"
        )
    if found.nights and found.whole:
        voice.say("链是完好的：每一行、每个登记的存档文件都与当时一致。")
    code = failures.COMPLETE if found.whole else failures.WRONG
    return voice.end(code, history=_document(found, places))


def size(count: int) -> str:
    """4,874,532 → 4.6 MiB."""
    value, units = float(count), iter(("B", "KiB", "MiB", "GiB"))
    unit = next(units)
    while value >= 1024 and (larger := next(units, None)):
        value, unit = value / 1024, larger
    return f"{value:,.0f} B" if unit == "B" else f"{value:,.1f} {unit}"


def _rows(found: History) -> Iterator[tuple[str, ...]]:
    gaps = {gap.before: gap for gap in found.gaps}
    for night in found.nights:
        yield from (_thinned(one) for one in found.thinnings if one.after == night.link.run - 1)
        if gap := gaps.get(night.link.run):
            yield "", gap.words, "", "", "", ""
        yield _row(night)
    last = found.nights[-1].link.run if found.nights else 0
    yield from (_thinned(one) for one in found.thinnings if one.after >= last)


def _thinned(one: Thinned) -> tuple[str, ...]:
    line = one.line
    less = f"去掉 {size(line.bytes)}" if line.bytes >= 0 else "精简"
    return "精简", clock.beijing(line.finished), "", "", less, line.root[:16]


def _row(night: Night) -> tuple[str, ...]:
    link = night.link
    numbers = ("未知" if n is None else f"{n:,}" for n in (night.requests, night.rows_added))
    kept = size(sum(piece.bytes for piece in link.pieces)) if link.pieces else "没有新存档"
    return str(link.run), clock.beijing(link.began), *numbers, kept, link.root[:16]


def _rest(found: History, now: datetime) -> Iterator[str]:
    """The gap that is still open."""
    if found.nights and now - found.nights[-1].link.finished > LONGEST_REST:
        last = found.nights[-1].link.finished
        rest = lasting(now - last)
        yield f"最近一次采集结束于 {clock.beijing(last)}，至今 {rest}没有再采集。"


def _document(found: History, places: WarehouseSettings) -> dict[str, object]:
    return {
        "chain": str(places.folder / chain.NAME),
        "whole": found.whole,
        "archive_bytes": found.archive_bytes,
        "runs": [
            {**asdict(night.link), "requests": night.requests, "rows_added": night.rows_added}
            for night in found.nights
        ],
        "thinnings": [
            {**asdict(one.line), "after": one.after, "words": one.words} for one in found.thinnings
        ],
        "gaps": [{**asdict(gap), "words": gap.words} for gap in found.gaps],
        "findings": [asdict(finding) for finding in found.findings],
    }
