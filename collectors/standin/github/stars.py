"""Stars: closed lists, and the public history by week."""

from __future__ import annotations

from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Repository
from collectors.standin.github.found import find, link
from collectors.standin.paging import numbered

HISTORY_VERSION = "2026-03-10"
MOST_WEEKS, MOST_PAGES = 30, 100


def closed(call: Call, **which: Any) -> Response:
    """Since July 2026 for a repository's own people only."""
    find(call, **which)
    if not call.token:
        raise Refusal(401, "Requires authentication")
    refusals = {404: "Not Found", 403: "Must have admin rights to Repository."}
    status = call.standin.stargazers_refusal
    raise Refusal(status, refusals[status])


def count(call: Call, **which: Any) -> Response:
    return answer({"count": find(call, **which).star_count})


def history(call: Call, **which: Any) -> Response:
    """Weeks, newest first, of the stars still held. Unknown before version 2026-03-10."""
    if call.request.headers.get("X-GitHub-Api-Version") != HISTORY_VERSION:
        raise Refusal(404, "Not Found")
    repo = find(call, **which)
    number = call.number("page", 1)
    if number > MOST_PAGES:
        raise Refusal(422, "Validation Failed", errors=[{"field": "page", "code": "invalid"}])
    page = numbered(weeks(repo, call.now), number, call.number("per_page", MOST_WEEKS, MOST_WEEKS))
    response = answer(list(page.rows))
    link(call, response, f"/repositories/{repo.id}/stargazers/history", page)
    return response


def weeks(repo: Repository, now: datetime) -> list[Json]:
    """From the running week, with its days to come, back to the week of creation."""
    days = Counter(star.at.astimezone(UTC).date() for star in repo.stars)
    week, found = _sunday(now), []
    while week >= _sunday(repo.created):
        row = [days[(week + timedelta(days=i)).date()] for i in range(7)]
        found.append({"week": int(week.timestamp()), "total": sum(row), "days": row})
        week -= timedelta(days=7)
    return found


def _sunday(moment: datetime) -> datetime:
    midnight = moment.astimezone(UTC).replace(hour=0, minute=0, second=0, microsecond=0)
    return midnight - timedelta(days=(midnight.weekday() + 1) % 7)


ROUTES: dict[str, Endpoint] = {
    "/stargazers": closed,
    "/subscribers": closed,
    "/stargazers/count": count,
    "/stargazers/history": history,
}
