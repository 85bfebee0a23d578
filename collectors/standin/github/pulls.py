"""Change requests by page number, and comments on changed lines."""

from __future__ import annotations

import hashlib
from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal
from collectors.standin.community.model import Comment, Repository, Thread
from collectors.standin.github.found import find, listed, one
from collectors.standin.github.shapes import home, node_id, repository, shown, web, when
from collectors.standin.github.threads import all_in_order, association, label, reactions, thread_of

_LINKS = {"html": "{web}/pull/{n}", "issue": "{api}/issues/{n}", "self": "{api}/pulls/{n}",
          "comments": "{api}/issues/{n}/comments", "commits": "{api}/pulls/{n}/commits",
          "review_comments": "{api}/pulls/{n}/comments", "statuses": "{api}/statuses/{sha}",
          "review_comment": "{api}/pulls/comments{{/number}}"}  # fmt: skip


def pulls(call: Call, **which: Any) -> Response:
    """`state` open, closed, all; `sort` created or updated; newest first by creation."""
    repo = find(call, **which)
    state, by_update = call.text("state", "open"), call.text("sort") == "updated"
    rows = [t for t in repo.pulls() if state == "all" or t.is_open == (state == "open")]
    default = "asc" if call.text("sort", "created") not in ("created",) else "desc"
    rows.sort(
        key=lambda t: (t.updated if by_update else t.created, t.number),
        reverse=call.text("direction", default) == "desc",
    )
    place = repository(repo)
    return listed(call, repo, "/pulls", rows, partial(pull, repo=repo, place=place))


def single(call: Call, number: int, **which: Any) -> Response:
    """One change request: the only place that names who merged it."""
    repo = find(call, **which)
    thread = thread_of(repo, number)
    if not thread.is_pull:
        raise Refusal(404, "Not Found")
    more = {
        "merged": thread.merged is not None, "mergeable": None, "rebaseable": None,
        "mergeable_state": "unknown", "merged_by": shown(thread.merged_by),
        "comments": sum(not c.is_review for c in thread.comments),
        "review_comments": sum(c.is_review for c in thread.comments),
        "maintainer_can_modify": False, "commits": 1, "additions": 3, "deletions": 1,
        "changed_files": 1,
    }  # fmt: skip
    return one({**pull(thread, repo=repo, place=repository(repo)), **more}, thread.updated)


def comments(call: Call, **which: Any) -> Response:
    repo = find(call, **which)
    rows = all_in_order(call, repo, review=True)
    return listed(call, repo, "/pulls/comments", rows, partial(_row, repo))


def pull(thread: Thread, *, repo: Repository, place: Json) -> Json:
    """A change request as lists show it: without who merged it."""
    head = hashlib.sha1(f"{repo.id}/{thread.id}".encode(), usedforsecurity=False).hexdigest()
    words = {"web": web(repo), "api": home(repo), "n": thread.number, "sha": head}
    links = {name: pattern.format(**words) for name, pattern in _LINKS.items()}
    return {
        "url": links["self"],
        "id": thread.id,
        "node_id": node_id("PR", thread.id),
        "html_url": links["html"],
        "diff_url": f"{links['html']}.diff",
        "patch_url": f"{links['html']}.patch",
        "issue_url": links["issue"],
        "number": thread.number,
        "state": "open" if thread.is_open else "closed",
        "locked": False,
        "title": thread.title,
        "user": shown(thread.author),
        "body": thread.body,
        "created_at": when(thread.created),
        "updated_at": when(thread.updated),
        "closed_at": when(thread.closed),
        "merged_at": when(thread.merged),
        "merge_commit_sha": thread.merge_sha,
        "assignee": None,
        "assignees": [],
        "requested_reviewers": [],
        "requested_teams": [],
        "labels": [label(name, repo) for name in thread.labels],
        "milestone": None,
        "draft": thread.draft,
        "commits_url": links["commits"],
        "review_comments_url": links["review_comments"],
        "review_comment_url": links["review_comment"],
        "comments_url": links["comments"],
        "statuses_url": links["statuses"],
        "head": {"label": f"{repo.owner.login}:topic-{thread.number}",
                 "ref": f"topic-{thread.number}", "sha": head, "user": shown(thread.author),
                 "repo": None},
        "base": {"label": f"{repo.owner.login}:{repo.default_branch}", "ref": repo.default_branch,
                 "sha": repo.git.log[0].sha if repo.git.log else head,
                 "user": shown(repo.owner), "repo": place},
        "_links": {name: {"href": target} for name, target in links.items()},
        "author_association": association(thread, repo),
        "auto_merge": None,
        "active_lock_reason": None,
    }  # fmt: skip


def _row(repo: Repository, row: tuple[Comment, Thread]) -> Json:
    comment, thread = row
    base = f"{home(repo)}/pulls/comments/{comment.id}"
    page = f"{web(repo)}/pull/{thread.number}#discussion_r{comment.id}"
    parent = f"{home(repo)}/pulls/{thread.number}"
    sha = thread.merge_sha or (repo.git.log[0].sha if repo.git.log else "0" * 40)
    return {
        "url": base,
        "pull_request_review_id": comment.id + 1,
        "id": comment.id,
        "node_id": node_id("PRRC", comment.id),
        "diff_hunk": "@@ -1,3 +1,4 @@",
        "path": comment.path,
        "commit_id": sha,
        "original_commit_id": sha,
        "user": shown(comment.author),
        "body": comment.body,
        "created_at": when(comment.created),
        "updated_at": when(comment.updated),
        "html_url": page,
        "pull_request_url": parent,
        "author_association": association(comment, repo),
        "_links": {"self": {"href": base}, "html": {"href": page},
                   "pull_request": {"href": parent}},
        "reactions": reactions(base),
        "start_line": None,
        "original_start_line": None,
        "start_side": None,
        "line": comment.line,
        "original_line": comment.line,
        "side": "RIGHT",
        "original_position": comment.line,
        "position": comment.line,
        "subject_type": "line",
    }  # fmt: skip


ROUTES: dict[str, Endpoint] = {
    "/pulls": pulls,
    "/pulls/<int:number>": single,
    "/pulls/comments": comments,
}
