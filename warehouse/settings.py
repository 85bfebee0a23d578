"""Settings of the warehouse: table `[warehouse]` of the configuration."""

from __future__ import annotations

from pathlib import Path

from pydantic import BaseModel, ConfigDict


class WarehouseSettings(BaseModel):
    """`folder` holds the data file, the raw archive, git mirrors and the request state."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    folder: Path = Path("data")

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
    def state(self) -> Path:
        return self.folder / "state.sqlite"
