"""GitHub: `/rate_limit` costs nothing and tells most."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import datetime

import requests
from github import Auth, Github, GithubException
from github.RateLimitOverview import RateLimitOverview

from collectors.settings import CollectorSettings
from yuanzheng import clock
from yuanzheng.checks import asking
from yuanzheng.checks.standing import Standing, skew


def look(settings: CollectorSettings) -> Standing:
    place = settings.platform("github")
    token = asking.token(place)
    none = asking.unasked("github", place)
    with asking.proxied(settings):
        client = Github(
            auth=Auth.Token(token) if token else None, base_url=place.api, retry=None,
            timeout=round(asking.wait(settings)), seconds_between_requests=None,
        )  # fmt: skip
        try:
            return _seen(client, none, token)
        except requests.RequestException:
            return none
        except GithubException as error:
            return _refused(none, error)
        finally:
            client.close()


def _seen(client: Github, none: Standing, token: str | None) -> Standing:
    limits = client.get_rate_limit()
    moment = clock.now()
    core = limits.resources.core
    return Standing(
        none.platform, none.api, none.token_env, True, "accepted" if token else none.token,
        login=_login(client) if token else None, scopes=_scopes(client) if token else None,
        quota_left=core.remaining, quota_limit=core.limit, quota_resets_at=core.reset,
        skew_seconds=skew(_date(limits), moment), ends_at=ends(limits.raw_headers),
    )  # fmt: skip


def ends(headers: Mapping[str, object]) -> datetime | None:
    """When the token ends, by GitHub's header; None when it does not, or nobody says."""
    said = headers.get("github-authentication-token-expiration")
    if not isinstance(said, str):
        return None
    try:
        return datetime.strptime(said.replace(" UTC", " +0000"), "%Y-%m-%d %H:%M:%S %z")
    except ValueError:
        return None


def _login(client: Github) -> str | None:
    try:
        return client.get_user().login
    except GithubException:  # tokens of Actions and apps belong to nobody
        return None


def _scopes(client: Github) -> tuple[str, ...] | None:
    scopes = client.oauth_scopes
    return None if scopes is None else tuple(sorted(scope for scope in scopes if scope))


def _refused(none: Standing, error: GithubException) -> Standing:
    date = (error.headers or {}).get("date")
    if error.status == 401:
        return Standing(
            none.platform, none.api, none.token_env, True, "refused",
            skew_seconds=skew(date, clock.now()),
        )  # fmt: skip
    return Standing(
        none.platform, none.api, none.token_env, True, none.token,
        skew_seconds=skew(date, clock.now()),
        problem=f"回答 {error.status}：请稍后再试，或检查 [collectors.github] 的 api。",
    )  # fmt: skip


def _date(limits: RateLimitOverview) -> object:
    return limits.raw_headers.get("date")
