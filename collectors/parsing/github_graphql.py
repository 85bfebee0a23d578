"""GitHub's GraphQL rows into records: reviews, who merged, discussions and what is said there."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence

from collectors import values
from collectors.identities import account
from collectors.parsing.common import name_of
from collectors.values import Json
from warehouse.records import (
    AccountCompany,
    Comment,
    Discussion,
    Identity,
    Merger,
    Record,
    Review,
)


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


def _people(repo_id: str, item: Json, *paths: tuple[str, ...]) -> Iterator[Record]:
    """The accounts at the paths, and the companies of those whose profile was shown."""
    for path in paths:
        person, found = who(item, *path), values.dig(item, *path)
        if person is not None:
            yield person
            if isinstance(found, dict) and "company" in found:
                company = values.word(found, "company")
                yield AccountCompany(repo_id, person.identity_id, company)


def pull_request(repo_id: str, pull: Json) -> Sequence[Record]:
    """Who made it and who merged it; of the merger nothing for what is not merged."""
    made = [*_people(repo_id, pull, ("author",))]
    number = values.label(pull, "number")
    if number is None or values.instant(pull, "mergedAt") is None:
        return made
    person = who(pull, "mergedBy")
    return [
        *made,
        *_people(repo_id, pull, ("mergedBy",)),
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
        found.extend(_people(repo_id, row, ("author",)))
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
    people = _people(repo_id, item, ("author",), ("answer", "author"), ("answerChosenBy",))
    return [*people, Discussion(
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
        found.extend(_people(repo_id, row, ("author",)))
        found.append(Comment(
            repo_id, key, "discussion", number, False, name_of(person),
            values.text(row, "body"), values.instant(row, "createdAt"),
            values.instant(row, "updatedAt"),
        ))  # fmt: skip
    return found
