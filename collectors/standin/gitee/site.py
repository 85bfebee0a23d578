"""The frame of every Gitee answer: token, quota, errors; git beside the interface."""

from __future__ import annotations

from dataclasses import replace
from http import HTTPStatus

from werkzeug.exceptions import HTTPException
from werkzeug.routing import Map, Rule
from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Refusal, answer
from collectors.standin.git import http as git_http
from collectors.standin.gitee import account, files, repositories, threads
from collectors.standin.pages import site as pages

PREFIX = "/api/v5"
REPOSITORY = f"{PREFIX}/repos/<owner>/<name>"
ROUTES = Map(
    [Rule(f"{PREFIX}/user", endpoint=repositories.me)]
    + [Rule(PREFIX + path, endpoint=found) for path, found in account.ROUTES.items()]
    + [
        Rule(REPOSITORY + path, endpoint=found)
        for part in (repositories, threads, files)
        for path, found in part.ROUTES.items()
    ],
    strict_slashes=False,
)


def site(call: Call) -> Response:
    """The answer to any request to gitee.example."""
    if git_http.is_git(call.request.path):
        return git_http.gitee_answer(call)
    if not call.request.path.startswith(f"{PREFIX}/"):
        return pages.code_page(call)
    try:
        call = replace(call, token=_token(call))
        if call.standin.gitee_quota.look(call.token, call.now).remaining == 0:
            raise Refusal(403, "Rate Limit Exceeded")
        call.standin.gitee_quota.charge(call.token, call.now)
        endpoint: Endpoint
        endpoint, values = ROUTES.bind("").match(call.request.path, call.request.method)
        response = endpoint(call, **values)
    except Refusal as refusal:
        headers = refusal.extra.get("headers", {})
        response = answer({"message": refusal.message}, refusal.status, **headers)
    except HTTPException:
        response = answer({"message": "404 Not Found"}, 404)
    response.headers["Server"] = "nginx"
    response.headers["Cache-Control"] = "no-store"
    if call.standin.gitee_etags and response.status_code == HTTPStatus.OK:
        response.add_etag(weak=True)
        return response.make_conditional(call.request)
    return response


def _token(call: Call) -> str:
    """From the query, or a header. Raises Refusal (401) for one not accepted."""
    scheme, _, value = call.request.headers.get("Authorization", "").partition(" ")
    given = call.text("access_token") or call.request.headers.get("PRIVATE-TOKEN", "")
    given = given or (value if scheme.lower() in ("bearer", "token") else "")
    if given and given not in call.standin.tokens:
        raise Refusal(401, "401 Unauthorized: Access token does not exist")
    return given
