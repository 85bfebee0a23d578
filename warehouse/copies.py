"""Published copies as readers find them: which one is served, and how each project stands in it."""

from __future__ import annotations

import json
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from warehouse import lasting
from warehouse.soundness import Check
from warehouse.store import Row

POINTER, FAILED, CHECKS = "current.json", "failed.json", "checks.json"
DATABASE, EVIDENCE = "warehouse.duckdb", "evidence"


@dataclass(frozen=True, slots=True)
class Standing:
    """How a project stands in a copy.

    `as_of`: the instant readers are shown it at; None: it has no figures yet. `flags`: Chinese
    sentences on why these are not the newest; none: they are. `fit_at`: when it last had none.
    `refused`: instants whose figures no check has let pass; they are in the data file all the same.
    """

    project_id: str
    name: str
    as_of: datetime | None
    flags: tuple[str, ...] = ()
    fit_at: datetime | None = None
    refused: tuple[datetime, ...] = ()


@dataclass(frozen=True, slots=True)
class Copy:
    """A published copy. `as_of`: the instant of the run that made it."""

    name: str
    folder: Path
    published_at: datetime
    as_of: datetime | None
    run: str | None

    @property
    def database(self) -> Path:
        return self.folder / DATABASE

    @property
    def evidence(self) -> Path:
        return self.folder / EVIDENCE

    @property
    def checks(self) -> tuple[Check, ...]:
        """What was looked at before it was swapped in."""
        found = read(self.folder / CHECKS) or {}
        return tuple(
            Check(str(one["check"]), str(one["title"]), tuple(one["words"]))
            for one in found.get("checks", ())
        )

    @property
    def projects(self) -> tuple[Standing, ...]:
        """How each project of the warehouse stands in it."""
        found = read(self.folder / CHECKS) or {}
        return tuple(
            Standing(
                str(one["project_id"]), str(one["name"]), _instant(one["as_of"]),
                tuple(one["flags"]), _instant(one["fit_at"]),
                tuple(datetime.fromisoformat(at) for at in one.get("refused", ())),
            )
            for one in found.get("projects", ())
        )  # fmt: skip


@dataclass(frozen=True, slots=True)
class Failure:
    """Since when publishing fails, when it was last tried, and why, in Chinese sentences."""

    since: datetime
    last: datetime
    reasons: tuple[str, ...]


def current(published: Path) -> Copy | None:
    """The copy to be served; None: nothing was published yet."""
    found = read(published / POINTER)
    try:
        if found is None or not (published / str(found["copy"]) / DATABASE).is_file():
            return None
        name, at = str(found["copy"]), datetime.fromisoformat(found["published_at"])
        return Copy(name, published / name, at, _instant(found["as_of"]), found["run"])
    except (KeyError, TypeError, ValueError):
        return None


def failure(published: Path) -> Failure | None:
    """How the last attempt failed; None: it did not."""
    found, copy = read(published / FAILED), current(published)
    try:
        since, last = (datetime.fromisoformat((found or {})[key]) for key in ("since", "last"))
    except (KeyError, TypeError, ValueError):
        return None
    if copy and copy.published_at > last:  # killed before the mark was taken away
        return None
    return Failure(since, last, tuple(map(str, (found or {}).get("reasons", ()))))


def write(path: Path, value: Row) -> None:
    """All of it or nothing, times with their zone. Raises OSError."""
    text = json.dumps(value, ensure_ascii=False, indent=1, default=_plain)
    lasting.replaced(path, text.encode() + b"\n")


def _plain(value: object) -> str:
    return value.isoformat() if isinstance(value, datetime) else str(value)


def read(path: Path) -> dict[str, Any] | None:
    """None for what is not there or cannot be read."""
    try:
        found = json.loads(path.read_bytes())
    except (OSError, ValueError):
        return None
    return found if isinstance(found, dict) else None


def _instant(text: str | None) -> datetime | None:
    return None if text is None else datetime.fromisoformat(text)
