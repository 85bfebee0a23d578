"""Table `[schedule]` of the configuration."""

from __future__ import annotations

import re
from datetime import UTC, datetime, timedelta
from typing import Annotated

from pydantic import AfterValidator, BaseModel, ConfigDict, Field

from yuanzheng.patience import Patience

ZONE = "Asia/Shanghai"
_WEEKDAYS = "mon tue wed thu fri sat sun"
_SOME_DAY = datetime(2024, 1, 1, tzinfo=UTC)


def _readable(text: str) -> str:
    from apscheduler.triggers.cron import CronTrigger

    parts = text.split()
    if len(parts) != 5:
        raise ValueError(
            f"应有五段（分 时 日 月 星期），现在是 {len(parts)} 段；每晚两点半写成 30 2 * * *"
        )
    if re.search(r"\d", parts[4]):
        raise ValueError(f"星期请写英文缩写（{_WEEKDAYS}），数字在不同软件里含义不同")
    if "*" not in {parts[2], parts[4]}:
        raise ValueError("日与星期请只写一个，另一个写 *：两个都写，在不同软件里含义不同")
    try:
        made = CronTrigger.from_crontab(text, timezone=ZONE)
    except ValueError as error:
        raise ValueError("不是 cron 表达式；每晚两点半写成 30 2 * * *") from error
    if made.get_next_fire_time(None, _SOME_DAY) is None:
        raise ValueError("永远不会到：请检查日和月是否存在")
    return " ".join(parts)


# Five fields of a cron expression, in Asia/Shanghai. Weekdays are names: APScheduler and cron
# number them differently. Of a day of the month and one of the week cron means either, APScheduler
# both.
Cron = Annotated[str, AfterValidator(_readable)]


class ScheduleSettings(BaseModel):
    """When the night's work starts, and how patient it is.

    `grace_hours` is how late a start may be (a machine asleep or off, another run under way):
    within that the latest time missed is made up, once. `jitter_minutes`: each start comes up to
    so much later. `budget_minutes`: collecting ends by then and what there is is gone on with;
    None: it takes as long as it takes. `retries`, `retry_minutes`: how often and after which pause
    a platform is asked again in the same night for what failed in passing.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    cron: Cron = "30 2 * * *"
    grace_hours: float = Field(default=168, gt=0, le=8784)
    jitter_minutes: float = Field(default=10, ge=0, le=720)
    budget_minutes: float | None = Field(default=None, gt=0, le=10080)
    retries: int = Field(default=2, ge=0, le=10)
    retry_minutes: float = Field(default=10, ge=0, le=720)

    @property
    def patience(self) -> Patience:
        budget = None if self.budget_minutes is None else timedelta(minutes=self.budget_minutes)
        return Patience(self.retries, timedelta(minutes=self.retry_minutes), budget)
