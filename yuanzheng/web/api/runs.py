"""Runs that are over, and the one under way."""

from __future__ import annotations

from dataclasses import asdict
from typing import Annotated

from fastapi import Query, Request

from yuanzheng import running
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.documents.base import Number, Page, Size, page
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.documents.service import Run, Running
from yuanzheng.web.site import site

router = routes("/runs", "运行")
# What a run says is of all projects.
_MAY = ("admin", "reviewer")


@router.get("", summary="做完的运行，最近的在前；照发布的那一份")
def runs(
    request: Request, number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*_MAY),
) -> Page[Run]:  # fmt: skip
    return page(held.rows(request, "runs"), Run, number, per_page)


@router.get("/current", summary="正在进行的运行；没有就是 null")
def current(
    request: Request, visitor: Visitor = allowed(*_MAY, noted=False)
) -> Running | None:  # fmt: skip
    found = running.read(site(request).place.data)
    return None if found is None else Running.model_validate(asdict(found))
