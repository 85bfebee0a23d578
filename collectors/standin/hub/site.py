"""The frame of every Hub answer: token, quota, errors."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from werkzeug.exceptions import HTTPException
from werkzeug.routing import BaseConverter, Map, Rule
from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Refusal, answer
from collectors.standin.hub import discussions, files, repositories
from collectors.standin.pages import site as pages


class _RepositoryId(BaseConverter):
    """`namespace/name`, or a bare name as the oldest models have."""

    regex = r"[^/]+(?:/[^/]+)?"
    part_isolating = False


ROUTES = Map(
    [
        Rule(path, endpoint=found)
        for part in (repositories, discussions, files)
        for path, found in part.ROUTES.items()
    ],
    strict_slashes=False,
    converters={"repo": _RepositoryId},
)


def site(call: Call) -> Response:
    """The answer to any request to huggingface.example; browsers ask for pages."""
    if "text/html" in call.request.headers.get("Accept", ""):
        return pages.hub_page(call)
    try:
        call = replace(call, token=_token(call))
        if call.standin.hub_quota.look(call.token, call.now).remaining == 0:
            raise Refusal(429, "We had to rate limit you.", headers={"Retry-After": _wait(call)})
        call.standin.hub_quota.charge(call.token, call.now)
        endpoint: Endpoint
        endpoint, values = ROUTES.bind("").match(call.request.path, call.request.method)
        response = endpoint(call, **values)
    except Refusal as refusal:
        response = _refused(refusal)
    except HTTPException as error:
        response = _refused(Refusal(error.code or 404, error.name))
    return _dress(call, response)


def _token(call: Call) -> str:
    scheme, _, value = call.request.headers.get("Authorization", "").partition(" ")
    if not value:
        return ""
    if scheme.lower() != "bearer" or value.strip() not in call.standin.tokens:
        raise Refusal(401, "Invalid credentials in Authorization header")
    return value.strip()


def _refused(refusal: Refusal) -> Response:
    """The message is in the body and, as huggingface_hub reads it, in headers."""
    response = answer({"error": refusal.message}, refusal.status)
    response.headers.update(refusal.extra.get("headers", {}))
    response.headers["X-Error-Message"] = refusal.message
    if "code" in refusal.extra:
        response.headers["X-Error-Code"] = refusal.extra["code"]
    return response


def _wait(call: Call) -> str:
    allowance = call.standin.hub_quota.look(call.token, call.now)
    return str(int((allowance.reset - call.now).total_seconds()))


def _dress(call: Call, response: Response) -> Response:
    allowance = call.standin.hub_quota.look(call.token, call.now)
    resource = "api" if call.request.path.startswith("/api/") else "resolvers"
    window = int(call.standin.hub_quota.window.total_seconds())
    headers = response.headers
    headers["RateLimit"] = f'"{resource}";r={allowance.remaining};t={_wait(call)}'
    headers["RateLimit-Policy"] = f'"fixed window";"{resource}";q={allowance.limit};w={window}'
    headers["Server"] = "huggingface"
    headers["X-Request-Id"] = "standin"
    if response.status_code == HTTPStatus.OK and response.mimetype == "application/json":
        response.add_etag()
        response.headers["ETag"] = f"W/{response.headers['ETag']}"
    return response.make_conditional(call.request)
