"""Whether the chain of runs in a pack is whole, and names the files of its archive, all of them."""

from __future__ import annotations

from reports.seal import layout
from reports.seal.findings import Findings
from reports.seal.opening import Files
from warehouse import continuity

_CHECK, _MOST = "采集链", 256 << 20


def chain(files: Files, found: Findings, not_checked: list[str]) -> None:
    """Every line against itself and the one before; every archive file against the names in it.

    What the sealed files held beyond the pack's excerpts nobody can tell from a pack: that is
    said among what was not checked.
    """
    if layout.CHAIN not in files:
        not_checked.append("包里没有采集链：看不出从什么时候开始采集、中间有没有间断。")
        return
    try:
        content = files[layout.CHAIN].read(_MOST)
    except ValueError as error:
        found.add(_CHECK, layout.CHAIN, f"读不懂：{error}。")
        return
    history = continuity.of_lines(content.splitlines(keepends=True))
    for one in history.findings:
        if one.broken:
            found.add(_CHECK, layout.CHAIN, one.words)
    named = {piece.name for night in history.nights for piece in night.link.pieces}
    older = {name for night in history.nights[:1] for name in night.link.uncovered}
    _files(files, named, older, found, not_checked)
    last = f"；最后一行的根散列是 {history.nights[-1].link.root}" if history.nights else ""
    not_checked.append(
        "采集链里的散列是存档原件的，包里只有摘出来的一部分：请采集的人出示原件，与链里的散列比对"
        f"{last}。"
    )


def _files(
    files: Files, named: set[str], older: set[str], found: Findings, not_checked: list[str]
) -> None:
    there = {p.rpartition("/")[2] for p in files if p.startswith(f"{layout.ARCHIVE}/")}
    for name in sorted(there - named - older):
        found.add(_CHECK, f"{layout.ARCHIVE}/{name}", "采集链里没有这个存档文件。")
    for name in sorted(named - there):
        words = "采集链登记了这个存档文件，包里却没有：这次采集的内容没有给出来。"
        found.add(_CHECK, f"{layout.ARCHIVE}/{name}", words)
    if there & older:
        not_checked.append(f"有 {len(there & older):,} 个存档文件早于采集链，链证明不了它们。")
