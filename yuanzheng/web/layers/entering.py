"""The door: which requests come in at all, and who asks."""

from __future__ import annotations

from starlette.concurrency import run_in_threadpool
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Receive, Scope, Send

from yuanzheng.web.access import hosts
from yuanzheng.web.access.allowed import SAFE, STALE
from yuanzheng.web.access.knowing import known
from yuanzheng.web.access.visitors import nobody
from yuanzheng.web.site import Site

_NO_NAME = "本站不用这个名字：请用 {} 打开；管理员可在 [web] 的键 address 里写上读者用的网址。"


class Entered:
    """Refuses foreign names and changes sent from foreign pages; says who asks."""

    def __init__(self, app: ASGIApp, site: Site) -> None:
        self.app = app
        self.site = site

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        request = Request(scope)
        if why := self._refused(request):
            await PlainTextResponse(why, 403)(scope, receive, send)
            return
        scope["state"]["visitor"] = nobody()
        scope["state"]["visitor"] = await run_in_threadpool(known, self.site, request)
        await self.app(scope, receive, send)

    def _refused(self, request: Request) -> str | None:
        web = self.site.place.web
        if not hosts.answers_to(web, request.headers.get("host")):
            return _NO_NAME.format(web.home)
        if request.method not in SAFE and not hosts.own(request.headers, web):
            return STALE
        return None
