"""The published copy: what readers see while the warehouse is written, swapped in whole.

`published/<copy>/` is made under another name and renamed when it is whole and on the disk;
`published/current.json` then names it, replaced in one step. Whatever ends the program or fills
the disk at any moment, readers are served the copy before. `failed.json` stands beside it as long
as the last attempt failed.
"""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Sequence
from contextlib import ExitStack, contextmanager
from dataclasses import asdict, dataclass, replace
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from warehouse import chain, duplicating, lasting, soundness
from warehouse.copies import (
    CHECKS,
    DATABASE,
    EVIDENCE,
    FAILED,
    POINTER,
    Copy,
    Failure,
    Standing,
    current,
    failure,
    read,
    write,
)
from warehouse.errors import WarehouseError
from warehouse.runs import stamp
from warehouse.settings import WarehouseSettings
from warehouse.soundness import Meant, Seen, Verdict
from warehouse.store import Warehouse

__all__ = [
    "Copy", "Failure", "Meant", "Order", "Piece", "Standing", "Unfit",
    "current", "failed", "failure", "publish",
]  # fmt: skip
MAKING, LOCK, KEPT = ".new", "lock", 3
_INSTANTS = "SELECT DISTINCT project_id, as_of FROM measurement ORDER BY ALL"
_KNOWN = "SELECT project_id, name FROM project ORDER BY project_id"
_RUN = (
    "SELECT run_id FROM run WHERE outcome IS NOT NULL ORDER BY started_at DESC, run_id DESC LIMIT 1"
)


@dataclass(frozen=True, slots=True)
class Piece:
    """A file or folder of the evidence, by its name there, and whose it is (None: everybody's).

    `source` None: as in the last copy; so are those of projects that are not fit, and what `keeps`
    where the last copy has it: an index of some projects must not replace that of all.
    """

    name: str
    source: Path | None
    project_id: str | None = None
    keeps: bool = False


@dataclass(frozen=True, slots=True)
class Order:
    """What is to be published, at the instant `at`.

    `projects`: those of the run, each with what of it failed. `reports`: files the run must have
    written. `accepts`: a person has looked at losses and breaks and lets them pass.
    """

    places: WarehouseSettings
    at: datetime
    as_of: datetime | None
    projects: tuple[Meant, ...]
    pieces: tuple[Piece, ...]
    reports: tuple[Path, ...]
    interrupted: bool = False
    accepts: bool = False


class Unfit(Exception):
    """What the run made is not fit to be shown; `reasons` say why."""

    def __init__(self, reasons: Sequence[str]) -> None:
        super().__init__("\n".join(reasons))
        self.reasons = tuple(reasons)


def failed(published: Path, at: datetime, reasons: Sequence[str]) -> None:
    """Marks the copy as not being the newest. Raises OSError when not even that can be written."""
    before = failure(published)
    since = before.since if before else at
    published.mkdir(parents=True, exist_ok=True)
    write(published / FAILED, {"since": since, "last": at, "reasons": list(reasons)})


def publish(order: Order) -> Copy:
    """Checks what a run made and swaps it in; the data file is held meanwhile.

    Raises `Unfit`, `WarehouseError`, or OSError, with the copy before still in its place and
    nothing half made left over.
    """
    published = order.places.published
    published.mkdir(parents=True, exist_ok=True)
    with _held(order.places) as (warehouse, file):
        _sweep(published)
        before = current(published)
        verdict, standings = _judged(warehouse, order, before)
        if verdict.reasons:
            raise Unfit(verdict.reasons)
        name, run = stamp(order.at), next((r["run_id"] for r in warehouse.query(_RUN)), None)
        as_of = before.as_of if before and _is_past(order, before.as_of) else order.as_of
        copy = Copy(name, published / name, order.at, as_of, run)
        try:
            _make(copy, order, file, before, verdict, standings)
        except BaseException:
            _sweep(published)
            raise
    _point(published, copy)
    (published / FAILED).unlink(missing_ok=True)
    _prune(published)
    return copy


@contextmanager
def _held(places: WarehouseSettings) -> Iterator[tuple[Warehouse, BinaryIO]]:
    """The warehouse with nobody writing, its file with all that was written in it, and nobody else
    publishing.

    Closing any handle on a file gives up the locks this process has on it (POSIX): the one that
    is copied from is closed after DuckDB's, and there is no other.
    """
    from filelock import FileLock

    alone = FileLock(places.published / LOCK)
    with alone, ExitStack() as after, _settled(places.database) as warehouse:
        yield warehouse, after.enter_context(places.database.open("rb"))


def _settled(database: Path) -> Warehouse:
    """Opened for reading where others read too, which keeps writers away as well, but only when
    there is no log of what is not in the file yet."""
    try:
        warehouse = Warehouse(database)
    except WarehouseError:  # this process may be the reader
        if database.with_name(f"{database.name}.wal").exists():
            raise
        return Warehouse(database, read_only=True)
    warehouse.execute("CHECKPOINT")
    return warehouse


def _judged(
    warehouse: Warehouse, order: Order, before: Copy | None
) -> tuple[Verdict, list[Standing]]:
    earlier = {one.project_id: one for one in before.projects} if before else {}
    projects = tuple(
        Meant(
            one.project_id, one.name, one.problems,
            earlier[one.project_id].fit_at if one.project_id in earlier else None,
        )
        for one in order.projects
    )  # fmt: skip
    held = None
    if before and (before.folder / chain.NAME).is_file():
        held = (before.folder / chain.NAME).read_bytes()
    verdict = soundness.judged(
        Seen(
            warehouse, order.places, order.as_of, projects, order.reports, held,
            order.interrupted, order.accepts,
        )
    )  # fmt: skip
    return verdict, list(_standings(warehouse, order, verdict, earlier))


def _standings(
    warehouse: Warehouse, order: Order, verdict: Verdict, earlier: dict[str, Standing]
) -> Iterator[Standing]:
    """Fit projects of the run at its instant, unfit ones as they were, the others as before; so are
    those shown at a later one: a report of the past takes nobody back."""
    ran = {one.project_id for one in order.projects}
    scored: dict[str, list[datetime]] = {}
    for row in warehouse.query(_INSTANTS):
        scored.setdefault(row["project_id"], []).append(row["as_of"])
    for row in warehouse.query(_KNOWN):
        key, name = row["project_id"], row["name"]
        was, flags = earlier.get(key), verdict.flags.get(key, ())
        instants = scored.get(key, [])
        refused = _unseen(was, instants)
        if key in ran and not flags and was and _is_past(order, was.as_of):
            yield replace(was, refused=_sorted(refused - {order.as_of}))
        elif key in ran and not flags:
            refused -= {order.as_of}
            yield Standing(key, name, order.as_of, (), order.at, _sorted(refused))
        elif key in ran:
            refused |= {one for one in (order.as_of,) if one}
            shown = [one for one in instants if one not in refused and _before(one, order.as_of)]
            at = was.as_of if was and was.as_of != order.as_of else max(shown, default=None)
            yield Standing(key, name, at, flags, was.fit_at if was else None, _sorted(refused))
        elif was:
            yield replace(was, refused=_sorted(refused))
        else:
            yield Standing(key, name, max(instants, default=None), (), order.at)


def _is_past(order: Order, shown: datetime | None) -> bool:
    """Whether readers are shown a later instant; one that has not come does not count: it is the
    end of this very day, or of a wrong clock."""
    return bool(order.as_of and shown and order.as_of < shown <= order.at)


def _unseen(was: Standing | None, instants: Sequence[datetime]) -> set[datetime | None]:
    """Refused before, or scored since for readers who were never shown it."""
    if was is None:
        return set()
    return {*was.refused, *(one for one in instants if was.as_of is None or one > was.as_of)}


def _before(one: datetime, at: datetime | None) -> bool:
    return at is None or one < at


def _sorted(instants: set[datetime | None]) -> tuple[datetime, ...]:
    return tuple(sorted(one for one in instants if one))


def _make(
    copy: Copy, order: Order, file: BinaryIO, before: Copy | None, verdict: Verdict,
    standings: list[Standing],
) -> None:  # fmt: skip
    """The folder, under another name until it is whole."""
    making = copy.folder.with_name(copy.name + MAKING)
    making.mkdir()
    _data(order.places, file, making)
    _evidence(order, verdict, making / EVIDENCE, before)
    said = {
        "published_at": copy.published_at, "as_of": copy.as_of, "run": copy.run,
        "checks": [asdict(one) for one in verdict.checks],
        "projects": [asdict(one) for one in standings],
    }  # fmt: skip
    write(making / CHECKS, said)
    lasting.synced(making)
    making.rename(copy.folder)
    lasting.synced(copy.folder.parent)


def _data(places: WarehouseSettings, file: BinaryIO, making: Path) -> None:
    duplicating.poured(file, making / DATABASE)
    with Warehouse(making / DATABASE, read_only=True) as warehouse:
        warehouse.query(_KNOWN)
    for name in (chain.NAME, chain.LEDGER):
        if (places.folder / name).is_file():
            duplicating.copied(places.folder / name, making / name)


def _evidence(order: Order, verdict: Verdict, making: Path, before: Copy | None) -> None:
    making.mkdir()
    known = before.projects if before else ()
    past = {one.project_id for one in known if _is_past(order, one.as_of)}
    whole = before is not None and _is_past(order, before.as_of)
    for piece in order.pieces:
        earlier = before.evidence / piece.name if before else None
        there = earlier if earlier and earlier.exists() else None
        unfit = piece.project_id in verdict.flags
        own = piece.project_id in past if piece.project_id else piece.keeps or whole
        if piece.source is not None and not unfit and not (own and there):
            duplicating.brought(piece.source, making / piece.name, there)
        elif there is not None:
            duplicating.linked(there, making / piece.name)
    lasting.synced(making)


def _point(published: Path, copy: Copy) -> None:
    write(published / POINTER, {
        "copy": copy.name, "published_at": copy.published_at, "as_of": copy.as_of, "run": copy.run,
    })  # fmt: skip
    lasting.synced(published)


def _sweep(published: Path) -> None:
    """What an attempt that was killed left."""
    for path in published.glob(f"*{MAKING}"):
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)


def _prune(published: Path) -> None:
    """The newest stay, for whoever still reads in one."""
    pointed = read(published / POINTER) or {}
    copies = sorted((path for path in published.iterdir() if path.is_dir()), reverse=True)
    for path in [path for path in copies if path.name != pointed.get("copy")][KEPT - 1 :]:
        shutil.rmtree(path, ignore_errors=True)
