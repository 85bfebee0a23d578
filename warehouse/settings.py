"""Settings of the warehouse: table `[warehouse]` of the configuration."""

from __future__ import annotations

from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field


class WarehouseSettings(BaseModel):
    """`folder` holds the data file, the raw archive, git mirrors and the request state.

    `thin_after_days`: what only projects need that were taken out of the configuration goes from
    the archive when they were last collected longer ago than that; None: nothing ever goes.

    `engine`: what computes the figures; `spark` spreads them over machines (table `[spark]`).

    `lost_share`: of the rows of a table that a project had when it was last published; when more
    are gone at once and no platform says why, readers are shown its earlier figures.

    `memory_mb`: most that the queries of a run may hold in memory, beyond which they use the disk
    beside the data file (reading rows in takes 512 MB alone); None: four fifths of the machine.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder: Path = Path("data")
    thin_after_days: int | None = Field(default=None, ge=1, le=36500)
    lost_share: float = Field(default=0.2, gt=0, le=1)
    memory_mb: int | None = Field(default=None, ge=1024)
    engine: Literal["embedded", "spark"] = "embedded"

    @property
    def database(self) -> Path:
        return self.folder / "warehouse.duckdb"

    @property
    def archive(self) -> Path:
        return self.folder / "archive"

    @property
    def mirrors(self) -> Path:
        return self.folder / "mirrors"

    @property
    def published(self) -> Path:
        """The copies readers see."""
        return self.folder / "published"

    @property
    def state(self) -> Path:
        return self.folder / "state.sqlite"
