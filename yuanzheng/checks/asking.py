"""What all three platforms are asked with: a short wait, the configured proxy, the token."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager

import requests

from collectors.settings import CollectorSettings, PlatformSettings

LONGEST_WAIT = 10.0
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def token(platform: PlatformSettings) -> str | None:
    """The token of the environment; None when there is none."""
    return os.environ.get(platform.token_env, "").strip() or None


def wait(settings: CollectorSettings) -> float:
    return min(settings.timeout_seconds, LONGEST_WAIT)


def get(
    url: str, settings: CollectorSettings, headers: dict[str, str] | None = None
) -> requests.Response:
    """Raises `requests.RequestException`."""
    with requests.Session() as session:
        if settings.proxy:
            session.trust_env = False
            session.proxies = {"http": settings.proxy, "https": settings.proxy}
        return session.get(url, headers=headers, timeout=wait(settings), allow_redirects=False)


@contextmanager
def proxied(settings: CollectorSettings) -> Iterator[None]:
    """PyGithub and huggingface_hub take a proxy from the environment only."""
    if not settings.proxy:
        yield
        return
    names = [*_VARIABLES, *map(str.upper, _VARIABLES)]
    before = {name: os.environ.pop(name) for name in names if name in os.environ}
    os.environ |= {"HTTP_PROXY": settings.proxy, "HTTPS_PROXY": settings.proxy}
    try:
        yield
    finally:
        for name in names:
            os.environ.pop(name, None)
        os.environ |= before
