"""Commits as the REST interface shows them."""

from __future__ import annotations

from functools import partial
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Repository
from collectors.standin.community.state import Community
from collectors.standin.git.store import CommitInfo, Signature
from collectors.standin.github.found import find, listed, since, unanswered
from collectors.standin.github.shapes import home, node_id, shown, web, when

_CHANGES = {"A": "added", "M": "modified", "D": "removed"}


def commits(call: Call, **which: Any) -> Response:
    """Newest first; `sha` a commit or the branch, `since`/`until` by committer date."""
    repo = find(call, **which)
    if repo.is_empty:
        raise Refusal(409, "Git Repository is empty.")
    start, end = since(call), since(call, "until")
    rows = [] if unanswered(start) else [
        c for c in _from(call, repo)
        if (start is None or c.committer.at >= start) and (end is None or c.committer.at <= end)
    ]  # fmt: skip
    shape = partial(commit, repo=repo, community=call.standin.community)
    return listed(call, repo, "/commits", rows, shape)


def single(call: Call, ref: str, **which: Any) -> Response:
    repo = find(call, **which)
    info = resolve(repo, ref)
    files = [
        {"sha": info.sha, "filename": path, "status": _CHANGES[change], "additions": 1,
         "deletions": int(change != "A"), "changes": 1 + int(change != "A"),
         "blob_url": f"{web(repo)}/blob/{info.sha}/{path}",
         "raw_url": f"{web(repo)}/raw/{info.sha}/{path}",
         "contents_url": f"{home(repo)}/contents/{path}?ref={info.sha}"}
        for path, change in info.files
    ]  # fmt: skip
    shape = commit(info, repo=repo, community=call.standin.community)
    stats = {key: sum(int(f[key]) for f in files) for key in ("additions", "deletions")}  # type: ignore[call-overload]
    total = {"total": sum(stats.values()), **stats}
    return answer({**shape, "stats": total, "files": files})


def resolve(repo: Repository, ref: str) -> CommitInfo:
    """A commit by sha, tag, branch or HEAD. Raises Refusal (409 empty, 422 unknown)."""
    if repo.git.head is None:
        raise Refusal(409, "Git Repository is empty.")
    if ref in ("", "HEAD", repo.default_branch):
        return repo.git.head
    found = repo.git.by_sha.get(repo.git.tags.get(ref, ref))
    if found is None:
        raise Refusal(422, f"No commit found for SHA: {ref}")
    return found


def commit(info: CommitInfo, *, repo: Repository, community: Community) -> Json:
    base = f"{home(repo)}/commits/{info.sha}"
    git = f"{home(repo)}/git"
    return {
        "sha": info.sha,
        "node_id": node_id("C", info.sha),
        "commit": {
            "author": _signature(info.author),
            "committer": _signature(info.committer),
            "message": info.message.rstrip("\n"),
            "tree": {"sha": info.tree, "url": f"{git}/trees/{info.tree}"},
            "url": f"{git}/commits/{info.sha}",
            "comment_count": 0,
            "verification": {"verified": False, "reason": "unsigned", "signature": None,
                             "payload": None, "verified_at": None},
        },
        "url": base,
        "html_url": f"{web(repo)}/commit/{info.sha}",
        "comments_url": f"{base}/comments",
        "author": shown(community.account_of(info.author.email, "github")),
        "committer": shown(community.account_of(info.committer.email, "github")),
        "parents": [
            {"sha": sha, "url": f"{home(repo)}/commits/{sha}",
             "html_url": f"{web(repo)}/commit/{sha}"}
            for sha in info.parents
        ],
    }  # fmt: skip


def _signature(signature: Signature) -> Json:
    return {"name": signature.name, "email": signature.email, "date": when(signature.at)}


def _from(call: Call, repo: Repository) -> list[CommitInfo]:
    tip = resolve(repo, call.text("sha"))
    return repo.git.log[repo.git.log.index(tip) :: -1]


ROUTES: dict[str, Endpoint] = {
    "/commits": commits,
    "/commits/<path:ref>": single,
}
