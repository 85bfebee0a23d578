"""The published copy, the visitor, and the description of this interface."""

from __future__ import annotations

from typing import Any

from fastapi import Request
from fastapi.responses import JSONResponse, Response

from yuanzheng import clock
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import describing
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.documents.service import Account, Failed, Published
from yuanzheng.web.showing import seeing
from yuanzheng.web.site import site

router = routes("", "服务")


@router.get("/copy", summary="正在读的这份数据有多旧")
def copy(request: Request, visitor: Visitor = allowed(*READERS)) -> Published:
    place = site(request)
    now = place.copies.current().copy
    found = seeing.failure(place, visitor)
    failed = Failed.model_validate(found) if found else None
    return Published(
        copy_name=now.name, published_at=now.published_at, as_of=now.as_of, run=now.run,
        age_seconds=max(0, round((clock.now() - now.published_at).total_seconds())), failed=failed,
    )  # fmt: skip


@router.get("/account", summary="您自己")
def account(request: Request, visitor: Visitor = allowed(*READERS)) -> Account:
    projects = None if visitor.projects is None else sorted(visitor.projects)
    return Account(
        name=visitor.name, role=visitor.role, role_title=visitor.title, projects=projects
    )


@router.get("/openapi.json", summary="本接口的 OpenAPI 描述", response_model=dict[str, Any])
def openapi(request: Request, visitor: Visitor = allowed(*READERS)) -> Response:
    return JSONResponse(describing.described(request.app))
