"""Who saw and changed what, and who was turned away."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yuanzheng.web.access.allowed import SAFE
from yuanzheng.web.kept.audit import CHANGED, REFUSED, SAW
from yuanzheng.web.site import Site


class Noted:
    """Puts on record what routes are marked for: `allowed(..., noted=...)`."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        status = 0

        async def noting(message: Message) -> None:
            nonlocal status
            if message["type"] == "http.response.start":
                status = message["status"]
            await send(message)

        await self.app(scope, receive, noting)
        if did := _did(scope, status):
            await run_in_threadpool(self._note, scope, did)

    def _note(self, scope: Scope, did: str) -> None:
        visitor, audit = scope["state"]["visitor"], self.site.kept.audit
        what, project = _what(scope), scope.get("path_params", {}).get("project_id")
        if did == CHANGED:
            audit.changed(visitor, what, project)
        elif did == SAW:
            audit.saw(visitor, what, project)
        else:
            audit.turned_away(visitor, what)


def _what(scope: Scope) -> str:
    """The route in its own words and its path, without what follows `?` and without secrets."""
    route, path = scope["route"], str(scope["path"])
    secret = scope.get("path_params", {}).get("secret")
    if secret:
        path = path.replace(str(secret), "…")
    return f"{getattr(route, 'summary', None) or ''} {path}".strip()


def _did(scope: Scope, status: int) -> str | None:
    visitor, noted = scope["state"]["visitor"], scope["state"].get("noted", False)
    # Who sees all projects and finds none has mistyped; who sees few may have tried another's.
    hidden = status == 404 and visitor.projects is not None
    if "route" in scope and visitor.known and (status == 403 or hidden):
        return REFUSED
    if not noted or not 200 <= status < 400:
        return None
    return SAW if scope["method"] in SAFE else CHANGED
