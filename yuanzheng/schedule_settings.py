"""Table `[schedule]` of the configuration."""

from __future__ import annotations

import re

from pydantic import BaseModel, ConfigDict, Field, field_validator

ZONE = "Asia/Shanghai"
_WEEKDAYS = "mon tue wed thu fri sat sun"


class ScheduleSettings(BaseModel):
    """When the night's work starts: five fields of a cron expression, in Asia/Shanghai.

    Weekdays are names: APScheduler and cron number them differently. `grace_hours` is how late
    a start may be (a machine asleep) before that night is left out.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    cron: str = "30 2 * * *"
    grace_hours: float = Field(default=6, gt=0, le=24)

    @field_validator("cron")
    @classmethod
    def _readable(cls, text: str) -> str:
        from apscheduler.triggers.cron import CronTrigger

        parts = text.split()
        if len(parts) != 5:
            raise ValueError(
                f"应有五段（分 时 日 月 星期），现在是 {len(parts)} 段；每晚两点半写成 30 2 * * *"
            )
        if re.search(r"\d", parts[4]):
            raise ValueError(f"星期请写英文缩写（{_WEEKDAYS}），数字在不同软件里含义不同")
        try:
            CronTrigger.from_crontab(text, timezone=ZONE)
        except ValueError as error:
            raise ValueError("不是 cron 表达式；每晚两点半写成 30 2 * * *") from error
        return text
