"""From collected records to persons, acts, licences, measurements and findings, in one go."""

from __future__ import annotations

from collections.abc import Sequence
from datetime import datetime

from scoring import findings, measuring
from scoring.acts.run import derive
from scoring.comparison import run as comparison
from scoring.errors import ScoringError
from scoring.growth import run as growth
from scoring.licences.run import conclude
from scoring.organisations.run import assign
from scoring.people.run import resolve
from scoring.settings import ScoringSettings
from scoring.thirdparty import run as thirdparty
from warehouse.store import Warehouse


def score(
    warehouse: Warehouse,
    *,
    as_of: datetime,
    settings: ScoringSettings,
    project_ids: Sequence[str] | None = None,
    ask: bool = True,
) -> None:
    """Replaces what is derived at `as_of` for the projects (None: all); other instants are kept.

    Persons, acts and licences are derived for the whole warehouse; measurements and findings are
    written all or nothing. Same warehouse, `as_of` and settings: same tables. Raises `ScoringError`
    for an instant without time zone, an unknown project, or a project held against an unknown
    policy. `ask` False: the engine of the full licence tier is not started (see `licences.run`).
    """
    people(warehouse, as_of, settings)
    derived(warehouse, as_of, ask=ask)
    with warehouse.transaction():
        measuring.measure(
            warehouse, as_of=as_of, window_days=settings.window_days, project_ids=project_ids
        )
        judged(warehouse, as_of, settings, project_ids)


def people(warehouse: Warehouse, as_of: datetime, settings: ScoringSettings) -> None:
    """The first step: persons and for whom they worked by then. Needs the projects all together,
    for one person may act in several. Raises `ScoringError` for an instant without time zone."""
    if as_of.tzinfo is None:
        raise ScoringError(f"截止时刻 {as_of} 没有时区：请写成如 2026-11-21T00:00:00+08:00。")
    resolve(warehouse, settings.appeals)
    assign(warehouse, as_of)


def derived(warehouse: Warehouse, as_of: datetime, *, ask: bool = True) -> None:
    """The second: acts, licences, third-party code and growth. Each project by itself, together
    with those it shares a repository with."""
    derive(warehouse)
    conclude(warehouse, as_of, ask=ask)
    thirdparty.conclude(warehouse, as_of)
    growth.conclude(warehouse, as_of)


def judged(
    warehouse: Warehouse,
    as_of: datetime,
    settings: ScoringSettings,
    project_ids: Sequence[str] | None = None,
) -> None:
    """The last, once everything is measured; call in a transaction. Raises `ScoringError`."""
    comparison.conclude(warehouse, as_of, settings.weights, project_ids)
    findings.conclude(
        warehouse,
        as_of=as_of,
        thresholds=settings.thresholds,
        facts=settings.facts,
        project_ids=project_ids,
    )
