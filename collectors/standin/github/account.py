"""What does not belong to a repository: quota, the token's user, the root."""

from __future__ import annotations

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Person, Repository
from collectors.standin.github.found import link, page_of
from collectors.standin.github.shapes import API, repository, user, when
from collectors.standin.quota import Allowance

SCOPES = "public_repo, read:org"
_OTHERS = {"search": 30, "integration_manifest": 5000}


def rate_limit(call: Call) -> Response:
    """From version 2026-03-10 on without `rate`."""
    core = _rate(call.standin.github_quota.look(call.token, call.now))
    others = {
        name: {"limit": limit, "used": 0, "remaining": limit, "reset": core["reset"]}
        for name, limit in _OTHERS.items()
    }
    points = _rate(call.standin.graphql_quota.look(call.token, call.now))
    payload: Json = {"resources": {"core": core, "graphql": points, **others}}
    if call.request.headers.get("X-GitHub-Api-Version") != "2026-03-10":
        payload["rate"] = core
    return answer(payload)


def _rate(allowance: Allowance) -> Json:
    return {
        "limit": allowance.limit,
        "used": min(allowance.used, allowance.limit),
        "remaining": allowance.remaining,
        "reset": int(allowance.reset.timestamp()),
    }


def me(call: Call) -> Response:
    if not call.token:
        raise Refusal(401, "Requires authentication")
    owner = call.standin.community.token_owner
    return answer({**user(owner), "name": owner.name, "created_at": when(owner.created)})


def account(call: Call, login: str) -> Response:
    """A user by login. Raises Refusal (404)."""
    found = _person(call, login)
    held = call.standin.community.owned("github", found)
    profile = {"name": found.name, "company": None, "blog": "", "location": None, "email": None,
               "hireable": None, "bio": None, "public_repos": len(held), "public_gists": 0,
               "followers": 5, "following": 2}  # fmt: skip
    times = {"created_at": when(found.created), "updated_at": when(found.created)}
    return answer({**user(found), **profile, **times})


def owned(call: Call, place: str, login: str = "", number: int = 0) -> Response:
    """Public repositories of an organisation (`orgs`) or anybody (`users`), forks among them.

    Raises Refusal (404) for users asked for as organisations.
    """
    found = _person(call, login, number)
    of_orgs = place in {"orgs", "organizations"}
    if of_orgs and found.kind != "Organization":
        raise Refusal(404, "Not Found")
    rows = _ordered(call, call.standin.community.owned("github", found), by_name=not of_orgs)
    page = page_of(call, rows)
    response = answer([repository(row) for row in page.rows])
    link(call, response, f"/{'organizations' if of_orgs else 'user'}/{found.github_id}/repos", page)
    return response


def _ordered(call: Call, rows: list[Repository], *, by_name: bool) -> list[Repository]:
    """By `sort`, descending unless by name; `direction` turns it."""
    sort = call.text("sort", "full_name" if by_name else "created")
    up = call.text("direction", "asc" if sort == "full_name" else "desc") == "asc"
    times = {"created": "created", "updated": "updated", "pushed": "pushed"}
    field = times.get(sort, "full_name")
    return sorted(rows, key=lambda row: (getattr(row, field), row.id), reverse=not up)


def _person(call: Call, login: str, number: int = 0) -> Person:
    """By login, whatever its case, or by number. Raises Refusal (404)."""
    for found in call.standin.community.people:
        named = found.github_id == number if number else found.login.lower() == login.lower()
        if named and not found.deleted:
            return found
    raise Refusal(404, "Not Found")


def root(call: Call) -> Response:
    return answer({"rate_limit_url": f"{API}/rate_limit", "current_user_url": f"{API}/user"})


ROUTES: dict[str, Endpoint] = {
    "/": root,
    "/rate_limit": rate_limit,
    "/user": me,
    "/users/<login>": account,
    "/<any(orgs, users):place>/<login>/repos": owned,
    "/<any(organizations, user):place>/<int:number>/repos": owned,
}
