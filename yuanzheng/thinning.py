"""The archive thinned by the rule of the configuration: made anew without what no pack can need any
more, held against what there is, and only then put in its place."""

from __future__ import annotations

import shutil
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TYPE_CHECKING

from collectors.events import last_named
from scoring import cohorts
from scoring.people import declared
from warehouse import carrying, chain, continuity, digests, swapping
from warehouse.carrying import Staying
from warehouse.chain import Change, Piece, Thinning
from warehouse.histories import Finding
from warehouse.settings import WarehouseSettings
from warehouse.state import State
from warehouse.store import Row, Warehouse
from yuanzheng import clock, people_kept
from yuanzheng.config import Config
from yuanzheng.failures import Refused
from yuanzheng.proof import remade

if TYPE_CHECKING:
    from collectors.excerpt import Written

_FIGURES = (
    "SELECT project_id, metric_id, part, month, value, value_text, n, completeness"
    " FROM measurement WHERE as_of = $as_of",
    "SELECT project_id, clause_id, policy_id, outcome, threshold FROM finding WHERE as_of = $as_of",
)


class Moved(Refused):
    """A figure of a project that stays would be another."""


@dataclass(frozen=True, slots=True)
class Due:
    """A project that is no longer configured, and when it was last collected."""

    project_id: str
    name: str
    last: datetime


@dataclass(frozen=True, slots=True)
class Thinner:
    """What would go, or went: `files` of the archive, of which those with records are changed."""

    due: tuple[Due, ...] = ()
    files: tuple[Written, ...] = ()
    line: Thinning | None = None
    # Those whose time is up too, each with why its records stay.
    needed: tuple[tuple[Due, str], ...] = ()

    @property
    def records(self) -> int:
        return sum(file.records for file in self.files)


def due(config: Config, whole: Warehouse, now: datetime) -> tuple[Due, ...]:
    """The projects whose time is up. One whose entry cannot be read is configured all the same."""
    places = config.settings.warehouse
    if places.thin_after_days is None:
        return ()
    kept = {one.project_id for one in config.projects}
    kept |= {one.project_id for one in config.left_out}
    rows = whole.query("SELECT project_id, name FROM project ORDER BY project_id")
    names = {row["project_id"]: row["name"] for row in rows if row["project_id"] not in kept}
    last = last_named(places.archive, set(names))
    rest = timedelta(days=places.thin_after_days)
    return tuple(
        Due(one, names[one], at) for one, at in sorted(last.items()) if now - at > rest
    )  # fmt: skip


def thinned(config: Config, now: datetime, *, really: bool) -> Thinner:
    """Makes everything anew without the projects that are due, and puts it in place if `really`.

    A project without which a figure of another would move stays; raises `Moved` when all are such,
    `Refused` where a row of what stays would not be as it was or the
    archive is not what the chain says, and `WarehouseBusy` while it is collected into.
    """
    places = config.settings.warehouse
    with Warehouse(places.database) as whole:
        gone = due(config, whole, now)
        if not gone:
            return Thinner()
        _sound(continuity.check(places).findings)
        try:
            made = _most(config, whole, gone, now)
            if really and made.line is not None:
                swapping.decided(places.folder)
        finally:
            swapping.given_up(places.folder)
    return made


def _sound(findings: Sequence[Finding]) -> None:
    wrong = [one.words for one in findings if one.broken or one.kind in {"pending", "none"}]
    if wrong:
        raise Refused(f"没有精简存档：{wrong[0]}请先运行 yuanzheng history 看清楚，或再采集一次。")


def _most(config: Config, whole: Warehouse, gone: Sequence[Due], now: datetime) -> Thinner:
    """Without all of them, else without those that can go one by one."""
    try:
        return _made(config, whole, gone, now)
    except Moved:
        if len(gone) == 1:
            raise
    needed = []
    for one in gone:
        try:
            _made(config, whole, [one], now)
        except Moved as error:
            needed.append((one, str(error)))
    rest = [one for one in gone if one not in {known for known, _ in needed}]
    if not rest:
        raise Moved(needed[0][1])
    return replace(_made(config, whole, rest, now), needed=tuple(needed))


def _made(config: Config, whole: Warehouse, gone: Sequence[Due], now: datetime) -> Thinner:
    """Everything new, ready in the folder; no line where nothing would go."""
    from collectors.excerpt import Excerpt
    from collectors.replay import rebuild

    places, went = config.settings.warehouse, frozenset(one.project_id for one in gone)
    making = swapping.begun(places.folder)
    database = making / places.database.name
    with Warehouse(making / "whole.duckdb") as again:
        told = remade(whole, places.archive, again, "没有精简")
    excerpt = Excerpt(frozenset(told.named) - went, told, redacts=False)
    found = Thinner(tuple(gone), tuple(excerpt.write(places.archive, making / "archive")))
    if not found.records:
        return found
    staying = Staying(excerpt.project_ids, excerpt.repo_ids)
    with Warehouse(database) as part:
        rebuild(making / "archive", part)
    _same_rows(whole, database, staying)
    _same_figures(config, making, staying, clock.just_after(now), whole)
    carrying.carry(whole, database, staying)
    _state(places, whole, database, staying)
    line = _line(places, making, found, now)
    if line is not None:
        (making / chain.NAME).write_bytes(chain.thinned(places, line))
    return replace(found, line=line)


def _same_rows(whole: Warehouse, database: Path, staying: Staying) -> None:
    if wrong := carrying.differing(whole, database, staying):
        raise Refused(
            f"没有精简存档：去掉这些记录后，留下的项目在表 {'、'.join(wrong)} 里的行与现在的不同。"
            "请把要去掉的项目留在配置里，并把这句话报告给开发者。"
        )


def _same_figures(
    config: Config, making: Path, staying: Staying, as_of: datetime, whole: Warehouse
) -> None:
    """Raises `Moved` when a figure would move: people may be known by another's repository.

    A place among all projects is no figure of the project's own: it moves with who is there.
    """
    database, trial = making / config.settings.warehouse.database.name, making / "trial.duckdb"
    shutil.copyfile(database, trial)
    said = declared.rows(whole, sorted(staying.projects))
    before, after = (
        _scored(config, path, staying, as_of, said) for path in (making / "whole.duckdb", trial)
    )
    moved = sorted({(row[0], row[1]) for row in before ^ after})
    if moved:
        names = {row["project_id"]: row["name"] for row in whole.query("FROM project")}
        told = "、".join(f"“{names.get(one, one)}”的 {what}" for one, what in moved[:3])
        raise Moved(
            f"没有精简存档：去掉这些记录后，留下的项目有 {len(moved)} 项数字会变（{told}），"
            "有的人只有借助它们才能认出是同一人。请把要去掉的项目留在配置里。"
        )
    for path in (making / "whole.duckdb", trial):
        path.unlink()


def _scored(
    config: Config, path: Path, staying: Staying, as_of: datetime, said: Sequence[Row]
) -> set[tuple[object, ...]]:
    from scoring.run import score

    ids = sorted(staying.projects)
    with Warehouse(path) as warehouse:
        people_kept.put(warehouse, said)
        score(warehouse, as_of=as_of, settings=config.settings.scoring, project_ids=ids, ask=False)
        rows = [row for sql in _FIGURES for row in warehouse.query(sql, {"as_of": as_of})]
    return {tuple(row.values()) for row in rows if row.get("metric_id") not in cohorts.ids()}


def _state(places: WarehouseSettings, whole: Warehouse, database: Path, staying: Staying) -> None:
    """What was asked for goes on holding of what stays."""
    if not places.state.exists():
        return
    held, into = State(places.state), database.parent / places.state.name
    held.copied(into)
    held.close()
    copy = State(into)
    copy.belongs(*whole.answers_held())
    copy.narrowed(staying.repos)
    with Warehouse(database) as part:
        copy.note_warehouse(*part.answers_held())
    copy.close()


def _line(
    places: WarehouseSettings, making: Path, found: Thinner, now: datetime
) -> Thinning | None:  # fmt: skip
    """The line of the chain; files that stay as they are are taken out of the folder."""
    held = chain.pieces(chain.known(places))
    changes = tuple(_changes(places.archive, making / "archive", held))
    was = sum(piece.bytes for change in changes for piece in change.old)
    gone = was - sum(change.new.bytes for change in changes)
    return Thinning(
        chain.THINNED, chain.utc(now), places.thin_after_days or 0, len(found.due), found.records,
        gone, changes, chain.BEGINNING, "",
    )  # fmt: skip


def _changes(
    old: Path, new: Path, held: Mapping[str, tuple[Piece, ...]]
) -> Iterator[Change]:  # fmt: skip
    for path in sorted(new.iterdir()):
        before, after = _piece(old / path.name), _piece(path)
        if before == after:
            path.unlink()
        else:
            yield Change(path.name, held.get(path.name, (before,)), after)


def _piece(path: Path) -> Piece:
    found = digests.of_file(path)
    return Piece(path.name, 0, found.bytes, found.sha256, found.sm3)
