"""Issues with text numbers, change requests without a merger, and comments on both."""

from __future__ import annotations

import hashlib
from functools import partial

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Comment, Repository, Thread
from collectors.standin.gitee.found import find, listed, since
from collectors.standin.gitee.shapes import WEB, home, links, repository, shown, user, when

Said = tuple[Comment, Thread]


def issues(call: Call, owner: str, name: str) -> Response:
    """`state` open, progressing, closed, rejected, all; `since` by update, inclusive."""
    repo = find(call, owner, name)
    if not repo.has_issues:
        raise Refusal(404, "404 Issue Not Found")
    rows = _sorted(call, _in_state(call, repo.issues()))
    start = since(call)
    rows = [t for t in rows if start is None or t.updated >= start]
    return listed(call, rows, partial(issue, repo=repo, place=repository(repo)))


def single_issue(call: Call, owner: str, name: str, number: str) -> Response:
    repo = find(call, owner, name)
    return answer(issue(_issue_of(repo, number), repo=repo, place=repository(repo)))


def pulls(call: Call, owner: str, name: str) -> Response:
    """`state` open, closed, merged, all; without `since`."""
    repo = find(call, owner, name)
    rows = _sorted(call, _in_state(call, repo.pulls()))
    return listed(call, rows, partial(pull, repo=repo, place=repository(repo)))


def single_pull(call: Call, owner: str, name: str, number: int) -> Response:
    repo = find(call, owner, name)
    return answer(pull(_pull_of(repo, number), repo=repo, place=repository(repo)))


def issue_comments(call: Call, owner: str, name: str) -> Response:
    repo = find(call, owner, name)
    rows = [(c, t) for t in repo.issues() for c in t.comments]
    return listed(call, _ordered(call, rows, "asc"), partial(_note, repo))


def issue_comments_of(call: Call, owner: str, name: str, number: str) -> Response:
    repo = find(call, owner, name)
    thread = _issue_of(repo, number)
    rows = [(c, thread) for c in thread.comments]
    return listed(call, _ordered(call, rows, "asc"), partial(_note, repo))


def pull_comments(call: Call, owner: str, name: str) -> Response:
    repo = find(call, owner, name)
    rows = [(c, t) for t in repo.pulls() for c in t.comments]
    return listed(call, _ordered(call, rows, "desc"), partial(_pull_comment, repo))


def pull_comments_of(call: Call, owner: str, name: str, number: int) -> Response:
    repo = find(call, owner, name)
    thread = _pull_of(repo, number)
    rows = [(c, thread) for c in thread.comments]
    return listed(call, _ordered(call, rows, "desc"), partial(_pull_comment, repo))


def issue(thread: Thread, *, repo: Repository, place: Json) -> Json:
    base = f"{home(repo)}/issues/{thread.ident}"
    return {
        "id": thread.id,
        "url": base,
        "repository_url": home(repo),
        "labels_url": f"{base}/labels",
        "comments_url": f"{base}/comments",
        "html_url": f"{WEB}/{repo.full_name}/issues/{thread.ident}",
        "parent_url": None,
        "number": thread.ident,
        "parent_id": 0,
        "depth": 0,
        "state": thread.state,
        "title": thread.title,
        "body": thread.body,
        "user": shown(thread.author),
        "labels": [_label(name, repo) for name in thread.labels],
        "assignee": None,
        "collaborators": [],
        "repository": place,
        "milestone": None,
        "created_at": when(thread.created),
        "updated_at": when(thread.updated),
        "plan_started_at": None,
        "deadline": None,
        "finished_at": when(thread.closed),
        "scheduled_time": 0.0,
        "comments": len(thread.comments),
        "priority": 0,
        "issue_type": "任务",
        "program": None,
        "security_hole": False,
        "issue_state": links("issue_states")[thread.state],
        "branch": None,
    }


def pull(thread: Thread, *, repo: Repository, place: Json) -> Json:
    base, page = f"{home(repo)}/pulls/{thread.number}", f"{WEB}/{repo.full_name}/pulls"
    sha = hashlib.sha1(f"{repo.id}/{thread.id}".encode(), usedforsecurity=False).hexdigest()
    tip = repo.git.log[0].sha if repo.git.log else sha
    comments = f"{home(repo)}/pulls/comments"
    tails = {"self": "", "issue": "/issues", "comments": "/comments",
             "review_comments": "/comments", "commits": "/commits"}  # fmt: skip
    return {
        "id": thread.id,
        "url": base,
        "html_url": f"{page}/{thread.number}",
        "diff_url": f"{page}/{thread.number}.diff",
        "patch_url": f"{page}/{thread.number}.patch",
        "issue_url": f"{base}/issues",
        "commits_url": f"{base}/commits",
        "review_comments_url": f"{comments}/{{/number}}",
        "review_comment_url": comments,
        "comments_url": f"{base}/comments",
        "number": thread.number,
        "state": thread.state,
        "title": thread.title,
        "body": thread.body,
        "assignees_number": 1,
        "testers_number": 1,
        "assignees": [],
        "testers": [],
        "milestone": None,
        "labels": [_label(name, repo) for name in thread.labels],
        "locked": False,
        "created_at": when(thread.created),
        "updated_at": when(thread.updated),
        "closed_at": None if thread.merged else when(thread.closed),
        "merged_at": when(thread.merged),
        "mergeable": True,
        "can_merge_check": False,
        "draft": thread.draft,
        "head": {"label": "topic", "ref": "topic", "sha": sha, "user": shown(thread.author),
                 "repo": None},
        "base": {"label": repo.default_branch, "ref": repo.default_branch, "sha": tip,
                 "user": user(repo.owner), "repo": place},
        "_links": {name: {"href": base + tail} for name, tail in tails.items()},
        "user": shown(thread.author),
    }  # fmt: skip


def _in_state(call: Call, rows: list[Thread]) -> list[Thread]:
    state = call.text("state", "open")
    return [t for t in rows if state in ("all", t.state)]


def _sorted(call: Call, rows: list[Thread]) -> list[Thread]:
    by_update = call.text("sort", "created") == "updated"
    return sorted(
        rows,
        key=lambda t: (t.updated if by_update else t.created, t.number),
        reverse=call.text("direction", "desc") != "asc",
    )


def _ordered(call: Call, rows: list[Said], default: str) -> list[Said]:
    by_update, start = call.text("sort", "created") == "updated", since(call)
    rows = [row for row in rows if start is None or row[0].updated >= start]
    return sorted(
        rows,
        key=lambda row: (row[0].updated if by_update else row[0].created, row[0].id),
        reverse=call.text("direction", default) == "desc",
    )


def _issue_of(repo: Repository, ident: str) -> Thread:
    for thread in repo.threads:
        if thread.ident == ident and not thread.is_pull:
            return thread
    raise Refusal(404, "404 Issue Not Found")


def _pull_of(repo: Repository, number: int) -> Thread:
    for thread in repo.threads:
        if thread.number == number and thread.is_pull:
            return thread
    raise Refusal(404, "404 Pull Request Not Found")


def _note(repo: Repository, row: Said) -> Json:
    comment, thread = row
    return {
        "id": comment.id,
        "body": comment.body,
        "user": shown(comment.author),
        "source": None,
        "target": {
            "issue": {"id": thread.id, "title": thread.title, "number": thread.ident},
            "pull_request": None,
        },
        "created_at": when(comment.created),
        "updated_at": when(comment.updated),
    }


def _pull_comment(repo: Repository, row: Said) -> Json:
    comment, thread = row
    base = f"{home(repo)}/pulls/comments/{comment.id}"
    page = f"{WEB}/{repo.full_name}/pulls/{thread.number}#note_{comment.id}"
    parent = f"{home(repo)}/pulls/{thread.number}"
    place = comment.line if comment.is_review else None
    sha = repo.git.log[0].sha if comment.is_review and repo.git.log else None
    return {
        "url": base,
        "id": comment.id,
        "path": comment.path,
        "position": place,
        "original_position": place,
        "commit_id": sha,
        "original_commit_id": sha,
        "user": shown(comment.author),
        "created_at": when(comment.created),
        "updated_at": when(comment.updated),
        "body": comment.body,
        "html_url": page,
        "pull_request_url": parent,
        "_links": {"self": {"href": base}, "html": {"href": page},
                   "pull_request": {"href": parent}},
    }  # fmt: skip


def _label(name: str, repo: Repository) -> Json:
    number = 100_000_000 + sum(name.encode()) * 31
    return {
        "id": number, "name": name, "color": "1B1C1D", "repository_id": repo.id,
        "url": f"{home(repo)}/labels/{name}", "created_at": when(repo.created),
        "updated_at": when(repo.created),
    }  # fmt: skip


ROUTES: dict[str, Endpoint] = {
    "/issues": issues,
    "/issues/<number>": single_issue,
    "/issues/comments": issue_comments,
    "/issues/<number>/comments": issue_comments_of,
    "/pulls": pulls,
    "/pulls/<int:number>": single_pull,
    "/pulls/comments": pull_comments,
    "/pulls/<int:number>/comments": pull_comments_of,
}
