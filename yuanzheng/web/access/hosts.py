"""Which names the site answers to, and from where changes may be sent."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import urlsplit

from yuanzheng.web.settings import WebSettings

_OWN = frozenset({"127.0.0.1", "localhost", "::1"})


def answers_to(web: WebSettings, host: str | None) -> bool:
    """Whether a Host header names this site: a page of a foreign name that was led to this
    address (DNS rebinding) reads nothing here."""
    try:
        parts = urlsplit(f"//{host or ''}")
        name, _ = parts.hostname, parts.port
    except ValueError:
        return False
    return parts.netloc == host and name in {*_OWN, web.name, web.host}


def own(headers: Mapping[str, str], web: WebSettings) -> bool:
    """Whether a browser says that a change was sent from a page of this site, or no browser
    speaks at all."""
    site = headers.get("sec-fetch-site")
    if site is not None:
        return site in {"same-origin", "none"}
    origin = headers.get("origin")
    if origin is None:
        return True
    return origin == web.home or urlsplit(origin).netloc == headers.get("host")
