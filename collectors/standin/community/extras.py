"""What GitHub knows beside a repository's code and threads; empty unless somebody fills it."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import date, datetime


@dataclass(frozen=True, slots=True)
class Asset:
    """A file attached to a release."""

    id: int
    name: str
    size: int
    downloads: int
    created: datetime
    content_type: str = "application/gzip"


@dataclass(frozen=True, slots=True)
class Advisory:
    """A security advisory; `state`: published, draft or withdrawn."""

    ghsa_id: str
    summary: str
    severity: str | None
    created: datetime
    cve_id: str | None = None
    published: datetime | None = None
    withdrawn: datetime | None = None
    state: str = "published"


@dataclass(frozen=True, slots=True)
class Package:
    """A package of the dependency graph; `ecosystem` as package URLs write it."""

    ecosystem: str
    name: str
    version: str
    licence: str = "NOASSERTION"

    @property
    def purl(self) -> str:
        return f"pkg:{self.ecosystem}/{self.name}@{self.version}"


@dataclass(frozen=True, slots=True)
class Run:
    """A run of a workflow; `fork`: on a branch of that repository's id, else on its own."""

    id: int
    name: str
    created: datetime
    updated: datetime
    conclusion: str | None = "success"
    event: str = "push"
    branch: str = "main"
    status: str = "completed"
    fork: int | None = None


@dataclass(frozen=True, slots=True)
class Popular:
    """A referrer or a page; a page has a title."""

    name: str
    count: int
    uniques: int
    title: str = ""


@dataclass(slots=True)
class Extras:
    """`can_push`: whether the token's owner may push. `graph`: whether the dependency graph is on.

    `files`: what the community profile finds. `views` and `clones`: (count, uniques) of whole UTC
    days.
    """

    can_push: bool = False
    graph: bool = True
    files: tuple[str, ...] = ()
    advisories: list[Advisory] = field(default_factory=list)
    packages: list[Package] = field(default_factory=list)
    runs: list[Run] = field(default_factory=list)
    views: dict[date, tuple[int, int]] = field(default_factory=dict)
    clones: dict[date, tuple[int, int]] = field(default_factory=dict)
    referrers: list[Popular] = field(default_factory=list)
    paths: list[Popular] = field(default_factory=list)
