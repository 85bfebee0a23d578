"""令牌: one's own tokens for programs."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from yuanzheng.failures import Refused
from yuanzheng.web import rendering
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.documents.routing import READERS
from yuanzheng.web.kept.api_tokens import LONGEST
from yuanzheng.web.site import site

router = APIRouter(prefix="/account/tokens")


@router.get("", summary="令牌页")
def show(request: Request, visitor: Visitor = allowed(*READERS, noted=False)) -> Response:
    return _page(request, visitor)


@router.post("", summary="新令牌")
def make(
    request: Request, title: Annotated[str, Form()], days: Annotated[int, Form()],
    visitor: Visitor = allowed(*READERS, noted=False),
) -> Response:  # fmt: skip
    kept = site(request).kept
    try:
        secret = kept.api_tokens.make(_own(visitor), title, days)
    except Refused as error:
        return _page(request, visitor, problem=str(error))
    kept.audit.changed(visitor, f"给程序做了一个令牌“{title}”，{days} 天")
    return _page(request, visitor, secret)


@router.post("/{token_id}/revoke", summary="废去令牌")
def revoke(
    request: Request, token_id: int, visitor: Visitor = allowed(*READERS, noted=False)
) -> Response:
    kept = site(request).kept
    if not kept.api_tokens.revoke(_own(visitor), token_id):
        raise HTTPException(404)
    kept.audit.changed(visitor, f"废去了令牌 {token_id}")
    return RedirectResponse("/account/tokens", 303)


def _own(visitor: Visitor) -> int:
    """The local admin has no account, and needs no token."""
    if visitor.user_id is None:
        raise HTTPException(404)
    return visitor.user_id


def _page(request: Request, visitor: Visitor, secret: str = "", problem: str = "") -> Response:
    return rendering.page(
        request, visitor, "api_tokens.html.j2", status=422 if problem else 200, secret=secret,
        problem=problem, tokens=site(request).kept.api_tokens.of(_own(visitor)), longest=LONGEST,
    )  # fmt: skip
