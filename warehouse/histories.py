"""What is told of the chain of runs: its nights, gaps and findings."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime, timedelta

from warehouse.chain import Link
from warehouse.thinned import Thinned

# A night may be late, and one that is left out is a gap.
LONGEST_REST = timedelta(hours=36)


@dataclass(frozen=True, slots=True)
class Finding:
    """`words`: one Chinese sentence. `broken` false: to be known, and no harm to the proof."""

    kind: str
    run: int | None
    words: str
    broken: bool = True


@dataclass(frozen=True, slots=True)
class Gap:
    """No run for longer than `LONGEST_REST`, before the run of that number."""

    before: int
    since: datetime
    until: datetime

    @property
    def words(self) -> str:
        return f"间断 {lasting(self.until - self.since)}"


@dataclass(frozen=True, slots=True)
class Night:
    """A line of the chain with what `runs.jsonl` tells of its run; None: not known."""

    link: Link
    requests: int | None
    rows_added: int | None


@dataclass(frozen=True, slots=True)
class History:
    """`archive_bytes`: of all archive files that are there."""

    nights: tuple[Night, ...]
    gaps: tuple[Gap, ...]
    findings: tuple[Finding, ...]
    archive_bytes: int
    thinnings: tuple[Thinned, ...] = ()

    @property
    def whole(self) -> bool:
        return not any(finding.broken for finding in self.findings)


def lasting(rest: timedelta) -> str:
    """3 天 4 小时; minutes are left out."""
    hours = rest.seconds // 3600
    return " ".join([f"{rest.days} 天"] * bool(rest.days) + [f"{hours} 小时"] * bool(hours))
