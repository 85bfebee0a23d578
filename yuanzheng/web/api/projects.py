"""Projects, their figures, and what these rest on."""

from __future__ import annotations

from datetime import datetime
from typing import Annotated

from fastapi import HTTPException, Query, Request

from reports.evidence import EvidenceRow, Report
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import figures, held
from yuanzheng.web.documents.base import Number, Page, Size, page
from yuanzheng.web.documents.figures import Answer, Evidence, Finding, Measurement, Series, Stream
from yuanzheng.web.documents.projects import Alias, Brief, Source, Whole
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.documents.routing import router as routes

router = routes("/projects", "项目")
AsOf = Annotated[
    datetime | None,
    Query(description="截止时刻，须是算过的（见项目的 instants）；不写就是最近一次的"),
]


@router.get("", summary="看得到的项目")
def projects(
    request: Request, number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Brief]:  # fmt: skip
    return page(held.seen(request, visitor), Brief, number, per_page)


@router.get("/{project_id}", summary="一个项目与它的来源")
def project(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS)
) -> Whole:  # fmt: skip
    found = held.project(request, visitor, project_id)
    brief = Brief.model_validate(found).model_dump()
    if found.as_of is None:
        return Whole(**brief, instants=[], repositories=[], notices=[held.unscored(found)])
    report = held.report(request, visitor, project_id)
    sources = [Source.model_validate(one) for one in report.repositories]
    notices = [*found.older, *report.notices]
    return Whole(**brief, instants=list(found.instants), repositories=sources, notices=notices)


@router.get("/{project_id}/measurements", summary="数字：值、完整性、理由、证据编号、口径")
def measurements(
    request: Request, project_id: str, as_of: AsOf = None,
    metric: Annotated[str | None, Query(max_length=100, description="只要这个指标")] = None,
    number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Measurement]:  # fmt: skip
    every = figures.measurements(held.report(request, visitor, project_id, as_of))
    wanted = [one for one in every if metric in {None, one.metric_id}]
    return page(wanted, Measurement, number, per_page)


@router.get("/{project_id}/series", summary="逐月的数字")
def series(
    request: Request, project_id: str, as_of: AsOf = None,
    number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Series]:  # fmt: skip
    report = held.report(request, visitor, project_id, as_of)
    return page(report.series, Series, number, per_page)


@router.get("/{project_id}/findings", summary="逐条的结论")
def findings(
    request: Request, project_id: str, as_of: AsOf = None,
    policy: Annotated[str | None, Query(max_length=100, description="只要这项政策")] = None,
    number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Finding]:  # fmt: skip
    every = figures.findings(held.report(request, visitor, project_id, as_of))
    wanted = [one for one in every if policy in {None, one.policy_id}]
    return page(wanted, Finding, number, per_page)


@router.get("/{project_id}/evidence/{evidence_id}", summary="一个数字的依据")
def evidence(
    request: Request, project_id: str, evidence_id: str, as_of: AsOf = None,
    visitor: Visitor = allowed(*READERS),
) -> Evidence:  # fmt: skip
    report = held.report(request, visitor, project_id, as_of)
    table, row = _row(report, evidence_id)
    own = {one.key: one for one in report.definitions}
    definition = own.get(f"{row.metric_id}@{row.version}")
    keys = {clause.key for clause in row.clauses}
    return Evidence(
        figure=figures.measurement(row, table),
        definition=definition.definition if definition else None,
        question=definition.question if definition else None,
        query=definition.sql_text if definition else None,
        source_set=row.source_set.set_id if row.source_set else None,
        findings=[f for f in figures.findings(report) if (f.policy_id, f.clause_id) in keys],
        answers=len(row.source_set.answers) if row.source_set else 0,
    )


@router.get("/{project_id}/evidence/{evidence_id}/answers", summary="一个数字的原始应答")
def answers(
    request: Request, project_id: str, evidence_id: str, as_of: AsOf = None,
    number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Answer]:  # fmt: skip
    _, row = _row(held.report(request, visitor, project_id, as_of), evidence_id)
    found = row.source_set.answers if row.source_set else ()
    return page(found, Answer, number, per_page)


@router.get("/{project_id}/streams", summary="每个来源的每个流知道得多全")
def streams(
    request: Request, project_id: str,
    number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Stream]:  # fmt: skip
    report = held.report(request, visitor, project_id)
    return page(report.completeness, Stream, number, per_page)


@router.get("/{project_id}/people", summary="人员与别名，没有邮箱")
def people(
    request: Request, project_id: str,
    number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*READERS),
) -> Page[Alias]:  # fmt: skip
    return page(held.report(request, visitor, project_id).people, Alias, number, per_page)


def _row(report: Report, evidence_id: str) -> tuple[str, EvidenceRow]:
    for table in report.tables:
        for row in table.rows:
            if row.evidence_id == evidence_id and row.metric_id is not None:
                return table.title, row
    raise HTTPException(404)
