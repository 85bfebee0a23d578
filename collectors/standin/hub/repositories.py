"""Facts of models, datasets and spaces, their commits, and the token's user."""

from __future__ import annotations

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import HubRepository
from collectors.standin.git.store import CommitInfo
from collectors.standin.hub.found import find, revision, when
from collectors.standin.paging import numbered

PAGE = 50
# Given only when asked for by expand[].
_BY_EXPAND = ("downloadsAllTime", "trendingScore", "usedStorage", "gitalyUid", "resourceGroup")
_ALWAYS = ("_id", "id")


def facts(call: Call, kinds: str, repo_id: str, rev: str = "main") -> Response:
    """All usual fields; with `expand[]` (or `expand`) only those asked for."""
    repo = find(call, kinds, repo_id)
    shape = _shape(repo, revision(repo, rev))
    asked = call.request.args.getlist("expand[]") + call.request.args.getlist("expand")
    if not asked:
        return answer({k: v for k, v in shape.items() if k not in _BY_EXPAND})
    unknown = sorted(set(asked) - set(shape) - set(_BY_EXPAND))
    if unknown:
        raise Refusal(400, f"expand: invalid value {unknown[0]!r}")
    return answer({k: v for k, v in shape.items() if k in (*_ALWAYS, *asked)})


def listing(call: Call, kinds: str) -> Response:
    """Public repositories of a kind, newest change first, at most `limit`."""
    held = (r for r in call.standin.community.hub if f"{r.kind}s" == kinds and r.access == "public")
    found = sorted(held, key=lambda repo: repo.modified, reverse=True)[: call.number("limit", 1000)]
    shapes = (_shape(repo, revision(repo, "main")) for repo in found)
    return answer([{k: v for k, v in s.items() if k not in _BY_EXPAND} for s in shapes])


def commits(call: Call, kinds: str, repo_id: str, rev: str) -> Response:
    """Newest first; pages by Link, counted from 0."""
    repo = find(call, kinds, repo_id)
    tip = repo.git.log.index(revision(repo, rev))
    number = call.number("p", 0)
    page = numbered(repo.git.log[tip::-1], number + 1, call.number("limit", PAGE, 1000))
    response = answer([_commit(info, repo) for info in page.rows])
    response.headers["X-Total-Count"] = str(page.total)
    if page.number < page.last:
        response.headers["Link"] = f'<{call.url(call.request.path, p=number + 1)}>; rel="next"'
    return response


def whoami(call: Call) -> Response:
    if not call.token:
        raise Refusal(401, "Invalid username or password.")
    owner = call.standin.community.token_owner
    token = {"displayName": "standin", "role": "read", "createdAt": when(owner.created)}
    return answer({
        "type": "user", "id": f"{owner.github_id:024x}", "name": owner.login,
        "fullname": owner.name, "isPro": False, "orgs": [],
        "auth": {"type": "access_token", "accessToken": token},
    })  # fmt: skip


def _shape(repo: HubRepository, info: CommitInfo) -> Json:
    shape: Json = {
        "_id": repo.hex_id,
        "id": repo.id,
        "private": False,
        "author": repo.id.partition("/")[0],
        "sha": info.sha,
        "lastModified": when(repo.modified),
        "createdAt": when(repo.created),
        "disabled": False,
        "tags": list(repo.tags),
        "likes": repo.likes,
        "cardData": dict(repo.card),
        "siblings": [
            {"rfilename": e.path} for e in repo.git.entries(info.sha) if e.size is not None
        ],
        "trendingScore": repo.trending,
        "usedStorage": 438_000_000,
    }
    if repo.kind != "space":
        shape |= {"gated": repo.gated, "downloads": repo.downloads,
                  "downloadsAllTime": repo.downloads_all_time}  # fmt: skip
    if repo.kind == "model":
        shape |= {"modelId": repo.id, "pipeline_tag": repo.pipeline_tag,
                  "library_name": repo.library_name, "spaces": [], "model-index": None,
                  "config": {"model_type": "harbor"}}  # fmt: skip
    if repo.kind == "dataset":
        shape["description"] = "中文技术问答数据集。"
    if repo.kind == "space":
        shape |= {"sdk": repo.sdk, "runtime": {"stage": "RUNNING"}, "subdomain": "lantu-demo"}
    return shape


def _commit(info: CommitInfo, repo: HubRepository) -> Json:
    title, _, rest = info.message.strip().partition("\n\n")
    return {
        "id": info.sha,
        "title": title,
        "message": rest,
        "authors": [{"user": info.author.name, "avatar": f"/avatars/{info.author.name}.svg"}],
        "date": when(info.author.at),
    }


_REPO = "/api/<any(models, datasets, spaces):kinds>/<repo:repo_id>"
ROUTES: dict[str, Endpoint] = {
    "/api/whoami-v2": whoami,
    "/api/<any(models, datasets, spaces):kinds>": listing,
    _REPO: facts,
    f"{_REPO}/revision/<rev>": facts,
    f"{_REPO}/commits/<rev>": commits,
}
