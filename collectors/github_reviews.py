"""Stream `reviews` of GitHub: reviews of change requests, and who merged them.

REST names neither in any list of a repository: one request a change request and kind would be
needed. GraphQL gives both for a hundred change requests at once; it needs a token.
"""

from __future__ import annotations

from datetime import datetime
from functools import partial

from collectors import connections, querying, values
from collectors.connections import Nested, Rest, Source, Thing
from collectors.parsing import github_graphql as parsing
from collectors.querying import Rows, Sizes
from collectors.streams import Context, Pages

ROWS, NESTED, MOST = 100, 50, 100
# How a list of changes must have ended for its place to tell what changed since.
_READ = {"complete", "unread", "short", "over", "cut"}


def read(ctx: Context) -> Pages:
    """Nothing is asked while the lists of issues and change requests show no change."""
    return (yield from connections.read(ctx, _SOURCE, _mark(ctx)))


def _mark(ctx: Context) -> str | None:
    """How far the list that holds the change requests was read; None: nobody can say."""
    state = ctx.session.state
    if ctx.ended.get("issues") in _READ:
        reached = state.cursor(ctx.repo_id, "issues").get("since") or ""
    elif ctx.ended.get("change_requests") in _READ:
        reached = state.cursor(ctx.repo_id, "change_requests").get("high") or ""
    else:
        return None
    settled = not reached or ctx.now() - datetime.fromisoformat(reached) > connections.SETTLED
    return f"{reached} {'settled' if settled else ctx.now().isoformat()}"


def _pull(ctx: Context, row: values.Json, url: str) -> Thing | None:
    number = values.label(row, "number")
    if number is None:
        return None
    rows = querying.rows(row.get("reviews"), url)
    records = [
        *parsing.pull_request(ctx.repo_id, row), *parsing.reviews(ctx.repo_id, number, rows.found),
    ]  # fmt: skip
    rest = partial(_rest, ctx, number, rows.onward) if rows.onward else None
    return Thing(number, records, _lost(rows), rows.total, connections.changed(row), rest)


def _rest(ctx: Context, number: str, after: str) -> Rest:
    keys, unread = set[str](), 0
    where = {**connections.place(ctx), "number": int(number)}
    field, sizes = "pullRequest.reviews", Sizes(MOST, 1)
    for told, rows in querying.walk(ctx, "reviews_of_one", field, sizes, after, **where):
        records, lost = parsing.reviews(ctx.repo_id, number, rows.found), _lost(rows)
        keys |= connections.keys_of(records)
        unread += lost
        yield ctx.page(told.reply, records, rows.number, unread=lost)
    return Nested(frozenset(keys), unread)


def _lost(rows: Rows) -> int:
    return rows.unread + sum(values.word(row, "id") is None for row in rows.found)


_SOURCE = Source(
    "reviews", "pullRequests", "变更请求列表", ROWS, NESTED, _pull,
    within=("review", "change_request"), own_swept=("merger",),
)  # fmt: skip
