"""The comparison of all projects, and the weightings people saved."""

from __future__ import annotations

from typing import Annotated

from fastapi import HTTPException, Query, Request

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import compared
from yuanzheng.web.documents.base import Number, Page, Size, page
from yuanzheng.web.documents.compared import Compared, Saved
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.site import site

router = routes("/comparison", "比较")
# A comparison shows everybody's projects.
_MAY = ("admin", "reviewer")
_NONE = "还没有可以比较的项目：先要算过至少一个。"


@router.get("", summary="比较：分数、名次区间、各项")
def comparison(request: Request, visitor: Visitor = allowed(*_MAY)) -> Compared:
    place = site(request)
    found = compared.compared(place.copies.current(), place.place.config)
    if found is None:
        raise HTTPException(404, _NONE)
    return Compared.model_validate(found)


@router.get("/weightings", summary="保存的权重")
def weightings(
    request: Request, number: Annotated[Number, Query(alias="page")] = 1, per_page: Size = 50,
    visitor: Visitor = allowed(*_MAY),
) -> Page[Saved]:  # fmt: skip
    return page(site(request).kept.weightings.every(), Saved, number, per_page)
