"""How much may be sent, and how long a request may stand still."""

from __future__ import annotations

import asyncio

from fastapi import HTTPException
from starlette.requests import Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yuanzheng.web import errors

STRANGERS = 16_384
"""Bytes a request of somebody not logged in may bring: a form."""
LATE = "发得太慢，已停下：请检查网络后再试。"


class Limited:
    """Stops what is too large before it is read, and who sends or reads nothing for a while."""

    def __init__(self, app: ASGIApp, seconds: float) -> None:
        self.app = app
        self.seconds = seconds

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        most = None if scope["state"]["visitor"].known else STRANGERS
        if most is not None and _announced(scope) > most:
            await errors.refused(Request(scope), 413)(scope, receive, send)
            return

        async def patient(message: Message) -> None:
            await asyncio.wait_for(send(message), self.seconds)

        await self.app(scope, _Body(receive, most, self.seconds), patient)


class _Body:
    """The body as it comes, up to `most` bytes (None: as many as the route takes)."""

    def __init__(self, receive: Receive, most: int | None, seconds: float) -> None:
        self._receive, self._most, self._seconds = receive, most, seconds
        self._size, self._whole = 0, False

    async def __call__(self) -> Message:
        if self._whole:  # what comes now is the end of the connection, which may take its time
            return await self._receive()
        try:
            message = await asyncio.wait_for(self._receive(), self._seconds)
        except TimeoutError:
            raise HTTPException(408, LATE) from None
        self._whole = not message.get("more_body", False)
        self._size += len(message.get("body", b""))
        if self._most is not None and self._size > self._most:
            raise HTTPException(413)
        return message


def _announced(scope: Scope) -> int:
    found = Request(scope).headers.get("content-length", "")
    return int(found) if found.isdecimal() and len(found) < 20 else 0
