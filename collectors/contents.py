"""Documents by a `contents` interface (GitHub, Gitee), for repositories that cannot be cloned."""

from __future__ import annotations

import base64
import re
from collections.abc import Callable, Sequence
from hashlib import sha256
from typing import Any
from urllib.parse import quote

from collectors import documents, values
from collectors.errors import Malformed
from collectors.paging import listed
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages, refuse
from warehouse import personal

_SHA = re.compile(r"[0-9a-f]{40}([0-9a-f]{24})?")
_MODES = {"symlink": "120000", "submodule": "160000", "dir": "040000"}
_Files = dict[str, dict[str, Any]]


def by_contents(ctx: Context, base: str) -> Pages:
    """Files of the root folder with a role, each asked for until it was read as it is listed."""
    root = ctx.get(f"{base}/contents/")
    refuse(root, "文件列表")
    # After a clone the place is another: what it read may be older or newer than what is listed.
    read: dict[str, str] = dict(ctx.cursor.get(documents.BY_INTERFACE, {}))
    files, unread = _listed(root) if root.answer is not None else _held(root)
    memo = {"files": files, "unread": unread}
    yield ctx.page(root, (), len(files), cursor=_place(read), memo=memo, unread=unread)
    for path, item in files.items():
        mark = str(item["sha"])
        if read.get(path) == mark:
            continue
        page, whole = _file(ctx, base, path, item)
        if whole:
            read[path] = mark
        yield Page(
            page.answer, page.records, items=1, quota_left=page.quota_left, cursor=_place(read)
        )
    return Ending(code="root_only", reason="未能克隆，只读了根目录下的文件。")


def _place(read: dict[str, str]) -> dict[str, Any]:
    return {documents.BY_INTERFACE: dict(read)}


def _held(root: Reply) -> tuple[_Files, int]:
    """What the listing said when it was last given whole."""
    return dict(root.memo.get("files", {})), int(root.memo.get("unread", 0))


def _listed(root: Reply) -> tuple[_Files, int]:
    """Path → id, size and kind of what has a role; how many entries have no proper name."""
    items = listed(root)
    paths = (values.text(item, "path") for item in items)
    improper = sum(path is None or not _proper(path) for path in paths)
    return named(items, _is_document), improper


def named(items: Sequence[values.Json], wanted: Callable[[str, str | None], bool]) -> _Files:
    """The entries of a listing whose path is proper and wanted, by path and kind."""
    paths = ((values.text(item, "path"), item) for item in items)
    return {
        path: {
            "sha": values.word(item, "sha") or "", "size": values.number(item, "size"),
            "kind": values.word(item, "type") or "",
        }
        for path, item in paths
        if path is not None and _proper(path) and wanted(path, values.word(item, "type"))
    }  # fmt: skip


def _is_document(path: str, kind: str | None) -> bool:
    if kind == "dir":
        return documents.named_like_a_file(path)
    return documents.role(path) is not None


def _proper(path: str) -> bool:
    """Whether this is the name of a file in the root folder: it goes into addresses."""
    return (
        path not in {"", ".", ".."}
        and "/" not in path
        and "\\" not in path
        and path.isprintable()
        and len(path.encode("utf-8", "replace")) <= 255
    )


def _file(ctx: Context, base: str, path: str, item: dict[str, Any]) -> tuple[Page, bool]:
    """The page of one file, and whether it holds what the listing speaks of."""
    mode, size = _MODES.get(item["kind"], ""), item["size"]
    if link := documents.not_a_file(ctx.repo_id, path, item["sha"] or None, mode):
        return ctx.page(ctx.get(f"{base}/contents/{quote(path)}"), [link], 1), True
    too_large = documents.too_large(size or 0)
    reply, found, said = content(ctx, base, path, item, too_large)
    if found is not None:
        revision = item["sha"] or None
        record = documents.document(ctx.repo_id, path, revision, found[0], original=found[1])
        return ctx.page(reply, [record], 1), True
    record = documents.unread(ctx.repo_id, path, item["sha"] or None, size or 0, said)
    return ctx.page(reply, [record], 1), too_large is not None


def content(
    ctx: Context, base: str, path: str, item: dict[str, Any], too_large: str | None
) -> tuple[Reply, tuple[bytes, documents.Original] | None, str]:
    """The last reply about a file, what is left of it, and why it is not there when it is not."""
    reply = ctx.get(f"{base}/contents/{quote(path)}")
    found, why = _whole(reply), _status(reply)
    if found is None and too_large is None and _SHA.fullmatch(item["sha"]):
        # `contents` leaves out what is larger than 1 MB; blobs are given up to 100 MB.
        reply = ctx.get(f"{base}/git/blobs/{item['sha']}")
        found, why = _whole(reply), _status(reply)
    return reply, found, too_large or f"平台没有给出文件的完整内容（{why}），未读取"


def _status(reply: Reply) -> str:
    return f"回答 {reply.status}" if reply.status != 200 else "内容缺失或不完整"


def _whole(reply: Reply) -> tuple[bytes, documents.Original] | None:
    """What is left of a file when all of it is there, as its length tells, and what it was."""
    if reply.status != 200:
        return None
    try:
        item = reply.json()
        text = values.text(item, "content")
        if values.text(item, "encoding") != "base64" or text is None:
            return None
        body = base64.b64decode("".join(text.split()), validate=True)
    except (Malformed, ValueError):
        return None
    file, length = _original(item, body)
    return (body, file) if file.bytes == values.number(item, "size") == length else None


def _original(item: dict[str, Any], body: bytes) -> tuple[documents.Original, int | None]:
    """The file as it was, and how long it was if the content given is what is left of it."""
    size = values.number(item, personal.ORIGINAL, "bytes")
    digest = values.text(item, personal.ORIGINAL, "sha256")
    if size is None or digest is None:
        return documents.Original(sha256(body).hexdigest(), len(body)), len(body)
    held = values.number(item, personal.ORIGINAL, "held")
    return documents.Original(digest, size), size if held == len(body) else None
