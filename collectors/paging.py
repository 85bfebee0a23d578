"""Walking lists page by page: by Link header or by page number, resumable, one page at a time."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from urllib.parse import parse_qsl, urlencode, urlsplit, urlunsplit

from collectors import values
from collectors.errors import Malformed
from collectors.session import Reply
from collectors.streams import Context, refuse
from warehouse.archive import without_secrets

Following = Callable[[Reply], str | None]


def address(base: str, **query: object) -> str:
    """The URL with its query in a fixed order, so that the same question is the same URL."""
    return f"{base}?{urlencode({k: v for k, v in query.items() if v is not None})}"


def walk(
    ctx: Context, url: str | None, what: str, following: Following,
    headers: dict[str, str] | None = None,
) -> Iterator[Reply]:  # fmt: skip
    """Replies from `url` on. Raises what a refusal means; `Malformed` on a loop."""
    seen: set[str] = set()
    while url is not None:
        if url in seen:
            raise Malformed(f"{without_secrets(url)} 的下一页又指回自己：请稍后再运行。")
        seen.add(url)
        reply = ctx.session.get(url, ctx.access, headers=headers)
        refuse(reply, what)
        yield reply
        url = following(reply)


def by_link(reply: Reply) -> str | None:
    return reply.next_url


def sure(following: Following) -> Following:
    """`following`, but a full page that names no next one is followed by the one after it.

    A header may be lost on the way; a list that ends there answers that page with nothing. Lists
    by cursor cannot be jumped in: what they lack comes with the next `since`.
    """

    def onward(reply: Reply) -> str | None:
        found = following(reply)
        if found or reply.answer is None:
            return found
        parts = urlsplit(reply.url)
        query = dict(parse_qsl(parts.query))
        size = query.get("per_page", "")
        full = size.isdecimal() and len(listed(reply)) >= int(size) > 0
        if not full or "after" in query:
            return None
        query["page"] = str(int(query.get("page", "1")) + 1)
        return urlunsplit(parts._replace(query=urlencode(query)))

    return onward


def listed(reply: Reply) -> list[values.Json]:
    """The objects of an answer that must be a list. Raises `Malformed` otherwise."""
    if reply.status == 304:
        return []
    found = reply.json()
    if not isinstance(found, list):
        raise Malformed(f"{without_secrets(reply.url)} 应当给出列表却没有：请稍后再运行。")
    # Entries that are no objects stay as empty ones, so that they are counted as not read.
    return [entry if isinstance(entry, dict) else {} for entry in found]
