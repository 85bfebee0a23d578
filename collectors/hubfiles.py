"""Stream `files` of the Hub: path, size and SHA-256 of every file, from the tree alone (H3)."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from typing import Any

from collectors import values
from collectors.errors import Malformed
from collectors.paging import address, by_link, listed, unheaded, walk
from collectors.parsing import huggingface as parsing
from collectors.replies import Reply
from collectors.streams import Context, Ending, Pages
from warehouse.records import HubFile

# Where the documents find the files of the root folder, if the tree was read whole.
ROOT = "root_files"
# 1,000 entries to a page: more are told of, not listed.
PAGE, MOST_PAGES = 1000, 50
_CUT = "文件太多：只列了前 {} 个，其余未列。"
UNSURE = "文件清单的最后一页是满的，平台没有说后面还有没有：可能没有列全。"
Root = Callable[[Sequence[values.Json]], dict[str, int | None]]


def read(ctx: Context, url: str, root_files: Root) -> Pages:
    """The whole tree at the newest commit; nothing is asked while that commit is the same."""
    cursor, sha = ctx.cursor, ctx.facts.get("sha")
    if sha is not None and cursor.get("sha") == sha:
        ctx.facts[ROOT] = dict(cursor["root"])
        return Ending(unread=cursor["unread"])
    keys, root, unread = set[str](), dict[str, int | None](), 0
    url = address(url, recursive="true")
    for page, reply in enumerate(walk(ctx, url, "文件清单", by_link), 1):
        records, told = _told(ctx.repo_id, reply, root_files)
        keys.update(told["keys"])
        root |= told["root"]
        unread += told["unread"]
        if reply.next_url is None:
            has_files(ctx, len(keys) + unread)
        ends = reply.next_url is None and not told.get("full")
        place = {"sha": sha, "root": root, "unread": unread} if ends else {}
        yield ctx.page(
            reply, records, told["items"], cursor=place, memo=told, unread=told["unread"]
        )
        if reply.next_url is None and not ends:
            return Ending(code="cut", reason=UNSURE)
        if page == MOST_PAGES and reply.next_url is not None:
            return Ending(code="cut", reason=_CUT.format(len(keys)))
    ctx.facts[ROOT] = root
    return Ending(sweep=None if unread else frozenset(keys))


def has_files(ctx: Context, found: int) -> None:
    """Raises `Malformed` for a repository with a commit and not one file: it would be believed for
    as long as the commit is the same."""
    if not found and ctx.facts.get("sha") is not None:
        raise Malformed(f"{ctx.target.url} 有提交，文件清单却是空的：请再运行。")


def is_full(reply: Reply) -> bool:
    """Whether a page is full and says nothing of a next one: where that was lost on the way, the
    files behind it look as if they were not there. Lists by cursor cannot be jumped in."""
    return unheaded(reply) and len(listed(reply)) >= PAGE


def _told(repo_id: str, reply: Reply, root_files: Root) -> tuple[list[HubFile], Mapping[str, Any]]:
    """A page's files, and what is remembered of it: a 304 tells the same again."""
    if reply.answer is None:
        return [], reply.memo
    found = [item for item in listed(reply) if values.word(item, "type") != "directory"]
    made = [parsing.file(repo_id, item) for item in found]
    records = {record.key: record for record in made if record is not None}
    return list(records.values()), {
        "keys": list(records), "root": root_files(found), "items": len(found),
        "unread": made.count(None), "full": is_full(reply),
    }  # fmt: skip
