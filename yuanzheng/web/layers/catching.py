"""Whatever goes wrong in a route: a sentence for the reader, a line in the log, no trace."""

from __future__ import annotations

import logging

from starlette.requests import ClientDisconnect, Request
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from yuanzheng import failures
from yuanzheng.web import errors

_LOG = logging.getLogger("yuanzheng.web")


class Caught:
    """Answers where a route failed. An answer that had begun is cut off, which readers notice."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        started = False

        async def noting(message: Message) -> None:
            nonlocal started
            started = started or message["type"] == "http.response.start"
            await send(message)

        try:
            await self.app(scope, receive, noting)
        except Exception as error:  # noqa: BLE001 - one request's failure must not end the service
            # Who hung up in the middle of a form has been let down by nobody.
            if not isinstance(error, ClientDisconnect):
                _note(scope, error)
            if not started:
                await errors.broken(Request(scope), error)(scope, receive, send)


def _note(scope: Scope, error: Exception) -> None:
    """Without the address, which holds what was typed."""
    route = getattr(scope.get("route"), "path", "?")
    _LOG.error("%s %s: %s", scope.get("method"), route, failures.sentence(error))
    if failures.debugging():
        _LOG.error("%s", failures.trace(error))
