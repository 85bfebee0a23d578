"""Whether the chain of runs is whole: every line, every link, every archive file, every gap."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from datetime import UTC, datetime
from hashlib import sha256
from itertools import pairwise
from pathlib import Path

from warehouse import chain, digests, swapping
from warehouse.chain import Line, Link, Piece, Thinning
from warehouse.histories import LONGEST_REST, Finding, Gap, History, Night
from warehouse.settings import WarehouseSettings
from warehouse.thinned import Thinned

_BEGAN = re.compile(r"(\d{8}T\d{6})Z")


@dataclass(slots=True)
class _Check:
    """What has been seen so far."""

    archive: Path
    there: dict[str, int]
    findings: list[Finding] = field(default_factory=list)
    reached: dict[str, int] = field(default_factory=dict)
    # What each file should be made of, and by which run's line; None: by that of a thinning.
    made: dict[str, list[tuple[int | None, Piece]]] = field(default_factory=dict)
    thinnings: list[Thinned] = field(default_factory=list)

    def say(self, kind: str, run: int | None, words: str, *, broken: bool = True) -> None:
        self.findings.append(Finding(kind, run, words, broken))


def check(places: WarehouseSettings) -> History:
    """Reads the chain and every archive file it names, each byte once.

    Whatever the files hold ends as a finding; raises OSError only when a disk cannot be read.
    """
    swapping.complete(places.folder)
    seen = _Check(places.archive, chain.files(places.archive))
    path = places.folder / chain.NAME
    lines = list(_lines(chain.lines_of(path), seen))
    if not lines and not seen.findings:
        words = "还没有链：下一次采集起才有，之前的存档不在链里，证明不了它们没有被改过。"
        missing = not path.is_file()
        seen.say("none" if missing else "empty", None, words if missing else _EMPTY,
                 broken=not missing)  # fmt: skip
    links = _walked(lines, seen)
    for name, made in seen.made.items():
        for run, piece in made:
            _compare(name, run, piece, seen)
    _strangers(links, seen)
    known = _ledger(places.folder / chain.LEDGER, links, seen)
    nights = tuple(Night(one, *known.get(one.summary_sha256, (None, None))) for one in links)
    return History(
        nights, tuple(_gaps(links)), tuple(seen.findings), sum(seen.there.values()),
        tuple(seen.thinnings),
    )  # fmt: skip


_EMPTY = "chain.jsonl 是空的：里面的行被删去了，请从备份恢复它。"


def of_lines(lines: Iterable[bytes]) -> History:
    """What lines with their ends say by themselves, without any archive file."""
    seen = _Check(Path(), {})
    links = _walked(list(_lines(lines, seen)), seen)
    nights = tuple(Night(link, None, None) for link in links)
    return History(nights, tuple(_gaps(links)), tuple(seen.findings), 0)


def _lines(lines: Iterable[bytes], seen: _Check) -> Iterator[Line]:
    """The lines that can be read; says which cannot."""
    for number, line in enumerate(lines, 1):
        found = chain.read(line.removesuffix(b"\n"))
        if not line.endswith(b"\n"):
            words = f"chain.jsonl 的第 {number} 行（最后一行）没有写完：采集在写它时被杀或断电，"
            seen.say("torn", None, words + "或文件被截短；下一次采集会把它移到一边并注明。")
        elif found is None:
            seen.say("unreadable", None, f"chain.jsonl 的第 {number} 行读不懂：它被改过或损坏了。")
        else:
            yield found


def _walked(lines: Sequence[Line], seen: _Check) -> list[Link]:
    """The lines of the runs; every line against itself, the one before, and what that told."""
    links: list[Link] = []
    before: Line | None = None
    for line in lines:
        if isinstance(line, Link):
            _look(before, line, seen, links[-1].run + 1 if links else 1)
            links.append(line)
        else:
            _look_thinned(before, line, seen, links)
        before = line
    return links


def _look(before: Line | None, link: Link, seen: _Check, expected: int) -> None:
    """The line of a run."""
    run = link.run
    if chain.root(link) != link.root:
        seen.say("changed", run, f"第 {run} 次的那一行被改过：它的根散列与内容不符。")
    if run != expected:
        seen.say("removed", run, f"链里应是第 {expected} 次，却是第 {run} 次：有行被删去或调换。")
    if link.previous != (before.root if before else chain.BEGINNING):
        seen.say("unlinked", run, f"第 {run} 次接不上它前面的一行：前面有行被改、删去或调换。")
    if link.began > link.finished or (before and link.began < before.finished):
        # No sign of a change by itself: whoever changes times breaks roots and links.
        seen.say("disorder", run, f"第 {run} 次的时间早于前一次或自相矛盾：当时的时钟不对。",
                 broken=False)  # fmt: skip
    _notes(before, link, seen)
    for piece in link.pieces:
        reached = seen.reached.get(piece.name, 0)
        seen.reached[piece.name] = max(reached, piece.offset + piece.bytes)
        if piece.offset == reached:
            seen.made.setdefault(piece.name, []).append((run, piece))
        else:
            seen.say("changed", run, f"第 {run} 次所记的 {piece.name} 的位置接不上：行被改过。")


def _look_thinned(
    before: Line | None, line: Thinning, seen: _Check, links: Sequence[Link]
) -> None:  # fmt: skip
    """The line of a thinning: it may only go on from what the lines before told of the files."""
    one = Thinned(line, links[-1].run if links else 0)
    seen.thinnings.append(one)
    seen.say("thinned", None, one.words, broken=False)
    known = {name: tuple(piece for _, piece in made) for name, made in seen.made.items()}
    for kind, words in one.faults(before, known, {n for a in links[:1] for n in a.uncovered}):
        seen.say(kind, None, words, broken=kind != "disorder")
    for change in line.changes:
        seen.made[change.name] = [(None, change.new)]
        seen.reached[change.name] = change.new.bytes


def _notes(before: Line | None, link: Link, seen: _Check) -> None:
    run = link.run
    if link.torn:
        words = f"第 {run} 次之前有一行没有写完，原样移到了 {chain.aside(Path(), link.torn).name}。"
        seen.say("set_aside", run, words, broken=False)
    if link.uncovered and before is None:
        words = f"链从第 {run} 次开始：更早的 {len(link.uncovered)} 个存档文件不在链里，"
        seen.say("uncovered", run, words + "证明不了它们没有被改过。", broken=False)
    elif link.uncovered:
        seen.say("uncovered", run, f"第 {run} 次不是第一行，却说有更早的存档：链被改过。")
    for piece in link.unfinished:
        start = began(piece.name)
        since = before.finished.replace(microsecond=0) if before else start
        between = start and since and since <= start <= link.began
        if not between and not _carried(piece.name, link, seen):
            seen.say("misplaced", run, f"第 {run} 次登记了 {piece.name}，它不是两次采集之间被中断的"
                     "采集会留下的：请查明它从哪里来。")  # fmt: skip
        else:
            words = f"第 {run} 次同时登记了 {piece.name}：它由此前一次被中断的采集留下。"
            seen.say("unfinished", run, words, broken=False)


def _carried(name: str, link: Link, seen: _Check) -> bool:
    """Whether its name goes on from that of an earlier file whose clock was ahead, as archives
    are named after the clock was put back."""
    start = began(name)
    last = max((one for one in map(began, seen.reached) if one), default=None)
    return start is not None and start == last and start > link.began


def _compare(name: str, run: int | None, piece: Piece, seen: _Check) -> None:
    """A piece begins where the one before ended: so no byte is read twice, whatever lines say."""
    where = f"精简后的存档 {name}" if run is None else f"第 {run} 次的存档 {name}"
    if name not in seen.there:
        seen.say("missing", run, f"{where} 不在了：请从备份恢复它。")
    elif seen.there[name] < piece.offset + piece.bytes:
        seen.say("changed_file", run, f"{where} 变短了：请从备份恢复它。")
    elif not _same(piece, seen.archive / name):
        seen.say("changed_file", run, f"{where} 被改过：散列与当时不符，请从备份恢复它。")


def _same(piece: Piece, path: Path) -> bool:
    try:
        found = digests.of_file(path, piece.offset, piece.bytes)
    except FileNotFoundError:
        return False
    return found == digests.Digests(piece.bytes, piece.sha256, piece.sm3)


def _strangers(links: Sequence[Link], seen: _Check) -> None:
    """What lies in the archive beyond what the lines name; not what a full disk or a kill leaves
    of a run that had written nothing yet."""
    if not links:
        return
    last = links[-1]
    uncovered = {name for link in links[:1] for name in link.uncovered}
    for name, size in seen.there.items():
        if name in seen.reached and size > seen.reached[name]:
            more = f"{size - seen.reached[name]:,}"
            seen.say("longer", None, f"存档 {name} 比登记时多出 {more} 字节：后面加了内容。")
        elif size and name not in seen.reached and name not in uncovered:
            _unnamed(name, last, seen)


def _unnamed(name: str, last: Link, seen: _Check) -> None:
    start = began(name)
    if start and start >= last.finished.replace(microsecond=0):
        words = f"存档 {name} 还没有登记：它属于正在进行或被中断的采集，下一次采集会登记它。"
        seen.say("pending", None, words, broken=False)
    else:
        seen.say("unnamed", None, f"存档文件夹里的 {name} 没有任何一行登记：请查明它从哪里来。")


def _ledger(
    path: Path, links: Sequence[Link], seen: _Check
) -> dict[str, tuple[int | None, int | None]]:
    """Digest of a summary → requests and rows added; says which runs the chain lacks."""
    chained = Counter(link.summary_sha256 for link in links)
    known: dict[str, tuple[int | None, int | None]] = {}
    for number, line in enumerate(chain.lines_of(path), 1):
        digest = sha256(line.removesuffix(b"\n")).hexdigest()
        if chained[digest]:
            known[digest], chained[digest] = _told(line), chained[digest] - 1
        elif known and line.endswith(b"\n"):
            words = f"runs.jsonl 第 {number} 行的那次采集不在链里："
            seen.say("removed", None, words + "链里的行被删去，或 runs.jsonl 被改过。")
    for link in links:
        if link.summary_sha256 not in known:
            words = f"第 {link.run} 次的摘要不在 runs.jsonl 里：它被改过、删去，或没有来得及写。"
            seen.say("no_summary", link.run, words, broken=False)
    return known


def _told(line: bytes) -> tuple[int | None, int | None]:
    try:
        found = json.loads(line)
    except (ValueError, RecursionError):
        return None, None
    whole: Callable[[object], int | None] = lambda v: v if type(v) is int else None  # noqa: E731
    numbers = found if isinstance(found, dict) else {}
    return whole(numbers.get("requests")), whole(numbers.get("rows_added"))


def _gaps(links: Sequence[Link]) -> Iterator[Gap]:
    for before, link in pairwise(links):
        if link.began - before.finished > LONGEST_REST:
            yield Gap(link.run, before.finished, link.began)


def began(name: str) -> datetime | None:
    """When the run of an archive file began, by its name."""
    found = _BEGAN.match(name)
    try:
        return datetime.strptime(found[1], "%Y%m%dT%H%M%S").replace(tzinfo=UTC) if found else None
    except ValueError:
        return None
