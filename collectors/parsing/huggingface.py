"""The Hub's JSON into records."""

from __future__ import annotations

from collections.abc import Sequence

from collectors import values
from collectors.values import Json
from warehouse.records import (
    ChangeRequest,
    Comment,
    Commit,
    CountSnapshot,
    Identity,
    Issue,
    Record,
    RepoFact,
)  # fmt: skip

PLATFORM = "huggingface"
COUNTS = {"likes": "likes", "downloads_30d": "downloads", "downloads_all": "downloadsAllTime"}
# Spaces are used, not downloaded: the Hub counts nothing there (H5).
SPACE_COUNTS = {"likes": "likes"}


def who(name: str | None, *, organisation: bool = False) -> Identity | None:
    """Accounts on the Hub are known by name only."""
    if not name:
        return None
    kind = "Organization" if organisation else None
    return Identity(f"{PLATFORM}:{name.lower()}", PLATFORM, login=name, account_type=kind)


def repository(repo_id: str, kind: str, item: Json) -> Sequence[Record]:
    """`downloads` is a rolling 30 days, `downloadsAllTime` all time (H2); likes are net (H7)."""
    tags = values.words(item, "tags")
    fact = RepoFact(
        repo_id, values.label(item, "_id"), values.word(item, "id"),
        values.text(item, "description"), None, values.word(item, "pipeline_tag"), tags,
        licence(item, tags), "main", None, values.flag(item, "disabled"),
        values.flag(item, "private"), values.instant(item, "createdAt"),
        values.instant(item, "lastModified"), values.instant(item, "lastModified"),
    )  # fmt: skip
    counts = SPACE_COUNTS if kind == "space" else COUNTS
    return [fact, *(CountSnapshot(repo_id, n, values.number(item, f)) for n, f in counts.items())]


def licence(item: Json, tags: tuple[str, ...] | None) -> str | None:
    """The card's licence, else the licence tag; `other` is told with its name (H7)."""
    stated = values.dig(item, "cardData", "license")
    if isinstance(stated, list):
        stated = " AND ".join(entry for entry in stated if isinstance(entry, str))
    if stated == "other":
        return values.word(item, "cardData", "license_name") or "other"
    tagged = [tag.removeprefix("license:") for tag in tags or () if tag.startswith("license:")]
    return (stated if isinstance(stated, str) else None) or next(iter(tagged), None)


def discussions(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Discussions are issues, those with a branch are change requests."""
    found: list[Record] = []
    for item in items:
        number, state = values.label(item, "num"), values.word(item, "status")
        if number is None:
            continue
        author = who(values.word(item, "author", "name"))
        found.extend([author] if author else [])
        make = _change_request if item.get("isPullRequest") is True else _issue
        found.append(make(repo_id, number, author, state, item))
    return found


def _issue(
    repo_id: str, number: str, author: Identity | None, state: str | None, item: Json
) -> Issue:
    return Issue(
        repo_id, number, author.identity_id if author else None, values.text(item, "title"),
        None, "open" if state in {"open", "draft"} else state and "closed", state,
        values.number(item, "numComments"), values.instant(item, "createdAt"), None, None,
    )  # fmt: skip


def _change_request(
    repo_id: str, number: str, author: Identity | None, state: str | None, item: Json
) -> ChangeRequest:
    """The list does not say when a request was merged or closed: the times stay unknown."""
    return ChangeRequest(
        repo_id, number, author.identity_id if author else None, None, values.text(item, "title"),
        "open" if state == "draft" else state, state, state == "draft" if state else None,
        values.instant(item, "createdAt"), None, None, None,
    )  # fmt: skip


def events(repo_id: str, number: str, item: Json) -> Sequence[Record]:
    """Comments of one discussion; the first is the opening text itself and no comment."""
    kind = "change_request" if item.get("isPullRequest") is True else "issue"
    written = [e for e in values.items(item.get("events")) if values.word(e, "type") == "comment"]
    found: list[Record] = []
    for event in written[1:]:
        author, key = who(values.word(event, "author", "name")), values.label(event, "id")
        found.extend([author] if author else [])
        if key is not None:
            found.append(Comment(
                repo_id, key, kind, number, False, author.identity_id if author else None,
                values.text(event, "data", "latest", "raw"), values.instant(event, "createdAt"),
                values.instant(event, "data", "latest", "updatedAt"),
            ))  # fmt: skip
    return found


def commits(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    found: list[Record] = []
    for item in items:
        sha = values.word(item, "id")
        if sha is None:
            continue
        people = [who(values.word(a, "user")) for a in values.items(item.get("authors"))]
        named = [p for p in people if p]
        at = values.instant(item, "date")
        first = named[0].identity_id if named else None
        others = tuple(p.identity_id for p in named[1:])
        found.extend(named)
        found.append(Commit(
            repo_id, sha, first, first, at, at, None, values.text(item, "title"), others,
            has_paths=False,
        ))  # fmt: skip
    return found
