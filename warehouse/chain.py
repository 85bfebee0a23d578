"""The chain of runs: one line a run, each covering its archive file and the line before.

`chain.jsonl` lies beside `runs.jsonl`. A line is canonical JSON (keys sorted, no blanks, ASCII);
its `root` is the SHA-256 of the same line without `root`, and `previous` is the root of the line
before: whoever holds one root can tell any later change of that night or of one before it.

A line of another format tells that the archive was thinned: which files, from what to what.
"""

from __future__ import annotations

import json
import os
import re
import stat
from collections.abc import Iterable, Iterator
from dataclasses import asdict, dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path
from typing import Annotated, Literal

from pydantic import Field, TypeAdapter, ValidationError

from warehouse import digests, lasting
from warehouse.settings import WarehouseSettings

NAME, LEDGER = "chain.jsonl", "runs.jsonl"
FORMAT: Literal["yuanzheng.chain/1"] = "yuanzheng.chain/1"
THINNED: Literal["yuanzheng.thinning/1"] = "yuanzheng.thinning/1"
# What stands where the root of the line before would.
BEGINNING = "yuanzheng-chain-begins-here"
# Longer lines are of nobody who runs this program: some thousand file names at most.
LONGEST = 1 << 24
_FILE = re.compile(r"[0-9A-Za-z._-]{1,100}\.warc(\.gz)?")

Count = Annotated[int, Field(ge=0, lt=1 << 62)]
Hex = Annotated[str, Field(pattern=r"\A[0-9a-f]{64}\z")]
FileName = Annotated[str, Field(pattern=rf"\A{_FILE.pattern}\z")]


@dataclass(frozen=True, slots=True)
class Piece:
    """`bytes` bytes of an archive file from `offset`, which is 0 but for runs of one second."""

    name: FileName
    offset: Count
    bytes: Count
    sha256: Hex
    sm3: Hex


@dataclass(frozen=True, slots=True)
class Link:
    """One run. `archive` None: it archived nothing.

    `unfinished`: what runs that were killed before their line have left. `uncovered`: files older
    than the chain, in its first line. `torn`: SHA-256 of a line that was not written to its end
    and now lies aside (see `aside`). `summary_sha256`: of the run's line in `runs.jsonl`.
    """

    format: Literal["yuanzheng.chain/1"]
    run: Count
    started: str
    ended: str
    archive: Piece | None
    unfinished: tuple[Piece, ...]
    uncovered: tuple[FileName, ...]
    torn: Hex | None
    summary_sha256: Hex
    previous: Annotated[str, Field(pattern=rf"\A([0-9a-f]{{64}}|{BEGINNING})\z")]
    root: Hex

    @property
    def began(self) -> datetime:
        return datetime.fromisoformat(self.started)

    @property
    def finished(self) -> datetime:
        return datetime.fromisoformat(self.ended)

    @property
    def pieces(self) -> tuple[Piece, ...]:
        return (*self.unfinished, *([self.archive] if self.archive else []))


@dataclass(frozen=True, slots=True)
class Change:
    """A file that was thinned: what lines before told of it, and all of it from then on."""

    name: FileName
    old: tuple[Piece, ...]
    new: Piece


@dataclass(frozen=True, slots=True)
class Thinning:
    """Projects no longer configured for `days` days were taken out: so many records and bytes."""

    format: Literal["yuanzheng.thinning/1"]
    at: str
    days: Annotated[int, Field(ge=1, lt=1 << 31)]
    projects: Count
    records: Count
    bytes: Annotated[int, Field(gt=-(1 << 62), lt=1 << 62)]
    changes: tuple[Change, ...]
    previous: Hex
    root: Hex

    @property
    def finished(self) -> datetime:
        return datetime.fromisoformat(self.at)


Line = Link | Thinning


@dataclass(frozen=True, slots=True)
class Run:
    """A run that has ended: `archive` names its file, `summary` is its line in `runs.jsonl`."""

    started: datetime
    ended: datetime
    archive: str
    summary: str


_LINE: TypeAdapter[Line] = TypeAdapter(Line)


def append(places: WarehouseSettings, run: Run) -> Link:
    """Adds the line of a run, on the disk when this returns; reads the run's archive file once.

    Files that no line names yet are named too. Raises OSError when the disk cannot take it.
    """
    path = places.folder / NAME
    lines, torn = _held(path)
    link = _link(places, run, [line for line in map(read, lines) if line], torn)
    text = canonical(asdict(link)) + b"\n"
    if torn:
        lasting.kept(aside(places.folder, link.torn or ""), torn)
        lasting.replaced(path, b"".join(line + b"\n" for line in lines) + text)
    else:
        lasting.added(path, text)
    return link


def known(places: WarehouseSettings) -> list[Line]:
    """All lines that can be read."""
    return [line for line in map(read, _held(places.folder / NAME)[0]) if line]


def thinned(places: WarehouseSettings, line: Thinning) -> bytes:
    """The whole file with this line behind the others; its `previous` and `root` are filled in.

    Raises ValueError for a chain of which a line cannot be read, or that has none.
    """
    lines, torn = _held(places.folder / NAME)
    last = read(lines[-1]) if lines and not torn else None
    if last is None:
        raise ValueError("no chain")
    line = replace(line, previous=last.root)
    text = canonical(asdict(replace(line, root=root(line))))
    return b"".join(one + b"\n" for one in (*lines, text))


def read(line: bytes) -> Line | None:
    """The line, when it is one this program writes, to the byte; its root may still be wrong."""
    try:
        found = _LINE.validate_json(line, strict=True)
        times = (found.finished, found.began if isinstance(found, Link) else found.finished)
        plain = all(time.isoformat() == utc(time) and 1970 <= time.year < 9000 for time in times)
        return found if plain and canonical(asdict(found)) == line else None
    except (ValidationError, ValueError, RecursionError):
        return None


def parse(line: bytes) -> Link | None:
    """The same of a run; None for a line of another kind."""
    found = read(line)
    return found if isinstance(found, Link) else None


def root(line: Line) -> str:
    """The root a line should have."""
    fields = asdict(line)
    del fields["root"]
    return sha256(canonical(fields)).hexdigest()


def canonical(fields: object) -> bytes:
    return json.dumps(fields, sort_keys=True, separators=(",", ":"), allow_nan=False).encode()


def lines_of(path: Path) -> Iterator[bytes]:
    """Lines with their ends, none longer than `LONGEST`; none for a file that is not there."""
    try:
        with path.open("rb") as file:
            while line := file.readline(LONGEST):
                yield line
    except FileNotFoundError:
        return


def files(folder: Path) -> dict[str, int]:
    """Archive files → size, by name; links and folders are none."""
    if not folder.is_dir():
        return {}
    found = ((entry.name, entry.stat(follow_symlinks=False)) for entry in os.scandir(folder))
    return dict(
        sorted((name, is_.st_size) for name, is_ in found if _is_archive(name, is_.st_mode))
    )


def pieces(lines: Iterable[Line]) -> dict[str, tuple[Piece, ...]]:
    """Archive files → what they are made of, as the lines tell."""
    found: dict[str, tuple[Piece, ...]] = {}
    for line in lines:
        for change in line.changes if isinstance(line, Thinning) else ():
            found[change.name] = (change.new,)
        for piece in line.pieces if isinstance(line, Link) else ():
            found[piece.name] = (*found.get(piece.name, ()), piece)
    return found


def ends(lines: Iterable[Line]) -> dict[str, int]:
    """Archive files → up to which byte lines name them."""
    return {
        name: max(piece.offset + piece.bytes for piece in made)
        for name, made in pieces(lines).items()
    }


def finished(folder: Path) -> frozenset[str]:
    """Archive files of the runs that came to their end, by the chain in a data folder."""
    links = (parse(line.rstrip(b"\n")) for line in lines_of(folder / NAME))
    return frozenset(link.archive.name for link in links if link and link.archive)


def aside(folder: Path, torn: str) -> Path:
    """Where a torn line with that SHA-256 lies."""
    return folder / f"chain-torn-{torn[:16]}.txt"


def _is_archive(name: str, mode: int) -> bool:
    return stat.S_ISREG(mode) and name.endswith((".warc.gz", ".warc"))


def _held(path: Path) -> tuple[list[bytes], bytes]:
    """The lines without their ends, and what was not written to its end."""
    lines = list(lines_of(path))
    torn = lines.pop() if lines and not lines[-1].endswith(b"\n") else b""
    return [line.rstrip(b"\n") for line in lines], torn


def _link(places: WarehouseSettings, run: Run, lines: list[Line], torn: bytes) -> Link:
    reached, there = ends(lines), files(places.archive)
    links = [line for line in lines if isinstance(line, Link)]
    old = links[0].uncovered if links else _older(places, run, there)
    left = [n for n in there if _FILE.fullmatch(n) and n not in {run.archive, *reached, *old}]
    link = Link(
        FORMAT, links[-1].run + 1 if links else 1, utc(run.started), utc(run.ended),
        _piece(places, run.archive, reached.get(run.archive, 0)) if run.archive in there else None,
        tuple(found for name in left if (found := _piece(places, name, 0))),
        () if links else old, sha256(torn).hexdigest() if torn else None,
        sha256(run.summary.encode()).hexdigest(), lines[-1].root if lines else BEGINNING, "",
    )  # fmt: skip
    return replace(link, root=root(link))


def _older(places: WarehouseSettings, run: Run, there: dict[str, int]) -> tuple[str, ...]:
    """Files of runs that ended before there was a chain: there is a ledger without one."""
    if not any(lines_of(places.folder / LEDGER)):
        return ()
    return tuple(name for name in there if name != run.archive and _FILE.fullmatch(name))


def _piece(places: WarehouseSettings, name: str, offset: int) -> Piece | None:
    """None: nothing was added to the file."""
    found = digests.of_file(places.archive / name, offset)
    return Piece(name, offset, found.bytes, found.sha256, found.sm3) if found.bytes else None


def utc(time: datetime) -> str:
    return time.astimezone(UTC).isoformat()
