"""Compares the files of a pack with the lists of hashes it brings."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass

from reports.seal import layout, sums
from reports.seal.findings import Findings
from reports.seal.opening import Files

_MOST = 64 << 20
_FOLDERS = tuple(
    f"{folder}/"
    for folder in (
        layout.REPORTS, layout.TABLES, layout.ARCHIVE, layout.ATTACHED, layout.PICTURES,
    )
)  # fmt: skip

# Folders that hold such files alone, each known by its name.
_FLAT = {layout.TABLES: ".jsonl", layout.ARCHIVE: ".warc.gz"}


@dataclass(frozen=True, slots=True)
class _List:
    """`covers`: the files that must be in it, no more and no less."""

    name: str
    kind: str
    covers: Callable[[str], bool]


def _rest(path: str) -> bool:
    return path not in {layout.SHA256, *layout.APART}


_LISTS = (
    _List(layout.PAYLOAD, "SHA-256", lambda path: path.startswith("data/")),
    _List(layout.TAGS, "SHA-256", lambda path: path in layout.TAGGED),
    _List(layout.SHA256, "SHA-256", _rest),
    _List(layout.SM3, "SM3", lambda path: _rest(path) and path != layout.SM3),
    _List(layout.STAMP_SUMS, "SHA-256", lambda path: path in layout.STAMPS),
    _List(layout.SIGNED_SUMS, "SHA-256", lambda path: path == layout.SIGNED),
)


def structure(files: Files, found: Findings) -> None:
    """Whether what a pack needs is there."""
    for path in layout.NEEDED:
        if path not in files:
            found.add("结构", path, "应当有这个文件，却没有。")
    for folder, words in ((layout.TABLES, "数据表"), (layout.ARCHIVE, "原始应答"),
                          (layout.REPORTS, "报告")):  # fmt: skip
        if not any(path.startswith(f"{folder}/") for path in files):
            found.add("结构", folder, f"应当有{words}，却没有。")
    known = {*layout.NEEDED, *layout.APART, layout.CHAIN}
    for path in files:
        folder, _, name = path.rpartition("/")
        strange = any(path.startswith(f"{one}/") and (folder != one or not name.endswith(ending))
                      for one, ending in _FLAT.items())  # fmt: skip
        if strange or (path not in known and not path.startswith(_FOLDERS)):
            found.add("结构", path, "证据包里不该有这个文件。")
    if any(path in files for path in (*layout.STAMPS, layout.STAMP_SUMS)):
        for path in (layout.STAMP, layout.STAMP_REQUEST, layout.STAMP_SUMS):
            if path not in files:
                found.add("结构", path, "有时间戳的包应当有这个文件，却没有。")
    if (layout.SIGNED in files) != (layout.SIGNED_SUMS in files):
        path = layout.SIGNED_SUMS if layout.SIGNED in files else layout.SIGNED
        found.add("结构", path, "PDF 签了名的包应当有这个文件，却没有。")


def compare(files: Files, made: Mapping[str, sums.Sums], found: Findings) -> None:
    """Every file against every list; a file that differs is named once, with the lists."""
    differing: dict[str, list[str]] = {}
    for one in _LISTS:
        if one.name not in files:
            continue
        try:
            stated = sums.parsed(files[one.name].read(_MOST))
        except ValueError as error:
            found.add("散列", one.name, f"清单读不懂：{error}。")
            continue
        _covered(one, stated, files, found)
        for path in stated.keys() & made.keys():
            if stated[path] != (made[path].sm3 if one.kind == "SM3" else made[path].sha256):
                differing.setdefault(path, []).append(one.name)
    for path in sorted(differing):
        found.add("散列", path, f"内容与清单中的散列不符：{'、'.join(differing[path])}。")


def _covered(one: _List, stated: Iterable[str], files: Files, found: Findings) -> None:
    wanted = {path for path in files if one.covers(path)}
    listed = set(stated)
    for path in sorted(listed - files.keys()):
        found.add("散列", path, f"{one.name} 里有这个文件，包里却没有。")
    for path in sorted(wanted - listed):
        found.add("散列", path, f"包里多出这个文件：{one.name} 里没有它。")
    for path in sorted((listed & files.keys()) - wanted):
        found.add("散列", path, f"{one.name} 里不该有这个文件。")
