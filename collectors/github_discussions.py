"""Stream `discussions` of GitHub: discussions, comments on them and replies, by GraphQL alone."""

from __future__ import annotations

from collections.abc import Generator, Sequence
from functools import partial

from collectors import connections, querying, values
from collectors.connections import Nested, Rest, Source, Thing, keys_of
from collectors.errors import Disabled
from collectors.parsing import github_graphql as parsing
from collectors.querying import Sizes
from collectors.streams import Context, Ending, Page, Pages
from warehouse.records import Record

# Three lists deep: a page of these asks for 6,900 nodes and costs 7 points.
ROWS, NESTED, MOST = 25, 25, 100


def read(ctx: Context) -> Pages:
    """Where REST says they are switched off, nothing is asked; else no list tells of a change."""
    try:
        if ctx.facts.get("has_discussions") is False:
            raise Disabled(f"{ctx.target.url} 没有开启讨论区。")
        return (yield from connections.read(ctx, _SOURCE, None))
    except Disabled as off:
        return Ending(code=off.code, reason=off.reason)


def _enabled(ctx: Context, item: values.Json) -> None:
    if item.get("hasDiscussionsEnabled") is False:
        raise Disabled(f"{ctx.target.url} 没有开启讨论区。")


def _discussion(ctx: Context, row: values.Json, url: str) -> Thing | None:
    number = values.label(row, "number")
    if number is None:
        return None
    said = _Said(ctx, number)
    rows = querying.rows(row.get("comments"), url)
    records = [*parsing.discussion(ctx.repo_id, row), *said.of(rows.found, url)]
    rest = partial(said.rest, rows.onward) if rows.onward or said.more else None
    return Thing(number, records, said.unread + rows.unread, 1, connections.changed(row), rest)


class _Said:
    """What is said in one discussion. `more`: comments whose replies go on, and where."""

    def __init__(self, ctx: Context, number: str) -> None:
        self.ctx, self.number = ctx, number
        self.unread = 0
        self.more: list[tuple[str, str]] = []

    def of(self, rows: Sequence[values.Json], url: str) -> list[Record]:
        """Records of comments and of the replies that came with them."""
        every: list[values.Json] = []
        for row in rows:
            replies = querying.rows(row.get("replies"), url)
            every += [row, *replies.found]
            self.unread += replies.unread
            if replies.onward and (key := values.word(row, "id")):
                self.more.append((key, replies.onward))
        return self._records(every)

    def _records(self, rows: Sequence[values.Json]) -> list[Record]:
        self.unread += sum(values.word(row, "id") is None for row in rows)
        return list(parsing.said(self.ctx.repo_id, self.number, rows))

    def rest(self, after: str | None) -> Rest:
        keys, before = set[str](), self.unread
        where = {**connections.place(self.ctx), "number": int(self.number)}
        if after is not None:
            field, sizes = "discussion.comments", Sizes(MOST, 1)
            for told, rows in querying.walk(
                self.ctx, "discussion_comments", field, sizes, after, **where
            ):
                held = self.unread
                records = self.of(rows.found, told.reply.url)
                self.unread += rows.unread
                keys |= keys_of(records)
                lost = self.unread - held
                yield self.ctx.page(told.reply, records, rows.number, unread=lost)
        for key, onward in self.more:
            keys |= yield from self._replies(key, onward)
        return Nested(frozenset(keys), self.unread - before)

    def _replies(self, key: str, after: str) -> Generator[Page, None, set[str]]:
        keys = set[str]()
        walk = querying.walk(
            self.ctx, "discussion_replies", "replies", Sizes(MOST, 1), after, id=key
        )
        for told, rows in walk:
            held = self.unread
            records = self._records(rows.found)
            self.unread += rows.unread
            keys |= keys_of(records)
            yield self.ctx.page(told.reply, records, rows.number, unread=self.unread - held)
        return keys


_SOURCE = Source(
    "discussions", "discussions", "讨论列表", ROWS, NESTED, _discussion,
    within=("comment", "subject_number"), own_swept=("comment",), counts_rows=True, check=_enabled,
)  # fmt: skip
