"""Records as collectors hand them in: one frozen dataclass for each collected table.

Field names are the column names of `schema.sql`; the envelope is added by the store.
`KEY` names the fields that identify the thing within its table.
"""

from __future__ import annotations

import json
from dataclasses import dataclass, fields
from datetime import date, datetime
from hashlib import blake2b
from typing import ClassVar


@dataclass(frozen=True, slots=True)
class Record:
    """What all records have; never made itself."""

    TABLE: ClassVar[str]
    KEY: ClassVar[tuple[str, ...]]

    @property
    def key(self) -> str:
        return plain("|".join(str(getattr(self, name)) for name in self.KEY))

    def columns(self) -> dict[str, object]:
        """Column → JSON-ready value; times as ISO 8601 with offset."""
        return {name: _plain(getattr(self, name)) for name in _names(self)}


# Made once: with options, json.dumps makes an encoder each time.
_SORTED = json.JSONEncoder(ensure_ascii=True, sort_keys=True).encode
_NAMES: dict[type, tuple[str, ...]] = {}


def _names(record: Record) -> tuple[str, ...]:
    """The names of a record's fields, looked up once for its kind."""
    kind = type(record)
    if kind not in _NAMES:
        _NAMES[kind] = tuple(field.name for field in fields(record))
    return _NAMES[kind]


def content_hash(columns: dict[str, object]) -> str:
    """32 hex digits that change when any column changes."""
    text = _SORTED(columns)
    return blake2b(text.encode(), digest_size=16).hexdigest()


def _plain(value: object) -> object:
    # Texts and unknowns first: they are most of what there is.
    if value is None:
        return None
    if isinstance(value, str):
        return plain(value)
    if isinstance(value, date):
        return value.isoformat()
    return list(value) if isinstance(value, tuple) else value


def plain(text: str) -> str:
    """Text without lone surrogates, which JSON can carry and UTF-8 cannot."""
    return text if text.isascii() else text.encode("utf-8", "replace").decode()


@dataclass(frozen=True, slots=True)
class Identity(Record):
    TABLE: ClassVar[str] = "identity"
    KEY: ClassVar[tuple[str, ...]] = ("identity_id",)
    identity_id: str
    platform: str
    account_id: str | None = None
    login: str | None = None
    name: str | None = None
    email_key: str | None = None
    email_domain: str | None = None
    account_platform: str | None = None
    account_type: str | None = None


@dataclass(frozen=True, slots=True)
class AccountLink(Record):
    TABLE: ClassVar[str] = "account_link"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "identity_id", "account_id")
    repo_id: str
    identity_id: str
    account_id: str


@dataclass(frozen=True, slots=True)
class AccountAssociation(Record):
    TABLE: ClassVar[str] = "account_association"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "account_id")
    repo_id: str
    account_id: str
    association: str


@dataclass(frozen=True, slots=True)
class AccountCompany(Record):
    TABLE: ClassVar[str] = "account_company"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "account_id")
    repo_id: str
    account_id: str
    company: str | None


@dataclass(frozen=True, slots=True)
class RepoFact(Record):
    TABLE: ClassVar[str] = "repo_fact"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id",)
    repo_id: str
    platform_id: str | None = None
    full_name: str | None = None
    description: str | None = None
    homepage: str | None = None
    language: str | None = None
    topics: tuple[str, ...] | None = None
    licence_field: str | None = None
    default_branch: str | None = None
    is_fork: bool | None = None
    is_archived: bool | None = None
    is_private: bool | None = None
    created_at: datetime | None = None
    pushed_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class CountSnapshot(Record):
    TABLE: ClassVar[str] = "count_snapshot"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "name")
    repo_id: str
    name: str
    value: int | None


@dataclass(frozen=True, slots=True)
class StarDay(Record):
    TABLE: ClassVar[str] = "star_day"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "day")
    repo_id: str
    day: date
    stars: int


@dataclass(frozen=True, slots=True)
class Stargazer(Record):
    TABLE: ClassVar[str] = "stargazer"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "identity_id", "starred_at")
    repo_id: str
    identity_id: str | None
    starred_at: datetime | None


@dataclass(frozen=True, slots=True)
class Fork(Record):
    TABLE: ClassVar[str] = "fork"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "platform_id")
    repo_id: str
    platform_id: str | None
    full_name: str | None = None
    owner_id: str | None = None
    created_at: datetime | None = None
    pushed_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ListedContributor(Record):
    TABLE: ClassVar[str] = "listed_contributor"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "identity_id", "name")
    repo_id: str
    identity_id: str | None
    name: str | None
    contributions: int | None


@dataclass(frozen=True, slots=True)
class Commit(Record):
    TABLE: ClassVar[str] = "commit"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "sha")
    repo_id: str
    sha: str
    author_id: str | None
    committer_id: str | None
    authored_at: datetime | None
    committed_at: datetime | None
    parents: int | None
    subject: str | None
    coauthor_ids: tuple[str, ...] | None
    has_paths: bool


@dataclass(frozen=True, slots=True)
class MailmapLine(Record):
    TABLE: ClassVar[str] = "mailmap_line"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "line")
    repo_id: str
    line: int
    commit_name: str | None
    commit_email_key: str | None
    proper_name: str | None
    proper_email_key: str | None


@dataclass(frozen=True, slots=True)
class CommitFile:
    """A changed path of a commit: stored with its commit, without an envelope of its own."""

    repo_id: str
    sha: str
    path: str
    change: str


@dataclass(frozen=True, slots=True)
class CommitChange(Record):
    """`unread`: why the lines were not counted; the counts are None then."""

    TABLE: ClassVar[str] = "commit_change"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "sha", "path")
    repo_id: str
    sha: str
    path: str
    code_added: int | None
    code_removed: int | None
    comment_added: int | None
    comment_removed: int | None
    unread: str | None


@dataclass(frozen=True, slots=True)
class Issue(Record):
    TABLE: ClassVar[str] = "issue"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "number")
    repo_id: str
    number: str
    author_id: str | None = None
    title: str | None = None
    body: str | None = None
    state: str | None = None
    original_state: str | None = None
    comments: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at_platform: datetime | None = None


@dataclass(frozen=True, slots=True)
class ChangeRequest(Record):
    TABLE: ClassVar[str] = "change_request"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "number")
    repo_id: str
    number: str
    author_id: str | None = None
    merger_id: str | None = None
    title: str | None = None
    state: str | None = None
    original_state: str | None = None
    is_draft: bool | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    closed_at_platform: datetime | None = None
    merged_at: datetime | None = None
    merge_sha: str | None = None


@dataclass(frozen=True, slots=True)
class Comment(Record):
    TABLE: ClassVar[str] = "comment"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "is_review", "comment_id")
    repo_id: str
    comment_id: str
    subject_kind: str | None
    subject_number: str | None
    is_review: bool
    author_id: str | None
    body: str | None
    created_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Review(Record):
    TABLE: ClassVar[str] = "review"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "change_request", "review_id")
    repo_id: str
    change_request: str
    review_id: str
    author_id: str | None
    state: str | None
    body: str | None
    submitted_at: datetime | None
    updated_at: datetime | None


@dataclass(frozen=True, slots=True)
class Merger(Record):
    TABLE: ClassVar[str] = "merger"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "number")
    repo_id: str
    number: str
    merger_id: str | None
    merge_sha: str | None


@dataclass(frozen=True, slots=True)
class Discussion(Record):
    TABLE: ClassVar[str] = "discussion"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "number")
    repo_id: str
    number: str
    author_id: str | None = None
    title: str | None = None
    body: str | None = None
    category: str | None = None
    is_answered: bool | None = None
    answerer_id: str | None = None
    answer_chosen_at: datetime | None = None
    answer_chosen_by_id: str | None = None
    comments: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None
    state: str | None = None
    closed_at_platform: datetime | None = None


@dataclass(frozen=True, slots=True)
class Release(Record):
    TABLE: ClassVar[str] = "release"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "tag")
    repo_id: str
    tag: str | None
    name: str | None = None
    author_id: str | None = None
    is_draft: bool | None = None
    is_prerelease: bool | None = None
    created_at: datetime | None = None
    published_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class ReleaseAsset(Record):
    TABLE: ClassVar[str] = "release_asset"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "release_id",
        "asset_id",
    )
    repo_id: str
    asset_id: str
    release_id: str | None = None
    tag: str | None = None
    name: str | None = None
    content_type: str | None = None
    size: int | None = None
    download_count: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Language(Record):
    TABLE: ClassVar[str] = "language"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "name",
    )
    repo_id: str
    name: str
    bytes: int


@dataclass(frozen=True, slots=True)
class Tag(Record):
    TABLE: ClassVar[str] = "tag"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "name",
    )
    repo_id: str
    name: str
    sha: str | None


@dataclass(frozen=True, slots=True)
class CommunityProfile(Record):
    TABLE: ClassVar[str] = "community_profile"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id",)
    repo_id: str
    health_percentage: int | None = None
    has_code_of_conduct: bool | None = None
    has_contributing: bool | None = None
    has_issue_template: bool | None = None
    has_pull_request_template: bool | None = None
    has_licence: bool | None = None
    has_readme: bool | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Advisory(Record):
    TABLE: ClassVar[str] = "advisory"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "ghsa_id",
    )
    repo_id: str
    ghsa_id: str
    cve_id: str | None = None
    severity: str | None = None
    state: str | None = None
    summary: str | None = None
    created_at: datetime | None = None
    published_at: datetime | None = None
    updated_at: datetime | None = None
    withdrawn_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class Dependency(Record):
    TABLE: ClassVar[str] = "dependency"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "name",
        "version",
        "purl",
    )
    repo_id: str
    name: str
    version: str | None = None
    purl: str | None = None
    licence_declared: str | None = None
    licence_concluded: str | None = None


@dataclass(frozen=True, slots=True)
class PackageFile(Record):
    TABLE: ClassVar[str] = "package_file"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "path")
    repo_id: str
    path: str
    kind: str
    ecosystem: str
    is_lock: bool
    revision: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    packages: int | None = None
    unread: int | None = None
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class PackageUse(Record):
    TABLE: ClassVar[str] = "package_use"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "path", "name", "version", "wanted")
    repo_id: str
    path: str
    ecosystem: str
    name: str
    version: str | None
    wanted: str | None
    purl: str
    licence: str | None = None
    scope: str | None = None


@dataclass(frozen=True, slots=True)
class VendoredCopy(Record):
    TABLE: ClassVar[str] = "vendored_copy"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "path", "licence_path")
    repo_id: str
    path: str
    licence_path: str | None = None
    revision: str | None = None
    sha256: str | None = None
    bytes: int | None = None
    content: str | None = None
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class WorkflowRun(Record):
    TABLE: ClassVar[str] = "workflow_run"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "run_id",
    )
    repo_id: str
    run_id: str
    name: str | None = None
    path: str | None = None
    event: str | None = None
    branch: str | None = None
    is_own: bool | None = None
    conclusion: str | None = None
    attempt: int | None = None
    created_at: datetime | None = None
    updated_at: datetime | None = None


@dataclass(frozen=True, slots=True)
class TrafficDay(Record):
    TABLE: ClassVar[str] = "traffic_day"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "kind",
        "day",
    )
    repo_id: str
    kind: str
    day: date
    count: int | None
    uniques: int | None
    is_whole: bool


@dataclass(frozen=True, slots=True)
class TrafficTop(Record):
    TABLE: ClassVar[str] = "traffic_top"
    KEY: ClassVar[tuple[str, ...]] = (
        "repo_id",
        "kind",
        "name",
    )
    repo_id: str
    kind: str
    name: str
    title: str | None = None
    count: int | None = None
    uniques: int | None = None


@dataclass(frozen=True, slots=True)
class Document(Record):
    TABLE: ClassVar[str] = "document"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "path")
    repo_id: str
    path: str
    role: str
    revision: str | None
    sha256: str
    bytes: int
    content: str | None
    unreadable: str | None = None


@dataclass(frozen=True, slots=True)
class ModelLink(Record):
    TABLE: ClassVar[str] = "model_link"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "relation", "target")
    repo_id: str
    relation: str
    target: str


@dataclass(frozen=True, slots=True)
class BaseModel(Record):
    TABLE: ClassVar[str] = "base_model"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "kind", "target")
    repo_id: str
    kind: str
    target: str
    found: str
    status: int
    full_name: str | None = None
    licence_field: str | None = None
    licence_name: str | None = None
    licence_link: str | None = None
    gated: str | None = None
    bases: tuple[str, ...] | None = None


@dataclass(frozen=True, slots=True)
class HubFile(Record):
    TABLE: ClassVar[str] = "hub_file"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "path")
    repo_id: str
    path: str
    size: int | None = None
    sha256: str | None = None
    blob: str | None = None


@dataclass(frozen=True, slots=True)
class OwnerRepo(Record):
    """`repo_id` is the owner, as a source of a project; `platform_id` is the repository's own."""

    TABLE: ClassVar[str] = "owner_repo"
    KEY: ClassVar[tuple[str, ...]] = ("repo_id", "kind", "platform_id")
    repo_id: str
    kind: str
    platform_id: str
    full_name: str
    url: str
    is_fork: bool | None = None
    is_archived: bool | None = None
    created_at: datetime | None = None
    pushed_at: datetime | None = None


# What lists tell of accounts beside their own items: never counted among these.
OF_ACCOUNTS = frozenset((Identity.TABLE, AccountAssociation.TABLE, AccountCompany.TABLE))

COLLECTED: tuple[type[Record], ...] = (
    Identity, AccountLink, AccountAssociation, AccountCompany, RepoFact, CountSnapshot, StarDay,
    Stargazer, Fork, ListedContributor, Commit, MailmapLine, Issue, ChangeRequest, Comment,
    Review, Merger, Discussion, Release, Document,
    ReleaseAsset, Language, Tag, CommunityProfile, Advisory, Dependency, PackageFile,
    PackageUse, VendoredCopy, WorkflowRun, TrafficDay, CommitChange,
    TrafficTop, OwnerRepo, ModelLink, BaseModel, HubFile,
)  # fmt: skip
