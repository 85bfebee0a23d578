"""Stream `owner_repositories`: what an organisation or user has in public, as platforms list it."""

from __future__ import annotations

import re
from collections.abc import Callable, Generator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any

from collectors import values
from collectors.crawls import PASSES
from collectors.errors import Malformed, NotFound
from collectors.paging import Following, listed, walk
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, Pages, refuse
from collectors.targets import Kind, Target, belonging, proper
from warehouse.records import CountSnapshot, OwnerRepo, Record

# Platform numbers go into the names of rows.
_NUMBER = re.compile(r"[0-9A-Za-z]{1,64}")
# Each platform calls an owner by at least one of these.
_NAMES = ("login", "name", "user", "path")
_MOVED = {301, 302, 307, 308}
_HIDDEN = {"private", "internal"}
_MOVING = "列表在读取时不断变动，这次没能读到一致的全貌：下次运行会再读。"


@dataclass(frozen=True, slots=True)
class Fields:
    """How a platform's list names what we keep of a repository."""

    number: str = "id"
    full_name: str = "full_name"
    created: str = "created_at"
    pushed: str = "pushed_at"


@dataclass(frozen=True, slots=True)
class Listed:
    """One list of an owner; `expected` reads the count a page states, where it does."""

    what: str
    kind: Kind
    url: str
    following: Following
    fields: Fields = field(default_factory=Fields)
    headers: dict[str, str] | None = None
    expected: Callable[[Reply], int | None] = lambda _: None


def profile(
    ctx: Context, reply: Reply, kept: Mapping[str, str], counts: Mapping[str, str],
    hint: str = "",
) -> Generator[Page, None, dict[str, Any]]:  # fmt: skip
    """What the owner's own answer tells: `kept` fields by our names, and `counts` as snapshots.

    Raises what a refusal means; `hint` is added where there is no such owner.
    """
    if reply.status in _MOVED:
        raise NotFound(f"{ctx.target.url} 已改名：请在 config.toml 中改用新网址。")
    refuse(reply, f"组织或用户 {ctx.target.url}{hint}", first=True)
    if reply.answer is None:
        yield ctx.page(reply, (), 1)
        return dict(reply.memo)
    item = reply.json()
    if not (isinstance(item, dict) and any(values.word(item, name) for name in _NAMES)):
        raise Malformed(f"{ctx.target.url} 的回答不是应有的样子：请稍后再运行。")
    told = {name: values.dig(item, path) for name, path in kept.items()}
    shown = {name: values.count(item, path) for name, path in counts.items() if path in item}
    told |= {"counts": shown}
    records = [CountSnapshot(ctx.repo_id, name, count) for name, count in shown.items()]
    yield ctx.page(reply, records, 1, memo=told)
    return told


def read(ctx: Context, lists: Sequence[Listed], counted: int | None = None) -> Pages:
    """All lists, conditionally; what complete readings no longer show is closed.

    `counted` is how many the platform says there are. Fewer are read once more, and close nothing
    until as many were missing in two runs: a repository that vanishes while the list is read moves
    another one to a page already read.
    """
    before = missing = ctx.cursor.get("short")
    for _ in range(PASSES):
        seen = _Seen(counted)
        for one in lists:
            for reply in walk(ctx, one.url, one.what, one.following, one.headers):
                records, told = _told(ctx.target, one, reply)
                seen.add(one, told)
                last = reply.next_url is None and one is lists[-1]
                place = {"short": seen.shortage() if last else before}
                yield ctx.page(
                    reply, records, told["items"], cursor=place, memo=told, unread=told["unread"]
                )
        short = seen.shortage()
        if short in (None, missing):
            return seen.ending(settled=short in (None, before))
        missing = short
    return Ending(seen.expected(), code="moving", reason=_MOVING)


class _Seen:
    """What one reading of all lists showed."""

    def __init__(self, counted: int | None) -> None:
        self._counted = counted
        self._by_list: dict[str, int] = {}
        self._keys: set[str] = set()
        self._unread = self._hidden = 0

    def add(self, one: Listed, told: Mapping[str, Any]) -> None:
        self._keys.update(told["keys"])
        self._unread += told["unread"]
        self._hidden += told["hidden"]
        if told["expected"] is not None:
            self._by_list[one.url] = told["expected"]

    def expected(self) -> int | None:
        """How many there should be that are shown to all."""
        stated = sum(self._by_list.values()) if self._by_list else None
        counted = stated if self._counted is None else self._counted
        return None if counted is None else max(0, counted - self._hidden)

    def shortage(self) -> list[int] | None:
        """[rows seen, rows counted] when fewer were seen."""
        seen, expected = len(self._keys) + self._unread, self.expected()
        return None if expected is None or seen >= expected else [seen, expected]

    def ending(self, *, settled: bool) -> Ending:
        sweep = frozenset(self._keys) if settled else None
        short = self.shortage()
        if short is None or self._unread:
            return Ending(None if self._unread else self.expected(), sweep=sweep)
        reason = f"平台计数为 {short[1]}，列表只给出 {short[0]}：差额为平台未展示的部分。"
        return Ending(short[1], "short", reason, sweep)


def _told(owner: Target, one: Listed, reply: Reply) -> tuple[list[Record], dict[str, Any]]:
    """A page's rows, and what is remembered of it: a 304 tells the same again."""
    if reply.answer is None:
        return [], dict(reply.memo)
    items = listed(reply)
    public = [item for item in items if not _is_hidden(item)]
    made = (_record(owner, one, item) for item in public)
    records: dict[str, Record] = {record.key: record for record in made if record is not None}
    return list(records.values()), {
        "keys": list(records), "items": len(items), "unread": len(public) - len(records),
        "hidden": len(items) - len(public), "expected": one.expected(reply),
    }  # fmt: skip


def _is_hidden(item: values.Json) -> bool:
    """What only some may see is never collected for its owner, whatever our token may see."""
    return (
        values.flag(item, "private") is True
        or values.flag(item, "internal") is True
        or values.word(item, "visibility") in _HIDDEN
    )


def _record(owner: Target, one: Listed, item: values.Json) -> OwnerRepo | None:
    """None for what is not named as this owner's: names go into addresses."""
    names, number = one.fields, values.label(item, one.fields.number)
    full = values.word(item, names.full_name)
    if full is None or not proper(full) or number is None or not _NUMBER.fullmatch(number):
        return None
    if full.partition("/")[0].lower() != owner.full_name.lower():
        return None
    return OwnerRepo(
        owner.repo_id, one.kind, number, full, belonging(owner, one.kind, full).url,
        values.flag(item, "fork"), values.flag(item, "archived"),
        values.instant(item, names.created), values.instant(item, names.pushed),
    )  # fmt: skip
