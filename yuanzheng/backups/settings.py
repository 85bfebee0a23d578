"""Table `[backup]` of the configuration."""

from __future__ import annotations

from pydantic import BaseModel, ConfigDict, Field


class BackupSettings(BaseModel):
    """`folder`: where backups lie, relative to the file; empty: none are made after the night.

    Of the days, weeks and months (Asia/Shanghai) that have a backup, the last backup of the latest
    so many is kept; the newest one always is.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder: str = ""
    keep_daily: int = Field(default=7, ge=0, le=3650)
    keep_weekly: int = Field(default=5, ge=0, le=520)
    keep_monthly: int = Field(default=24, ge=0, le=1200)
