"""The frame of every GitHub answer: token, version, quota, ETag, headers, errors."""

from __future__ import annotations

import hashlib
from dataclasses import replace
from http import HTTPStatus

from werkzeug.exceptions import HTTPException
from werkzeug.http import http_date
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Refusal, encode
from collectors.standin.github import (
    about,
    account,
    apps,
    commits,
    files,
    graphql,
    pulls,
    releases,
    repositories,
    stars,
    threads,
    traffic,
)
from collectors.standin.quota import Allowance

DOCS = "https://docs.github.com/rest"
VERSIONS = ("2022-11-28", "2026-03-10")
_FREE = ("/rate_limit",)


def _rules() -> Map:
    """Every repository route also answers under /repositories/{id}, as Link headers use it."""
    alone = {**account.ROUTES, **apps.ROUTES, **graphql.ROUTES}
    rules = [Rule(path, endpoint=found) for path, found in alone.items()]
    for part in (
        repositories, stars, threads, pulls, commits, releases, files, about, traffic
    ):  # fmt: skip
        for path, found in part.ROUTES.items():
            rules.append(Rule(f"/repos/<owner>/<name>{path}", endpoint=found))
            rules.append(Rule(f"/repositories/<int:repo_id>{path}", endpoint=found))
    return Map(rules, strict_slashes=False, merge_slashes=False)


ROUTES = _rules()


def site(call: Call) -> Response:
    """The answer to any request to api.github.example."""
    if call.request.path.startswith(apps.HERE):
        return _dress(call, _answer(call), None)
    try:
        call = replace(call, token=_token(call))
        _check_version(call)
    except Refusal as refusal:
        return _dress(call, _refused(refusal), None)
    if call.request.path == graphql.PATH:
        response = _answer(call)
        points = call.standin.graphql_quota.look(call.token, call.now)
        return _dress(call, response, points, "graphql")
    counted = call.request.path not in _FREE
    allowance = call.standin.github_quota.look(call.token, call.now)
    if counted and allowance.remaining == 0:
        return _dress(call, _refused(_exhausted(call)), allowance)
    response = _conditional(call, _answer(call))
    if counted and response.status_code != HTTPStatus.NOT_MODIFIED:
        allowance = call.standin.github_quota.charge(call.token, call.now)
    return _dress(call, response, allowance)


def _token(call: Call) -> str:
    """Raises Refusal (401) for a token the stand-in does not accept."""
    scheme, _, value = call.request.headers.get("Authorization", "").partition(" ")
    if not value:
        return ""
    ends = call.standin.installed.get(value.strip())
    known = value.strip() in call.standin.tokens and (ends is None or call.now < ends)
    if scheme.lower() not in ("bearer", "token") or not known:
        raise Refusal(401, "Bad credentials")
    return value.strip()


def _check_version(call: Call) -> None:
    version = call.request.headers.get("X-GitHub-Api-Version", VERSIONS[0])
    if version not in VERSIONS:
        raise Refusal(400, f'"{version}" is not a supported version of the REST API.')


def _answer(call: Call) -> Response:
    endpoint: Endpoint
    try:
        endpoint, values = ROUTES.bind("").match(call.request.path, call.request.method)
        return endpoint(call, **values)
    except Refusal as refusal:
        return _refused(refusal)
    except HTTPException as error:
        code = error.code or 404
        return _refused(
            Refusal(404 if code == HTTPStatus.METHOD_NOT_ALLOWED else code, "Not Found")
        )


def _refused(refusal: Refusal) -> Response:
    headers = refusal.extra.pop("headers", {})
    payload = {
        "message": refusal.message,
        "documentation_url": DOCS,
        "status": str(refusal.status),
        **refusal.extra,
    }
    body = encode(payload)
    return Response(body, refusal.status, headers, content_type="application/json; charset=utf-8")


def _exhausted(call: Call) -> Refusal:
    whom = "user ID 1" if call.token else "127.0.0.1"
    hint = "" if call.token else (
        " (But here's the good news: Authenticated requests get a higher rate limit."
        " Check out the documentation for more details.)"
    )  # fmt: skip
    return Refusal(403, f"API rate limit exceeded for {whom}.{hint}")


def _conditional(call: Call, response: Response) -> Response:
    """ETags are tied to the token and the URL; lists get weak ones."""
    if response.status_code != HTTPStatus.OK or call.request.method != "GET":
        return response
    body = response.get_data()
    tied = f"{call.token} {call.request.url} {call.request.headers.get('Accept', '')}"
    digest = hashlib.sha256(tied.encode() + body).hexdigest()
    response.set_etag(digest, weak=body.startswith(b"["))
    if call.request.if_none_match.contains_weak(digest):
        kept = {k: v for k, v in response.headers.items() if k in ("ETag", "Link", "Last-Modified")}
        return Response(b"", HTTPStatus.NOT_MODIFIED, kept)
    since, modified = call.request.if_modified_since, response.last_modified
    if since and modified and modified <= since and not call.request.if_none_match:
        kept = {"ETag": response.headers["ETag"], "Last-Modified": http_date(modified)}
        return Response(b"", HTTPStatus.NOT_MODIFIED, kept)
    return response


def _dress(
    call: Call, response: Response, allowance: Allowance | None, resource: str = "core"
) -> Response:
    headers = response.headers
    headers["Server"] = "github.com"
    headers["Cache-Control"] = ("private" if call.token else "public") + ", max-age=60, s-maxage=60"
    headers["Vary"] = "Accept, Authorization, Cookie, X-GitHub-OTP,Accept-Encoding"
    headers["X-GitHub-Media-Type"] = "github.v3; format=json"
    asked = call.request.headers.get("X-GitHub-Api-Version", VERSIONS[0])
    headers["x-github-api-version-selected"] = asked
    if call.token:
        headers["X-OAuth-Scopes"] = account.SCOPES
        headers["X-Accepted-OAuth-Scopes"] = ""
    if allowance is not None:
        headers["X-RateLimit-Limit"] = str(allowance.limit)
        headers["X-RateLimit-Remaining"] = str(allowance.remaining)
        headers["X-RateLimit-Reset"] = str(int(allowance.reset.timestamp()))
        headers["X-RateLimit-Used"] = str(min(allowance.used, allowance.limit))
        headers["X-RateLimit-Resource"] = resource
    return response
