"""What was said of a project: its figures, and the sources they were counted from."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

from collectors.targets import Target
from scoring.people.appeals import Appeals
from scoring.people.declared import Declaration


@dataclass(frozen=True, slots=True)
class Claim:
    """A figure as it was printed; `value` and `text` are not both None.

    `n`: rows counted. `window_from` None: no beginning. `gap`: why it was not complete; None also
    where that is not told.
    """

    evidence_id: str
    metric_id: str
    version: int
    part: str
    value: float | None
    text: str | None
    n: int | None
    window_from: datetime | None
    window_to: datetime | None
    completeness: str
    gap: str | None = None

    @property
    def key(self) -> tuple[str, str]:
        return self.metric_id, self.part


@dataclass(frozen=True, slots=True)
class Claims:
    """All figures of a project at an instant. `lacking` says, a sentence each, which sources
    cannot be asked again: then no figure of the whole project can be compared. `people`: what the
    applicant declares of people; `appeals`: what was said of programs where the figures were made,
    None: the configuration at hand says it. `masked`: some of it is said of marks, so that nobody
    on the platforms is meant by it."""

    project: str
    as_of: datetime
    claims: tuple[Claim, ...]
    targets: tuple[Target, ...]
    lacking: tuple[str, ...] = ()
    people: Declaration | None = None
    appeals: Appeals | None = None
    masked: bool = False

    def by_key(self) -> dict[tuple[str, str], Claim]:
        return {claim.key: claim for claim in self.claims}


def drawn(claims: Sequence[Claim], number: int, seed: int) -> list[Claim]:
    """A sample anybody can draw again: those whose SHA-256 over `seed metric part` is smallest.

    In the order of the evidence; all of them when there are no more than `number`.
    """

    def place(claim: Claim) -> str:
        return sha256(f"{seed} {claim.metric_id} {claim.part}".encode()).hexdigest()

    chosen = {claim.key for claim in sorted(claims, key=place)[:number]}
    return [claim for claim in claims if claim.key in chosen]
