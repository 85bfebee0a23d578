"""The pages of one project."""

from __future__ import annotations

import threading
from collections.abc import Callable
from datetime import datetime

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import FileResponse, Response
from markupsafe import Markup

from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents import held
from yuanzheng.web.layers import heading
from yuanzheng.web.reading import evidence_files
from yuanzheng.web.rendering import page
from yuanzheng.web.showing import projects, seeing, tracing
from yuanzheng.web.showing.answers import Made, answered
from yuanzheng.web.showing.projects import View
from yuanzheng.web.site import site

router = APIRouter(prefix="/projects/{project_id}")
# One reads the archive; no more wait for it than leaves threads for those who only read.
_archive, _hall = threading.Lock(), threading.BoundedSemaphore(4)
_CROWDED = "正在核对存档的人太多：请过一会儿再试。"
EVERYBODY = ("admin", "reviewer", "applicant", "shared")


@router.get("", summary="项目概要")
def home(request: Request, project_id: str, visitor: Visitor = allowed(*EVERYBODY)) -> Response:
    view = viewed(request, visitor, project_id)
    return _answered(request, view, ("",), lambda: projects.home(view))


@router.get("/{tab}", summary="项目的一页")
def tab(
    request: Request, project_id: str, tab: str, visitor: Visitor = allowed(*EVERYBODY)
) -> Response:
    view = viewed(request, visitor, project_id)
    if not tab or tab not in projects.PAGES:
        raise HTTPException(404)
    return _answered(request, view, (tab,), lambda: projects.PAGES[tab](view))


@router.get("/tables/{number}", summary="项目的证据表")
def table(
    request: Request, project_id: str, number: int, visitor: Visitor = allowed(*EVERYBODY)
) -> Response:
    view = viewed(request, visitor, project_id)

    def made() -> Made:
        try:
            return projects.table(view, number)
        except IndexError as error:
            raise HTTPException(404) from error

    return _answered(request, view, ("table", number), made)


@router.get("/evidence/{evidence_id}", summary="一个数字的证据")
def evidence(
    request: Request, project_id: str, evidence_id: str, visitor: Visitor = allowed(*EVERYBODY)
) -> Response:
    view = viewed(request, visitor, project_id)
    if not tracing.names_figure(evidence_id):
        raise HTTPException(404)
    if request.query_params.get("check") == "1":
        return _checked(request, view, evidence_id)
    key = ("evidence", evidence_id)
    return _answered(request, view, key, lambda: tracing.made(view, evidence_id, None))


@router.get("/files/{path:path}", summary="报告文件")
def file(
    request: Request, project_id: str, path: str, visitor: Visitor = allowed(*EVERYBODY)
) -> Response:
    """A report as it was published: a page of its own policy, apart from the site; other kinds are
    handed over."""
    view = viewed(request, visitor, project_id)
    found = evidence_files.found(view.folder, path)
    if found is None:
        raise HTTPException(404)
    inside = found.suffix in evidence_files.INSIDE
    answer = FileResponse(
        found, filename=found.name, content_disposition_type="inline" if inside else "attachment",
        headers={"cache-control": "private, no-cache", "vary": "cookie"},
    )  # fmt: skip
    answer.headers["content-security-policy"] = heading.document()
    return answer


def viewed(request: Request, visitor: Visitor, project_id: str) -> View:
    """Raises HTTPException 404 for a project or an instant that is not there for the visitor."""
    seen = seeing.seen(request, visitor)
    standing = seen.standing(project_id)
    latest = standing.as_of
    text = request.query_params.get("as_of")
    if latest is None:
        raise HTTPException(404, held.unscored(standing))
    asked = _instant(text) if text else latest
    if asked is None or (text and asked not in standing.instants):
        raise HTTPException(404, "这一截止时刻没有计算过：请从项目概要里选。")
    return View(seen, standing, asked, past=asked != latest)


def _instant(text: str) -> datetime | None:
    try:
        found = datetime.fromisoformat(text)
    except ValueError:
        return None
    return found if found.tzinfo else None


def _answered(
    request: Request, view: View, more: tuple[object, ...], make: Callable[[], Made]
) -> Response:
    return answered(request, view.seen.visitor, view.seen.open, view.key(*more), make)


def _checked(request: Request, view: View, evidence_id: str) -> Response:
    """What the archive holds at this moment, so it is kept nowhere; one reader at a time."""
    if not _hall.acquire(blocking=False):
        raise HTTPException(429, _CROWDED, {"Retry-After": "10"})
    try:
        with _archive:
            made = tracing.made(view, evidence_id, site(request).place.data / "archive")
    finally:
        _hall.release()
    body = Markup(made.html)  # noqa: S704 - made by our own template
    return page(request, view.seen.visitor, "body.html.j2", title=made.title, body=body)
