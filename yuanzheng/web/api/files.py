"""The files of a project's report, as they were published."""

from __future__ import annotations

from fastapi import HTTPException, Request
from fastapi.responses import FileResponse

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.documents.base import Page, page
from yuanzheng.web.documents.downloads import ReportFile
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.documents.routing import router as routes
from yuanzheng.web.layers import heading
from yuanzheng.web.reading import evidence_files
from yuanzheng.web.showing import seeing
from yuanzheng.web.site import site

router = routes("/projects/{project_id}/files", "下载")


@router.get("", summary="报告文件")
def files(
    request: Request, project_id: str, visitor: Visitor = allowed(*READERS)
) -> Page[ReportFile]:  # fmt: skip
    held.project(request, visitor, project_id)
    opened = site(request).copies.current()
    found = evidence_files.listed(seeing.folders(opened)[project_id])
    return page(found, ReportFile, 1, 200)


@router.get("/{path:path}", summary="下载一个报告文件", response_class=FileResponse)
def file(
    request: Request, project_id: str, path: str, visitor: Visitor = allowed(*READERS)
) -> FileResponse:
    """Always handed over to be kept: nothing of it runs here."""
    held.project(request, visitor, project_id)
    opened = site(request).copies.current()
    found = evidence_files.found(seeing.folders(opened)[project_id], path)
    if found is None:
        raise HTTPException(404)
    answer = FileResponse(found, filename=found.name)
    answer.headers["content-security-policy"] = heading.document()
    return answer
