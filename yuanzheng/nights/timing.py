"""When projects are due: five fields of cron in Asia/Shanghai, one for all and one for whom wants
its own."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime, timedelta

from apscheduler.triggers.cron import CronTrigger

from yuanzheng import projects
from yuanzheng.config import Config
from yuanzheng.failures import Refused
from yuanzheng.schedule_settings import ZONE

_TICK = timedelta(microseconds=1)


@dataclass(frozen=True, slots=True)
class Due:
    """A project and the latest time of its schedule that nothing was done for."""

    project_id: str
    at: datetime


def trigger(cron: str, jitter_minutes: float = 0) -> CronTrigger:
    """For the scheduler; each time comes up to `jitter_minutes` later."""
    made = CronTrigger.from_crontab(cron, timezone=ZONE)
    made.jitter = round(jitter_minutes * 60) or None
    return made


def next_after(cron: str, moment: datetime) -> datetime:
    """The first time after `moment`. Raises `Refused` for a day that never comes."""
    found = trigger(cron).get_next_fire_time(None, moment + _TICK)
    if not isinstance(found, datetime):
        raise Refused(f"[schedule] 的键 cron（{cron}）永远不会到：请检查日和月是否存在。")
    return found


def latest(cron: str, since: datetime, moment: datetime) -> datetime | None:
    """The last time after `since` that has come by `moment`; None: there was none."""
    fires, found = trigger(cron), None
    at = fires.get_next_fire_time(None, since + _TICK)
    while isinstance(at, datetime) and at <= moment:
        found, at = at, fires.get_next_fire_time(at, at + _TICK)
    return found


def crons(config: Config) -> dict[str, str]:
    """Each project's own schedule, or that of all."""
    own = {projects.identifier(one.name): one.cron for one in config.settings.project}
    usual = config.settings.schedule.cron
    return {one.project_id: own.get(one.project_id) or usual for one in config.projects}


def due(
    config: Config, done: Mapping[str, datetime], tried: Mapping[str, datetime], moment: datetime
) -> list[Due]:
    """Projects of which a time has come since they were last done, not longer ago than the grace.

    `done`: project → when its last whole run began; one that was never run waits for its first
    time after now. `tried`: project → the time it was last tried for: no time is tried twice.
    """
    grace = timedelta(hours=config.settings.schedule.grace_hours)
    found = []
    for project_id, cron in crons(config).items():
        since = max(
            (at for at in (done.get(project_id), tried.get(project_id)) if at), default=None
        )
        at = latest(cron, max(since, moment - grace), moment) if since else None
        if at is not None:
            found.append(Due(project_id, at))
    return found
