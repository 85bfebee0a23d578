"""Hugging Face: one list of one model for limits and clock, whoami for the token."""

from __future__ import annotations

import re
from dataclasses import replace
from datetime import datetime, timedelta
from typing import Any

import requests

from collectors.settings import CollectorSettings
from yuanzheng import clock
from yuanzheng.checks import asking
from yuanzheng.checks.standing import Standing, skew

_LEFT = re.compile(r"r=(\d+).*?t=(\d+)")
_LIMIT = re.compile(r"q=(\d+)")


def look(settings: CollectorSettings) -> Standing:
    place = settings.platform("huggingface")
    token = asking.token(place)
    none = asking.unasked("huggingface", place)
    headers = {"Authorization": f"Bearer {token}"} if token else {}
    try:
        answer = asking.get(f"{place.api}/api/models?limit=1", settings, headers)
    except requests.RequestException:
        return none
    there = _limited(replace(none, reachable=True), answer, clock.now())
    if answer.status_code not in {200, 401}:
        words = f"回答 {answer.status_code}：请稍后再试，或检查 [collectors.huggingface] 的 api。"
        there = replace(there, problem=words)
    return _whoami(there, settings, token) if token else there


def _limited(there: Standing, answer: requests.Response, moment: datetime) -> Standing:
    there = replace(there, skew_seconds=skew(answer.headers.get("Date"), moment))
    left = _LEFT.search(answer.headers.get("RateLimit", ""))
    limit = _LIMIT.search(answer.headers.get("RateLimit-Policy", ""))
    if left is None:
        return there
    return replace(
        there, quota_left=int(left[1]), quota_limit=int(limit[1]) if limit else None,
        quota_resets_at=moment + timedelta(seconds=int(left[2])),
    )  # fmt: skip


def _whoami(there: Standing, settings: CollectorSettings, token: str) -> Standing:
    from huggingface_hub import HfApi, close_session
    from huggingface_hub.errors import HfHubHTTPError

    with asking.proxied(settings):
        close_session()  # the client of an earlier call would keep its proxy
        try:
            said = HfApi(endpoint=there.api, token=token).whoami()
        except HfHubHTTPError as error:
            refused = error.response is not None and error.response.status_code == 401
            return replace(there, token="refused") if refused else there  # noqa: S106 - a state
        except Exception:  # noqa: BLE001 - what the library makes of an odd answer is its own
            return replace(there, problem=there.problem or asking.baffled_words("huggingface"))
        finally:
            close_session()
    return replace(there, token="accepted", login=_text(said.get("name")), scopes=_role(said))  # noqa: S106


def _role(said: dict[str, Any]) -> tuple[str, ...] | None:
    auth = said.get("auth")
    token = auth.get("accessToken") if isinstance(auth, dict) else None
    role = _text(token.get("role")) if isinstance(token, dict) else None
    return (role,) if role else None


def _text(value: object) -> str | None:
    return value if isinstance(value, str) else None
