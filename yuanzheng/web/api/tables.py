"""Tables as CSV and Parquet: of one project or of all the visitor sees."""

from __future__ import annotations

import shutil
from typing import Annotated, Literal

from fastapi import HTTPException, Query, Request
from fastapi.responses import FileResponse, Response, StreamingResponse
from starlette.background import BackgroundTask

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held, tabling
from yuanzheng.web.documents.base import Page, page
from yuanzheng.web.documents.downloads import Column, Table
from yuanzheng.web.documents.routing import KEPT, READERS
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.site import site

router = routes("/tables", "下载")
_PARQUET = "application/vnd.apache.parquet"
_CONTENT = {200: {"content": {"text/csv": {}, _PARQUET: {}}, "description": "表"}}


@router.get("", summary="可下载的表")
def tables(request: Request, visitor: Visitor = allowed(*READERS)) -> Page[Table]:
    opened, data = site(request).copies.current(), site(request).place.data
    found = []
    for one in tabling.tables().values():
        own = tabling.columns(opened, one, tabling.params(one, (), data))
        columns = [Column(name=name, type=kind) for name, kind in own]
        found.append(Table(name=one.name, title=one.title, columns=columns))
    return page(found, Table, 1, 200)


@router.get(
    "/{name}.{form}", summary="下载一张表", response_class=Response,
    responses=_CONTENT,  # type: ignore[arg-type]
)  # fmt: skip
def table(
    request: Request, name: str, form: Literal["csv", "parquet"],
    project: Annotated[str | None, Query(max_length=200, description="只要这个项目")] = None,
    visitor: Visitor = allowed(*READERS),
) -> Response:  # fmt: skip
    found = tabling.tables().get(name)
    if found is None:
        raise HTTPException(404)
    if project is not None:
        ids = [held.project(request, visitor, project).project_id]
    else:
        ids = [one.project_id for one in held.seen(request, visitor)]
    opened = site(request).copies.current()
    asked = tabling.params(found, ids, site(request).place.data)
    headers = {**KEPT, "content-disposition": f'attachment; filename="{name}.{form}"'}
    if form == "csv":
        rows = tabling.as_csv(opened, found, asked)
        return StreamingResponse(rows, media_type="text/csv; charset=utf-8", headers=headers)
    path = tabling.as_parquet(opened, found, asked)
    gone = BackgroundTask(shutil.rmtree, path.parent, ignore_errors=True)
    return FileResponse(path, media_type=_PARQUET, headers=headers, background=gone)
