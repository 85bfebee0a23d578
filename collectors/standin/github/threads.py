"""Issues (with change requests among them) by cursor, and their comments."""

from __future__ import annotations

from collections.abc import Callable
from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Comment, Repository, Thread
from collectors.standin.github.found import find, listed, one, since, unanswered
from collectors.standin.github.shapes import home, node_id, shown, web, when
from collectors.standin.paging import Key, by_cursor

CURSOR_FROM = 10_000
_REACTIONS = ("+1", "-1", "laugh", "hooray", "confused", "heart", "rocket", "eyes")


def issues(call: Call, **which: Any) -> Response:
    """Pages by cursor: Link has next (and prev), never last."""
    repo = _with_issues(call, **which)
    number, size = call.number("page", 1), call.number("per_page", 30, 100)
    by_mark = call.text("after") or call.text("before")
    if not by_mark and number * size >= CURSOR_FROM:
        raise Refusal(422, "Pagination with the page parameter is not supported for large datasets,"
                           " please use cursor based pagination (after/before)")  # fmt: skip
    try:
        found = by_cursor(
            _wanted(call, repo), size, _key(call.text("sort", "created")),
            descending=call.text("direction", "desc") != "asc",
            after=call.text("after"), before=call.text("before"), skip=(number - 1) * size,
        )  # fmt: skip
    except ValueError as error:
        raise Refusal(422, "The cursor is invalid") from error
    response = answer([issue(thread, repo=repo) for thread in found.rows])
    turn = partial(call.url, f"/repositories/{repo.id}/issues")
    links = []
    if found.before and (number > 1 or by_mark):
        links.append(
            f'<{turn(page=max(1, number - 1), before=found.before, after=None)}>; rel="prev"'
        )
    if found.after:
        links.insert(0, f'<{turn(page=number + 1, after=found.after, before=None)}>; rel="next"')
    if links:
        response.headers["Link"] = ", ".join(links)
    return response


def single(call: Call, number: int, **which: Any) -> Response:
    repo = _with_issues(call, **which)
    thread = thread_of(repo, number)
    return one(issue(thread, repo=repo), thread.updated)


def comments(call: Call, **which: Any) -> Response:
    """All comments on issues and change requests, oldest first unless sorted."""
    repo = find(call, **which)
    return listed(
        call, repo, "/issues/comments", all_in_order(call, repo, review=False), partial(_row, repo)
    )


def all_in_order(call: Call, repo: Repository, *, review: bool) -> list[tuple[Comment, Thread]]:
    """A repository's comments in the order asked for; sorted once for as long as none changes."""
    state = (
        len(repo.threads),
        sum(len(thread.comments) for thread in repo.threads),
        max((thread.updated for thread in repo.threads), default=None),
    )
    key = (repo.id, review, call.text("sort"))
    held = call.standin.ordered.get(key)
    if held is None or held[0] != state:
        rows = [(c, t) for t in repo.threads for c in t.comments if c.is_review == review]
        held = call.standin.ordered[key] = (state, _by_time(call, rows))
    return _asked_for(call, held[1])


def comments_of(call: Call, number: int, **which: Any) -> Response:
    repo = find(call, **which)
    thread = thread_of(repo, number)
    rows = in_order(call, [(c, thread) for c in thread.comments if c.path is None])
    return listed(call, repo, f"/issues/{number}/comments", rows, partial(_row, repo))


def in_order(call: Call, rows: list[tuple[Comment, Thread]]) -> list[tuple[Comment, Thread]]:
    return _asked_for(call, _by_time(call, rows))


def _by_time(call: Call, rows: list[tuple[Comment, Thread]]) -> list[tuple[Comment, Thread]]:
    """By creation unless `sort` says updated, oldest first."""
    if call.text("sort", "created") == "updated":
        return sorted(rows, key=lambda row: (row[0].updated, row[0].id))
    return sorted(rows, key=lambda row: (row[0].created, row[0].id))


def _asked_for(call: Call, rows: list[tuple[Comment, Thread]]) -> list[tuple[Comment, Thread]]:
    """`since` is inclusive and by update; `direction` counts only beside `sort`."""
    start = since(call)
    if unanswered(start):
        return []
    if start is not None:
        rows = [row for row in rows if row[0].updated >= start]
    descending = call.text("direction", "asc") == "desc" and bool(call.text("sort"))
    return rows[::-1] if descending else rows


def thread_of(repo: Repository, number: int) -> Thread:
    """Raises Refusal: 410 for what was deleted, 404 for what never was."""
    found = next((t for t in repo.threads if t.number == number), None)
    if found is None and number <= max((t.number for t in repo.threads), default=0):
        raise Refusal(410, "This issue was deleted")
    if found is None:
        raise Refusal(404, "Not Found")
    return found


def issue(thread: Thread, *, repo: Repository) -> Json:
    """An issue, or a change request as the list of issues shows it."""
    base = f"{home(repo)}/issues/{thread.number}"
    page = f"{web(repo)}/{'pull' if thread.is_pull else 'issues'}/{thread.number}"
    shape: Json = {
        "url": base,
        "repository_url": home(repo),
        "labels_url": f"{base}/labels{{/name}}",
        "comments_url": f"{base}/comments",
        "events_url": f"{base}/events",
        "html_url": page,
        "id": thread.id,
        "node_id": node_id("PR" if thread.is_pull else "I", thread.id),
        "number": thread.number,
        "title": thread.title,
        "user": shown(thread.author),
        "labels": [label(name, repo) for name in thread.labels],
        "state": "open" if thread.is_open else "closed",
        "locked": False,
        "assignee": None,
        "assignees": [],
        "milestone": None,
        "comments": sum(not c.is_review for c in thread.comments),
        "created_at": when(thread.created),
        "updated_at": when(thread.updated),
        "closed_at": when(thread.closed),
        "author_association": association(thread, repo),
        "active_lock_reason": None,
        "body": thread.body,
        "closed_by": shown(thread.closed_by),
        "reactions": reactions(base),
        "timeline_url": f"{base}/timeline",
        "performed_via_github_app": None,
        "state_reason": None if thread.is_open or thread.is_pull else "completed",
    }
    if thread.is_pull:
        shape["draft"] = thread.draft
        shape["pull_request"] = {
            "url": f"{home(repo)}/pulls/{thread.number}", "html_url": page,
            "diff_url": f"{page}.diff", "patch_url": f"{page}.patch",
            "merged_at": when(thread.merged),
        }  # fmt: skip
    return shape


def label(name: str, repo: Repository) -> Json:
    number = 700_000_000 + sum(name.encode()) * 31
    return {
        "id": number, "node_id": node_id("LA", number), "url": f"{home(repo)}/labels/{name}",
        "name": name, "color": f"{sum(name.encode()) * 8191 % 0xFFFFFF:06x}", "default": False,
        "description": "",
    }  # fmt: skip


def association(thread: Thread | Comment, repo: Repository) -> str:
    member = thread.author is not None and thread.author.member_of == repo.owner.login
    return "MEMBER" if member else "CONTRIBUTOR"


def reactions(base: str) -> Json:
    return {"url": f"{base}/reactions", "total_count": 0, **dict.fromkeys(_REACTIONS, 0)}


def _with_issues(call: Call, **which: Any) -> Repository:
    repo = find(call, **which)
    if not repo.has_issues:
        raise Refusal(410, "Issues are disabled for this repo")
    return repo


def _wanted(call: Call, repo: Repository) -> list[Thread]:
    state, start = call.text("state", "open"), since(call)
    if unanswered(start):
        return []
    rows = [t for t in repo.threads if state == "all" or t.is_open == (state == "open")]
    return [t for t in rows if start is None or t.updated >= start]


def _key(sort: str) -> Callable[[Thread], Key]:
    if sort == "updated":
        return lambda t: (int(t.updated.timestamp()), t.number)
    if sort == "comments":
        return lambda t: (len(t.comments), t.number)
    return lambda t: (int(t.created.timestamp()), t.number)


def _row(repo: Repository, row: tuple[Comment, Thread]) -> Json:
    comment, thread = row
    base = f"{home(repo)}/issues/comments/{comment.id}"
    kind = "pull" if thread.is_pull else "issues"
    return {
        "url": base,
        "html_url": f"{web(repo)}/{kind}/{thread.number}#issuecomment-{comment.id}",
        "issue_url": f"{home(repo)}/issues/{thread.number}",
        "id": comment.id,
        "node_id": node_id("IC", comment.id),
        "user": shown(comment.author),
        "created_at": when(comment.created),
        "updated_at": when(comment.updated),
        "author_association": association(comment, repo),
        "body": comment.body,
        "reactions": reactions(base),
        "performed_via_github_app": None,
    }


ROUTES: dict[str, Endpoint] = {
    "/issues": issues,
    "/issues/<int:number>": single,
    "/issues/comments": comments,
    "/issues/<int:number>/comments": comments_of,
}
