"""Finding the repository a request is about, and paging its lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import TypeVar

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Refusal, answer, platform_of
from collectors.standin.community.model import Repository
from collectors.standin.gitee.shapes import CHINA
from collectors.standin.paging import numbered

T = TypeVar("T")


def find(call: Call, owner: str, name: str) -> Repository:
    """Raises Refusal: 301 after a rename, 404 gone or private, 403 blocked."""
    community = call.standin.community
    try:
        repo = community.repository(platform_of(call), f"{owner}/{name}")
    except KeyError:
        moved = community.renamed(platform_of(call), f"{owner}/{name}")
        if moved is None:
            raise Refusal(404, "404 Project Not Found") from None
        tail = call.request.path.partition(f"/repos/{owner}/{name}")[2]
        target = call.url(f"/api/v5/repos/{moved.full_name}{tail}")
        raise Refusal(301, "Moved Permanently", headers={"Location": target}) from None
    if repo.access == "blocked":
        raise Refusal(403, "403 Forbidden: Project has been blocked")
    if repo.access != "public":
        raise Refusal(404, "404 Project Not Found")
    return repo


def listed(call: Call, rows: Sequence[T], shape: Callable[[T], object]) -> Response:
    """A page of 20 (at most 100), with the totals in headers as text."""
    page = numbered(rows, call.number("page", 1), call.number("per_page", 20, 100))
    response = answer([shape(row) for row in page.rows])
    response.headers["total_count"] = str(page.total)
    response.headers["total_page"] = str(page.last)
    return response


def since(call: Call) -> datetime | None:
    """Raises Refusal (400) for what is no time."""
    text = call.text("since").replace(" ", "+")
    try:
        found = datetime.fromisoformat(text) if text else None
    except ValueError as error:
        raise Refusal(400, "since is invalid") from error
    return found.replace(tzinfo=CHINA) if found and not found.tzinfo else found
