"""Facts of models, datasets and spaces, their commits, and the token's user."""

from __future__ import annotations

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import HubRepository
from collectors.standin.git.store import CommitInfo
from collectors.standin.hub.found import WEB, find, revision, when
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
    """Public repositories of a kind (of an `author`), newest first, `limit` to a page."""
    author = call.text("author").lower()
    held = (r for r in call.standin.community.hub if f"{r.kind}s" == kinds and r.access == "public")
    mine = (repo for repo in held if not author or repo.id.lower().startswith(f"{author}/"))
    by_creation = call.text("sort") == "createdAt"
    found = sorted(mine, key=lambda r: r.created if by_creation else r.modified, reverse=True)
    number = call.number("cursor", 1)
    page = numbered(found, number, call.number("limit", 1000, 1000))
    asked = (*call.request.args.getlist("expand[]"), *call.request.args.getlist("expand"))
    shapes = (_shape(repo, revision(repo, "main")) for repo in page.rows)
    response = answer([_chosen(shape, asked) for shape in shapes])
    if page.number < page.last:
        target = call.url(call.request.path, cursor=number + 1)
        response.headers["Link"] = f'<{target}>; rel="next"'
    return response


def _chosen(shape: Json, asked: tuple[str, ...]) -> Json:
    """The usual fields, or those asked for."""
    if not asked:
        return {k: v for k, v in shape.items() if k not in _BY_EXPAND}
    return {k: v for k, v in shape.items() if k in (*_ALWAYS, *asked)}


def overview(call: Call, place: str, name: str) -> Response:
    """An organisation or a user, each at its own address. Raises Refusal (404)."""
    community = call.standin.community
    found = next((p for p in community.people if p.login.lower() == name.lower()), None)
    is_org = found is not None and found.kind == "Organization"
    if found is None or found.deleted or is_org != (place == "organizations"):
        raise Refusal(404, "This user or organization does not exist")
    held = [r for r in community.hub if r.id.startswith(f"{found.login}/") and r.access == "public"]
    counts = {f"num{kind.title()}s": sum(r.kind == kind for r in held)
              for kind in ("model", "dataset", "space")}  # fmt: skip
    named = {"name": found.login} if is_org else {"user": found.login}
    return answer({
        "_id": f"{found.github_id:024x}", "avatarUrl": f"{WEB}/avatars/{found.login}.svg", **named,
        "fullname": found.name, "type": "org" if is_org else "user", **counts,
        "numFollowers": 17, "numPapers": 0,
    })  # fmt: skip


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
    "/api/<any(organizations, users):place>/<name>/overview": overview,
    _REPO: facts,
    f"{_REPO}/revision/<rev>": facts,
    f"{_REPO}/commits/<rev>": commits,
}
