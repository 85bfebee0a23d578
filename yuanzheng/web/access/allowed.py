"""What a route says of who may come: `visitor: Visitor = allowed("admin", "reviewer")`."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any, cast

from fastapi import Depends, HTTPException, Request

from yuanzheng.web.access import tokens
from yuanzheng.web.access.visitors import ANYONE, TITLES, Visitor

SAFE = frozenset({"GET", "HEAD", "OPTIONS"})
STALE = "这一页放得太久，或不是从本站打开的：请返回上一页，刷新后再试。"
READS = "令牌只能读，不能改，也不能打包或送来核验：请登录后在网页上做。"


class LoginNeeded(Exception):
    """Nobody known asks for what is not for everybody."""


class PasswordNeeded(Exception):
    """First a password of one's own."""


class Allowed:
    """A dependency: gives the visitor to routes, stops whoever may not come.

    Raises `LoginNeeded`, `PasswordNeeded`, or HTTPException 403 for a wrong role and for a change
    that carries no token of a form shown to this visitor.
    """

    def __init__(
        self, *roles: str, noted: bool = True, settling: bool = False,
        form: Mapping[str, int] | None = None,
    ) -> None:  # fmt: skip
        if not roles or not set(roles) <= set(TITLES):
            raise ValueError(f"unknown roles: {roles}")
        self.roles = frozenset(roles)
        self.noted = noted and ANYONE not in roles
        self.settling = settling or ANYONE in roles
        self.form = dict(form or {})

    async def __call__(self, request: Request) -> Visitor:
        visitor = of(request)
        if not ({visitor.role, ANYONE} & self.roles):
            if not visitor.known:
                raise LoginNeeded
            raise HTTPException(403, f"这里不对“{visitor.title}”开放。")
        if request.method not in SAFE and not tokens.right(
            visitor.key, await _given(request, self.form)
        ):
            raise HTTPException(403, READS if visitor.programs else STALE)
        if visitor.must_change and not self.settling:
            raise PasswordNeeded
        request.scope["state"]["noted"] = self.noted
        return visitor


def allowed(
    *roles: str, noted: bool = True, settling: bool = False, form: Mapping[str, int] | None = None
) -> Any:
    """The dependency on a visitor in one of these roles.

    `noted`: what is seen or changed here goes on record by itself; for routes that are asked every
    few seconds, or put it on record in their own words, it does not. `settling`: also for those
    who still have to choose a password. `form`: how many files and fields its form may have, for
    routes that take large ones: the token is looked for in it, and it is read once.
    """
    return Depends(Allowed(*roles, noted=noted, settling=settling, form=form))


def of(request: Request) -> Visitor:
    """Who asks."""
    return cast(Visitor, request.scope["state"]["visitor"])


async def _given(request: Request, form: Mapping[str, int]) -> object:
    if said := request.headers.get(tokens.HEADER):
        return said
    kind = request.headers.get("content-type", "").partition(";")[0].strip().lower()
    if kind in {"application/x-www-form-urlencoded", "multipart/form-data"}:
        return (await request.form(**form)).get(tokens.FIELD)
    return None
