"""Hugging Face models, datasets and spaces.

Only `/api/…`, and README and LICENSE as text: a request for any other file of a repository may
count as a download and inflate the applicant's own figure (H3).
"""

from __future__ import annotations

from collections.abc import Generator, Sequence
from dataclasses import replace
from functools import partial
from http import HTTPStatus
from urllib.parse import quote

from collectors import (
    basemodels,
    crawls,
    discussions,
    documents,
    hubfiles,
    ownerlists,
    quiet,
    values,
)
from collectors.errors import Malformed, NameReused, NotFound
from collectors.paging import address, by_link, listed, walk
from collectors.parsing import huggingface as parsing
from collectors.quiet import Watch
from collectors.reading import Listing
from collectors.replies import Reply
from collectors.repositories import unknown_counts, unknown_ending
from collectors.streams import Context, Ending, Page, Pages, Stream, refuse
from collectors.targets import Kind

# Kinds an owner has, and how its overview counts them.
_LISTED: dict[Kind, str] = {"model": "models", "dataset": "datasets", "space": "spaces"}
_OWNER_COUNTS = {
    "followers": "numFollowers", "models": "numModels", "datasets": "numDatasets",
    "spaces": "numSpaces",
}  # fmt: skip
_LISTED_FIELDS = ("createdAt", "lastModified", "private")
_MOST_LISTED = 1000
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


def repositories_of(ctx: Context) -> Pages:
    """Models, datasets and spaces of an organisation or user. A list of nobody's is empty, not
    refused, so the owner is asked for first."""
    name = ctx.target.full_name
    reply = _known(ctx, ctx.get(f"{ctx.api}/api/organizations/{name}/overview"))
    if reply.status == HTTPStatus.NOT_FOUND:
        reply = _known(ctx, ctx.get(f"{ctx.api}/api/users/{name}/overview"))
    hint = "（若指的是一个模型，请写成 所有者/名称）"
    told = yield from ownerlists.profile(ctx, reply, {}, _OWNER_COUNTS, hint)
    found: list[int | None] = [told["counts"].get(kind) for kind in _LISTED.values()]
    stated = [count for count in found if count is not None]
    lists = [_list_of(ctx, kind) for kind in _LISTED]
    return (
        yield from ownerlists.read(ctx, lists, sum(stated) if len(stated) == len(found) else None)
    )


def _list_of(ctx: Context, kind: Kind) -> ownerlists.Listed:
    query = address(
        f"{ctx.api}/api/{kind}s", author=ctx.target.full_name, sort="createdAt", limit=_MOST_LISTED
    )
    wanted = "&".join(f"expand[]={name}" for name in _LISTED_FIELDS)
    return ownerlists.Listed(
        f"{_LISTED[kind]} 清单", kind, f"{query}&{wanted}", by_link,
        ownerlists.Fields("_id", "id", "createdAt", "lastModified"),
    )  # fmt: skip


def _known(ctx: Context, reply: Reply) -> Reply:
    """The Hub answers 401 for what does not exist as well as for what is private."""
    hidden = reply.status == HTTPStatus.UNAUTHORIZED and not ctx.access.has_token
    return replace(reply, status=HTTPStatus.NOT_FOUND) if hidden else reply


def _base(ctx: Context) -> str:
    return f"{ctx.api}/api/{ctx.target.kind}s/{ctx.target.full_name}"


def _repository(ctx: Context) -> Pages:
    wanted = "&".join(f"expand[]={name}" for name in EXPAND[ctx.target.kind])
    reply = ctx.get(f"{_base(ctx)}?{wanted}")
    if reply.status in {301, 302, 307, 308}:
        raise NotFound(f"{ctx.target.url} 已改名：请在 config.toml 中改用新网址。")
    reply = _known(ctx, reply)
    refuse(reply, f"{ctx.target.url}", first=True)
    if reply.answer is None:
        ctx.facts.update(ctx.cursor)
        ctx.facts[basemodels.BEGUN] = reply.memo.get(basemodels.BEGUN)
        yield ctx.page(reply, (), 1)
        return unknown_ending(ctx.facts.get("unknown", ()))
    item = reply.json()
    if values.word(item, "id") is None:
        raise Malformed(f"{ctx.target.url} 的回答不是应有的样子：请稍后再运行。")
    if ctx.platform_id is not None and values.label(item, "_id") not in {None, ctx.platform_id}:
        raise NameReused(
            f"{ctx.target.url} 已是另一个同名的（编号变了）：旧数据不再更新，请改用新网址。"
        )
    links = parsing.links(ctx.repo_id, item)
    records = [*parsing.repository(ctx.repo_id, ctx.target.kind, item), *(links or ())]
    unknown = unknown_counts(records)
    facts = {"sha": values.word(item, "sha"), "unknown": unknown}
    named = {basemodels.BEGUN: basemodels.begun(links)}
    ctx.facts.update(facts | named)
    yield ctx.page(reply, records, 1, cursor=facts, memo=named)
    # A card may drop what it named; an answer without card and tags says nothing of it.
    seen = None if links is None else frozenset(record.key for record in records)
    return replace(unknown_ending(unknown), sweep=seen, also_swept=("model_link",))


def _discussions(ctx: Context) -> Pages:
    return (yield from discussions.read(ctx, _base(ctx)))


def _with_discussions(ctx: Context) -> Pages:
    """Change requests and comments are read with the discussions."""
    yield from ()
    if ctx.ended.get("issues") in {"short", "unread"}:
        reason = "它随讨论列表一起读取，其中有平台未给出的部分。"
        return Ending(code=ctx.ended["issues"], reason=reason)
    if ctx.ended.get("issues") not in {"complete", "disabled"}:
        raise NotFound("它随讨论列表一起读取，而该列表没有读完：请再运行一次。")
    return Ending()


def _total(reply: Reply) -> int | None:
    text = reply.headers.get("X-Total-Count", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) < 19 else None


def _commits(ctx: Context) -> Pages:
    parse = partial(parsing.commits, ctx.repo_id)
    least = None if ctx.facts.get("sha") is None else 1
    listing = Listing("commits", "提交列表", parse, by_link, _total, least=least)
    return (yield from crawls.whole(ctx, listing, f"{_base(ctx)}/commits/main"))


def _documents(ctx: Context) -> Pages:
    """README (the card) and licence files of the root folder, as text."""
    files: dict[str, int | None] | None = ctx.facts.get(hubfiles.ROOT)
    unsure = False
    if files is None:
        files, unsure = yield from _root(ctx)
    lost: list[str] = []
    for path, size in sorted(files.items()):
        try:
            yield _document(ctx, path, size)
        except (Malformed, NotFound):
            lost.append(path)
    if lost:
        shown = "、".join(lost)
        return Ending(code="malformed", reason=f"文件 {shown} 没有读到或不完整：请稍后再运行。")
    if unsure:
        return Ending(code="cut", reason=hubfiles.UNSURE)
    return Ending(len(files), sweep=frozenset(f"{ctx.repo_id}|{path}" for path in files))


def _root(ctx: Context) -> Generator[Page, None, tuple[dict[str, int | None], bool]]:
    """The root folder by itself, where the whole tree was not read to its end, and whether there
    may be more in it."""
    files: dict[str, int | None] = {}
    seen, unsure = 0, False
    for reply in walk(ctx, f"{_base(ctx)}/tree/main", "文件列表", by_link):
        found = listed(reply)
        fresh = reply.answer is not None
        told = _harmless_files(found) if fresh else reply.memo["files"]
        full = hubfiles.is_full(reply) if fresh else reply.memo.get("full", False)
        files |= told
        unsure = full and reply.next_url is None
        # A 304 confirms a page that was one.
        seen += len(found) or not fresh
        if reply.next_url is None:
            hubfiles.has_files(ctx, seen)
        yield ctx.page(reply, (), len(told), memo={"files": told, "full": full})
    return files, unsure


def _files(ctx: Context) -> Pages:
    return (yield from hubfiles.read(ctx, f"{_base(ctx)}/tree/main", _harmless_files))


def _harmless_files(found: Sequence[values.Json]) -> dict[str, int | None]:
    """Names and sizes; a size is unknown for what lies in large file storage.

    Raises `Malformed` for an entry that names nothing: it may be a licence.
    """
    if any(values.word(one, "path") is None for one in found):
        raise Malformed("文件列表里有的项没有文件名：请稍后再运行。")
    paths = {values.word(one, "path"): one for one in found if one.get("type") == "file"}
    return {
        path: None if values.dig(one, "lfs") else values.number(one, "size")
        for path, one in paths.items()
        if path and _harmless(path)
    }


def _harmless(path: str) -> bool:
    """Only these never count as a download (H3)."""
    return "/" not in path and documents.role(path) in {"licence", "notice", "readme"}


def _document(ctx: Context, path: str, size: int | None) -> Page:
    folder = "" if ctx.target.kind == "model" else f"/{ctx.target.kind}s"
    url = f"{ctx.api}{folder}/{ctx.target.full_name}/raw/main/{quote(path, safe='')}"
    reply = ctx.get(url, accept="text/plain")
    refuse(reply, f"文件 {path}")
    if reply.answer is None:
        return ctx.page(reply, (), 1)
    page = reply.headers.get("Content-Type", "").startswith("text/html")
    if page or (size is not None and reply.answer.bytes != size):
        raise Malformed(f"{url} 给出的不是文件 {path} 的全文：请稍后再运行。")
    role = "card" if path.lower() == "readme.md" else ""
    original = documents.Original.of(reply.answer)
    sha = ctx.facts.get("sha")
    record = documents.document(ctx.repo_id, path, sha, reply.body, role, original)
    return ctx.page(reply, [record], 1)


STREAMS = (
    Stream("repository", "repo_fact", _repository),
    Stream("commits", "commit", _commits, watch=Watch(quiet.fact("sha"), 14, 0)),
    Stream("files", "hub_file", _files),
    Stream(
        "documents",
        "document",
        _documents,
        after=("files",),
        watch=Watch(quiet.fact("sha"), 14, 7),
    ),
    Stream("issues", "issue", _discussions),
    Stream("change_requests", "change_request", _with_discussions, after=("issues",)),
    Stream("issue_comments", "comment", _with_discussions, after=("issues",)),
    Stream(
        "base_models",
        "base_model",
        basemodels.read,
        watch=Watch(quiet.fact("sha", basemodels.BEGUN), 14, 3),
    ),
)
