"""Logging in and out."""

from __future__ import annotations

import re
from typing import Annotated

from fastapi import APIRouter, Form, Request
from fastapi.responses import RedirectResponse, Response

from yuanzheng.web import rendering
from yuanzheng.web.access import arriving, knowing
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.arriving import Typed
from yuanzheng.web.access.visitors import Visitor, nobody
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.audit import LEFT
from yuanzheng.web.site import Site, site

router = APIRouter()
# A path of this site and nothing else: what a browser would read as another host is none.
_PATH = re.compile(r"/(?:[\w.~%-]+/)*[\w.~%-]*")


@router.get("/login", summary="登录页")
def show(request: Request, next: str = "/", visitor: Visitor = allowed("anyone")) -> Response:
    if visitor.known:
        return RedirectResponse("/", 303)
    return form(request, visitor, next)


@router.post("/login", summary="登录")
def enter(
    request: Request, name: Annotated[str, Form()], password: Annotated[str, Form()],
    next: Annotated[str, Form()] = "/", visitor: Visitor = allowed("anyone"),
) -> Response:  # fmt: skip
    here = site(request)
    device = knowing.cookie(here, request, knowing.DEVICE)
    typed = Typed(name[:100], password, request.client.host if request.client else "", device)
    arrival = arriving.arrive(here.kept, typed, visitor)
    if arrival.problem:
        answer = form(request, visitor, next, arrival.problem, 429 if arrival.wait else 401)
        if arrival.wait:
            answer.headers["retry-after"] = str(arrival.wait)
        return answer
    answer = RedirectResponse(next if _PATH.fullmatch(next) else "/", 303)
    knowing.keep(here, answer, knowing.DEVICE, arrival.device, knowing.HALF_A_YEAR)
    return begun(here, request, answer, arrival.session)


@router.post("/logout", summary="退出")
def leave(
    request: Request,
    visitor: Visitor = allowed("admin", "reviewer", "applicant", "shared", noted=False,
                               settling=True),
) -> Response:  # fmt: skip
    here = site(request)
    if secret := knowing.cookie(here, request, knowing.SESSION):
        here.kept.sessions.end(secret)
        here.kept.audit.note(visitor, LEFT, "退出")
    answer = RedirectResponse("/login", 303)
    knowing.drop(here, answer, knowing.SESSION)
    answer.headers["clear-site-data"] = '"cache"'
    return answer


def form(
    request: Request, visitor: Visitor, wanted: str, problem: str = "", status: int = 200
) -> Response:
    """The page to log in on, whose token is bound to a number in the browser."""
    here, before = site(request), ""
    if not visitor.known and not visitor.key:
        before = secrets.made()
        visitor = nobody(before)
    answer = rendering.page(
        request, visitor, "login.html.j2", status=status, problem=problem,
        wanted=wanted if _PATH.fullmatch(wanted) else "/",
    )  # fmt: skip
    if before:
        knowing.keep(here, answer, knowing.BEFORE, before)
    return answer


def begun(here: Site, request: Request, answer: Response, session: str) -> Response:
    """The answer with a session of its own: the number a browser came with is never taken on."""
    if old := knowing.cookie(here, request, knowing.SESSION):
        here.kept.sessions.end(old)
    knowing.keep(here, answer, knowing.SESSION, session)
    knowing.drop(here, answer, knowing.BEFORE)
    return answer
