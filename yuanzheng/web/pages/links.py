"""Links that show one project or one comparison, for a time, to whoever has them."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Annotated
from urllib.parse import quote

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from yuanzheng.failures import Refused
from yuanzheng.web import listing, rendering
from yuanzheng.web.access import knowing
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import ADMIN, Visitor, nobody
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.shares import COMPARISON, LONGEST, PROJECT, Share
from yuanzheng.web.pages.login import begun
from yuanzheng.web.site import Site, site

router = APIRouter()
GONE = "这个链接不对、已过期或已收回：请向给您链接的人再要一个。"
WHERE = {PROJECT: "/projects/{}", COMPARISON: "/comparisons/{}"}


@router.get("/links", summary="分享链接页")
def show(request: Request, visitor: Visitor = allowed("admin", "reviewer")) -> Response:
    return _page(request, visitor)


@router.post("/links", summary="新的分享链接")
def make(
    request: Request, subject: Annotated[str, Form()], days: Annotated[int, Form()],
    visitor: Visitor = allowed("admin", "reviewer", noted=False),
) -> Response:  # fmt: skip
    here = site(request)
    title = _subjects(here).get(subject)
    if title is None:
        raise Refused("没有这个项目或比较：请从列表里选。")
    kind, _, key = subject.partition(":")
    secret = here.kept.shares.make(visitor, kind, key, title, days)
    project = key if kind == PROJECT else None
    here.kept.audit.changed(visitor, f"做了分享链接：{title}，{days} 天", project)
    return _page(request, visitor, f"{here.place.web.home}/s/{secret}")


@router.post("/links/{share_id}/revoke", summary="收回分享链接")
def revoke(
    request: Request, share_id: int,
    visitor: Visitor = allowed("admin", "reviewer", noted=False),
) -> Response:  # fmt: skip
    here = site(request)
    share = here.kept.shares.numbered(share_id)
    if share is None or not _may(visitor, share):
        raise HTTPException(404)
    here.kept.shares.revoke(share)
    here.kept.audit.changed(visitor, f"收回了分享链接 {share_id}：{share.title}")
    return RedirectResponse("/links", 303)


@router.get("/s/{secret}", summary="打开分享链接")
def arrive(request: Request, secret: str, visitor: Visitor = allowed("anyone")) -> Response:
    """Only says what is shared: programs that look at links in messages begin no session, and
    the address that holds the secret shows nothing that links elsewhere."""
    here = site(request)
    share, before = _held(here, secret), ""
    if not visitor.key:
        before = secrets.made()
        visitor = nobody(before)
    answer = rendering.page(
        request, visitor, "shared.html.j2", share=share, action=request.url.path
    )  # fmt: skip
    answer.headers["referrer-policy"] = "origin"
    if before:
        knowing.keep(here, answer, knowing.BEFORE, before)
    return answer


@router.post("/s/{secret}", summary="看分享的内容")
def enter(request: Request, secret: str, visitor: Visitor = allowed("anyone")) -> Response:
    here = site(request)
    share = _held(here, secret)
    answer = RedirectResponse(WHERE[share.kind].format(quote(share.subject, safe="")), 303)
    if _sees(visitor, share):
        return answer
    session = here.kept.sessions.begin(share_id=share.share_id)
    return begun(here, request, answer, session)


def _held(here: Site, secret: str) -> Share:
    share = here.kept.shares.found(secret)
    if share is None:
        raise HTTPException(404, GONE)
    return share


def _sees(visitor: Visitor, share: Share) -> bool:
    """Whether the visitor needs no link for it."""
    return visitor.known and visitor.projects is None


def _may(visitor: Visitor, share: Share) -> bool:
    return visitor.role == ADMIN or visitor.user_id == share.made_by_id


def _subjects(here: Site) -> Mapping[str, str]:
    """What can be shared, by the value of its choice."""
    projects = {f"{PROJECT}:{key}": name for key, name in listing.projects(here).items()}
    saved = {f"{COMPARISON}:{one.weighting_id}": f"比较：{one.name}"
             for one in here.kept.weightings.every()}  # fmt: skip
    return {**projects, **saved}


def _page(request: Request, visitor: Visitor, address: str = "") -> Response:
    here = site(request)
    shares = [one for one in here.kept.shares.every() if _may(visitor, one)]
    return rendering.page(
        request, visitor, "links.html.j2", shares=shares, subjects=_subjects(here),
        address=address, longest=LONGEST,
    )  # fmt: skip
