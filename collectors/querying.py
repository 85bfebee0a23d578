"""GraphQL: queries from their files, pages as large as the server can bear, and errors in a 200."""

from __future__ import annotations

import json
import re
from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha256
from importlib.resources import files
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from collectors import values
from collectors.errors import Malformed, NotFound, Refused, TooHeavy

if TYPE_CHECKING:
    from collectors.replies import Reply
    from collectors.streams import Context

_DECLARED = re.compile(r"\$(\w+)\s*:")
# What GitHub says of a query that is too much for it, by type or in words (G12).
_HEAVY_TYPES = {"RESOURCE_LIMITS_EXCEEDED", "MAX_NODE_LIMIT_EXCEEDED"}
_HEAVY_WORDS = re.compile(
    r"resource limits|timed? ?out|something went wrong while executing", re.IGNORECASE
)
_UNSEEN = {"FORBIDDEN", "INSUFFICIENT_SCOPES", "UNAUTHORIZED"}
_KIND = re.compile(r"[A-Z][A-Z_]{0,60}")
# A size that was too much twice is not tried again.
_MOST_FAILURES = 2
_MOST_PAGES = 20_000


@cache
def text(name: str) -> str:
    """The query `queries/<name>.graphql`."""
    folder = files("collectors").joinpath("queries")
    return folder.joinpath(f"{name}.graphql").read_text(encoding="utf-8")


def request(api: str, name: str, variables: Mapping[str, object]) -> tuple[str, bytes]:
    """Address and body of a query; variables it does not declare are left out.

    The fragment, which no server sees, names the query, a hash of its text and the variables:
    answers to different questions never pass for one, though all have the same address.
    """
    query = text(name)
    declared = set(_DECLARED.findall(query))
    given = {k: v for k, v in sorted(variables.items()) if k in declared and v is not None}
    asked = urlencode({k: _word(v) for k, v in given.items()})
    mark = sha256(query.encode()).hexdigest()[:8]
    body = json.dumps({"query": query, "variables": given}, ensure_ascii=False).encode()
    return f"{endpoint(api)}#{name}.{mark}?{asked}", body


def endpoint(api: str) -> str:
    """GitHub's own server; on an Enterprise server it lies beside the REST interface."""
    return api.removesuffix("/v3") + "/graphql"


def _word(value: object) -> str:
    return value if isinstance(value, str) else json.dumps(value, sort_keys=True)


class Sizes:
    """How many rows to ask for: halved when too heavy, doubled again after an answer.

    `rows` of the list and `nested` of the list within each row; `begin` rows at first.
    """

    def __init__(self, rows: int, nested: int, begin: int | None = None) -> None:
        self.rows, self.nested = begin or rows, nested
        self._most = (rows, nested)
        self._failed: Counter[tuple[int, int]] = Counter()

    @property
    def smallest(self) -> bool:
        return self.rows == self.nested == 1

    def shrink(self) -> None:
        self._failed[self.rows, self.nested] += 1
        if self.rows > 1:
            self.rows //= 2
        else:
            self.nested = max(1, self.nested // 2)

    def grow(self) -> None:
        rows, nested = self.rows, min(self.nested * 2, self._most[1])
        if nested == self.nested:
            rows = min(self.rows * 2, self._most[0])
        if self._failed[rows, nested] < _MOST_FAILURES:
            self.rows, self.nested = rows, nested


@dataclass(frozen=True, slots=True)
class Told:
    """An answer, and the object it tells of (`repository` or `node`)."""

    reply: Reply
    item: values.Json


def ask(ctx: Context, name: str, sizes: Sizes, /, **variables: object) -> Told:
    """One page of a query, in a size the server can bear.

    Rows the server could not read are null in it. Raises what `Context.query` raises, `NotFound`,
    `Refused`, and `Malformed` for an answer without data.
    """
    while True:
        size = {"rows": sizes.rows, "nested": sizes.nested}
        try:
            reply = ctx.query(name, {**variables, **size}, patient=sizes.smallest)
            item = _item(ctx, reply, smallest=sizes.smallest)
        except TooHeavy:
            sizes.shrink()
            continue
        sizes.grow()
        return Told(reply, item)


def _item(ctx: Context, reply: Reply, *, smallest: bool) -> values.Json:
    from collectors.streams import refuse

    refuse(reply, f"{ctx.target.url} 的查询结果")
    told = reply.json()
    data, errors = values.dig(told, "data"), values.items(values.dig(told, "errors"))
    item = values.dig(data, "repository") or values.dig(data, "node")
    if any(map(_heavy, errors)) and not (smallest and isinstance(item, dict)):
        if smallest:
            raise Malformed(f"{ctx.target.url} 的一项内容平台也说太多：请稍后再运行。")
        raise TooHeavy(f"{ctx.target.url} 的查询一次要得太多：请稍后再运行。")
    if not isinstance(item, dict):
        raise _without_data(ctx, errors)
    for error in errors:
        _blank(ctx, data, error)
    return item


def _heavy(error: values.Json) -> bool:
    words = values.text(error, "message") or ""
    return values.text(error, "type") in _HEAVY_TYPES or bool(_HEAVY_WORDS.search(words))


def _without_data(ctx: Context, errors: Sequence[values.Json]) -> Exception:
    kinds = {values.text(error, "type") or "" for error in errors}
    if "NOT_FOUND" in kinds:
        return NotFound(f"平台的查询接口没有给出 {ctx.target.url}：请检查令牌的权限。")
    if kinds & _UNSEEN:
        return Refused(f"平台不向这个令牌展示 {ctx.target.url} 的查询结果：请检查令牌的权限。")
    return Malformed(_odd(ctx, kinds))


def _odd(ctx: Context, kinds: set[str]) -> str:
    shown = "、".join(sorted(kind for kind in kinds if _KIND.fullmatch(kind))) or "没有说明"
    return f"{ctx.target.url} 的查询出错（{shown}）：请稍后再运行。"


def _blank(ctx: Context, data: Any, error: values.Json) -> None:
    """Makes the row an error lies in null: a part that is null for it is no fact about the row.

    Raises `Malformed` for an error that lies in no row.
    """
    path = error.get("path")
    steps = path if isinstance(path, list) else []
    rows = [i for i, step in enumerate(steps[:-1]) if step == "nodes" and _is_index(steps[i + 1])]
    if not rows:
        raise Malformed(_odd(ctx, {values.text(error, "type") or ""}))
    held = data
    for step in steps[: rows[-1] + 1]:
        held = _step(held, step)
    index = steps[rows[-1] + 1]
    if isinstance(held, list) and index < len(held):
        held[index] = None


def _is_index(step: object) -> bool:
    return isinstance(step, int) and not isinstance(step, bool) and step >= 0


def _step(held: Any, step: object) -> Any:
    if isinstance(held, list):
        return held[step] if isinstance(step, int) and 0 <= step < len(held) else None
    return held.get(step) if isinstance(held, dict) else None


@dataclass(frozen=True, slots=True)
class Rows:
    """A page of a connection. `unread` counts rows that are null; `onward` None: the last page."""

    found: tuple[values.Json, ...]
    unread: int
    total: int
    onward: str | None

    @property
    def number(self) -> int:
        return len(self.found) + self.unread


def rows(item: object, url: str) -> Rows:
    """The rows of a connection. Raises `Malformed` when it is none, or says not how to go on."""
    nodes, page = values.dig(item, "nodes"), values.dig(item, "pageInfo")
    total, more = values.count(_object(item), "totalCount"), values.dig(page, "hasNextPage")
    onward = values.word(_object(page), "endCursor") if more is True else None
    if not isinstance(nodes, list) or total is None or not isinstance(more, bool):
        raise Malformed(f"{url} 的列表不是应有的样子：请稍后再运行。")
    if more and (onward is None or not nodes):
        raise Malformed(f"{url} 说还有下一页，却没有给出怎样去读：请稍后再运行。")
    found = tuple(node for node in nodes if isinstance(node, dict))
    return Rows(found, len(nodes) - len(found), total, onward)


def walk(
    ctx: Context, name: str, field: str, sizes: Sizes, after: str | None = None, /,
    **variables: object,
) -> Iterator[tuple[Told, Rows]]:  # fmt: skip
    """Pages of the connection at `field` (names joined by dots), each asked for by its cursor.

    Raises what `ask` raises, and `Malformed` for a list that turns in a circle.
    """
    seen: set[str] = set()
    while True:
        told = ask(ctx, name, sizes, after=after, **variables)
        found = rows(values.dig(told.item, *field.split(".")), told.reply.url)
        yield told, found
        after = found.onward
        if after is None:
            return
        if after in seen or len(seen) >= _MOST_PAGES:
            raise Malformed(f"{told.reply.url} 的下一页没有尽头或又指回自己：请稍后再运行。")
        seen.add(after)


def _object(item: object) -> values.Json:
    return item if isinstance(item, dict) else {}
