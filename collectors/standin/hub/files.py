"""Files of the Hub: the tree, raw and resolved contents, counted downloads."""

from __future__ import annotations

import hashlib

from werkzeug.wrappers import Response

from collectors.standin.call import Call, Endpoint, Json, Refusal, answer
from collectors.standin.git.store import Entry
from collectors.standin.hub.found import find, revision
from collectors.standin.paging import numbered

PAGE = 1000
# Any GET or HEAD of one of these counts as a download of its repository.
QUERY_FILES = ("config.json", "config.yaml", "hyperparams.yaml", "params.json", "meta.yaml",
               "model_index.json", "adapter_config.json", "tokenizer_config.json")  # fmt: skip
_POINTER = b"version https://git-lfs"
_COUNTED_ENDINGS = (".safetensors", ".gguf", ".bin", ".onnx", ".jsonl", ".parquet")


def tree(call: Call, kinds: str, repo_id: str, rev: str, path: str = "") -> Response:
    """What lies in a folder; everything below it with `recursive`."""
    repo = find(call, kinds, repo_id)
    info = revision(repo, rev)
    prefix = f"{path}/" if path else ""
    rows = [e for e in repo.git.entries(info.sha) if e.path.startswith(prefix)]
    if call.text("recursive").lower() not in ("1", "true"):
        rows = [e for e in rows if "/" not in e.path[len(prefix) :]]
    if path and not rows:
        raise Refusal(404, f"{path} does not exist on {rev!r}", code="EntryNotFound")
    number = call.number("cursor", 1)
    page = numbered(rows, number, call.number("limit", PAGE, PAGE))
    response = answer([_entry(row, repo.git.blob(row.sha)) for row in page.rows])
    if page.number < page.last:
        target = call.url(call.request.path, cursor=number + 1)
        response.headers["Link"] = f'<{target}>; rel="next"'
    return response


def contents(
    call: Call, repo_id: str, way: str, rev: str, path: str, kinds: str = "models"
) -> Response:
    """A file's bytes at `/raw/` or `/resolve/`; query files are counted as downloads."""
    repo = find(call, kinds, repo_id)
    info = revision(repo, rev)
    if path.rpartition("/")[2] in QUERY_FILES or path.endswith(_COUNTED_ENDINGS):
        call.standin.counted_downloads.append(f"{kinds}/{repo_id}/{path}")
    data = repo.git.read(path, info.sha)
    if data is None:
        raise Refusal(404, "Entry not found", code="EntryNotFound")
    kind = "application/json" if path.endswith(".json") else "text/plain; charset=utf-8"
    response = Response(data, content_type=kind)
    response.headers["X-Repo-Commit"] = info.sha
    response.set_etag(hashlib.sha1(data, usedforsecurity=False).hexdigest())
    return response


def _entry(entry: Entry, data: bytes | None) -> Json:
    """What lies in large file storage is shown with its own size, and the pointer beside it."""
    kind = "directory" if entry.size is None else "file"
    shape = {"type": kind, "oid": entry.sha, "size": entry.size or 0, "path": entry.path}
    if entry.size is None or data is None or not data.startswith(_POINTER):
        return shape
    told = dict(line.split(" ", 1) for line in data.decode().splitlines())
    size, digest = int(told["size"]), told["oid"].removeprefix("sha256:")
    return {**shape, "size": size, "lfs": {"oid": digest, "size": size, "pointerSize": len(data)}}


_TREE = "/api/<any(models, datasets, spaces):kinds>/<repo:repo_id>/tree/<rev>"
_FILE = "/<repo:repo_id>/<any(raw, resolve):way>/<rev>/<path:path>"
ROUTES: dict[str, Endpoint] = {
    _TREE: tree,
    f"{_TREE}/<path:path>": tree,
    _FILE: contents,
    f"/<any(datasets, spaces):kinds>{_FILE}": contents,
}
