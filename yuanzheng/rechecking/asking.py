"""Collects what the sampled figures need into a folder of its own, and counts anew."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from collectors.results import Progress, ProjectSources, RunSummary
from reports.evidence import EvidenceRow
from scoring.metric_files import Metric, all_metrics
from scoring.people import declared
from scoring.settings import ScoringSettings
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng.clock import just_after
from yuanzheng.config import Settings
from yuanzheng.failures import Interrupted
from yuanzheng.rechecking.claims import Claim, Claims
from yuanzheng.rechecking.held import report_of

_PROJECT = "recheck"
_FILES = {"document", "package_use", "vendored_copy"}
Rows = dict[tuple[str, str], EvidenceRow]


@dataclass(frozen=True, slots=True)
class Answers:
    """What the platforms say now. `then`: counted as of the instant of the claims; `now`: what
    they only show for the present."""

    summary: RunSummary
    asked_at: datetime
    then: Rows
    now: Rows


def metrics() -> dict[str, Metric]:
    return {metric.metric_id: metric for metric in all_metrics()}


def shown_now(metric: Metric) -> bool:
    """Whether platforms show it for the present only: counts, what is public, and files as they lie
    there, and what sets counts beside those of others."""
    files = any(row.startswith("count_snapshot") or row in _FILES for row in metric.rows)
    return (metric.standing or files) and (metric.window == "none" or metric.compares)


def asked(
    claims: Claims, sample: Sequence[Claim], settings: Settings,
    clock: Callable[[], datetime], progress: Progress, stop: Callable[[], bool],
) -> Answers:  # fmt: skip
    """Obeys all limits of the collectors. Raises `Interrupted` when the user asks to stop."""
    from collectors.loop import collect

    known = metrics()
    scoring = settings.scoring
    if claims.appeals is not None:
        scoring = scoring.appealed(claims.appeals)
    wanted = [known[claim.metric_id] for claim in sample if claim.metric_id in known]
    only = frozenset(stream for metric in wanted for stream in metric.streams())
    project = ProjectSources(_PROJECT, claims.project, None, (), claims.targets)
    with TemporaryDirectory(ignore_cleanup_errors=True) as folder:
        places = WarehouseSettings(folder=Path(folder))
        with Warehouse(places.database) as warehouse:
            summary = collect(
                warehouse, [project], settings=settings.collectors, places=places,
                clock=clock, progress=progress, stop=stop, only=only,
            )  # fmt: skip
            if summary.interrupted or stop():
                raise Interrupted
            at = clock()
            declared.keep(warehouse, _PROJECT, "", claims.people)
            then, now = dict[tuple[str, str], EvidenceRow](), dict[tuple[str, str], EvidenceRow]()
            if not all(map(shown_now, wanted)):
                then = _counted(warehouse, claims.as_of, _window(sample, known, scoring))
            if any(map(shown_now, wanted)):
                now = _counted(warehouse, max(just_after(at), claims.as_of), scoring)
    return Answers(summary, at, then, now)


def _counted(warehouse: Warehouse, as_of: datetime, settings: ScoringSettings) -> Rows:
    from scoring.run import score

    score(warehouse, as_of=as_of, settings=settings)
    rows = report_of(warehouse, _PROJECT, as_of).rows()
    return {(row.metric_id, row.part): row for row in rows if row.metric_id}


def _window(
    sample: Sequence[Claim], known: dict[str, Metric], scoring: ScoringSettings
) -> ScoringSettings:
    """The window the figures were counted in, which their maker may have set."""
    for claim in sample:
        metric = known.get(claim.metric_id)
        if metric and metric.window == "window" and claim.window_from and claim.window_to:
            days = (claim.window_to - claim.window_from).days
            if 1 <= days <= 36500:
                return scoring.model_copy(update={"window_days": days})
    return scoring
