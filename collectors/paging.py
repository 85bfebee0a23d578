"""Walking lists page by page: by Link header or by page number, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from collectors import values
from collectors.errors import Malformed
from collectors.replies import Reply, linked
from collectors.streams import Context, refuse
from warehouse.archive import without_secrets

Following = Callable[[Reply], str | None]
# More than any list of the platforms holds: a host that never ends is not believed.
MOST_PAGES = 20_000
# The largest page of any platform holds 1,000; contributors on Gitee come in one.
MOST_ITEMS = 100_000
_NO_CONTENT = 204
# Platforms may leave a page empty by what they filter; not one after the other.
MOST_EMPTY = 3
# A list may answer the same page once more: another since, no change.
MOST_REPEATED = 1
# Of a list that has begun to answer, none of these says anything: a page is lost.
_NOT_MID_LIST = {404, 409, 410}


def address(base: str, **query: object) -> str:
    """The URL with its query in a fixed order, so that the same question is the same URL."""
    return f"{base}?{urlencode({k: v for k, v in query.items() if v is not None})}"


def query_of(url: str) -> dict[str, str]:
    return dict(parse_qsl(urlsplit(url).query))


def with_query(url: str, **changes: object) -> str:
    query = {**query_of(url), **changes}
    return urlunsplit(urlsplit(url)._replace(query=urlencode(query)))


def walk(
    ctx: Context, url: str | None, what: str, following: Following,
    headers: dict[str, str] | None = None,
) -> Iterator[Reply]:  # fmt: skip
    """Replies from `url` on, each with its final `next_url`; after a 304 that of the answer before.

    Raises what a refusal means, and `Malformed` for a list that turns in a circle.
    """
    seen: set[str] = set()
    guard = _Guard()
    while url is not None:
        if url in seen or len(seen) >= MOST_PAGES:
            raise Malformed(f"{without_secrets(url)} 的下一页没有尽头或又指回自己：请稍后再运行。")
        seen.add(url)
        reply = ctx.get(url, headers=headers)
        if len(seen) > 1 and reply.status in _NOT_MID_LIST:
            raise Malformed(
                f"{what}读到一半，{without_secrets(url)} 回答 {reply.status}：请再运行。"
            )
        refuse(reply, what)
        if reply.answer is not None:
            guard.see(reply, reply.answer.sha256)
            reply = replace(reply, next_url=following(reply))
        elif reply.next_url is None:
            reply = replace(reply, next_url=_grown(ctx, reply))
        yield reply
        url = reply.next_url


def _grown(ctx: Context, reply: Reply) -> str | None:
    """The page behind one that was the last and has not changed: a list that grows by what sorts
    last leaves a full page as it is, ETag and all, and says so in the headers beside the 304, if
    anywhere; without such headers a full page is asked beyond."""
    query, pages = query_of(reply.url), reply.headers.get("total_page", "")
    found = linked(reply.headers)
    if found is None and "after" not in query and query.get("per_page", "").isdecimal():
        page = int(query.get("page", "1"))
        full_then = unheaded(reply) and reply.memo.get("items") == int(query["per_page"])
        stated = pages.isascii() and pages.isdecimal() and page < int(pages[:18])
        found = with_query(reply.url, page=page + 1) if full_then or stated else None
    found = found and without_secrets(ctx.access.cleaned(found))
    return found if found and ctx.trail.goes_on(found) else None


class _Guard:
    """Notices a host that answers every page number alike."""

    def __init__(self) -> None:
        self._bodies: set[str] = set()
        self._empty = self._repeated = 0

    def see(self, reply: Reply, sha256: str) -> None:
        if reply.body.strip() == b"[]":
            self._empty += 1
        else:
            self._repeated += sha256 in self._bodies
            self._bodies.add(sha256)
            self._empty = 0
        if self._repeated > MOST_REPEATED:
            raise Malformed(f"{without_secrets(reply.url)} 与前面的一页完全相同：请稍后再运行。")
        if self._empty > MOST_EMPTY:
            raise Malformed(f"{without_secrets(reply.url)} 之前连续几页都是空的：请稍后再运行。")


def by_link(reply: Reply) -> str | None:
    return reply.next_url


def sure(following: Following) -> Following:
    """`following`, but a full page that says nothing of other pages is followed by the next one.

    A header may be lost on the way; a list that ends there answers that page with nothing. A page
    that names others (`rel="prev"`, `total_page`) and no next one is the last. Lists by cursor
    cannot be jumped in.
    """

    def onward(reply: Reply) -> str | None:
        found = following(reply)
        if found or not unheaded(reply) or not full(reply) or "after" in query_of(reply.url):
            return found
        return with_query(reply.url, page=int(query_of(reply.url).get("page", "1")) + 1)

    return onward


def unheaded(reply: Reply) -> bool:
    """Whether an answer says nothing at all about the pages around it."""
    return "Link" not in reply.headers and "total_page" not in reply.headers


def full(reply: Reply) -> bool:
    size = query_of(reply.url).get("per_page", "")
    return size.isdecimal() and len(listed(reply)) >= int(size) > 0


def listed(reply: Reply) -> list[values.Json]:
    """The objects of an answer that must be a list. Raises `Malformed` otherwise."""
    if reply.answer is None or reply.status == _NO_CONTENT:
        return []
    found = reply.json()
    if not isinstance(found, list):
        raise Malformed(f"{without_secrets(reply.url)} 应当给出列表却没有：请稍后再运行。")
    if len(found) > MOST_ITEMS:
        raise Malformed(
            f"{without_secrets(reply.url)} 的一页多得不像话：请检查网址是否真是该平台。"
        )
    # Entries that are no objects stay as empty ones, so that they are counted as not read.
    return [entry if isinstance(entry, dict) else {} for entry in found]
