"""One's own account: password, and where one is logged in."""

from __future__ import annotations

from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from yuanzheng.failures import Refused
from yuanzheng.web import rendering
from yuanzheng.web.access import knowing, passwords
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.arriving import WRONG
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.kept import secrets
from yuanzheng.web.kept.accounts import Account
from yuanzheng.web.pages.login import begun
from yuanzheng.web.site import Site, site

router = APIRouter()
ROLES = ("admin", "reviewer", "applicant")


@router.get("/account", summary="账号页")
def show(
    request: Request, visitor: Visitor = allowed(*ROLES, noted=False, settling=True)
) -> Response:  # fmt: skip
    return _page(request, visitor)


@router.post("/account/password", summary="改自己的口令")
def change(
    request: Request, old: Annotated[str, Form()], new: Annotated[str, Form()],
    again: Annotated[str, Form()],
    visitor: Visitor = allowed(*ROLES, noted=False, settling=True),
) -> Response:  # fmt: skip
    here = site(request)
    account = _own(here, visitor)
    try:
        _changed(here, request, account, (old, new, again))
    except Refused as error:
        return _page(request, visitor, str(error))
    here.kept.audit.changed(visitor, "改了自己的口令")
    session = here.kept.sessions.begin(user_id=account.user_id)
    return begun(here, request, RedirectResponse("/account", 303), session)


@router.post("/account/others", summary="退出别处的登录")
def leave_others(
    request: Request, visitor: Visitor = allowed(*ROLES, noted=False, settling=True)
) -> Response:  # fmt: skip
    here = site(request)
    account = _own(here, visitor)
    here.kept.sessions.end_all(account.user_id, staying=secrets.hashed(visitor.key))
    here.kept.audit.changed(visitor, "退出了自己在别处的登录")
    return RedirectResponse("/account", 303)


def _changed(here: Site, request: Request, account: Account, typed: tuple[str, str, str]) -> None:
    old, new, again = typed
    if new != again:
        raise Refused("两次写的新口令不一样：请重写。")
    passwords.checked(new, account.name)
    one = here.kept.attempts.of(
        account.name, request.client.host if request.client else "",
        knowing.cookie(here, request, knowing.DEVICE), account,
    )  # fmt: skip
    if wait := here.kept.attempts.begin(one):
        raise Refused(f"试得太频繁：请等 {wait} 秒再试。")
    if not passwords.matches(here.kept.accounts.password(account.name), old):
        raise Refused(WRONG)
    here.kept.attempts.succeeded(one)
    here.kept.accounts.give_password(account, new)


def _own(here: Site, visitor: Visitor) -> Account:
    """The local admin has none."""
    account = None if visitor.user_id is None else here.kept.accounts.numbered(visitor.user_id)
    if account is None:
        raise HTTPException(404)
    return account


def _page(request: Request, visitor: Visitor, problem: str = "") -> Response:
    here = site(request)
    account = _own(here, visitor)
    return rendering.page(
        request, visitor, "account.html.j2", status=422 if problem else 200, problem=problem,
        shortest=passwords.SHORTEST, must=account.must_change,
        sessions=here.kept.sessions.of(account.user_id), own=secrets.hashed(visitor.key),
    )  # fmt: skip
