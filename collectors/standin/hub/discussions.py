"""Discussions and pull requests of the Hub."""

from __future__ import annotations

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Comment, Discussion, HubRepository
from collectors.standin.hub.found import author, find, when

PAGE = 10


def discussions(call: Call, kinds: str, repo_id: str) -> Response:
    """Newest first, ten a page counted from 0; filters `type`, `status`, `author`."""
    repo = find(call, kinds, repo_id)
    rows = [d for d in sorted(repo.discussions, key=lambda d: -d.num) if _wanted(call, d)]
    start = call.number("p", 0) * PAGE
    return answer({
        "discussions": [_head(d, repo) for d in rows[start : start + PAGE]],
        "count": len(rows),
        "start": start,
        "numClosedDiscussions": sum(d.status != "open" for d in repo.discussions),
    })  # fmt: skip


def details(call: Call, kinds: str, repo_id: str, num: int) -> Response:
    """One discussion with its events: comments, then a change of status."""
    repo = find(call, kinds, repo_id)
    found = next((d for d in repo.discussions if d.num == num), None)
    if found is None:
        raise Refusal(404, "Discussion not found")
    events = [_comment(comment) for comment in found.comments]
    if found.closed is not None:
        events.append(_known({
            "id": f"{found.num:08x}5747", "type": "status-change", "createdAt": when(found.closed),
            "author": author(found.closed_by), "data": {"status": found.status},
        }))  # fmt: skip
    shape = {**_head(found, repo), "events": events, "locked": False}
    if found.is_pull:
        shape |= {"changes": {"base": "refs/heads/main"}, "filesWithConflicts": [], "diff": ""}
    return answer(shape)


def _wanted(call: Call, row: Discussion) -> bool:
    kind, status, name = call.text("type", "all"), call.text("status", "all"), call.text("author")
    if kind != "all" and row.is_pull != (kind == "pull_request"):
        return False
    if status != "all" and (row.status == "open") != (status == "open"):
        return False
    return not name or (row.author is not None and row.author.login == name)


def _head(row: Discussion, repo: HubRepository) -> Json:
    return _known({
        "num": row.num,
        "title": row.title,
        "author": author(row.author),
        "repo": {"name": repo.id, "type": repo.kind},
        "repoOwner": {"name": repo.id.partition("/")[0], "type": "org"},
        "isPullRequest": row.is_pull,
        "status": row.status,
        "createdAt": when(row.created),
        "numComments": len(row.comments),
        "numReactionUsers": 0,
        "pinned": False,
        "topReactions": [],
    })  # fmt: skip


def _comment(comment: Comment) -> Json:
    latest = {"raw": comment.body, "html": "", "updatedAt": when(comment.updated),
              "author": author(comment.author)}  # fmt: skip
    return _known({
        "id": f"{comment.id:024x}",
        "type": "comment",
        "createdAt": when(comment.created),
        "author": author(comment.author),
        "data": {
            "edited": comment.updated > comment.created, "hidden": False, "latest": latest,
            "history": [], "numEdits": int(comment.updated > comment.created),
        },
    })  # fmt: skip


def _known(shape: Json) -> Json:
    """Without what is null: deleted authors are left out, not null."""
    return {k: v for k, v in shape.items() if v is not None}


_REPO = "/api/<any(models, datasets, spaces):kinds>/<repo:repo_id>/discussions"
ROUTES: dict[str, Endpoint] = {_REPO: discussions, f"{_REPO}/<int:num>": details}
