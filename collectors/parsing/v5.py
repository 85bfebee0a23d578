"""The v5 JSON of Gitee and GitCode into records; small ways in which hosts differ are tolerated.

The first argument everywhere is the platform, whose accounts these are.
"""

from __future__ import annotations

from collections.abc import Sequence

from collectors import values
from collectors.identities import account
from collectors.parsing import common
from collectors.parsing.common import known, name_of, who
from collectors.values import Json
from warehouse.records import (
    ChangeRequest,
    Comment,
    CountSnapshot,
    Issue,
    Record,
    Release,
    RepoFact,
    Stargazer,
    Tag,
)  # fmt: skip

COUNTS = {
    "stars": "stargazers_count",
    "forks": "forks_count",
    "watchers": "watchers_count",
    "open_issues": "open_issues_count",
}
# GitCode also says `opened`.
OPEN, CLOSED = {"open", "opened", "reopened", "progressing"}, {"closed", "rejected"}

commits = common.commits
contributors = common.contributors
forks = common.forks


def repository(platform: str, repo_id: str, item: Json) -> Sequence[Record]:
    licence = values.dig(item, "license")
    fact = RepoFact(
        repo_id, values.label(item, "id"), values.word(item, "full_name"),
        values.text(item, "description"), values.word(item, "homepage"),
        values.word(item, "language"), None,
        licence if isinstance(licence, str) and licence else values.word(item, "license", "key"),
        values.word(item, "default_branch"), values.flag(item, "fork"), None,
        values.flag(item, "private"), values.instant(item, "created_at"),
        values.instant(item, "pushed_at"), values.instant(item, "updated_at"),
    )  # fmt: skip
    counts = [CountSnapshot(repo_id, n, values.count(item, field)) for n, field in COUNTS.items()]
    return [fact, *counts]


def stargazers(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """`star_at` here, `starred_at` at another v5 host (E10). Hidden accounts come as null."""
    found: list[Record] = []
    for item in items:
        person = account(platform, item)
        found.extend(known([person]))
        at = values.instant(item, "star_at") or values.instant(item, "starred_at")
        if person is None and at is None:
            continue
        found.append(Stargazer(repo_id, name_of(person), at))
    return found


def issues(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Numbers are text; progressing counts as open, rejected as closed (E6)."""
    found: list[Record] = list(known(who(platform, item, "user") for item in items))
    for item in items:
        number, state = values.label(item, "number"), values.word(item, "state")
        if number is None:
            continue
        found.append(Issue(
            repo_id, number, name_of(who(platform, item, "user")), values.text(item, "title"),
            values.text(item, "body"), _plain(state), state,
            values.number(item, "comments"), values.instant(item, "created_at"),
            values.instant(item, "updated_at"), values.instant(item, "finished_at"),
        ))  # fmt: skip
    return found


def _plain(state: str | None) -> str | None:
    """None for a word that says neither."""
    return "open" if state in OPEN else "closed" if state in CLOSED else None


def pulls(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """There is no `merged_by` in lists (E7): the merger stays unknown."""
    found: list[Record] = list(known(who(platform, item, "user") for item in items))
    for item in items:
        if values.label(item, "number") is None:
            continue
        merged, state = values.instant(item, "merged_at"), values.word(item, "state")
        found.append(ChangeRequest(
            repo_id, values.label(item, "number") or "", name_of(who(platform, item, "user")), None,
            values.text(item, "title"),
            "merged" if merged else "open" if state in OPEN else state, state,
            values.flag(item, "draft"), values.instant(item, "created_at"),
            values.instant(item, "updated_at"), values.instant(item, "closed_at"), merged,
        ))  # fmt: skip
    return found


def comments(
    platform: str, repo_id: str, items: Sequence[Json], *, on_pulls: bool
) -> Sequence[Record]:
    """A comment on a change request is a review only when it stands at a changed line."""
    found: list[Record] = list(known(who(platform, item, "user") for item in items))
    kind, target = ("change_request", "pull_request") if on_pulls else ("issue", "issue")
    for item in items:
        key = values.label(item, "id")
        if key is None:
            continue
        number = values.label(item, "target", target, "number") or _number(item, "pulls")
        found.append(Comment(
            repo_id, key, kind, number, on_pulls and values.word(item, "path") is not None,
            name_of(who(platform, item, "user")), values.text(item, "body"),
            values.instant(item, "created_at"), values.instant(item, "updated_at"),
        ))  # fmt: skip
    return found


def _number(item: Json, folder: str) -> str | None:
    page = (values.word(item, "html_url") or "").partition("#")[0]
    head, _, tail = page.rpartition("/")
    return tail if head.endswith(folder) and tail else None


def releases(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    found: list[Record] = list(known(who(platform, item, "author") for item in items))
    for item in items:
        if values.word(item, "tag_name") is None:
            continue
        made = values.instant(item, "created_at")
        found.append(Release(
            repo_id, values.word(item, "tag_name"), values.text(item, "name"),
            name_of(who(platform, item, "author")), None, values.flag(item, "prerelease"),
            made, made,
        ))  # fmt: skip
    return found


def tags(platform: str, repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    named = ((values.word(item, "name"), item) for item in items)
    return [Tag(repo_id, name, values.word(item, "commit", "sha")) for name, item in named if name]
