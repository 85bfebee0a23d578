"""`wanted.json` in the data folder: projects somebody wants collected at once, for the service."""

from __future__ import annotations

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from datetime import datetime
from pathlib import Path

from filelock import FileLock

from warehouse import lasting
from yuanzheng import clock

NAME, _LOCK = "wanted.json", "wanted.lock"


@dataclass(frozen=True, slots=True)
class Wanted:
    """`who`: the name of an account."""

    project_id: str
    who: str
    at: datetime


def add(data: Path, project_id: str, who: str) -> bool:
    """False where it is waiting already. Raises OSError."""
    data.mkdir(parents=True, exist_ok=True)
    with FileLock(data / _LOCK):
        held = waiting(data)
        if any(one.project_id == project_id for one in held):
            return False
        _write(data, [*held, Wanted(project_id, who, clock.now())])
        return True


def waiting(data: Path) -> tuple[Wanted, ...]:
    """Those nothing was done for yet, the first one first; what cannot be read is none."""
    try:
        found = json.loads((data / NAME).read_bytes())
        return tuple(
            Wanted(str(one["project_id"]), str(one["who"]), datetime.fromisoformat(one["at"]))
            for one in found
        )
    except (OSError, ValueError, KeyError, TypeError):
        return ()


def done(data: Path, project_ids: Iterable[str], until: datetime) -> None:
    """Takes out those that were wanted by then. Raises OSError."""
    gone = set(project_ids)
    if not waiting(data):
        return
    with FileLock(data / _LOCK):
        held = waiting(data)
        _write(data, [one for one in held if one.project_id not in gone or one.at > until])


def _write(data: Path, held: list[Wanted]) -> None:
    rows = [{**asdict(one), "at": one.at.isoformat()} for one in held]
    lasting.replaced(data / NAME, json.dumps(rows, ensure_ascii=False).encode() + b"\n")
