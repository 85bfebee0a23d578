"""Organisations, users and what they have in public."""

from __future__ import annotations

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer, platform_of
from collectors.standin.community.model import Person
from collectors.standin.gitee.found import listed
from collectors.standin.gitee.shapes import API, WEB, repository, user, when


def organisation(call: Call, name: str) -> Response:
    """Raises Refusal (404) for users."""
    return answer(_group(_find(call, name, organisation=True)))


def account(call: Call, name: str) -> Response:
    """Raises Refusal (404) for organisations."""
    found = _find(call, name, organisation=False)
    held = call.standin.community.owned(platform_of(call), found)
    return answer({
        **user(found), "blog": None, "weibo": None, "bio": "", "public_repos": len(held),
        "public_gists": 0, "followers": 2, "following": 3, "stared": 12, "watched": 17,
        "created_at": when(found.created), "updated_at": when(found.created), "email": None,
    })  # fmt: skip


def owned(call: Call, place: str, name: str) -> Response:
    found = _find(call, name, organisation=place == "orgs")
    held = call.standin.community.owned(platform_of(call), found)
    return listed(call, sorted(held, key=lambda repo: repo.full_name), repository)


def _find(call: Call, name: str, *, organisation: bool) -> Person:
    for found in call.standin.community.people:
        kind = found.kind == "Organization"
        if found.gitee_login.lower() == name.lower() and not found.deleted and kind == organisation:
            return found
    raise Refusal(404, "404 Not Found")


def _group(person: Person) -> Json:
    base = f"{API}/orgs/{person.gitee_login}"
    return {
        "id": person.gitee_id,
        "login": person.gitee_login,
        "name": person.name,
        "url": base,
        "avatar_url": f"{WEB}/assets/no_portrait.png",
        "repos_url": f"{base}/repos",
        "events_url": f"{base}/events",
        "members_url": f"{base}/members{{/member}}",
        "description": "",
        "follow_count": 1,
    }


ROUTES: dict[str, Endpoint] = {
    "/orgs/<name>": organisation,
    "/users/<name>": account,
    "/<any(orgs, users):place>/<name>/repos": owned,
}
