"""Streams that one answer tells whole: no pages, no place to go on from."""

from __future__ import annotations

from collections.abc import Callable, Generator, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

from collectors.errors import Malformed
from collectors.replies import Reply
from collectors.streams import Context, Ending, Page, refuse
from collectors.values import Json
from warehouse.archive import without_secrets
from warehouse.records import Record


@dataclass(frozen=True, slots=True)
class Ask:
    """Where a repository is asked for, and with which headers."""

    base: str
    headers: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class Told:
    """What an answer told, now or when it was last new: `keys` of its rows, how many of its things
    could not become one, and how many there are by its own count."""

    records: Sequence[Record]
    keys: frozenset[str]
    unread: int = 0
    expected: int | None = None

    @classmethod
    def of(cls, rows: Iterable[Record | None], expected: int | None = None) -> Told:
        """`rows`: a record for each thing, None where it could not become one."""
        given = list(rows)
        found = [row for row in given if row is not None]
        keys = frozenset(row.key for row in found)
        return cls(found, keys, len(given) - len(found), expected)

    def memo(self) -> dict[str, Any]:
        return {"keys": sorted(self.keys), "unread": self.unread, "expected": self.expected}

    def swept(self) -> Ending:
        """The ending of a stream whose rows are these and no others."""
        return Ending(self.expected, sweep=None if self.unread else self.keys)


def read(
    ctx: Context, ask: Ask, path: str, what: str, tell: Callable[[Json], Told]
) -> Generator[Page, None, Told]:
    """The one page, and what it told; after a 304 what the answer before it did.

    Raises what a refusal means, and `Malformed` for an answer that is no object.
    """
    reply = ctx.get(f"{ask.base}{path}", headers=ask.headers)
    refuse(reply, what)
    if reply.answer is None:
        memo = reply.memo
        told = Told((), frozenset(memo["keys"]), memo["unread"], memo["expected"])
    else:
        found = reply.json()
        if not isinstance(found, dict):
            raise odd(reply.url, what)
        told = tell(found)
    yield _page(ctx, reply, told)
    return told


def _page(ctx: Context, reply: Reply, told: Told) -> Page:
    """Of answers that say “none” one after the other in new words the first is kept."""
    if reply.answer is None:
        return ctx.page(reply, (), len(told.keys), unread=told.unread)
    none = not told.keys and not told.unread
    page = ctx.page(
        reply, told.records, len(told.keys), memo=told.memo(), unread=told.unread,
        cursor={"none": none},
    )  # fmt: skip
    return replace(page, answer=None) if none and ctx.cursor.get("none") else page


def odd(url: str, what: str) -> Malformed:
    return Malformed(f"{without_secrets(url)} 给出的{what}不是应有的样子：请稍后再运行。")
