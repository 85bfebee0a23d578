"""GitHub's GraphQL rows into records: reviews, who merged, discussions and what is said there."""

from __future__ import annotations

from collections.abc import Iterable, Sequence

from collectors import values
from collectors.identities import account
from collectors.parsing.common import known, name_of
from collectors.values import Json
from warehouse.records import Comment, Discussion, Identity, Merger, Record, Review


def who(item: Json, *path: str) -> Identity | None:
    """The identity of an actor; None for deleted accounts.

    A bot's login has no `[bot]` here and has it in REST answers: it must be one identity.
    """
    found = values.dig(item, *path)
    if not isinstance(found, dict):
        return None
    kind, login = values.word(found, "__typename"), values.word(found, "login")
    if kind == "Bot" and login and not login.endswith("[bot]"):
        login = f"{login}[bot]"
    return account("github", {"id": found.get("databaseId"), "login": login, "type": kind})


def merger(repo_id: str, pull: Json) -> Sequence[Record]:
    """Nothing for what is not merged."""
    number = values.label(pull, "number")
    if number is None or values.instant(pull, "mergedAt") is None:
        return []
    person = who(pull, "mergedBy")
    return [
        *known([person]),
        Merger(repo_id, number, name_of(person), values.word(pull, "mergeCommit", "oid")),
    ]


def reviews(repo_id: str, number: str, rows: Iterable[Json]) -> Sequence[Record]:
    """Those without an id are left out: the caller counts them."""
    found: list[Record] = []
    for row in rows:
        key = values.label(row, "fullDatabaseId") or values.word(row, "id")
        if key is None:
            continue
        person = who(row, "author")
        found.extend(known([person]))
        state = values.word(row, "state")
        found.append(Review(
            repo_id, number, key, name_of(person), state.lower() if state else None,
            values.text(row, "body"), values.instant(row, "submittedAt"),
            values.instant(row, "updatedAt"),
        ))  # fmt: skip
    return found


def discussion(repo_id: str, item: Json) -> Sequence[Record]:
    """The discussion itself with the accounts in it; nothing without a number."""
    number, closed = values.label(item, "number"), values.flag(item, "closed")
    if number is None:
        return []
    author, answerer = who(item, "author"), who(item, "answer", "author")
    chooser = who(item, "answerChosenBy")
    return [*known([author, answerer, chooser]), Discussion(
        repo_id, number, name_of(author), values.text(item, "title"), values.text(item, "body"),
        values.word(item, "category", "name"), values.flag(item, "isAnswered"),
        name_of(answerer), values.instant(item, "answerChosenAt"), name_of(chooser),
        values.count(item, "comments", "totalCount"), values.instant(item, "createdAt"),
        values.instant(item, "updatedAt"),
        None if closed is None else "closed" if closed else "open",
        values.instant(item, "closedAt"),
    )]  # fmt: skip


def said(repo_id: str, number: str, rows: Iterable[Json]) -> Sequence[Record]:
    """Comments and replies, by their node ids: their numbers are not those of issue comments."""
    found: list[Record] = []
    for row in rows:
        key = values.word(row, "id")
        if key is None:
            continue
        person = who(row, "author")
        found.extend(known([person]))
        found.append(Comment(
            repo_id, key, "discussion", number, False, name_of(person),
            values.text(row, "body"), values.instant(row, "createdAt"),
            values.instant(row, "updatedAt"),
        ))  # fmt: skip
    return found
