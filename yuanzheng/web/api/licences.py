"""Licences, third-party code and growth of a project."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Annotated

from fastapi import Query, Request

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import growing, held
from yuanzheng.web.documents.base import Number, Page, Size, page
from yuanzheng.web.documents.licences import LicenceChange, Licences, Line, Other, Verdict
from yuanzheng.web.documents.projects import Burst, Growth, GrowthGrade, Sign
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.documents.routing import router as routes

router = routes("/projects/{project_id}", "项目")


@router.get("/licences", summary="许可证：结论、各处的说法、历次改变")
def licences(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS)
) -> Licences:  # fmt: skip
    report = held.report(request, visitor, project_id)
    return Licences(
        verdicts=[Verdict.model_validate(one) for one in report.licence_verdicts],
        lines=[Line.model_validate(one) for one in report.licence_lines],
        changes=[LicenceChange.model_validate(one) for one in report.licence_changes],
    )


@router.get("/third-party", summary="取自别人的代码、模型与数据集")
def third_party(
    request: Request, project_id: str, number: Annotated[Number, Query(alias="page")] = 1,
    per_page: Size = 50, visitor: Visitor = allowed(*READERS),
) -> Page[Other]:  # fmt: skip
    return page(held.report(request, visitor, project_id).third_party, Other, number, per_page)


@router.get("/growth", summary="星标与 Fork 的增长：等级、看了什么、突增")
def growth(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS)
) -> Growth:  # fmt: skip
    report, own = held.report(request, visitor, project_id), {"project_id": project_id}
    grades = [GrowthGrade(**row) for row in held.rows(request, "growth_grades", own)]
    apart = {(one.repo_id, one.series) for one in grades if growing.elsewhere(report, one)}

    def rows(name: str) -> Iterator[held.Row]:
        found = held.rows(request, name, own)
        yield from (row for row in found if (row["repo_id"], row["series"]) not in apart)

    return Growth(
        grades=[one for one in grades if (one.repo_id, one.series) not in apart],
        signs=[Sign(**row) for row in rows("growth_signs")],
        bursts=[Burst(**row) for row in rows("growth_bursts")],
    )
