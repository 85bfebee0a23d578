"""Follows a figure to its raw answers, or an answer to its figures: `trace`."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from reports import loading, wording
from reports import trace as walking
from reports.errors import ReportError
from reports.evidence import Report
from warehouse.lookup import Shelf
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng import clock, failures, knowledge, told_trace
from yuanzheng.config import find, load
from yuanzheng.failures import Refused
from yuanzheng.voice import Voice
from yuanzheng.work import instant


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed; `most` None: everything is listed."""

    sought: str
    project: str | None
    as_of: str | None
    most: int | None
    sql: bool
    config: Path | None


def follow(asked: Asked, voice: Voice) -> int:
    """Returns 0, or 1 when an answer is not in the archive as it was. Raises `Refused`."""
    config = load(find(asked.config))
    places = config.settings.warehouse
    database = places.database
    if not database.exists():
        raise Refused(f"还没有数据仓库 {database}：请先运行 yuanzheng collect 或 yuanzheng run。")
    shelf = Shelf(places.archive)
    with Warehouse(database, read_only=True) as warehouse:
        at, projects = _scored(warehouse, asked, places)
        voice.say(f"截止 {wording.as_of_instant(at)}")
        try:
            found = _found(warehouse, shelf, asked, at, projects)
        except ReportError as error:
            if walking.names_answer(asked.sought) and (told := knowledge.gone(places)):
                raise Refused(f"{error}\n{told}") from error
            raise
    for line in () if voice.silent else told_trace.lines(found, asked.sql):
        voice.say(line)
    lost = [one for one in told_trace.answers(found) if one.state != "same"]
    if lost:
        voice.warn(f"有 {len(lost)} 份原始回答在存档里找不到或与当时不符，见上面的“核对”。")
    code = failures.WRONG if lost else failures.COMPLETE
    return voice.end(code, trace=told_trace.document(found))


def _found(
    warehouse: Warehouse, shelf: Shelf, asked: Asked, at: datetime,
    projects: Sequence[knowledge.Known],
) -> told_trace.Found:  # fmt: skip
    if walking.names_figure(asked.sought) or walking.names_set(asked.sought):
        report = _report(warehouse, _only(projects, asked.sought), at)
        if walking.names_figure(asked.sought):
            one = walking.figure(warehouse, shelf, report, asked.sought, asked.most)
            return told_trace.Found(report, figure=one)
        several = walking.source_set(shelf, report, asked.sought, asked.most)
        return told_trace.Found(report, source_set=several)
    every = [_report(warehouse, project, at) for project in projects]
    return told_trace.Found(every[0], answers=walking.back(warehouse, shelf, every, asked.sought))


def _scored(
    warehouse: Warehouse, asked: Asked, places: WarehouseSettings
) -> tuple[datetime, tuple[knowledge.Known, ...]]:
    """The instant of the latest report, or that asked for, and the projects scored for it."""
    ids = knowledge.named(warehouse, [asked.project], places) if asked.project else None
    projects = knowledge.projects(warehouse, ids)
    known = knowledge.scored(warehouse, projects)
    at = instant(asked.as_of, clock.now()) or knowledge.latest(known, clock.now())
    if at is None or at not in known:
        when = f"截止到 {clock.beijing(at)} " if at else ""
        raise Refused(f"{when}还没有计算过：请先用同样的截止日期运行 yuanzheng score。")
    return at, tuple(p for p in projects if p.project_id in known[at])


def _only(projects: Sequence[knowledge.Known], sought: str) -> knowledge.Known:
    if len(projects) > 1:
        names = "、".join(project.name for project in projects)
        raise Refused(
            f"有 {len(projects)} 个项目，编号 {sought} 各有一个：请在后面写上项目名称（{names}）。"
        )
    return projects[0]


def _report(warehouse: Warehouse, known: knowledge.Known, at: datetime) -> Report:
    project = next(p for p in loading.projects(warehouse) if p.project_id == known.project_id)
    return loading.load(warehouse, project, at)
