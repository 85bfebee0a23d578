"""From a request to an answer: virtual host, fault, record."""

from __future__ import annotations

import json
import threading
import time
from collections.abc import Callable, Iterable
from hashlib import sha256
from http import HTTPStatus
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from werkzeug.http import http_date
from werkzeug.wrappers import Request, Response

from collectors.standin import gitee, github, hub
from collectors.standin.call import Call, Seen, encode
from collectors.standin.faults import (
    Action,
    Before,
    Change,
    Cut,
    Delay,
    Null,
    Repeat,
    Reply,
    Reset,
)  # fmt: skip
from collectors.standin.git import http as git_http

if TYPE_CHECKING:
    from wsgiref.types import StartResponse, WSGIEnvironment

    from collectors.standin.serving import StandIn

Site = Callable[[Call], Response]
SITES: dict[str, Site] = {
    "api.github.example": github.site,
    "github.example": git_http.github_site,
    "gitee.example": gitee.site,
    "gitcode.example": gitee.site,
    "api.gitcode.example": gitee.site,
    "huggingface.example": hub.site,
}


class Application:
    """The WSGI application of all virtual hosts."""

    def __init__(self, standin: StandIn) -> None:
        self.standin = standin
        self._lock = threading.Lock()
        self._last_rows: dict[str, list[Any]] = {}

    def __call__(self, environ: WSGIEnvironment, start_response: StartResponse) -> Iterable[bytes]:
        request = Request(environ)
        host = request.host.partition(":")[0].lower()
        target = request.full_path.rstrip("?")
        fault = self.standin.faults.take(request.method, host, target)
        if isinstance(fault, Reset):
            return self._reset(request, host)
        response = self._respond(request, host, fault)
        self._record(request, host, response.status_code)
        return response(environ, start_response)

    def _respond(self, request: Request, host: str, fault: Action | None) -> Response:
        if isinstance(fault, Delay):
            time.sleep(fault.seconds)
        if isinstance(fault, Before):
            fault.act()
        if isinstance(fault, Reply):
            response = Response(
                fault.body, fault.status, list(fault.headers), content_type=fault.content_type
            )
        else:
            response = self._real(request, host)
        response.headers["Date"] = http_date(self.standin.now)
        self._distort(request, host, response, fault)
        return response

    def _real(self, request: Request, host: str) -> Response:
        site = SITES.get(host)
        if site is None:
            return Response(f"no such host: {host}\n", HTTPStatus.BAD_GATEWAY)
        return site(Call(request, self.standin, host))

    def _distort(
        self, request: Request, host: str, response: Response, fault: Action | None
    ) -> None:
        if isinstance(fault, Change):
            _changed(response, fault)
        elif isinstance(fault, Cut):
            body = response.get_data()
            response.set_data(body[: fault.keep])
            response.headers["Content-Length"] = str(len(body))
        elif isinstance(fault, Reply):
            return
        elif isinstance(fault, Null):
            response.set_data(_nulled(json.loads(response.get_data()), fault))
        elif response.mimetype == "application/json" and response.status_code == HTTPStatus.OK:
            self._remember(self._place(host, request.path), response, fault)

    def _place(self, host: str, path: str) -> str:
        """The list a page belongs to: Link headers name repositories by id."""
        for repo in self.standin.community.repositories:
            path = path.replace(f"/repositories/{repo.id}/", f"/repos/{repo.full_name}/")
        return host + path

    def _remember(self, place: str, response: Response, fault: Action | None) -> None:
        """Keeps the last rows of a list page, and puts them first on the next one if asked."""
        body = response.get_data()
        if not body.startswith(b"["):
            return
        if isinstance(fault, Repeat):
            rows = json.loads(body)
            again = self._last_rows.get(place, [])[-fault.rows :]
            response.set_data(encode([*again, *rows]))
            _tag_anew(response)
        if len(self.standin.faults) and (rows := json.loads(body)):
            self._last_rows[place] = rows

    def _record(self, request: Request, host: str, status: int) -> None:
        headers = MappingProxyType({k.lower(): v for k, v in request.headers.items()})
        query = request.query_string.decode("latin-1")
        seen = Seen(request.method, host, request.path, query, headers, status)
        with self._lock:
            self.standin.requests.append(seen)

    def _reset(self, request: Request, host: str) -> Iterable[bytes]:
        self._record(request, host, 0)
        request.environ["standin.reset"]()
        raise ConnectionResetError


def _changed(response: Response, fault: Change) -> None:
    before = response.get_data()
    fault.act(response)
    if response.get_data() != before:
        _tag_anew(response)


def _tag_anew(response: Response) -> None:
    """Another body has another ETag."""
    if "ETag" in response.headers:
        response.set_etag(sha256(response.get_data()).hexdigest(), weak=True)


def _nulled(payload: dict[str, Any], fault: Null) -> bytes:
    """The answer with a null where the fault says, and the error beside it."""
    held: Any = payload["data"]
    for step in fault.path[:-1]:
        held = held[step]
    held[fault.path[-1]] = None
    error = {"message": fault.message, "path": list(fault.path), **dict(fault.extra)}
    return encode({**payload, "errors": [*payload.get("errors", []), error]})
