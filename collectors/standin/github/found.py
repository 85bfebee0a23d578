"""Finding the repository a request is about, and paging its lists."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime
from typing import TypeVar

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Json, Refusal, answer
from collectors.standin.community.model import Repository
from collectors.standin.paging import Page, numbered

T = TypeVar("T")
MOST_PAGES = 400


def find(call: Call, owner: str = "", name: str = "", repo_id: int = 0) -> Repository:
    """The repository by name or id.

    Raises Refusal: 301 after a rename, 404 gone or private, 451 blocked.
    """
    community = call.standin.community
    repo: Repository | None
    if repo_id:
        held = (r for r in community.repositories if r.platform == "github")
        repo = next((r for r in held if r.id == repo_id), None)
    else:
        repo = _by_name(call, f"{owner}/{name}")
    if repo is None or repo.access in ("gone", "private"):
        raise Refusal(404, "Not Found")
    if repo.access == "blocked":
        raise Refusal(
            451, "Repository access blocked",
            block={"reason": "dmca", "created_at": "2026-05-05T09:00:00Z",
                   "html_url": "https://github.com/github/dmca"},
        )  # fmt: skip
    return repo


def _by_name(call: Call, full_name: str) -> Repository | None:
    community = call.standin.community
    try:
        return community.repository("github", full_name)
    except KeyError:
        moved = community.renamed("github", full_name)
    if moved is None:
        return None
    tail = call.request.path.removeprefix(f"/repos/{full_name}")
    target = call.url(f"/repositories/{moved.id}{tail}")
    raise Refusal(301, "Moved Permanently", url=target, headers={"Location": target})


def page_of(call: Call, rows: Sequence[T], most: int = 100, default: int = 30) -> Page[T]:
    """The page asked for; Raises Refusal (422) beyond 400 pages."""
    number = call.number("page", 1)
    if number > MOST_PAGES:
        text = (
            "In order to keep the API fast for everyone, pagination is limited for this resource."
        )
        raise Refusal(422, text)
    return numbered(rows, number, call.number("per_page", default, most))


def listed(
    call: Call, repo: Repository, tail: str, rows: Sequence[T], shape: Callable[[T], object]
) -> Response:
    """A page of a list with its Link header."""
    page = page_of(call, rows)
    response = answer([shape(row) for row in page.rows])
    link(call, response, f"/repositories/{repo.id}{tail}", page)
    return response


def link(call: Call, response: Response, path: str, page: Page[T]) -> None:
    """prev, next, last and first, where they exist."""
    last = min(page.last, MOST_PAGES)
    targets = {"prev": page.number - 1, "next": page.number + 1, "last": last, "first": 1}
    if page.number == 1:
        del targets["prev"], targets["first"]
    if page.number >= last:
        del targets["next"], targets["last"]
    links = [f'<{call.url(path, page=number)}>; rel="{rel}"' for rel, number in targets.items()]
    if links:
        response.headers["Link"] = ", ".join(links)


def since(call: Call, name: str = "since") -> datetime | None:
    """A time from the query. Raises Refusal (422) when it is none."""
    text = call.text(name)
    if not text:
        return None
    try:
        found = datetime.fromisoformat(text.replace(" ", "+"))
    except ValueError as error:
        raise Refusal(
            422, "Validation Failed", errors=[{"field": name, "code": "invalid"}]
        ) from error
    return found if found.tzinfo else found.replace(tzinfo=UTC)


def unanswered(moment: datetime | None) -> bool:
    """GitHub answers nothing for times at the beginning of Unix time."""
    return moment is not None and moment.year <= 1970


def one(payload: Json, modified: datetime | None = None) -> Response:
    response = answer(payload)
    if modified is not None:
        response.last_modified = modified
    return response
