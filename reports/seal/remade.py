"""Whether all that people read in a pack is what its evidence gives: made anew, compared byte for
byte.

No reader of a page could tell as much: what is drawn over a figure is no text, and what stands
beside a figure is none.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, replace
from hashlib import sha256
from pathlib import Path
from tempfile import TemporaryDirectory

from reports import catalogue, rereading, run
from reports.evidence import Report
from reports.pictures.keeping import LINES
from reports.pictures.values import GIVEN
from reports.seal import crate, figures, layout, reading, sums, tags
from reports.seal.findings import Findings
from reports.seal.opening import Files
from reports.seal.shortage import short
from reports.settings import ReportSettings
from reports.typeset.shares import set_rows
from reports.visible import one_line

# What a stranger may make this machine draw: a minute, not an hour.
_MOST_JSON, _MOST_ITEMS = 64 << 20, 30_000
_MOST_SHOWN, _MOST_TAG = 64 << 20, 1 << 20
_TEXTS = (".json", ".csv", ".md", ".html", ".txt")
# Reports of which no other version of a library makes another thing.
_PLAIN = re.compile(rf"{layout.REPORTS}/.*\.(json|csv)", re.DOTALL)
_DRAWN = ("/证据表.pdf", f"{layout.REPORTS}/index.html")


@dataclass(frozen=True, slots=True)
class Pack:
    """A pack to compare with. `config` as its `figures.json` has it."""

    files: Files
    made: Mapping[str, sums.Sums]
    root: str
    policy_id: str
    config: Mapping[str, str]


def told(files: Files, found: Findings) -> Report | None:
    """The report as the pack's own JSON tells it, where nobody made it from the archive."""
    paths = [path for path in files if path.endswith("/证据表.json")]
    try:
        [path] = paths
        return rereading.report(reading.parsed(files[path].read(_MOST_JSON)))
    except Exception as error:  # a stranger's report may be anything
        if short(error):
            raise
        found.add("报告", layout.REPORTS, "证据表.json 读不懂：缺少应有的内容。")
        return None


def compare(report: Report, pack: Pack, found: Findings, not_checked: list[str]) -> list[str]:
    """Makes every report of a pack, its guide and its crate anew of `report`.

    Returns the files that differ where the pack says it was made by other versions than those
    here: whether they are forged nobody can tell. Any other difference is a finding.
    """
    try:
        with TemporaryDirectory(prefix="yuanzheng-") as folder:
            home = Path(folder)
            skipped = _written(report, pack, home, not_checked)
            return _compared(home, pack, skipped, found)
    except Exception as error:  # a stranger's report may do anything to its making
        if short(error):
            raise
        found.add("报告", layout.REPORTS, "按存档重新做不出这些报告：缺少应有的内容。")
        return []


def _written(report: Report, pack: Pack, home: Path, not_checked: list[str]) -> tuple[str, ...]:
    """Returns the endings of what was too much to draw."""
    whole = replace(report, root=pack.root)
    names, skipped = catalogue.names(), tuple[str, ...]()
    if _items(report) > _MOST_ITEMS:
        not_checked.append(
            "PDF 的内容太多，没有重新排版来比对，总目录 index.html 也没有："
            "请以证据表的网页与 Excel 为准。"
        )
        names, skipped = tuple(one for one in names if one != "pdf"), _DRAWN
    run.write_one(whole, home / layout.REPORTS, ReportSettings(formats=names))
    facts = _facts(pack)
    (home / layout.BAG_INFO).write_bytes(tags.info(whole, facts))
    (home / layout.GUIDE).write_bytes(tags.guided(whole, facts))
    payload = {p: one for p, one in pack.made.items() if p != layout.CRATE}
    made = crate.Made(
        whole, pack.policy_id, pack.root, pack.config, payload, frozenset(_given(pack.files))
    )
    (home / layout.CRATE).write_bytes(figures.as_json(crate.document(made)))
    return skipped


def _items(report: Report) -> int:
    """What there is to set; a picture takes as long as many rows."""
    parts = (report.clauses, report.completeness, report.definitions)
    pictures = 20 * len(report.series)
    return sum(map(len, parts)) + set_rows(report) + sum(1 for _ in report.rows()) + pictures


def _facts(pack: Pack) -> tags.Facts:
    """Who made it and whether names are masked is taken as it is said."""
    files, said = pack.files, _info(pack)
    payload = [one.size for path, one in pack.made.items() if path.startswith("data/")]
    stamped = "checked" if layout.STAMP_CA in files else "shown"
    return tags.Facts(
        root=pack.root,
        organization=tags.stated(said, tags.ORGANIZATION),
        stamped=stamped if layout.STAMP in files else None,
        pictured=any(path.startswith(f"{layout.PICTURES}/") for path in files),
        attached=any(path.startswith(f"{layout.ATTACHED}/") for path in files),
        masked=bool(tags.stated(said, tags.MASKED)),
        chained=layout.CHAIN in files,
        signed=layout.SIGNED in files,
        size=sum(payload),
        count=len(payload),
        made_with=tags.stated(said, tags.MADE_WITH) or tags.made_with(),
    )


def _info(pack: Pack) -> bytes:
    return pack.files[layout.BAG_INFO].read(_MOST_TAG)


def _given(files: Files) -> Iterator[str]:
    """Pictures the applicant brought."""
    where = f"{layout.PICTURES}/{LINES}"
    for line in reading.rows(files[where]) if where in files else ():
        if line["mark"] == GIVEN:
            yield from (f"{layout.PICTURES}/{file['file']}" for file in line["files"])


def _compared(home: Path, pack: Pack, skipped: tuple[str, ...], found: Findings) -> list[str]:
    here = {path.relative_to(home).as_posix(): path for path in home.rglob("*") if path.is_file()}
    there = {path for path in pack.files if path.startswith(f"{layout.REPORTS}/")}
    there = {path for path in there | here.keys() if not path.endswith(skipped or ("\0",))}
    stated = tags.stated(_info(pack), tags.MADE_WITH)
    others = bool(stated) and stated != one_line(tags.made_with(), 300)
    doubtful = []
    for path in sorted(there):
        if path not in here or path not in pack.files:
            words = "重新做出的报告里没有它。" if path in pack.files else "应当有这份报告，却没有。"
            found.add("报告", path, words)
        elif pack.made[path].sha256 == sha256(here[path].read_bytes()).hexdigest():
            continue
        elif others and not _PLAIN.fullmatch(path):
            doubtful.append(path)
        else:
            found.add("报告", path, _words(path, here[path], pack.files, stated if others else ""))
    return doubtful


def _words(path: str, here: Path, files: Files, stated: str) -> str:
    versions = f"（包里说由 {stated} 做成：请用那些版本核验）" if stated else ""
    place = files[path]
    told_ = ""
    if path.endswith(_TEXTS) and place.size < _MOST_SHOWN:
        told_ = _difference(place.read(_MOST_SHOWN), here.read_bytes())
    return f"与从证据重新做出的不同{versions}{told_}。"


def _difference(there: bytes, here: bytes) -> str:
    pairs = [text.decode("utf-8", "replace").split("\n") for text in (there, here)]
    longest = max(map(len, pairs))
    for number in range(longest):
        one, other = (lines[number] if number < len(lines) else "" for lines in pairs)
        if one != other:
            at = next((i for i, (a, b) in enumerate(zip(one, other, strict=False)) if a != b),
                      min(len(one), len(other)))  # fmt: skip
            span = slice(max(0, at - 20), at + 40)
            shown = (json.dumps(one_line(text[span]), ensure_ascii=False) for text in (one, other))
            return f"：第 {number + 1:,} 行包里是 {next(shown)}，重做是 {next(shown)}"
    return ""
