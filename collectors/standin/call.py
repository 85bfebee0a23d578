"""One request as the platforms' code sees it, and the answers it gives."""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from werkzeug.wrappers import Request, Response

if TYPE_CHECKING:
    from collectors.standin.community.model import Platform
    from collectors.standin.serving import StandIn

Json = dict[str, Any]
STANDIN_TOKEN = "standin-token"  # noqa: S105


@dataclass(frozen=True, slots=True)
class Seen:
    """A request that was received and the status it was answered with (0: reset)."""

    method: str
    host: str
    path: str
    query: str
    headers: Mapping[str, str]
    status: int


@dataclass(frozen=True, slots=True)
class Call:
    """A request, the state behind the answers, and the caller's token ('' without)."""

    request: Request
    standin: StandIn
    host: str
    token: str = ""

    @property
    def now(self) -> datetime:
        return self.standin.now

    def text(self, name: str, default: str = "") -> str:
        return self.request.args.get(name, default)

    def number(self, name: str, default: int, most: int | None = None) -> int:
        """A positive query number; `default` for anything else, capped at `most`."""
        value = self.request.args.get(name, "")
        found = int(value) if value.isdecimal() and int(value) > 0 else default
        return min(found, most) if most else found

    def url(self, path: str, **changes: object) -> str:
        """The request's URL with another path and changed query values (None removes)."""
        query = {**self.request.args.to_dict(flat=False), **changes}
        kept = {k: v for k, v in query.items() if v is not None}
        return f"http://{self.host}{path}" + (f"?{urlencode(kept, doseq=True)}" if kept else "")


Endpoint = Callable[..., Response]


class Refusal(Exception):
    """An answer that is not a 2xx, raised from wherever it is found out."""

    def __init__(self, status: int, message: str, **extra: Any) -> None:
        super().__init__(message)
        self.status, self.message, self.extra = status, message, extra


def platform_of(call: Call) -> Platform:
    """Whose host was asked."""
    name = call.host.rpartition(".example")[0].rpartition(".")[2]
    return "gitee" if name == "gitee" else "gitcode" if name == "gitcode" else "github"


def encode(payload: object) -> bytes:
    """JSON as the platforms send it: compact and UTF-8."""
    return json.dumps(payload, ensure_ascii=False, separators=(",", ":")).encode()


def answer(payload: object, status: int = 200, **headers: str) -> Response:
    """A JSON response; header names are written with underscores."""
    named = {name.replace("_", "-"): value for name, value in headers.items()}
    return Response(encode(payload), status, named, content_type="application/json; charset=utf-8")
