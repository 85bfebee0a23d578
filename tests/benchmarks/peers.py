"""Other collectors in their natural style, on the stand-in that ours asks in the same run.

Perceval is under the GPL and never a dependency: it is measured where somebody has installed it.
What they ask and the stand-in does not answer is answered by fixed rows, so that requests count.
"""

from __future__ import annotations

import json
import os
from collections.abc import Iterator
from contextlib import contextmanager
from importlib import import_module
from importlib.util import find_spec

from werkzeug.exceptions import NotFound

from collectors import standin
from collectors.standin.call import STANDIN_TOKEN
from collectors.standin.faults import Fault, Reply
from collectors.standin.github.site import ROUTES

API = "http://api.github.example"
REPOSITORY = ("dev0", "tool")
_USER = {"login": "dev1", "id": 101, "type": "User"}
_SAID = {
    "user": _USER, "body": "fine", "created_at": "2026-01-02T00:00:00Z",
    "updated_at": "2026-01-02T00:00:00Z", "url": f"{API}/x", "html_url": f"{API}/x",
}  # fmt: skip
_COMMENT = {**_SAID, "path": "a.py", "reactions": {"total_count": 0}}
_REVIEW = {**_SAID, "state": "APPROVED", "submitted_at": "2026-01-02T00:00:00Z"}
# Per-object lists of the real platform (its official description) → rows where ours has no route.
_FIXED = {
    "/users/dev0/orgs": (r"/users/[^/]+/orgs", []),
    "/repos/dev0/tool/pulls/1/reviews": (r"/pulls/\d+/reviews", [{**_REVIEW, "id": 1}] * 2),
    "/repos/dev0/tool/pulls/1/comments": (r"/pulls/\d+/comments", [{**_COMMENT, "id": 1}] * 2),
    "/repos/dev0/tool/pulls/1/commits": (r"/pulls/\d+/commits", [{"sha": "0" * 40}]),
}


def answer_what_is_missing(server: standin.StandIn) -> list[str]:
    """Fixed answers for what the stand-in has no route for; tells which."""
    made = []
    for path, (pattern, rows) in _FIXED.items():
        try:
            ROUTES.bind("").match(path, "GET")
        except NotFound:
            answer = Reply(200, json.dumps(rows).encode())
            server.faults.append(Fault(answer, r"api\.github", rf"^\S*{pattern}(\?|$)", times=None))
            made.append(pattern)
    return made


@contextmanager
def asking(server: standin.StandIn) -> Iterator[None]:
    """With an endless quota, through the stand-in as proxy."""
    before, kept = server.github_quota.token, dict(os.environ)
    server.github_quota.token = 10**9
    os.environ["http_proxy"] = server.proxy
    try:
        yield
    finally:
        server.github_quota.token = before
        os.environ.clear()
        os.environ.update(kept)


def perceval(server: standin.StandIn, *categories: str) -> tuple[int, int] | None:
    """(items, requests) of Perceval's categories, or None where it is not installed."""
    if find_spec("perceval") is None:
        return None
    backend = import_module("perceval.backends.core.github")
    backend.GITHUB_API_URL = API
    # Its caches of people live in the class and would outlast one measurement.
    backend.GitHubClient._users, backend.GitHubClient._users_orgs = {}, {}
    before = len(server.requests)
    with asking(server):
        github = backend.GitHub(*REPOSITORY, api_token=[STANDIN_TOKEN])
        items = sum(1 for category in categories for _ in github.fetch(category=category))
    return items, len(server.requests) - before


@contextmanager
def pygithub(server: standin.StandIn) -> Iterator[object]:
    """PyGithub's repository object, at its largest pages and without its pauses."""
    from github import Auth, Github

    with asking(server):
        client = Github(
            auth=Auth.Token(STANDIN_TOKEN), base_url=API, per_page=100, seconds_between_requests=0,
        )  # fmt: skip
        yield client.get_repo("/".join(REPOSITORY))
