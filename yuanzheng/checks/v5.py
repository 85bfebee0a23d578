"""Gitee and GitCode: `/user` tells whose token it is; without one it answers 401."""

from __future__ import annotations

from dataclasses import replace

import requests

from collectors.hosts import hosts
from collectors.settings import CollectorSettings
from yuanzheng import clock
from yuanzheng.checks import asking
from yuanzheng.checks.standing import Standing, skew


def look(name: str, settings: CollectorSettings) -> Standing:
    """How we stand with the platform of that name."""
    place, host = settings.platform(name), hosts()[name]
    token = asking.token(place)
    none = asking.unasked(name, place)
    headers = {host.header: host.form.format(token)} if token else {}
    try:
        answer = asking.get(f"{place.api}/user", settings, headers)
    except requests.RequestException:
        return none
    there = replace(
        none, reachable=True, skew_seconds=skew(answer.headers.get("Date"), clock.now())
    )
    return _judged(there, answer) if token else _anonymous(there, answer)


def _judged(there: Standing, answer: requests.Response) -> Standing:
    if answer.status_code == 401:
        return replace(there, token="refused")  # noqa: S106 - a state
    login = _login(answer)
    if answer.status_code == 200 and login:
        return replace(there, token="accepted", login=login)  # noqa: S106
    return _odd(there, answer)


def _anonymous(there: Standing, answer: requests.Response) -> Standing:
    return there if answer.status_code in {200, 401} else _odd(there, answer)


def _odd(there: Standing, answer: requests.Response) -> Standing:
    words = f"回答 {answer.status_code}：请稍后再试，或检查 [collectors.{there.platform}] 的 api。"
    return replace(there, problem=words)


def _login(answer: requests.Response) -> str | None:
    try:
        login = answer.json().get("login")
    except (ValueError, AttributeError):
        return None
    return login if isinstance(login, str) else None
