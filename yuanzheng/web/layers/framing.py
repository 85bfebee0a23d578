"""How answers are asked for and cut: HEAD, parts of files, and what the framework refuses."""

from __future__ import annotations

import re

from starlette.datastructures import Headers
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yuanzheng.web import errors

_PART = r"(?:[0-9]{1,18}-[0-9]{0,18}|-[0-9]{1,18})"
_RANGE = re.compile(rf"bytes=\s*{_PART}(?:\s*,\s*{_PART})*\s*", re.IGNORECASE)
# What is set on the way to a route, and read by the layers further out.
_FOUND = ("route", "endpoint", "path_params")
# Answered by the framework in its own words, or in none.
_BARE = frozenset({400, 413, 416})


class Framed:
    """Answers HEAD as GET without what follows the headers; a `Range` that is none is passed over,
    as RFC 9110 has it."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headless = scope["method"] == "HEAD"
        inner = {**scope, "headers": _sound(scope), **({"method": "GET"} if headless else {})}

        async def bare(message: Message) -> None:
            if message["type"] == "http.response.body":
                message = {**message, "body": b""}
            await send(message)

        try:
            await self.app(inner, receive, bare if headless else send)
        finally:
            scope.update({name: inner[name] for name in _FOUND if name in inner})


class Worded:
    """Puts a sentence in the place of what the framework says when it refuses."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        refusal: Message | None = None

        async def noting(message: Message) -> None:
            nonlocal refusal
            if message["type"] == "http.response.start" and _is_bare(message):
                refusal = message
            elif refusal is None:
                await send(message)

        await self.app(scope, receive, noting)
        if refusal is not None:
            answer = errors.refused(Request(scope), refusal["status"])
            if whole := Headers(raw=refusal["headers"]).get("content-range"):
                answer.headers["content-range"] = whole
            await answer(scope, receive, send)


def _sound(scope: Scope) -> list[tuple[bytes, bytes]]:
    """The headers without a range that is no range of bytes."""
    return [
        (name, value) for name, value in scope["headers"]
        if name != b"range" or _RANGE.fullmatch(value.decode("latin-1"))
    ]  # fmt: skip


def _is_bare(message: Message) -> bool:
    kind = Headers(raw=message["headers"]).get("content-type", "text/plain")
    return message["status"] in _BARE and kind.startswith("text/plain")
