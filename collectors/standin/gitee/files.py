"""Files of a repository: contents, trees, the licence field and the README."""

from __future__ import annotations

import base64

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Repository
from collectors.standin.git.store import CommitInfo, Entry
from collectors.standin.gitee.found import find
from collectors.standin.gitee.shapes import WEB, home


def contents(call: Call, owner: str, name: str, path: str = "") -> Response:
    """A file with its base64 text, or the entries of a folder (without sizes)."""
    repo = find(call, owner, name)
    info = _revision(call, repo)
    entry = next((e for e in repo.git.entries(info.sha) if e.path == path), None)
    if entry is not None and entry.size is not None:
        return answer(_file(repo, entry, info.sha))
    rows = repo.git.folder(path, info.sha) or []
    return answer([_entry(repo, row, repo.default_branch) for row in rows])


def readme(call: Call, owner: str, name: str) -> Response:
    repo = find(call, owner, name)
    info = _revision(call, repo)
    for entry in repo.git.entries(info.sha):
        if entry.path.lower().startswith("readme"):
            return answer(_file(repo, entry, info.sha))
    raise Refusal(404, "404 Not Found")


def licence(call: Call, owner: str, name: str) -> Response:
    """The licence Gitee detected, by its id. Raises Refusal (404) when it found none."""
    repo = find(call, owner, name)
    if repo.licence is None:
        raise Refusal(404, "404 License Not Found")
    return answer({"license": repo.licence})


def tree(call: Call, owner: str, name: str, sha: str) -> Response:
    repo = find(call, owner, name)
    info = _commit(repo, sha)
    rows = list(repo.git.entries(info.sha))
    if not call.text("recursive"):
        rows = [row for row in rows if "/" not in row.path]
    base = f"{home(repo)}/git"
    return answer({
        "sha": info.tree, "url": f"{base}/trees/{info.tree}", "truncated": False,
        "tree": [_tree_row(base, row) for row in rows],
    })  # fmt: skip


def _revision(call: Call, repo: Repository) -> CommitInfo:
    return _commit(repo, call.text("ref") or repo.default_branch)


def _commit(repo: Repository, ref: str) -> CommitInfo:
    """Raises Refusal (404)."""
    known = repo.git.by_sha.get(repo.git.tags.get(ref, ref))
    found = repo.git.head if ref in (repo.default_branch, "HEAD") else known
    if found is None:
        raise Refusal(404, "404 File Not Found")
    return found


def _file(repo: Repository, entry: Entry, sha: str) -> Json:
    text = base64.b64encode(repo.git.blob(entry.sha) or b"").decode()
    shape = {**_entry(repo, entry, sha), "size": entry.size}
    return {**shape, "encoding": "base64", "content": text}


def _entry(repo: Repository, entry: Entry, ref: str) -> Json:
    url = f"{home(repo)}/contents/{entry.path}"
    page = f"{WEB}/{repo.full_name}/blob/{ref}/{entry.path}"
    return {
        "type": "dir" if entry.size is None else "file",
        "size": None,
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "url": url,
        "html_url": page,
        "download_url": f"{WEB}/{repo.full_name}/raw/{ref}/{entry.path}",
        "_links": {"self": url, "html": page},
    }


def _tree_row(base: str, entry: Entry) -> Json:
    kind = "tree" if entry.size is None else "blob"
    return {"path": entry.path, "mode": f"{entry.mode:06o}", "type": kind, "sha": entry.sha,
            "size": entry.size or 0, "url": f"{base}/{kind}s/{entry.sha}"}  # fmt: skip


ROUTES: dict[str, Endpoint] = {
    "/contents": contents,
    "/contents/<path:path>": contents,
    "/readme": readme,
    "/license": licence,
    "/git/trees/<path:sha>": tree,
}
