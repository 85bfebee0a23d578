"""Whether the pictures of a pack are those its list describes."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime
from typing import Any

from reports.pictures.keeping import LINES
from reports.pictures.values import GIVEN
from reports.seal import album, layout, reading
from reports.seal.findings import Findings
from reports.seal.opening import Files
from reports.seal.sums import Sums

_CHECK = "截图"
_MOST = 64 << 20


def pictures(files: Files, made: Mapping[str, Sums], found: Findings) -> int:
    """Compares each picture with its line, and the table for people with the lines; returns how
    many pages are pictured."""
    there = {path for path in files if path.startswith(f"{layout.PICTURES}/")}
    where = f"{layout.PICTURES}/{LINES}"
    if not there:
        return 0
    try:
        lines = list(reading.rows(files[where])) if where in files else []
        for line in lines:
            album.parsed(line)
    except ValueError as error:
        found.add(_CHECK, where, f"读不懂：{error}。")
        return 0
    named = {where, f"{layout.PICTURES}/{album.LISTING}"}
    for line in lines:
        named |= _line(line, made, found)
        _said(line, where, found)
    for path in sorted(there - named):
        found.add(_CHECK, path, f"{LINES} 里没有这张图。")
    _listed(lines, files, found)
    return sum(1 for line in lines if line["files"])


def _line(line: Mapping[str, Any], made: Mapping[str, Sums], found: Findings) -> set[str]:
    named = set()
    for file in line["files"]:
        path = f"{layout.PICTURES}/{file['file']}"
        named.add(path)
        if path not in made:
            found.add(_CHECK, path, f"{LINES} 里有这张图，包里却没有。")
        elif (made[path].sha256, made[path].size) != (file["sha256"], file["bytes"]):
            found.add(_CHECK, path, f"与它在 {LINES} 里的 SHA-256 或字节数不符：图被换过或改过。")
    return named


def _said(line: Mapping[str, Any], where: str, found: Findings) -> None:
    """What a line says of itself."""
    roles = {file["role"] for file in line["files"]}
    given = line["origin"] != "captured"
    if (line["mark"] == GIVEN) != given or ("attached" in roles) != given:
        found.add(_CHECK, where, f"{line['url']}：没有如实标明是谁的截图。")
    if bool(roles) != (line["grade"] != "not_observable"):
        found.add(_CHECK, where, f"{line['url']}：完整程度与有没有图不符。")
    try:
        same = datetime.fromisoformat(line["taken_at_beijing"]) == album.taken(line)
    except (KeyError, TypeError, ValueError):
        same = False
    if not same:
        found.add(_CHECK, where, f"{line['url']}：北京时间与 UTC 不是同一时刻。")


def _listed(lines: list[dict[str, Any]], files: Files, found: Findings) -> None:
    path = f"{layout.PICTURES}/{album.LISTING}"
    try:
        same = path in files and files[path].read(_MOST) == album.listing(lines)
    except (KeyError, TypeError, ValueError, AttributeError):
        same = False
    if not same:
        found.add(_CHECK, path, f"与 {LINES} 说的不同。")
