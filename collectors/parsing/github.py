"""GitHub's JSON into records. Old answers lack fields of today: missing is unknown (G23)."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from datetime import UTC, date, datetime, timedelta
from functools import partial

from collectors import values
from collectors.parsing import common
from collectors.parsing.common import known, name_of, who
from collectors.values import Json
from warehouse.records import (
    AccountAssociation,
    ChangeRequest,
    Comment,
    CountSnapshot,
    Issue,
    Record,
    Release,
    RepoFact,
    StarDay,
)  # fmt: skip

PLATFORM = "github"
COUNTS = {
    "stars": "stargazers_count",
    "forks": "forks_count",
    "watchers": "subscribers_count",
    "open_issues": "open_issues_count",
}
# From the closest on; FIRST_TIMER and MANNEQUIN stand behind all of them.
_TIES = ("OWNER", "MEMBER", "COLLABORATOR", "CONTRIBUTOR", "FIRST_TIME_CONTRIBUTOR", "NONE")

commits = partial(common.commits, PLATFORM)
contributors = partial(common.contributors, PLATFORM)
forks = partial(common.forks, PLATFORM)


def repository(repo_id: str, item: Json) -> Sequence[Record]:
    """`watchers_count` is a synonym of stars there; people watching are `subscribers_count`."""
    fact = RepoFact(
        repo_id, values.label(item, "id"), values.word(item, "full_name"),
        values.text(item, "description"), values.word(item, "homepage"),
        values.word(item, "language"), values.words(item, "topics"),
        values.word(item, "license", "spdx_id") or values.word(item, "license", "key"),
        values.word(item, "default_branch"), values.flag(item, "fork"),
        values.flag(item, "archived"), values.flag(item, "private"),
        values.instant(item, "created_at"), values.instant(item, "pushed_at"),
        values.instant(item, "updated_at"),
    )  # fmt: skip
    counts = [CountSnapshot(repo_id, n, values.count(item, field)) for n, field in COUNTS.items()]
    return [fact, *counts]


def star_weeks(repo_id: str, weeks: Sequence[Json], today: date) -> Sequence[StarDay]:
    """One record for each day of each week up to `today` (the last week holds future days, G1b).

    Raises ValueError for a week that is none: a week left out would pass for one without stars.
    """
    days: dict[date, StarDay] = {}
    for week in weeks:
        first, counts = _first_day(week), values.dig(week, "days")
        if not isinstance(counts, list) or len(counts) != 7:
            raise ValueError("a week has seven days")
        for offset, stars in enumerate(counts):
            day = first + timedelta(days=offset)
            if isinstance(stars, bool) or not isinstance(stars, int) or not 0 <= stars < 2**31:
                raise ValueError("a number of stars is not one")
            if day <= today and day not in days:
                days[day] = StarDay(repo_id, day, stars)
    return list(days.values())


def weeks_told(weeks: Sequence[Json]) -> dict[str, dict[str, int]]:
    """Stars of each week, days of the future included, for the sum against the count."""
    return {"weeks": {str(week.get("week")): sum(values.dig(week, "days")) for week in weeks}}


def is_over(week: Json, today: date) -> bool:
    """Whether all days of a week are past, and none can get another star."""
    return _first_day(week) + timedelta(days=7) <= today


def _first_day(week: Json) -> date:
    start = values.number(week, "week")
    if start is None or not 0 <= start < 2**32:
        raise ValueError("a week has no beginning")
    return datetime.fromtimestamp(start, tz=UTC).date()


def associations(repo_id: str, items: Sequence[Json]) -> Iterator[AccountAssociation]:
    """How the writers of issues or comments stand to the repository, as shown today.

    One account may be shown differently beside its items (FIRST_TIMER beside its first): of one
    page the strongest tie holds.
    """
    strongest: dict[str, str] = {}
    for item in items:
        person, word = who(PLATFORM, item, "user"), values.word(item, "author_association")
        if person is not None and word is not None:
            name = person.identity_id
            strongest[name] = min(word, strongest.get(name, word), key=_strength)
    return (AccountAssociation(repo_id, name, word) for name, word in strongest.items())


def _strength(association: str) -> tuple[int, str]:
    known = _TIES.index(association) if association in _TIES else len(_TIES)
    return known, association


def issue_list(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    """Issues and change requests of one `/issues` page (G4), with the accounts in them."""
    found: list[Record] = list(known(who(PLATFORM, item, "user") for item in items))
    found.extend(associations(repo_id, items))
    for item in items:
        if values.label(item, "number") is None:
            continue
        make = change_request if isinstance(item.get("pull_request"), dict) else issue
        found.append(make(repo_id, item))
    return found


def issue(repo_id: str, item: Json) -> Issue:
    return Issue(
        repo_id, values.label(item, "number") or "", name_of(who(PLATFORM, item, "user")),
        values.text(item, "title"), values.text(item, "body"), values.word(item, "state"),
        values.word(item, "state"), values.number(item, "comments"),
        values.instant(item, "created_at"), values.instant(item, "updated_at"),
        values.instant(item, "closed_at"),
    )  # fmt: skip


def change_request(repo_id: str, item: Json) -> ChangeRequest:
    """From `/issues` (merged_at inside `pull_request`) as well as from `/pulls`."""
    merged = values.instant(item, "merged_at") or values.instant(item, "pull_request", "merged_at")
    state = values.word(item, "state")
    return ChangeRequest(
        repo_id, values.label(item, "number") or "", name_of(who(PLATFORM, item, "user")),
        name_of(who(PLATFORM, item, "merged_by")), values.text(item, "title"),
        "merged" if merged else state, state, values.flag(item, "draft"),
        values.instant(item, "created_at"), values.instant(item, "updated_at"),
        values.instant(item, "closed_at"), merged,
        values.word(item, "merge_commit_sha") if merged else None,
    )  # fmt: skip


def pulls(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    people = known(
        p for i in items for p in (who(PLATFORM, i, "user"), who(PLATFORM, i, "merged_by"))
    )
    numbered = [item for item in items if values.label(item, "number") is not None]
    return [*people, *(change_request(repo_id, item) for item in numbered)]


def comments(repo_id: str, items: Sequence[Json], *, review: bool) -> Sequence[Record]:
    found: list[Record] = list(known(who(PLATFORM, item, "user") for item in items))
    found.extend(associations(repo_id, items))
    for item in items:
        key = values.label(item, "id")
        if key is None:
            continue
        kind, number = _subject(item, review=review)
        found.append(Comment(
            repo_id, key, kind, number, review, name_of(who(PLATFORM, item, "user")),
            values.text(item, "body"), values.instant(item, "created_at"),
            values.instant(item, "updated_at"),
        ))  # fmt: skip
    return found


def _subject(item: Json, *, review: bool) -> tuple[str | None, str | None]:
    if review:
        return "change_request", _last(values.word(item, "pull_request_url"))
    page = (values.word(item, "html_url") or "").partition("#")[0]
    kind = "change_request" if "/pull/" in page else "issue" if "/issues/" in page else None
    return kind, _last(values.word(item, "issue_url")) or _last(page)


def _last(url: str | None) -> str | None:
    tail = (url or "").rstrip("/").rpartition("/")[2]
    return tail if tail.isdecimal() else None


def releases(repo_id: str, items: Sequence[Json]) -> Sequence[Record]:
    found: list[Record] = list(known(who(PLATFORM, item, "author") for item in items))
    for item in items:
        if values.word(item, "tag_name") is None:
            continue
        found.append(Release(
            repo_id, values.word(item, "tag_name"), values.text(item, "name"),
            name_of(who(PLATFORM, item, "author")), values.flag(item, "draft"),
            values.flag(item, "prerelease"), values.instant(item, "created_at"),
            values.instant(item, "published_at"),
        ))  # fmt: skip
    return found
