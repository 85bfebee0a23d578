"""What the stand-in's GraphQL answers are made of: values, and functions where there are arguments.

`graphql-core` calls what is callable in a dictionary with the field's arguments.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from graphql import GraphQLError

from collectors.standin.call import Call, Json, Refusal
from collectors.standin.community.model import (
    Comment,
    Person,
    Remark,
    Repository,
    Review,
    Thread,
    Topic,
)
from collectors.standin.github.found import find
from collectors.standin.github.shapes import WEB, node_id, when
from collectors.standin.paging import Key, by_cursor

T = TypeVar("T")
Field = Callable[..., Any]


def root(call: Call) -> Json:
    return {
        "repository": lambda _info, owner, name, **_: _repository(call, owner, name),
        "node": lambda _info, id: _node(call, id),
        "viewer": actor(call.standin.community.token_owner),
    }


def _repository(call: Call, owner: str, name: str) -> Json:
    """Raises GraphQLError (NOT_FOUND) for what the token cannot see; renames are followed."""
    known = call.standin.community.renamed("github", f"{owner}/{name}")
    try:
        repo = find(call, repo_id=known.id) if known else find(call, owner, name)
    except Refusal as refusal:
        raise GraphQLError(
            f"Could not resolve to a Repository with the name '{owner}/{name}'.",
            extensions={"type": "NOT_FOUND"},
        ) from refusal
    return repository(repo)


def _node(call: Call, ident: str) -> Json:
    """Comments on discussions only. Raises GraphQLError (NOT_FOUND) for anything else."""
    for repo in call.standin.community.repositories:
        for topic in repo.forum if repo.platform == "github" else ():
            for row in topic.remarks:
                if node_id("DC", row.comment.id) == ident:
                    return {"__typename": "DiscussionComment", **remark(row, topic)}
    message = f"Could not resolve to a node with the global id of '{ident}'"
    raise GraphQLError(message, extensions={"type": "NOT_FOUND"})


def actor(person: Person | None) -> Json | None:
    """Null for deleted accounts. Bots are called here without the `[bot]` REST gives them."""
    if person is None or person.deleted:
        return None
    login = person.login.removesuffix("[bot]") if person.kind == "Bot" else person.login
    return {
        "__typename": person.kind, "databaseId": person.github_id, "login": login,
        "company": person.company,
        "id": node_id(person.kind[0], person.github_id), "url": f"{WEB}/{login}",
    }  # fmt: skip


def repository(repo: Repository) -> Json:
    return {
        "databaseId": repo.id,
        "id": node_id("R", repo.id),
        "nameWithOwner": repo.full_name,
        "hasDiscussionsEnabled": repo.has_discussions,
        "pullRequests": _pull_requests(repo),
        "pullRequest": lambda _info, number: pull_request(_numbered(repo.pulls(), number)),
        "discussions": _discussions(repo),
        "discussion": lambda _info, number: discussion(_numbered(repo.forum, number)),
    }


def _numbered(rows: Sequence[Any], number: int) -> Any:
    found = next((row for row in rows if row.number == number), None)
    if found is None:
        message = f"Could not resolve to a node with the number of {number}."
        raise GraphQLError(message, extensions={"type": "NOT_FOUND"})
    return found


def _pull_requests(repo: Repository) -> Field:
    def answer(_info: Any, states: Sequence[str] | None = None, **given: Any) -> Json:
        rows = [t for t in repo.pulls() if not states or _state(t) in states]
        return connection(rows, _by_time(given.pop("orderBy", None)), pull_request, **given)

    return answer


def _discussions(repo: Repository) -> Field:
    def answer(_info: Any, **given: Any) -> Json:
        rows = repo.forum if repo.has_discussions else []
        return connection(rows, _by_time(given.pop("orderBy", None)), discussion, **given)

    return answer


def _state(thread: Thread) -> str:
    return "OPEN" if thread.is_open else "MERGED" if thread.merged else "CLOSED"


def _by_time(order: Json | None) -> tuple[Callable[[Any], Key], bool]:
    """The key of an order, and whether it goes down; without one by creation."""
    updated = order is not None and order["field"] == "UPDATED_AT"
    down = order is not None and order["direction"] == "DESC"
    return (lambda row: _key(row.updated if updated else row.created, row.number)), down


def _key(moment: datetime, number: int) -> Key:
    return int(moment.timestamp()), number


def connection(
    rows: Sequence[T], order: tuple[Callable[[T], Key], bool], shape: Callable[[T], Json],
    first: int = 0, after: str | None = None, **backwards: object,
) -> Json:  # fmt: skip
    """Raises GraphQLError for a cursor never given out, and for pages read backwards."""
    if any(value is not None for value in backwards.values()):
        raise GraphQLError("The stand-in reads connections forwards only.")
    key, descending = order
    try:
        found = by_cursor(rows, first, key, descending=descending, after=after or "")
    except ValueError as error:
        raise GraphQLError(
            f"`{after}` does not appear to be a valid cursor.",
            extensions={"type": "INVALID_CURSOR_ARGUMENTS"},
        ) from error
    page = {
        "hasNextPage": found.after is not None,
        "hasPreviousPage": found.before is not None,
        "startCursor": found.before,
        "endCursor": found.last,
    }
    return {"nodes": [shape(row) for row in found.rows], "pageInfo": page, "totalCount": len(rows)}


def pull_request(thread: Thread) -> Json:
    return {
        "author": actor(thread.author),
        "createdAt": when(thread.created),
        "id": node_id("PR", thread.id),
        "mergeCommit": {"oid": thread.merge_sha} if thread.merge_sha else None,
        "merged": thread.merged is not None,
        "mergedAt": when(thread.merged),
        "mergedBy": actor(thread.merged_by) if thread.merged else None,
        "number": thread.number,
        "reviews": _reviews(thread),
        "title": thread.title,
        "updatedAt": when(thread.updated),
    }


def _reviews(thread: Thread) -> Field:
    def answer(_info: Any, states: Sequence[str] | None = None, **given: Any) -> Json:
        rows = [r for r in thread.reviews if r.state != "PENDING"]
        rows = [r for r in rows if not states or r.state in states]
        return connection(rows, (lambda r: _key(r.submitted, r.id), False), review, **given)

    return answer


def review(row: Review) -> Json:
    return {
        "author": actor(row.author),
        "body": row.body,
        "createdAt": when(row.submitted),
        "fullDatabaseId": str(row.id),
        "id": node_id("PRR", row.id),
        "state": row.state,
        "submittedAt": when(row.submitted),
        "updatedAt": when(row.updated),
    }


def discussion(topic: Topic) -> Json:
    answered = next((r for r in topic.remarks if r.comment.id == topic.answer), None)
    return {
        "answer": answered and remark(answered, topic),
        "answerChosenAt": when(topic.chosen),
        "answerChosenBy": actor(topic.chosen_by),
        "author": actor(topic.author),
        "body": topic.body,
        "category": {"name": topic.category, "isAnswerable": topic.answerable},
        "closed": topic.closed is not None,
        "closedAt": when(topic.closed),
        "comments": _remarks(topic),
        "createdAt": when(topic.created),
        "databaseId": topic.id,
        "id": node_id("D", topic.id),
        "isAnswered": answered is not None if topic.answerable else None,
        "number": topic.number,
        "title": topic.title,
        "updatedAt": when(topic.updated),
    }


def _remarks(topic: Topic) -> Field:
    order = (lambda r: _key(r.comment.created, r.comment.id), False)

    def answer(_info: Any, **given: Any) -> Json:
        return connection(topic.remarks, order, lambda row: remark(row, topic), **given)

    return answer


def remark(row: Remark, topic: Topic) -> Json:
    order = (lambda c: _key(c.created, c.id), False)

    def replies(_info: Any, **given: Any) -> Json:
        return connection(row.replies, order, lambda said: _said(said, topic), **given)

    return {**_said(row.comment, topic), "replies": replies}


def _said(comment: Comment, topic: Topic) -> Json:
    """A comment as a reply; replies have none themselves."""
    return {
        "author": actor(comment.author),
        "body": comment.body,
        "createdAt": when(comment.created),
        "databaseId": comment.id % 2**31,
        "deletedAt": None,
        "id": node_id("DC", comment.id),
        "isAnswer": comment.id == topic.answer,
        "replies": lambda _info, **given: connection([], (_nothing, False), _no_shape, **given),
        "updatedAt": when(comment.updated),
    }


def _nothing(_row: object) -> Key:
    return 0, 0


def _no_shape(_row: object) -> Json:
    return {}
