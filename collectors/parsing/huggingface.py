"""The Hub's JSON into records."""

from __future__ import annotations

from collections.abc import Mapping, Sequence

from collectors import values
from collectors.parsing.common import name_of
from collectors.values import Json
from warehouse.records import (
    BaseModel,
    ChangeRequest,
    Comment,
    Commit,
    CountSnapshot,
    HubFile,
    Identity,
    Issue,
    ModelLink,
    Record,
    RepoFact,
)  # fmt: skip

PLATFORM = "huggingface"
COUNTS = {"likes": "likes", "downloads_30d": "downloads", "downloads_all": "downloadsAllTime"}
BASE = "base_model"
# Relations that do not tell how something was made from its base model.
_NOT_HOW = {BASE, "dataset", "model", "licence_link"}
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
    return [fact, *(CountSnapshot(repo_id, n, values.count(item, f)) for n, f in counts.items())]


def links(repo_id: str, item: Json) -> Sequence[ModelLink] | None:
    """What it is made from, by card and tags; None where the answer shows neither.

    Tags say `base_model:NAME`, `base_model:RELATION:NAME` and `dataset:NAME`.
    """
    card, tags = values.dig(item, "cardData"), values.words(item, "tags")
    if tags is None and not isinstance(card, Mapping):
        return None
    told: dict[tuple[str, str], None] = {}
    how = values.word(item, "cardData", "base_model_relation") or BASE
    for name in _names(item, "base_model"):
        told[how, name] = None
    for relation in ("datasets", "models"):
        told.update({(relation[:-1], name): None for name in _names(item, relation)})
    told.update({("licence_link", name): None for name in _names(item, "license_link")})
    told.update({pair: None for tag in tags or () if (pair := _tagged(tag)) is not None})
    exact = {name for relation, name in told if relation not in _NOT_HOW}
    kept = (pair for pair in told if pair[0] != BASE or pair[1] not in exact)
    return [ModelLink(repo_id, relation, name) for relation, name in kept]


def _names(item: Json, field: str) -> tuple[str, ...]:
    """One name or several, as cards have them."""
    one = values.word(item, "cardData", field)
    return (one,) if one else tuple(filter(None, values.words(item, "cardData", field) or ()))


def _tagged(tag: str) -> tuple[str, str] | None:
    kind, _, rest = tag.partition(":")
    if kind == "dataset" and rest:
        return "dataset", rest
    relation, colon, name = rest.rpartition(":")
    return (relation if colon else BASE, name) if kind == BASE and name else None


def licence(item: Json, tags: tuple[str, ...] | None) -> str | None:
    """The card's licence, else the licence tag; `other` is told with its name (H7)."""
    stated = values.dig(item, "cardData", "license")
    if isinstance(stated, list):
        stated = " AND ".join(entry for entry in stated if isinstance(entry, str))
    if stated == "other":
        return values.word(item, "cardData", "license_name") or "other"
    tagged = [tag.removeprefix("license:") for tag in tags or () if tag.startswith("license:")]
    return (stated if isinstance(stated, str) else None) or next(iter(tagged), None)


def base_model(repo_id: str, kind: str, target: str, item: Json) -> BaseModel:
    """What something is made from, by its own card; the licence's name and address apart."""
    found = links(repo_id, item)
    named = None if found is None else dict.fromkeys(one.target for one in found if _is_base(one))
    return BaseModel(
        repo_id, kind, target, "read", 200, values.word(item, "id"), _licence_field(item),
        values.word(item, "cardData", "license_name"),
        values.word(item, "cardData", "license_link"), _gated(item),
        None if named is None else tuple(named),
    )  # fmt: skip


def _is_base(link: ModelLink) -> bool:
    return link.relation not in {"dataset", "licence_link"}


def _licence_field(item: Json) -> str | None:
    card = values.dig(item, "cardData", "license")
    if card == "other":
        return "other"
    return licence(item, values.words(item, "tags"))


def _gated(item: Json) -> str | None:
    return "no" if item.get("gated") is False else values.word(item, "gated")


def discussions(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Discussions are issues, those with a branch are change requests."""
    return [record for item in items for record in _one(repo_id, item, None)]


def discussion(repo_id: str, item: Json) -> Sequence[Record]:
    """One discussion's own answer: itself with its end, and its comments."""
    events = values.items(item.get("events"))
    turns = [e for e in events if values.word(e, "type") == "status-change"]
    last = turns[-1] if turns else None
    if last is not None and values.word(last, "data", "status") != values.word(item, "status"):
        last = None
    return [*_one(repo_id, item, last), *_comments(repo_id, item, events)]


def _one(repo_id: str, item: Json, end: Json | None) -> Sequence[Record]:
    """`end` is the event that brought the state it is in; None: not shown, times unknown."""
    number, state = values.label(item, "num"), values.word(item, "status")
    if number is None:
        return ()
    author, by = who(values.word(item, "author", "name")), who(_name(end))
    known = [person for person in (author, by) if person]
    ended = values.instant(end, "createdAt") if end and state in {"closed", "merged"} else None
    title, opened = values.text(item, "title"), values.instant(item, "createdAt")
    if item.get("isPullRequest") is True:
        request = ChangeRequest(
            repo_id, number, name_of(author), name_of(by) if state == "merged" else None, title,
            "open" if state == "draft" else state, state, state == "draft" if state else None,
            opened, None, ended, ended if state == "merged" else None,
        )  # fmt: skip
        return [*known, request]
    plain = "open" if state in {"open", "draft"} else state and "closed"
    count = values.number(item, "numComments")
    return [*known, Issue(
        repo_id, number, name_of(author), title, None, plain, state, count, opened, None, ended,
    )]  # fmt: skip


def _name(event: Json | None) -> str | None:
    return values.word(event, "author", "name") if event else None


def _comments(repo_id: str, item: Json, events: Sequence[Json]) -> Sequence[Record]:
    """The first comment is the opening text itself and no comment."""
    number = values.label(item, "num") or ""
    kind = "change_request" if item.get("isPullRequest") is True else "issue"
    written = [e for e in events if values.word(e, "type") == "comment"]
    found: list[Record] = []
    for event in written[1:]:
        author, key = who(values.word(event, "author", "name")), values.label(event, "id")
        found.extend([author] if author else [])
        if key is not None:
            found.append(Comment(
                repo_id, key, kind, number, False, name_of(author),
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


def file(repo_id: str, item: Json) -> HubFile | None:
    """An entry of the tree; `lfs.oid` is the SHA-256 of what lies in large file storage."""
    path = values.word(item, "path")
    if path is None:
        return None
    size, large = values.count(item, "size"), values.count(item, "lfs", "size")
    return HubFile(
        repo_id, path, size if large is None else large, values.word(item, "lfs", "oid"),
        values.word(item, "oid"),
    )  # fmt: skip
