"""What a run as a whole did, noted in the archive beside what it was told."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from importlib.metadata import version
from typing import Any

from collectors import hosts
from collectors.results import ProjectSources
from collectors.settings import CollectorSettings
from collectors.targets import Target, shown_url
from warehouse.archive import Archive
from warehouse.records import COLLECTED
from warehouse.store import Warehouse

# Raised when an archive cannot be read back by what could read it before.
FORMAT = 2


@dataclass(frozen=True, slots=True)
class Diary:
    """Writes the notes of a run that belong to no single reading."""

    archive: Archive
    clock: Callable[[], datetime]

    def begins(
        self, warehouse: Warehouse, settings: CollectorSettings, projects: Sequence[ProjectSources]
    ) -> None:
        """`held`: by this a later reader tells whether the last thing a killed run was about to do
        was done."""
        places = {name: settings.platform(name) for name in hosts.hosts()}
        self.archive.note("run", {
            "format": FORMAT, "program": version("yuanzheng"),
            "platforms": {name: {"api": own.api, "web": own.web} for name, own in places.items()},
            "settings": {"text_days": settings.text_days},
            "projects": [project(one) for one in projects], "held": mark(warehouse),
        }, self.clock())  # fmt: skip

    def knows_owners(self) -> datetime:
        """The time from which it is known what is to be read."""
        at = self.clock()
        self.archive.note("owners", {}, at)
        return at

    def is_over(self, *, interrupted: bool) -> datetime:
        """The time from which the run is over."""
        at = self.clock()
        self.archive.note("over", {"interrupted": interrupted}, at)
        return at


def mark(warehouse: Warehouse) -> list[int]:
    """How many answers are kept, and how many versions of rows were ever closed."""
    closed = " UNION ALL ".join(
        f'SELECT count(*) AS n FROM "{kind.TABLE}" WHERE closed_at IS NOT NULL'
        for kind in COLLECTED
    )
    row = warehouse.query(f"SELECT sum(n)::BIGINT AS n FROM ({closed})")[0]
    return [warehouse.answers_held()[1], int(row["n"] or 0)]


def project(sources: ProjectSources) -> dict[str, Any]:
    """A project as JSON; paths of this machine are in no archive."""
    return {**asdict(sources), "targets": [target(one) for one in sources.targets]}


def target(one: Target) -> dict[str, str]:
    return {**asdict(one), "url": shown_url(one.url)}
