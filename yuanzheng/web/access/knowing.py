"""Who asks: told by the cookie of the session."""

from __future__ import annotations

from starlette.requests import Request
from starlette.responses import Response

from yuanzheng.web.access import visitors
from yuanzheng.web.access.visitors import Visitor
from yuanzheng.web.site import Site

SESSION, BEFORE, DEVICE = "yuanzheng", "yuanzheng-before", "yuanzheng-device"
"""Cookies: of the session, of the form to log in, of a browser that has logged in before."""
_FOR_PROGRAMS = ("/api/", "/metrics")
HALF_A_YEAR = 180 * 86_400


def known(site: Site, request: Request) -> Visitor:
    """The visitor behind a request. Without any account, on this machine: the local admin."""
    if (bearer := _bearer(request)) is not None:
        return site.kept.api_tokens.visitor(bearer) or visitors.nobody()
    secret = cookie(site, request, SESSION)
    if secret and (found := site.kept.sessions.visitor(secret)):
        return found
    if site.place.web.private and not site.kept.accounts.any():
        return visitors.local_admin(site.key)
    return visitors.nobody(cookie(site, request, BEFORE) or "")


def _bearer(request: Request) -> str | None:
    """The token a program brings; pages take none. Who brings one is nobody else."""
    kind, _, secret = request.headers.get("authorization", "").partition(" ")
    meant = request.url.path.startswith(_FOR_PROGRAMS) and kind.lower() == "bearer"
    return secret.strip() if meant else None


def cookie(site: Site, request: Request, name: str) -> str | None:
    return request.cookies.get(_named(site, name))


def keep(site: Site, answer: Response, name: str, value: str, seconds: int | None = None) -> None:
    """Sets a cookie no script reads and no foreign page sends along; None: for this visit."""
    answer.set_cookie(
        _named(site, name), value, max_age=seconds, path="/", httponly=True, samesite="strict",
        secure=site.place.web.secure,
    )  # fmt: skip


def drop(site: Site, answer: Response, name: str) -> None:
    answer.delete_cookie(
        _named(site, name), path="/", httponly=True, samesite="strict",
        secure=site.place.web.secure,
    )  # fmt: skip


def _named(site: Site, name: str) -> str:
    """With https the prefix keeps other hosts of the same domain from setting it (RFC 6265bis)."""
    return f"__Host-{name}" if site.place.web.secure else name
