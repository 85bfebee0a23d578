"""Routes of the interface: the same error everywhere, an ETag on every document."""

from __future__ import annotations

from collections.abc import Callable, Coroutine
from hashlib import sha256
from typing import Any

from fastapi import APIRouter, Request
from fastapi.responses import Response
from fastapi.routing import APIRoute

from yuanzheng.web.documents.base import Problem

_WHEN = {
    400: "请求写得不对",
    401: "没有登录，令牌不对或已过期",
    403: "这个角色不能用",
    404: "没有，或不对您开放（两者不分）",
    422: "参数不对",
    429: "试得太频繁",
    503: "还没有发布过数据，或暂时不能用",
}
READERS = ("admin", "reviewer", "applicant")
KEPT = {"cache-control": "private, no-cache", "vary": "cookie, authorization"}


class Tagged(APIRoute):
    """Answers 304 where who asks has the same document already."""

    def get_route_handler(self) -> Callable[[Request], Coroutine[Any, Any, Response]]:
        inner = super().get_route_handler()

        async def tagged(request: Request) -> Response:
            answer = await inner(request)
            safe = request.method in {"GET", "HEAD"} and answer.status_code == 200
            kind = answer.headers.get("content-type", "")
            whole = hasattr(answer, "body") and kind.startswith("application/json")
            if not safe or not whole:
                return answer
            return _fresh(request, answer)

        return tagged


def router(prefix: str = "", tag: str = "") -> APIRouter:
    """A router whose every error is described."""
    said = {code: {"model": Problem, "description": words} for code, words in _WHEN.items()}
    return APIRouter(
        prefix=prefix, route_class=Tagged, tags=[tag] if tag else None,
        responses=said,  # type: ignore[arg-type]
    )  # fmt: skip


def _fresh(request: Request, answer: Response) -> Response:
    tag = f'"{sha256(bytes(answer.body)).hexdigest()[:32]}"'
    known = request.headers.get("if-none-match", "")
    if tag in {one.strip().removeprefix("W/") for one in known.split(",")} or known == "*":
        return Response(status_code=304, headers={**KEPT, "etag": tag})
    answer.headers.update({**KEPT, "etag": tag})
    return answer
