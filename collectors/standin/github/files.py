"""Files of a repository: contents, trees, the licence and the README."""

from __future__ import annotations

import base64
from typing import Any

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.community.model import Repository
from collectors.standin.git.store import Entry
from collectors.standin.github.commits import resolve
from collectors.standin.github.found import find
from collectors.standin.github.shapes import home, licence, web


def contents(call: Call, path: str = "", **which: Any) -> Response:
    """A file with its base64 text, or the entries of a folder."""
    repo = find(call, **which)
    sha = _revision(call, repo)
    entry = next((e for e in repo.git.entries(sha) if e.path == path), None)
    if entry is not None and entry.size is not None:
        return answer(_file(call, repo, entry, sha))
    rows = repo.git.folder(path, sha)
    if rows is None:
        raise Refusal(404, "Not Found")
    return answer([_entry(call, repo, row) for row in rows])


def readme(call: Call, **which: Any) -> Response:
    repo = find(call, **which)
    sha = _revision(call, repo)
    return answer(_file(call, repo, _first(repo, sha, "readme"), sha))


def licence_file(call: Call, **which: Any) -> Response:
    """The file GitHub takes for the licence, with its own opinion of it."""
    repo = find(call, **which)
    sha = _revision(call, repo)
    entry = _first(repo, sha, "licen")
    return answer({**_file(call, repo, entry, sha), "license": licence(repo.licence)})


def tree(call: Call, sha: str, **which: Any) -> Response:
    """The tree of a commit, branch or tag; flat with `recursive`."""
    repo = find(call, **which)
    known = {info.tree: info for info in repo.git.log}
    info = known.get(sha) or resolve(repo, sha)
    rows = list(repo.git.entries(info.sha))
    if not call.text("recursive"):
        rows = [row for row in rows if "/" not in row.path]
    return answer({
        "sha": info.tree,
        "url": f"{home(repo)}/git/trees/{info.tree}",
        "tree": [_tree_row(repo, row) for row in rows],
        "truncated": False,
    })  # fmt: skip


def _revision(call: Call, repo: Repository) -> str:
    """The commit asked for; 404 in an empty repository."""
    try:
        return resolve(repo, call.text("ref")).sha
    except Refusal as refusal:
        raise Refusal(404, "Not Found") from refusal


def _first(repo: Repository, sha: str, stem: str) -> Entry:
    for entry in repo.git.entries(sha):
        if entry.path.lower().startswith(stem) and entry.size is not None:
            return entry
    raise Refusal(404, "Not Found")


def _file(call: Call, repo: Repository, entry: Entry, sha: str) -> Json:
    text = base64.encodebytes(repo.git.blob(entry.sha) or b"").decode()
    return {**_entry(call, repo, entry), "content": text, "encoding": "base64"}


def _entry(call: Call, repo: Repository, entry: Entry) -> Json:
    ref = call.text("ref", repo.default_branch)
    url = f"{home(repo)}/contents/{entry.path}?ref={ref}"
    is_file = entry.size is not None
    page = f"{web(repo)}/{'blob' if is_file else 'tree'}/{ref}/{entry.path}"
    git = f"{home(repo)}/git/{'blobs' if is_file else 'trees'}/{entry.sha}"
    raw = f"http://raw.github.example/{repo.full_name}/{ref}/{entry.path}"
    return {
        "name": entry.path.rpartition("/")[2],
        "path": entry.path,
        "sha": entry.sha,
        "size": entry.size or 0,
        "url": url,
        "html_url": page,
        "git_url": git,
        "download_url": raw if is_file else None,
        "type": "file" if is_file else "dir",
        "_links": {"self": url, "git": git, "html": page},
    }


def _tree_row(repo: Repository, entry: Entry) -> Json:
    row: Json = {"path": entry.path, "mode": f"{entry.mode:06o}", "sha": entry.sha}
    kind = "tree" if entry.size is None else "blob"
    row |= {"type": kind, "url": f"{home(repo)}/git/{kind}s/{entry.sha}"}
    return row if entry.size is None else {**row, "size": entry.size}


ROUTES: dict[str, Endpoint] = {
    "/contents": contents,
    "/contents/": contents,
    "/contents/<path:path>": contents,
    "/readme": readme,
    "/license": licence_file,
    "/git/trees/<path:sha>": tree,
}
