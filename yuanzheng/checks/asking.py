"""What all three platforms are asked with: a short wait, the configured proxy, the token."""

from __future__ import annotations

import os
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING

from collectors import tokens
from collectors.settings import CollectorSettings, PlatformSettings
from yuanzheng.checks.standing import Standing, Token

if TYPE_CHECKING:
    import requests

LONGEST_WAIT = 10.0
_VARIABLES = ("http_proxy", "https_proxy", "all_proxy", "no_proxy")


def token(platform: PlatformSettings) -> str | None:
    """The token of the environment; None when there is none that can be sent."""
    found = held(platform)
    return found if found and tokens.usable(found) else None


def held(platform: PlatformSettings) -> str:
    """What stands in the first variable that holds anything, usable or not."""
    found = (os.environ.get(name, "").strip() for name in platform.token_env)
    return next(filter(None, found), "")


def each_token(name: str, settings: CollectorSettings) -> Iterator[CollectorSettings]:
    """The settings once for each variable that may hold a token of the platform, with it alone."""
    place = settings.platform(name)
    for variable in place.token_env:
        alone = place.model_copy(update={"token_env": (variable,)})
        yield settings.model_copy(update={name: alone})


def unasked(name: str, platform: PlatformSettings) -> Standing:
    """How we stand with a platform before it has answered."""
    found = held(platform)
    state: Token = "unknown" if found else "absent"
    state = state if tokens.usable(found) else "unusable"
    return Standing(name, platform.api, platform.token_env[0], False, state)


def baffled(name: str, platform: PlatformSettings) -> Standing:
    """The same when its answer cannot be made sense of."""
    return replace(unasked(name, platform), reachable=True, problem=baffled_words(name))


def baffled_words(name: str) -> str:
    return (
        "回答看不懂（可能是网页、防火墙页面，或被转到了别的主机）："
        f"请检查 [collectors.{name}] 的 api。"
    )


def wait(settings: CollectorSettings) -> float:
    return min(settings.timeout_seconds, LONGEST_WAIT)


def get(
    url: str, settings: CollectorSettings, headers: dict[str, str] | None = None
) -> requests.Response:
    """Raises `requests.RequestException`."""
    import requests

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
