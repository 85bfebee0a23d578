"""Settings of collecting on several hosts: table `[shards]` of the configuration."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field

from collectors import hosts
from collectors.settings import CollectorSettings, PlatformSettings


class ShardSettings(BaseModel):
    """`folder`: the same on every host; None: one host collects. `host`: a name of this one;
    empty: the machine's.

    `lease_seconds`: a host that was not heard of for so long is followed by another.
    `fresh_hours`: projects collected within them are left alone. `token_share`: of what a token
    may ask a minute and of its budget, how much is this host's.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder: Path | None = None
    # A count within the pattern would take 25 ms to compile at every start.
    host: str = Field(default="", pattern=r"\A[\w.-]*\z", max_length=100)
    lease_seconds: float = Field(default=300, ge=5, le=86_400, allow_inf_nan=False)
    fresh_hours: float = Field(default=20, gt=0, le=24 * 365, allow_inf_nan=False)
    token_share: float = Field(default=1, gt=0, le=1, allow_inf_nan=False)


def shared(settings: CollectorSettings, share: float, spent: int = 0) -> CollectorSettings:
    """Of each platform's pace and budget this host's share, less `spent` requests of the budget.

    No budget falls below one request: who has spent it asks first (`is_spent`).
    """
    changed: dict[str, PlatformSettings] = {}
    for name, host in hosts.hosts().items():
        own = settings.platform(name)
        update = dict[str, int]()
        pace = host.per_minute[1] if own.per_minute is None else own.per_minute
        if share < 1 and pace:
            update["per_minute"] = max(1, int(pace * share))
        if own.budget is not None:
            update["budget"] = max(1, int(own.budget * share) - spent)
        changed[name] = own.model_copy(update=update)
    return settings.model_copy(update=changed)


def is_spent(settings: CollectorSettings, share: float, spent: int) -> bool:
    """Whether `spent` requests are all that some platform's budget allows this host."""
    budgets = (settings.platform(name).budget for name in hosts.hosts())
    return any(one is not None and spent >= int(one * share) for one in budgets)
