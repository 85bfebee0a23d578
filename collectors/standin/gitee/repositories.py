"""Repository facts, stargazers, forks, contributors, commits, releases."""

from __future__ import annotations

from collections import Counter
from functools import partial

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Release, Repository, Star
from collectors.standin.community.state import Community
from collectors.standin.git.store import CommitInfo, Signature
from collectors.standin.gitee.found import find, listed, since
from collectors.standin.gitee.shapes import WEB, fork, home, repository, shown, user, when


def facts(call: Call, owner: str, name: str) -> Response:
    return answer(repository(find(call, owner, name)))


def me(call: Call) -> Response:
    if not call.token:
        raise Refusal(401, "401 Unauthorized: Access token is required")
    return answer(user(call.standin.community.token_owner))


def stargazers(call: Call, owner: str, name: str) -> Response:
    """Newest first, with `star_at`, which the published description leaves out."""
    repo = find(call, owner, name)
    return listed(call, repo.stars[::-1], partial(_stargazer, repo))


def forks(call: Call, owner: str, name: str) -> Response:
    repo = find(call, owner, name)
    rows = repo.forks if call.text("sort") == "oldest" else repo.forks[::-1]
    return listed(call, rows, partial(fork, parent=repo))


def contributors(call: Call, owner: str, name: str) -> Response:
    """Name, address and count; no account, no pages."""
    repo = find(call, owner, name)
    counts = Counter((c.author.name, c.author.email) for c in repo.git.log if len(c.parents) < 2)
    return answer([
        {"name": author, "email": email, "contributions": count}
        for (author, email), count in counts.most_common()
    ])  # fmt: skip


def commits(call: Call, owner: str, name: str) -> Response:
    repo = find(call, owner, name)
    if repo.is_empty:
        raise Refusal(404, "404 Commit Not Found")
    start = since(call)
    rows = [c for c in reversed(repo.git.log) if start is None or c.committer.at >= start]
    return listed(call, rows, partial(_commit, repo, call.standin.community))


def releases(call: Call, owner: str, name: str) -> Response:
    """Oldest first unless `direction` says desc."""
    repo = find(call, owner, name)
    rows = repo.releases[::-1] if call.text("direction") == "desc" else repo.releases
    return listed(call, rows, partial(_release, repo))


def tags(call: Call, owner: str, name: str) -> Response:
    repo = find(call, owner, name)
    return answer([
        {"name": tag, "message": tag,
         "commit": {"sha": sha, "date": when(repo.git.by_sha[sha].committer.at)}}
        for tag, sha in sorted(repo.git.tags.items())
    ])  # fmt: skip


def _stargazer(repo: Repository, star: Star) -> Json | None:
    """When, by the name the host gives it."""
    name = "starred_at" if repo.platform == "gitcode" else "star_at"
    person = shown(star.person)
    return None if person is None else {**person, name: when(star.at)}


def _commit(repo: Repository, community: Community, info: CommitInfo) -> Json:
    base = f"{home(repo)}/commits/{info.sha}"
    return {
        "url": base,
        "sha": info.sha,
        "html_url": f"{WEB}/{repo.full_name}/commit/{info.sha}",
        "comments_url": f"{base}/comments",
        "commit": {
            "author": _signature(info.author),
            "committer": _signature(info.committer),
            "message": info.message,
            "tree": {"sha": info.tree, "url": f"{home(repo)}/git/trees/{info.tree}"},
        },
        "author": shown(community.account_of(info.author.email, repo.platform)),
        "committer": shown(community.account_of(info.committer.email, repo.platform)),
        "parents": [{"sha": sha, "url": f"{home(repo)}/commits/{sha}"} for sha in info.parents],
    }


def _signature(signature: Signature) -> Json:
    return {"name": signature.name, "date": when(signature.at), "email": signature.email}


def _release(repo: Repository, release: Release) -> Json:
    return {
        "id": release.id,
        "tag_name": release.tag,
        "target_commitish": release.sha,
        "prerelease": release.prerelease,
        "name": release.name,
        "body": release.body,
        "author": shown(release.author),
        "created_at": when(release.published),
        "assets": [],
    }


ROUTES: dict[str, Endpoint] = {
    "": facts,
    "/stargazers": stargazers,
    "/forks": forks,
    "/contributors": contributors,
    "/commits": commits,
    "/releases": releases,
    "/tags": tags,
}
