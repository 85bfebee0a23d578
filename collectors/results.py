"""What a run of the collectors came to."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal, Protocol

from collectors.targets import Target

Grade = Literal["complete", "partial", "not_observable"]


@dataclass(frozen=True, slots=True)
class ProjectSources:
    """A project and what is to be collected for it.

    `include_forks`: of owners among the targets, also forks of others' repositories.
    """

    project_id: str
    name: str
    applicant: str | None
    policies: tuple[str, ...]
    targets: tuple[Target, ...]
    sample: bool = False
    include_forks: bool = False


@dataclass(frozen=True, slots=True)
class StreamResult:
    """How one stream of one repository ended; `reason` is a Chinese sentence when not complete.

    `failed` is true when the user should do something (wrong token, gone, no network, cut):
    what a platform never shows (closed lists) is not a failure.
    """

    repo_id: str
    stream: str
    grade: Grade
    code: str | None = None
    reason: str | None = None
    got: int | None = None
    expected: int | None = None
    failed: bool = False


@dataclass(frozen=True, slots=True)
class RunSummary:
    """Results of all streams, requests made, of which answered 304, and whether Ctrl-C ended it.

    `refused`: a sentence for each token not accepted while another one went on.
    `notes` are Chinese sentences on what owners were found to have and what of it was left out.
    """

    results: tuple[StreamResult, ...]
    requests: int
    not_modified: int
    rows_added: int
    interrupted: bool = False
    refused: tuple[str, ...] = ()
    notes: tuple[str, ...] = ()


class Progress(Protocol):
    """Told by the run, from several threads; drawn by the front door."""

    def start(self, repo_id: str, streams: int) -> None: ...
    def stream(self, repo_id: str, stream: str) -> None: ...
    def ended(self, repo_id: str, stream: str) -> None: ...
    def page(self, items: int, quota_left: int | None) -> None: ...
    def waiting(self, seconds: float, why: str) -> None: ...
    def done(self, repo_id: str) -> None: ...


Stop = Callable[[], bool]
