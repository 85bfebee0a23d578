"""Stretches of time a person works for an organisation."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

REACH = timedelta(days=180)
_EARLIEST, _LATEST = (
    datetime.min.replace(tzinfo=UTC) + REACH,
    datetime.max.replace(tzinfo=UTC) - REACH,
)


@dataclass(frozen=True, slots=True)
class Run:
    """Commits one after the other signed with addresses of one organisation."""

    organisation: str
    first: datetime
    last: datetime
    signed: int


@dataclass(frozen=True, slots=True)
class Span:
    """[since, until); None: without beginning or end."""

    organisation: str
    since: datetime | None
    until: datetime | None
    source: str
    reason: str
    applicant: bool = False


def of_runs(runs: Sequence[Run]) -> Iterator[Span]:
    """What addresses say: from `REACH` before the first commit to `REACH` after the last.

    A run ends where the next begins to be signed, and begins not before the former has ended.
    """
    free_from: datetime | None = None
    for place, run in enumerate(runs):
        since = max(run.first, _EARLIEST) - REACH
        since = since if free_from is None else max(since, free_from)
        until = min(run.last, _LATEST) + REACH
        if place + 1 < len(runs):
            until = min(until, runs[place + 1].first)
        free_from = until
        yield Span(run.organisation, since, until, "email", _reason(run))


def _reason(run: Run) -> str:
    return (
        f"在 {run.first:%Y-%m-%d} 至 {run.last:%Y-%m-%d}（UTC）间有 {run.signed} 次提交"
        f"使用“{run.organisation}”的邮箱，前后各按 {REACH.days} 天计"
    )


def beside(spans: Sequence[Span], firm: Sequence[Span]) -> Iterator[Span]:
    """What is left of `spans` where `firm` says nothing; `firm` do not overlap."""
    for span in spans:
        left = [span]
        for other in firm:
            left = [piece for one in left for piece in _without(one, other)]
        yield from left


def _without(span: Span, other: Span) -> Iterator[Span]:
    if not _overlap(span, other):
        yield span
        return
    if other.since is not None and (span.since is None or span.since < other.since):
        yield replace(span, until=other.since)
    if other.until is not None and (span.until is None or other.until < span.until):
        yield replace(span, since=other.until)


def _overlap(one: Span, other: Span) -> bool:
    return _before(one.since, other.until) and _before(other.since, one.until)


def _before(since: datetime | None, until: datetime | None) -> bool:
    return since is None or until is None or since < until
