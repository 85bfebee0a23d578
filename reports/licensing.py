"""What a report says of licences, as values: of the project's own and of what it takes from others.

Text from outside stands here as it was received; `None` means unknown.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime


@dataclass(frozen=True, slots=True)
class LicenceLine:
    """What one place says about the licence; `path` None: the platform's own field."""

    repo_id: str
    place: str
    path: str | None
    line: int | None
    expression: str
    status: str
    osi: str
    fsf: str
    similarity: float | None
    excerpt: str | None
    list_version: str
    answer_id: str | None


@dataclass(frozen=True, slots=True)
class LicenceVerdict:
    repo_id: str
    declared: str
    concluded: str
    osi: str
    fsf: str
    in_repository: str
    in_documents: str
    agreement: str
    verdict: str
    reason: str
    list_version: str


@dataclass(frozen=True, slots=True)
class LicenceComparison:
    """A licence file beside the text it was recognised by: (same, harmless or substance; words of
    the file; words of the text) in the order of the file."""

    repo_id: str
    path: str
    template: str
    segments: tuple[tuple[str, str, str], ...]
    list_version: str

    @property
    def different(self) -> int:
        """Differences a human must see."""
        return sum(kind == "substance" for kind, _, _ in self.segments)


@dataclass(frozen=True, slots=True)
class LicenceChange:
    """A commit after which the licence files say something else; `others`: persons who had
    authored commits until then."""

    repo_id: str
    sha: str
    committed_at: datetime | None
    path: str
    before: str
    after: str
    change: str
    others: int | None
    reason: str
    list_version: str
    answer_id: str | None


@dataclass(frozen=True, slots=True)
class ThirdParty:
    """Something a repository takes from others; the words are those of table `third_party`."""

    repo_id: str
    origin: str
    ecosystem: str | None
    name: str
    version: str | None
    purl: str | None
    scope: str | None
    place: str
    path: str | None
    licence: str
    licence_source: str
    licence_written: str | None
    is_open: str
    compatible: str
    advice: str | None
    named: str
    named_path: str | None
    named_line: int | None
    answer_id: str
    level: int | None = None
    chain: tuple[str, ...] | None = None
