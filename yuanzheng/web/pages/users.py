"""Accounts, for 管理员."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Annotated

from fastapi import APIRouter, Form, HTTPException, Request
from fastapi.responses import RedirectResponse, Response

from yuanzheng.failures import Refused
from yuanzheng.web import listing, rendering
from yuanzheng.web.access import passwords
from yuanzheng.web.access.allowed import allowed
from yuanzheng.web.access.visitors import ADMIN, Visitor
from yuanzheng.web.kept import accounts
from yuanzheng.web.kept.accounts import Account
from yuanzheng.web.site import Site, site

router = APIRouter()


@router.get("/users", summary="用户页")
def show(request: Request, visitor: Visitor = allowed("admin")) -> Response:
    return _page(request, visitor)


@router.post("/users", summary="新用户")
def add(
    request: Request, name: Annotated[str, Form()], role: Annotated[str, Form()],
    projects: Annotated[Sequence[str], Form()] = (),
    visitor: Visitor = allowed("admin", noted=False),
) -> Response:  # fmt: skip
    here, password = site(request), passwords.generated()
    seen = [listing.named(here, one) for one in projects]
    if accounts.role(role) != ADMIN and not here.kept.accounts.any():
        raise Refused("第一个用户要是管理员：否则建了以后谁也管不了用户。")
    made = here.kept.accounts.add(name, accounts.role(role), password, seen, must_change=True)
    here.kept.audit.changed(visitor, f"新用户“{made.name}”，{made.title}{_seeing(made)}")
    return _page(request, visitor, made.name, password)


@router.post("/users/{user_id}/role", summary="改角色")
def give_role(
    request: Request, user_id: int, role: Annotated[str, Form()],
    projects: Annotated[Sequence[str], Form()] = (),
    visitor: Visitor = allowed("admin", noted=False),
) -> Response:  # fmt: skip
    here = site(request)
    account = _one(here, user_id)
    seen = [listing.named(here, one) for one in projects]
    here.kept.accounts.give_role(account, accounts.role(role), seen)
    now = _one(here, user_id)
    here.kept.audit.changed(visitor, f"用户“{now.name}”改为{now.title}{_seeing(now)}")
    return RedirectResponse("/users", 303)


@router.post("/users/{user_id}/password", summary="换口令")
def give_password(
    request: Request, user_id: int, visitor: Visitor = allowed("admin", noted=False)
) -> Response:
    here, password = site(request), passwords.generated()
    account = _one(here, user_id)
    here.kept.accounts.give_password(account, password, must_change=True)
    here.kept.attempts.forgive(account.name)
    here.kept.audit.changed(visitor, f"给用户“{account.name}”换了口令，退出其全部登录")
    return _page(request, visitor, account.name, password)


@router.post("/users/{user_id}/remove", summary="删去用户")
def remove(
    request: Request, user_id: int, visitor: Visitor = allowed("admin", noted=False)
) -> Response:
    here = site(request)
    account = _one(here, user_id)
    if account.user_id == visitor.user_id:
        raise HTTPException(422, "不能删去自己：请由另一个管理员来做。")
    here.kept.accounts.remove(account)
    here.kept.audit.changed(visitor, f"删去了用户“{account.name}”")
    return RedirectResponse("/users", 303)


def _one(here: Site, user_id: int) -> Account:
    account = here.kept.accounts.numbered(user_id)
    if account is None:
        raise HTTPException(404)
    return account


def _seeing(account: Account) -> str:
    return f"，能看 {'、'.join(sorted(account.projects))}" if account.projects else ""


def _page(request: Request, visitor: Visitor, name: str = "", password: str = "") -> Response:
    here = site(request)
    return rendering.page(
        request, visitor, "users.html.j2", accounts=here.kept.accounts.every(),
        roles=accounts.ROLES, projects=listing.projects(here), made=name, password=password,
    )  # fmt: skip
