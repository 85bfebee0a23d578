"""What the stand-in platforms know. Times are aware UTC datetimes; repositories are mutable."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import UTC, datetime
from typing import Literal

from collectors.standin.community.extras import Asset, Extras
from collectors.standin.git.store import GitStore

SAMPLE_NOW = datetime(2026, 10, 31, 15, 0, tzinfo=UTC)

Platform = Literal["github", "gitee", "gitcode"]
HubKind = Literal["model", "dataset", "space"]


@dataclass(frozen=True, slots=True)
class Person:
    """An account, or someone who only appears in commits (`login` empty).

    `emails`: every address the person commits with; `linked`: those the platforms tie to the
    account; `offset`: minutes east of UTC; `kind`: User, Bot or Organization.
    """

    login: str
    name: str
    github_id: int
    gitee_id: int
    gitee_login: str
    emails: tuple[str, ...] = ()
    linked: frozenset[str] = frozenset()
    names: tuple[str, ...] = ()
    kind: str = "User"
    member_of: str = ""
    company: str | None = None
    offset: int = 480
    deleted: bool = False
    created: datetime = datetime(2021, 3, 1, tzinfo=UTC)


@dataclass(slots=True)
class Comment:
    """A comment; `path` is set on comments made on changed lines."""

    id: int
    author: Person | None
    body: str
    created: datetime
    updated: datetime
    path: str | None = None
    line: int = 1

    @property
    def is_review(self) -> bool:
        return self.path is not None


@dataclass(slots=True)
class Review:
    """A review of a change request; `state` in GitHub's words. PENDING ones only their author
    sees, and the stand-in's token is no author's."""

    id: int
    author: Person | None
    state: str
    body: str
    submitted: datetime
    updated: datetime


@dataclass(slots=True)
class Topic:
    """A discussion on GitHub. `answer` is the id of the comment chosen as the answer."""

    id: int
    number: int
    author: Person | None
    title: str
    body: str
    category: str
    created: datetime
    updated: datetime
    answerable: bool = False
    closed: datetime | None = None
    answer: int | None = None
    chosen: datetime | None = None
    chosen_by: Person | None = None
    remarks: list[Remark] = field(default_factory=list)


@dataclass(slots=True)
class Remark:
    """A comment on a discussion and the replies to it."""

    comment: Comment
    replies: list[Comment] = field(default_factory=list)


@dataclass(slots=True)
class Thread:
    """An issue or a change request. `ident` is the text number Gitee gives issues."""

    id: int
    number: int
    is_pull: bool
    author: Person | None
    title: str
    body: str | None
    created: datetime
    updated: datetime
    state: str = "open"
    ident: str = ""
    labels: tuple[str, ...] = ()
    closed: datetime | None = None
    closed_by: Person | None = None
    draft: bool = False
    merged: datetime | None = None
    merged_by: Person | None = None
    merge_sha: str | None = None
    comments: list[Comment] = field(default_factory=list)
    reviews: list[Review] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.closed is None


@dataclass(frozen=True, slots=True)
class Star:
    at: datetime
    person: Person | None = None


@dataclass(frozen=True, slots=True)
class Fork:
    id: int
    owner: Person
    name: str
    created: datetime
    pushed: datetime
    stars: int = 0


@dataclass(frozen=True, slots=True)
class Release:
    id: int
    tag: str
    name: str
    body: str
    author: Person | None
    created: datetime
    published: datetime
    sha: str
    prerelease: bool = False
    assets: tuple[Asset, ...] = ()


@dataclass(slots=True)
class Repository:
    """A code repository on GitHub or Gitee.

    `access`: public, private (404 to everybody else), gone (404) or blocked (451 on GitHub).
    `unlisted_stars`: stars in the count that no list shows (suspended accounts).
    """

    platform: Platform
    id: int
    owner: Person
    name: str
    description: str
    git: GitStore
    created: datetime
    pushed: datetime
    updated: datetime
    homepage: str | None = None
    language: str | None = None
    languages: dict[str, int] = field(default_factory=dict)
    topics: tuple[str, ...] = ()
    licence: str | None = None
    default_branch: str = "main"
    access: str = "public"
    archived: bool = False
    is_fork: bool = False
    has_issues: bool = True
    has_discussions: bool = False
    unlisted_stars: int = 0
    watchers: int = 0
    former_names: list[str] = field(default_factory=list)
    stars: list[Star] = field(default_factory=list)
    forks: list[Fork] = field(default_factory=list)
    threads: list[Thread] = field(default_factory=list)
    forum: list[Topic] = field(default_factory=list)
    releases: list[Release] = field(default_factory=list)
    extras: Extras = field(default_factory=Extras)

    @property
    def full_name(self) -> str:
        owner = self.owner.login if self.platform == "github" else self.owner.gitee_login
        return f"{owner}/{self.name}"

    @property
    def star_count(self) -> int:
        return len(self.stars) + self.unlisted_stars

    @property
    def is_empty(self) -> bool:
        return self.git.head is None

    def issues(self) -> list[Thread]:
        return [t for t in self.threads if not t.is_pull]

    def pulls(self) -> list[Thread]:
        return [t for t in self.threads if t.is_pull]


@dataclass(slots=True)
class Discussion:
    """A discussion or pull request on the Hub; `comments[0]` is its opening text."""

    num: int
    title: str
    author: Person | None
    is_pull: bool
    status: str
    created: datetime
    comments: list[Comment] = field(default_factory=list)
    closed: datetime | None = None
    closed_by: Person | None = None


@dataclass(slots=True)
class HubRepository:
    """A model, dataset or space on the Hub."""

    kind: HubKind
    id: str
    hex_id: str
    git: GitStore
    created: datetime
    modified: datetime
    likes: int
    downloads: int
    downloads_all_time: int
    tags: tuple[str, ...]
    card: dict[str, object]
    pipeline_tag: str | None = None
    library_name: str | None = None
    sdk: str | None = None
    trending: int = 0
    access: str = "public"
    gated: bool = False
    former_ids: list[str] = field(default_factory=list)
    discussions: list[Discussion] = field(default_factory=list)
