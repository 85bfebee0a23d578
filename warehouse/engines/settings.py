"""Settings of the engine that spreads the work over machines: table `[spark]`."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict, Field


class SparkSettings(BaseModel):
    """`master` as Spark writes it (`spark://host:7077`, `yarn`, `k8s://…`, `local[4]`), or
    `sc://host:15002` for Spark Connect.

    `lake`: folder that this machine and every worker see under the same path; None: below the
    folder of the warehouse. `buckets`: into how many parts projects are divided. `memory_mb`: most
    that one part may hold in memory. `conf`: further settings of Spark by name.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    master: str = Field(default="local[*]", min_length=1)
    lake: Path | None = None
    buckets: int = Field(default=8, ge=1, le=100_000)
    memory_mb: int = Field(default=2048, ge=256)
    conf: dict[str, str | int | bool] = {}
