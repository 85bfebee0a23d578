"""Hugging Face models, datasets and spaces.

Only `/api/…`, and README and LICENSE as text: a request for any other file of a repository may
count as a download and inflate the applicant's own figure (H3).
"""

from __future__ import annotations

from collections.abc import Sequence
from functools import partial
from typing import Any

from collectors import crawls, documents, values
from collectors.crawls import Listing
from collectors.errors import Disabled, Malformed, NotFound
from collectors.hosts import Host
from collectors.paging import address, by_link, listed, walk
from collectors.parsing import huggingface as parsing
from collectors.session import Reply
from collectors.streams import Context, Ending, Page, Pages, Stream, refuse
from collectors.targets import BadTarget, Kind, Target, checked

HOST = Host(
    "Hugging Face", "https://huggingface.co", "https://huggingface.co", "HF_TOKEN",
    "Authorization", "Bearer {}",
)  # fmt: skip
_KINDS: dict[str, Kind] = {"datasets": "dataset", "spaces": "space"}
_PAGES = {"docs", "papers", "blog", "organizations", "settings", "models", "join", "login"}
ALSO = ("change_requests", "issue_comments")
_SHARED = (
    "author",
    "cardData",
    "createdAt",
    "disabled",
    "lastModified",
    "likes",
    "private",
    "sha",
    "tags",
)
_COUNTED = ("downloads", "downloadsAllTime")
EXPAND = {
    "model": (*_SHARED, *_COUNTED, "library_name", "pipeline_tag"),
    "dataset": (*_SHARED, *_COUNTED, "description"),
    "space": _SHARED,
}


def target(text: str, web: str, names: Sequence[str]) -> Target:
    """Models stand at the root, datasets and spaces in folders of their own."""
    kind = _KINDS.get(names[0], "model") if names else "model"
    rest = names if kind == "model" else names[1:]
    if not rest or (kind == "model" and rest[0] in _PAGES):
        raise BadTarget(f"网址 {text} 没有指到模型、数据集或 Space：请写成 {web}/所有者/名称。")
    full = checked(text, rest[:2])
    path = full if kind == "model" else f"{kind}s/{full}"
    return Target(f"huggingface:{path}".lower(), "huggingface", kind, full, f"{web}/{path}")


def _base(ctx: Context) -> str:
    return f"{ctx.api}/api/{ctx.target.kind}s/{ctx.target.full_name}"


def _repository(ctx: Context) -> Pages:
    wanted = "&".join(f"expand[]={name}" for name in EXPAND[ctx.target.kind])
    reply = ctx.session.get(f"{_base(ctx)}?{wanted}", ctx.access)
    if reply.status in {301, 302, 307, 308}:
        raise NotFound(f"{ctx.target.url} 已改名：请在 config.toml 中改用新网址。")
    if reply.status == 401 and not ctx.access.has_token:
        # The Hub answers 401 for what does not exist as well as for what is private.
        reply = Reply(reply.url, 404, reply.headers, reply.body, reply.answer, None)
    refuse(reply, f"{ctx.target.url}", first=True)
    held = ctx.cursor("repository")
    if reply.answer is None:
        ctx.facts.update(held)
        yield ctx.page(reply, (), 1)
        return Ending()
    item = reply.json()
    if values.word(item, "id") is None:
        raise Malformed(f"{ctx.target.url} 的回答不是应有的样子：请稍后再运行。")
    facts = {"sha": values.word(item, "sha")}
    ctx.facts.update(facts)
    yield ctx.page(reply, parsing.repository(ctx.repo_id, ctx.target.kind, item), 1, cursor=facts)
    return Ending()


def _discussions(ctx: Context) -> Pages:
    """All pages by number (`p`), then each discussion that holds more than the list shows.

    When something was closed or merged, by whom, and the comments stand in a discussion's own
    answer only: it is asked for when its state or number of comments moved.
    """
    cursor = ctx.cursor("issues")
    held: dict[str, list[Any]] = dict(cursor.get("held", {}))
    expected, waiting = cursor.get("expected"), dict[str, list[Any]]()
    page, seen, more = 0, 0, True
    while more:
        reply = ctx.session.get(address(f"{_base(ctx)}/discussions", p=page), ctx.access)
        if reply.status == 403:
            raise Disabled(f"{ctx.target.url} 关闭了讨论功能。")
        refuse(reply, "讨论列表")
        item = {} if reply.answer is None else reply.json()
        told = values.dig(item, "discussions")
        if reply.answer is not None:
            expected = values.number(item, "count")
            if expected is None or not isinstance(told, list):
                raise Malformed(f"{ctx.target.url} 的讨论列表不是应有的样子：请稍后再运行。")
        found = values.items(told)
        if reply.answer is not None and not found and seen < (expected or 0):
            raise Malformed(f"{ctx.target.url} 的讨论列表没有给全：请稍后再运行。")
        seen += len(found) or (reply.earlier.items if reply.earlier else 0)
        plain = [one for one in found if not _holds_more(one)]
        waiting |= {key: now for key, now in map(_standing, found) if key and held.get(key) != now}
        waiting = {key: now for key, now in waiting.items() if key not in set(map(_key, plain))}
        yield ctx.page(
            reply, parsing.discussions(ctx.repo_id, plain), len(found),
            cursor={"expected": expected, "held": held}, also=ALSO,
        )  # fmt: skip
        more, page = bool(found or reply.earlier) and seen < (expected or 0), page + 1
    for number, now in waiting.items():
        reply = ctx.session.get(f"{_base(ctx)}/discussions/{number}", ctx.access)
        refuse(reply, f"讨论 {number}")
        held = {**held, number: now}
        records = () if reply.answer is None else parsing.discussion(ctx.repo_id, reply.json())
        keep = {"expected": expected, "held": held}
        yield ctx.page(reply, records, len(records), cursor=keep, also=ALSO)
    return Ending()


def _key(item: values.Json) -> str | None:
    return values.label(item, "num")


def _standing(item: values.Json) -> tuple[str | None, list[Any]]:
    return _key(item), [values.word(item, "status"), values.number(item, "numComments")]


def _holds_more(item: values.Json) -> bool:
    return values.word(item, "status") != "open" or (values.number(item, "numComments") or 0) > 1


def _with_discussions(ctx: Context) -> Pages:
    """Change requests and comments are read with the discussions."""
    if ctx.ended.get("issues") not in {"complete", "disabled"}:
        raise NotFound("它随讨论列表一起读取，而该列表没有读完：请再运行一次。")
    yield from ()
    return Ending()


def _commits(ctx: Context) -> Pages:
    listing = Listing("commits", "提交列表", partial(parsing.commits, ctx.repo_id), by_link)
    ending = yield from crawls.whole(ctx, listing, f"{_base(ctx)}/commits/main")
    return Ending(ending.expected, sweep=ending.sweep)


def _documents(ctx: Context) -> Pages:
    """README (the card) and licence files of the root folder, as text."""
    names: list[str] = []
    for reply in walk(ctx, f"{_base(ctx)}/tree/main", "文件列表", by_link):
        if reply.answer is None:
            names.extend(ctx.cursor("documents").get("paths", []))
        else:
            found = listed(reply)
            names.extend(values.word(f, "path") or "" for f in found if f.get("type") == "file")
        read = [name for name in names if _harmless(name)]
        yield ctx.page(reply, (), len(read), cursor={"paths": read})
    for path in sorted({name for name in names if _harmless(name)}):
        yield _document(ctx, path)
    paths = frozenset(f"{ctx.repo_id}|{name}" for name in names if _harmless(name))
    return Ending(len(paths), sweep=paths)


def _harmless(path: str) -> bool:
    """Only these never count as a download (H3)."""
    return "/" not in path and documents.role(path) in {"licence", "notice", "readme"}


def _document(ctx: Context, path: str) -> Page:
    folder = "" if ctx.target.kind == "model" else f"/{ctx.target.kind}s"
    url = f"{ctx.api}{folder}/{ctx.target.full_name}/raw/main/{path}"
    reply = ctx.session.get(url, ctx.access, accept="text/plain")
    refuse(reply, f"文件 {path}")
    if reply.answer is None:
        return ctx.page(reply, (), 1)
    role = "card" if path.lower() == "readme.md" else ""
    record = documents.document(ctx.repo_id, path, ctx.facts.get("sha"), reply.body, role)
    return ctx.page(reply, [record], 1)


STREAMS = (
    Stream("repository", "repo_fact", _repository),
    Stream("commits", "commit", _commits),
    Stream("documents", "document", _documents),
    Stream("issues", "issue", _discussions),
    Stream("change_requests", "change_request", _with_discussions),
    Stream("issue_comments", "comment", _with_discussions),
)
