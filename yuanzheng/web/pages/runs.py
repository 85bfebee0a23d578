"""运行: what the nights came to, and the run under way."""

from __future__ import annotations

import tomllib
from functools import cache
from importlib.resources import files

from fastapi import APIRouter, HTTPException, Request
from fastapi.responses import HTMLResponse, Response

from yuanzheng import clock, running
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
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
    return page(
        request, visitor, "runs.html.j2", runs=found, copy=copy, failure=failure, said=said,
        now=running.read(site(request).place.data), at=clock.now(),
    )  # fmt: skip


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


def said(topic: str, code: str | None) -> str:
    """The word for a code; one without a word stays as it is."""
    return "进行中" if code is None else _words()[topic].get(code, code)


@cache
def _words() -> dict[str, dict[str, str]]:
    place = files("yuanzheng.web.reading").joinpath("run_words.toml")
    return tomllib.loads(place.read_text(encoding="utf-8"))
