"""Documents by a `contents` interface (GitHub, Gitee), for repositories that cannot be cloned."""

from __future__ import annotations

import base64
import binascii
from urllib.parse import quote

from collectors import documents, values
from collectors.paging import listed
from collectors.session import Reply
from collectors.streams import Context, Ending, Page, Pages, refuse


def by_contents(ctx: Context, base: str) -> Pages:
    """Files of the root folder with a role, each by one request."""
    root = ctx.session.get(f"{base}/contents/", ctx.access)
    refuse(root, "文件列表")
    names = [values.word(i, "path") for i in listed(root) if values.word(i, "type") == "file"]
    yield ctx.page(root, (), len(names))
    for path in (name for name in names if name and documents.role(name)):
        reply = ctx.session.get(f"{base}/contents/{quote(path)}", ctx.access)
        refuse(reply, f"文件 {path}")
        yield _document(ctx, path, reply.answer is None, reply)
    return Ending(code="root_only", reason="未能克隆，只读了根目录下的文件。")


def _document(ctx: Context, path: str, held: bool, reply: Reply) -> Page:
    if held:
        return ctx.page(reply, (), 1)
    item = reply.json()
    try:
        body = base64.b64decode(values.text(item, "content") or "", validate=False)
    except binascii.Error:
        body = b"\0"
    revision = values.word(item, "sha")
    return ctx.page(reply, [documents.document(ctx.repo_id, path, revision, body)], 1)
