"""What the rules look at after a night."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from datetime import datetime
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from warehouse.errors import WarehouseError
from warehouse.settings import WarehouseSettings
from warehouse.store import Warehouse
from yuanzheng.config import Config
from yuanzheng.notices.notice import NotSeen
from yuanzheng.notices.remembering import Memory
from yuanzheng.stages import Outcome


@dataclass(frozen=True, slots=True)
class Night:
    """`outcome` None: the night did not come to one; `error` then says why, in Chinese.

    `asks` false: nothing may go out to a platform.
    """

    config: Config
    moment: datetime
    outcome: Outcome | None = None
    error: str | None = None
    memory: Memory = field(default_factory=Memory)
    asks: bool = True

    @property
    def asked(self) -> frozenset[str]:
        """Repositories and owners that were asked for."""
        summary = self.outcome.summary if self.outcome else None
        return frozenset(result.repo_id for result in summary.results) if summary else frozenset()

    @property
    def whole(self) -> bool:
        """Whether all that is configured was asked for: projects may have nights of their own."""
        wanted = {one.repo_id for project in self.config.projects for one in project.targets}
        return wanted <= self.asked

    def told(self, rule: str) -> frozenset[str]:
        """Keys of what a rule found before that is not over."""
        entries = self.memory.entries.values()
        return frozenset(one.key for one in entries if one.rule == rule and one.over is None)

    @property
    def places(self) -> WarehouseSettings:
        return self.config.settings.warehouse

    @property
    def folder(self) -> Path:
        return self.places.folder

    @contextmanager
    def warehouse(self) -> Iterator[Warehouse]:
        """The data, for reading. Raises `NotSeen`."""
        try:
            opened = Warehouse(self.places.database, read_only=True)
        except (WarehouseError, OSError) as error:
            raise NotSeen from error
        with opened:
            yield opened

    def rows(self, query: str, params: dict[str, object] | None = None) -> list[dict[str, Any]]:
        """Rows of `queries/<query>.sql` beside the rules. Raises `NotSeen`."""
        text = files("yuanzheng.notices").joinpath("queries", f"{query}.sql")
        with self.warehouse() as warehouse:
            return warehouse.query(text.read_text(encoding="utf-8"), params)


@cache
def numbers(rule: str) -> dict[str, float]:
    text = files("yuanzheng.notices").joinpath("numbers.toml").read_text(encoding="utf-8")
    found: dict[str, float] = tomllib.loads(text)[rule]
    return found
