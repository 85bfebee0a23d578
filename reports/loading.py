"""Reads a `Report` from the warehouse; the questions stand in `reports/sql`."""

from __future__ import annotations

import json
from collections import defaultdict
from collections.abc import Callable, Collection, Iterator, Sequence
from datetime import UTC, datetime, timedelta
from functools import cache, lru_cache
from importlib.resources import files
from math import isfinite
from typing import TYPE_CHECKING, Any, TypeVar

from reports import assembling, months, wording
from reports.evidence import (
    Clause,
    CompletenessRow,
    Definition,
    EvidenceTable,
    Paper,
    Policy,
    Project,
    Report,
    Repository,
    Series,
    Source,
)
from reports.handed import StatedMonth
from reports.licensing import (
    LicenceChange,
    LicenceComparison,
    LicenceLine,
    LicenceVerdict,
    ThirdParty,
)
from reports.persons import PersonAlias
from reports.privacy import without_personal_data
from reports.sources import SourceSets

if TYPE_CHECKING:
    from warehouse.queried import Queried

Row = dict[str, Any]
T = TypeVar("T")
_EPOCH = datetime(1970, 1, 1, tzinfo=UTC)
# So many projects are asked for together: what they say is held at once.
TOGETHER = 50
# The questions, and whether an instant belongs to them.
_ASKED = {
    "repositories": True, "clauses": True, "measurements": True, "answers": True,
    "licence_lines": False, "clause_figures": True, "figure_answers": True, "policies": True,
    "licence_verdicts": False, "licence_changes": False, "licence_comparisons": False,
    "third_party": False, "papers": True, "people": False, "stated": True, "completeness": False,
    "licences_elsewhere": True,
}  # fmt: skip
# Of the instant scored last, whichever a report is for.
_OF_LAST = (
    "licence_lines", "licence_verdicts", "licence_changes", "licence_comparisons", "third_party",
)  # fmt: skip
NOT_ASKED = "没有向平台请求过这项数据"
NOT_FINITE = "计算结果不是有限的数"
NO_FIGURES = (
    "数据仓库里没有这个项目在此截止时刻的测量结果："
    "请用同一截止日期先运行 yuanzheng score，再出报告。"
)
ELSEWHERE = (
    "{} 的许可证与第三方代码核对已按另一个截止时刻重算，与截止到 {} 的结论不一致：请先运行"
    " yuanzheng score --as-of {}，再出报告。"
)
REWRITABLE = (
    "{} 没有平台数据：只读了 git 历史，持有者可以改写它；据此得出的数字没有平台佐证，"
    "评审时请以平台地址为准。"
)
NO_REPOSITORIES = (
    "这个项目没有登记任何仓库、模型或数据集：请在 config.toml 的 [[project]] 中写上网址。"
)


def projects(warehouse: Queried) -> tuple[Project, ...]:
    """All projects, by id."""
    return tuple(Project(**row) for row in warehouse.query(question("projects")))


def load(
    warehouse: Queried, project: Project, as_of: datetime, policy: str | None = None
) -> Report:
    """Everything a report about `project` says for the instant `as_of`.

    `policy`: hold it against this one alone; None: against all of its policies. What both reports
    show has the same evidence id in both.
    """
    [report] = each(warehouse, [project], as_of, policy)
    return report


def each(
    warehouse: Queried, projects: Sequence[Project], as_of: datetime, policy: str | None = None
) -> Iterator[Report]:
    """As `load`, of one project after the other; each question is put once for many of them."""
    for begin in range(0, len(projects), TOGETHER):
        some = projects[begin : begin + TOGETHER]
        ids = [project.project_id for project in some]
        known = {(d.metric_id, d.version): d for d in definitions(warehouse)}
        found = {
            name: _by_project(warehouse, name, {"ids": ids, **({"as_of": as_of} if timed else {})})
            for name, timed in _ASKED.items()
        }
        for project in some:
            own = {name: rows.pop(project.project_id, []) for name, rows in found.items()}
            yield _report(project, as_of, policy, known, own)


def _by_project(
    warehouse: Queried, name: str, params: dict[str, object]
) -> defaultdict[str, list[Row]]:
    found = defaultdict[str, list[Row]](list)
    for row in warehouse.query(question(name), params):
        found[row.pop("project_id")].append(row)
    return found


def _report(
    project: Project, as_of: datetime, policy: str | None,
    known: dict[tuple[str, int], Definition], own: dict[str, list[Row]],
) -> Report:  # fmt: skip
    def of_policy(found: list[Row]) -> list[Row]:
        return [row for row in found if policy in {None, row["policy_id"]}]

    apart = {row["repo_id"] for row in own["licences_elsewhere"]}
    for name in _OF_LAST:
        own[name] = [row for row in own[name] if row["repo_id"] not in apart]
    repositories = tuple(_quoted(Repository, row, "description") for row in own["repositories"])
    clauses = tuple(Clause(**row) for row in own["clauses"])
    measurements = [finite(_timed(row)) for row in own["measurements"]]
    sources = tuple(Source(**row) for row in own["answers"])
    lines = tuple(_quoted(LicenceLine, r, "excerpt") for r in own["licence_lines"])
    sets = SourceSets(sources, {x.answer_id for x in lines if x.place == "file" and x.answer_id})
    material = assembling.Material(
        measurements=measurements,
        definitions=known,
        clauses=clauses,
        clause_figures=own["clause_figures"],
        figure_answers=own["figure_answers"],
        repo_ids=frozenset(repository.repo_id for repository in repositories),
    )
    tables = assembling.tables(material, sets)
    tables = tables if policy is None else assembling.of_policy(tables, policy)
    series = tuple(months.series(measurements, known))
    used = _used(known, tables, series)
    return Report(
        project=project,
        as_of=as_of,
        repositories=repositories,
        policies=tuple(Policy(**row) for row in of_policy(own["policies"])),
        clauses=tuple(clause for clause in clauses if policy in {None, clause.policy_id}),
        tables=tables,
        series=tuple(sorted(series, key=lambda s: _series_place(s, known))),
        licence_lines=lines,
        licence_verdicts=tuple(LicenceVerdict(**row) for row in own["licence_verdicts"]),
        licence_changes=tuple(LicenceChange(**row) for row in own["licence_changes"]),
        licence_comparisons=tuple(_compared(row) for row in own["licence_comparisons"]),
        third_party=tuple(_other(row) for row in own["third_party"]),
        papers=tuple(Paper(**row) for row in of_policy(own["papers"])),
        people=tuple(map(_alias, own["people"])),
        stated=tuple(StatedMonth(**row) for row in own["stated"]),
        completeness=tuple(_state(row) for row in own["completeness"]),
        definitions=used,
        sources=sources,
        source_sets=sets.all(),
        notices=(*_notices(measurements, repositories), *_elsewhere(apart, as_of)),
    )


def _other(row: Row) -> ThirdParty:
    chain = row["chain"]
    return ThirdParty(**{**row, "chain": None if chain is None else tuple(chain)})


def people(warehouse: Queried, project_id: str) -> tuple[PersonAlias, ...]:
    """Everybody seen in the project, alias by alias."""
    rows = _by_project(warehouse, "people", {"ids": [project_id]})
    return tuple(map(_alias, rows[project_id]))


def _alias(row: Row) -> PersonAlias:
    return _quoted(PersonAlias, row, "shown")


def answers_like(warehouse: Queried, sought: str) -> tuple[Source, ...]:
    """Answers with that SHA-256, id or URL, whether a figure rests on them or not."""
    rows = warehouse.query(question("answers_like"), {"sought": sought})
    return tuple(Source(**row) for row in rows)


@cache
def question(name: str) -> str:
    """A query of `reports/sql`."""
    return files("reports").joinpath("sql", f"{name}.sql").read_text(encoding="utf-8")


def _timed(row: Row) -> Row:
    """Windows are the same in nearly all rows: each is made an instant once."""
    return {**row, **{name: _instant(row[name]) for name in ("window_from", "window_to")}}


@lru_cache(maxsize=4096)
def _instant(microseconds: int | None) -> datetime | None:
    return None if microseconds is None else _EPOCH + timedelta(microseconds=microseconds)


def finite(row: Row) -> Row:
    """Division by zero and the like gives no figure: unknown, with that reason."""
    if row["value"] is None or isfinite(row["value"]):
        return row
    reason = "；".join(filter(None, [row["completeness_reason"], NOT_FINITE]))
    return {**row, "value": None, "completeness_reason": reason}


def _quoted(kind: Callable[..., T], row: Row, column: str) -> T:
    return kind(**{**row, column: without_personal_data(row[column])})


def _compared(row: Row) -> LicenceComparison:
    segments = json.loads(str(without_personal_data(row["segments"])))
    return LicenceComparison(**{**row, "segments": tuple((str(k), o, t) for k, o, t in segments)})


def definitions(warehouse: Queried) -> list[Definition]:
    """Of all metrics, as the warehouse holds them now."""
    found = warehouse.query(question("definitions"))
    return [Definition(**{**row, "needs": tuple(row["needs"])}) for row in found]


def _used(
    known: dict[tuple[str, int], Definition],
    tables: Sequence[EvidenceTable],
    series: Sequence[Series],
) -> tuple[Definition, ...]:
    """Definitions of what the report shows, in the order of its tables."""
    shown = {(row.metric_id, row.version) for table in tables for row in table.rows}
    shown |= {(one.metric_id, one.version) for one in series}
    place = {table.title: number for number, table in enumerate(tables)}
    used = [definition for key, definition in known.items() if key in shown]
    return tuple(
        sorted(used, key=lambda d: (place.get(d.evidence_table, 99), d.sort_order, d.metric_id))
    )


def _series_place(one: Series, known: dict[tuple[str, int], Definition]) -> tuple[Any, ...]:
    definition = known.get((one.metric_id, one.version))
    order = definition.sort_order if definition else 10**6
    return one.evidence_table, order, one.metric_id, one.part != "", one.part


def _state(row: Row) -> CompletenessRow:
    reason = NOT_ASKED if row["grade"] == "not_asked" else row["reason"]
    return CompletenessRow(**{**row, "reason": reason})


def elsewhere(warehouse: Queried, projects: Sequence[Project], as_of: datetime) -> tuple[str, ...]:
    """What is to be said where the licence tables say otherwise than the figures for `as_of`."""
    ids = [project.project_id for project in projects]
    found = _by_project(warehouse, "licences_elsewhere", {"ids": ids, "as_of": as_of})
    return _elsewhere({row["repo_id"] for rows in found.values() for row in rows}, as_of)


def _elsewhere(repo_ids: Collection[str], as_of: datetime) -> tuple[str, ...]:
    named, at = "、".join(sorted(repo_ids)), as_of.astimezone(wording.ZONE).isoformat()
    return (ELSEWHERE.format(named, wording.as_of_date(as_of), at),) if repo_ids else ()


def _notices(measurements: Sequence[Row], repositories: Sequence[Repository]) -> tuple[str, ...]:
    bare = [repository for repository in repositories if repository.platform == "git"]
    notices = [REWRITABLE.format("、".join(r.url or r.repo_id for r in bare))] if bare else []
    notices += [] if measurements else [NO_FIGURES]
    return tuple(notices if repositories else [NO_REPOSITORIES, *notices])
