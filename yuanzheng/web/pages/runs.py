"""运行: what the nights came to, and the run under way."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.concurrency import run_in_threadpool
from fastapi.responses import HTMLResponse, RedirectResponse, Response

from collectors.results import ProjectSources
from yuanzheng import clock, running
from yuanzheng.failures import Refused
from yuanzheng.nights import wanted
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.adding import typed
from yuanzheng.web.copies import NothingPublished
from yuanzheng.web.reading import runs as reading
from yuanzheng.web.rendering import page, templates
from yuanzheng.web.showing import seeing
from yuanzheng.web.site import site

router = APIRouter(prefix="/runs")
SAYS = ("admin", "reviewer")


@router.get("", summary="运行")
def runs(request: Request, visitor: Visitor = allowed(*SAYS)) -> Response:
    """Not kept: what is under way moves on."""
    try:
        seen = seeing.seen(request, visitor)
        found, copy, failure = reading.runs(seen.asked), seen.open.copy, seen.failure
    except NothingPublished:
        found, copy, failure = (), None, None
    may, data = _may_be_wanted(request, visitor), site(request).place.data
    return page(
        request, visitor, "runs.html.j2", runs=found, copy=copy, failure=failure, said=said,
        now=running.read(data), waiting=wanted.waiting(data), at=clock.now(), may=may,
        names={one.project_id: one.name for one in may},
    )  # fmt: skip


@router.post("/wanted", summary="马上采集一个项目")
async def want(
    request: Request, visitor: Visitor = allowed("admin", noted=False)
) -> Response:  # fmt: skip
    """Told to the service, which begins within seconds unless a run is under way."""
    project_id = typed.text(await request.form(), "project")
    return await run_in_threadpool(_wanted, request, visitor, project_id)


@router.get("/now")
def now(request: Request, visitor: Visitor = allowed(*SAYS, noted=False)) -> Response:
    """The part of the page that moves, for its script."""
    found = running.read(site(request).place.data)
    made = templates().get_template("running.html.j2")
    return HTMLResponse(made.render(now=found, said=said, at=clock.now()))


@router.get("/{run_id}", summary="一次运行")
def run(request: Request, run_id: str, visitor: Visitor = allowed(*SAYS)) -> Response:
    seen = seeing.seen(request, visitor)
    found = reading.runs(seen.asked, run_id)
    if not found:
        raise HTTPException(404)
    return page(
        request, visitor, "run.html.j2", run=found[0], said=said,
        projects=reading.of_projects(seen.asked, run_id),
    )  # fmt: skip


def _wanted(request: Request, visitor: Visitor, project_id: str) -> Response:
    known = {one.project_id for one in typed.config(request, visitor).projects}
    if project_id not in known:
        raise HTTPException(404, "配置里没有这个项目：请先加上。")
    here = site(request)
    if wanted.add(here.place.data, project_id, visitor.name):
        here.kept.audit.changed(visitor, "要马上采集", project_id)
    return RedirectResponse("/runs", 303)


def _may_be_wanted(request: Request, visitor: Visitor) -> tuple[ProjectSources, ...]:
    """Those of the configuration, for an admin; none where it cannot be read."""
    if visitor.role != ADMIN or site(request).place.config is None:
        return ()
    try:
        return typed.config(request, visitor).projects
    except Refused:
        return ()


def said(topic: str, code: str | None) -> str:
    """The word for a code; one without a word stays as it is."""
    return "进行中" if code is None else _words()[topic].get(code, code)


@cache
def _words() -> dict[str, dict[str, str]]:
    place = files("yuanzheng.web.reading").joinpath("run_words.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))
