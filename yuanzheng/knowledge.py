"""What the front door asks of the warehouse: which projects, and the figures it prints."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from datetime import datetime
from importlib.resources import files
from typing import Protocol

from collectors import owners
from collectors.results import RunSummary
from warehouse import chain
from warehouse.queried import Queried
from warehouse.settings import WarehouseSettings
from warehouse.store import Row
from yuanzheng import clock
from yuanzheng.failures import Refused
from yuanzheng.suggestions import suggestion
from yuanzheng.widths import plain


@dataclass(frozen=True, slots=True)
class Known:
    """A project the warehouse holds."""

    project_id: str
    name: str


@dataclass(frozen=True, slots=True)
class Figure:
    """A leading figure of an evidence table; both values None: unknown.

    `shares` tells a total over several platforms apart, or gives the lower bound of a figure
    that is an upper bound; None where there is nothing to tell.
    """

    project_id: str
    evidence_table: str
    title: str
    value: float | None
    value_text: str | None
    unit: str
    completeness: str
    shares: str | None


@dataclass(frozen=True, slots=True)
class Findings:
    """How many clauses of a policy came to an outcome."""

    project_id: str
    policy: str
    outcome: str
    clauses: int


def projects(warehouse: Queried, ids: Sequence[str] | None = None) -> tuple[Known, ...]:
    """All projects, or those with the ids given, by id."""
    rows = warehouse.query(_sql("projects"), {"ids": None if ids is None else list(ids)})
    return tuple(Known(**row) for row in rows)


def named(
    warehouse: Queried, asked: Sequence[str], places: WarehouseSettings | None = None
) -> tuple[str, ...]:  # fmt: skip
    """Ids of the projects named. Raises `Refused`, which tells of thinnings of the data `places`
    has."""
    held = projects(warehouse)
    told_apart(asked, held)
    by_name = {key: p.project_id for p in held for key in (p.project_id, p.name)}
    for text in asked:
        if text not in by_name:
            near = suggestion(text, [p.name for p in held])
            more = f"\n{told}" if places and (told := gone(places)) else ""
            raise Refused(
                f"数据仓库里没有项目“{plain(text)}”{near}：请先用 yuanzheng collect 采集它。{more}"
            )
    return tuple(by_name[text] for text in asked)


def gone(places: WarehouseSettings) -> str:
    """What else to say of what is not there: that the archive was thinned; '' when it never was."""
    lines = [line for line in chain.known(places) if isinstance(line, chain.Thinning)]
    if not lines:
        return ""
    return (
        f"存档在 {clock.beijing(lines[-1].finished)}（北京时间）按规则精简过："
        "早已从配置里删去的项目，它们的记录与数字不在这里了，"
        "只能看当时的证据表与证据包（见 yuanzheng history）。"
    )


class Named(Protocol):
    """What has a name and an id of its own."""

    @property
    def project_id(self) -> str: ...
    @property
    def name(self) -> str: ...


def told_apart(asked: Sequence[str], held: Sequence[Named]) -> None:
    """Raises `Refused` for a name that several projects bear: none is taken by chance."""
    for text in asked:
        ids = [p.project_id for p in held if text in (p.name, p.project_id)]
        if len(ids) > 1:
            raise Refused(
                f"有 {len(ids)} 个项目都叫“{plain(text)}”：请改写项目编号，"
                f"它们是 {plain('、'.join(sorted(ids)))}。"
            )


def scored(warehouse: Queried, of: Sequence[Known]) -> dict[datetime, frozenset[str]]:
    """Ids of the projects scored, by instant, latest first."""
    found: dict[datetime, set[str]] = {}
    for row in warehouse.query(_sql("scored"), {"ids": [project.project_id for project in of]}):
        found.setdefault(row["as_of"], set()).add(row["project_id"])
    return {instant: frozenset(ids) for instant, ids in found.items()}


def latest(known: Iterable[datetime], moment: datetime) -> datetime | None:
    """The latest of these, of those up to the end of that day if there are any: what was scored
    while the clock was ahead is of a day that has not come."""
    instants, end = sorted(known, reverse=True), clock.end_of_day(clock.day(moment))
    return next((at for at in instants if at <= end), next(iter(instants), None))


def figures(warehouse: Queried, as_of: datetime, of: Sequence[Known]) -> tuple[Figure, ...]:
    rows = warehouse.query(_sql("figures"), _scope(as_of, of))
    return tuple(Figure(**row) for row in rows)


def findings(warehouse: Queried, as_of: datetime, of: Sequence[Known]) -> tuple[Findings, ...]:
    """Of clauses that can be met or failed: as reports and pages count them."""
    from reports.arranging import CEILING

    rows = warehouse.query(_sql("findings"), {**_scope(as_of, of), "ceiling": CEILING})
    return tuple(Findings(**row) for row in rows)


def measured(
    warehouse: Queried, as_of: datetime, ids: Sequence[str], metrics: Sequence[str],
    parts: Sequence[str],
) -> list[Row]:  # fmt: skip
    """Figures of whole windows: project_id, metric_id, part, version, window_from, value."""
    params = {"as_of": as_of.isoformat(), "ids": list(ids), "metrics": list(metrics)}
    return warehouse.query(_sql("measured"), {**params, "parts": list(parts)})


def held_against(warehouse: Queried, policy_id: str) -> frozenset[str]:
    """Ids of the projects held against a policy."""
    rows = warehouse.query(_sql("held_against"), {"policy": policy_id})
    return frozenset(row["project_id"] for row in rows)


def collected_words(summary: RunSummary | None) -> str:
    """One sentence about a collection."""
    if summary is None:
        return ""
    asked = (result.repo_id for result in summary.results if result.stream != owners.STREAM)
    repositories = len(set(asked))
    return (
        f"采集：{repositories} 个仓库，{summary.requests:,} 次请求"
        f"（其中 {summary.not_modified:,} 次没有变化），新增 {summary.rows_added:,} 行。"
    )


def failed(summary: RunSummary) -> Iterator[str]:
    """A sentence for each thing that went wrong; streams that share a cause together."""
    causes: dict[tuple[str, str], list[str]] = {}
    for result in summary.results:
        if result.failed and result.code != "interrupted":
            cause = result.repo_id, result.reason or "没有说明原因。"
            causes.setdefault(cause, []).append(result.stream)
    for (repo_id, reason), streams in causes.items():
        named = streams[0] if len(streams) == 1 else f"{streams[0]} 等 {len(streams)} 项"
        yield f"{repo_id} 的 {named}：{reason}"
    yield from summary.refused


def _scope(as_of: datetime, of: Sequence[Known]) -> Row:
    return {"as_of": as_of.isoformat(), "ids": [project.project_id for project in of]}


def _sql(name: str) -> str:
    return files("yuanzheng").joinpath("queries", f"{name}.sql").read_text(encoding="utf-8")
