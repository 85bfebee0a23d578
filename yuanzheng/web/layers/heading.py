"""The headers every answer carries."""

from __future__ import annotations

import secrets

from starlette.datastructures import MutableHeaders
from starlette.types import ASGIApp, Message, Receive, Scope, Send

_PAGE = (
    "default-src 'none'; script-src 'nonce-{nonce}'; style-src 'self' 'nonce-{nonce}'; "
    "img-src 'self' data:; font-src 'self'; connect-src 'self'; frame-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'"
)
DOCUMENT = (
    "sandbox{more}; default-src 'none'; style-src 'unsafe-inline'; script-src {scripts}; "
    "img-src data:; font-src data:; form-action 'none'; frame-ancestors 'none'; base-uri 'none'"
)
UNCHANGED = 304
_FIXED = {
    "x-content-type-options": "nosniff",
    "x-frame-options": "DENY",
    # `no-referrer` would make browsers say of our own forms that they come from nowhere.
    "referrer-policy": "same-origin",
    "cross-origin-opener-policy": "same-origin",
    "cross-origin-resource-policy": "same-origin",
    "permissions-policy": "camera=(), geolocation=(), microphone=(), payment=(), usb=()",
    "cache-control": "no-store",
}


def document(*, scripts: bool = False) -> str:
    """The policy for a file of the evidence that is shown as it is: it runs apart from the site,
    without its cookies, and asks nothing of anybody."""
    return DOCUMENT.format(
        more=" allow-scripts" if scripts else "", scripts="'unsafe-inline'" if scripts else "'none'"
    )


class Headed:
    """Adds the headers a route has not set itself, and a fresh nonce for the page's scripts."""

    def __init__(self, app: ASGIApp, *, secure: bool) -> None:
        self.app = app
        self.secure = secure

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        nonce = secrets.token_urlsafe(16)
        scope.setdefault("state", {})["nonce"] = nonce

        async def headed(message: Message) -> None:
            if message["type"] == "http.response.start":
                self._add(MutableHeaders(scope=message), nonce, message["status"])
            await send(message)

        await self.app(scope, receive, headed)

    def _add(self, headers: MutableHeaders, nonce: str, status: int) -> None:
        if status == UNCHANGED:  # what the browser holds keeps the nonce it was made with
            return
        for name, value in _FIXED.items():
            headers.setdefault(name, value)
        headers.setdefault("content-security-policy", _PAGE.format(nonce=nonce))
        if self.secure:
            headers.setdefault("strict-transport-security", "max-age=31536000")
