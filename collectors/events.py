"""What an archive tells, record by record: answers, and notes of what was done with them.

Files of strangers are read so: a note is taken for nothing but what this program writes.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Set
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import Any

from collectors import hosts
from collectors.diary import FORMAT
from collectors.results import ProjectSources
from collectors.targets import Target
from warehouse.archive import JOURNAL
from warehouse.errors import WarehouseError
from warehouse.warcs import Kept, records

_UNREADABLE = "存档 {} 里采集过程的记录（{}）读不懂：它来自别的版本，或被改动过。"
_ANSWERS = {"response", "revisit", "resource", "request"}


class Otherwise(WarehouseError):
    """Read again, the archive tells another story than it says it did."""


@dataclass(frozen=True, slots=True)
class Event:
    """A record of a reading; `told` is what a note says, None for an answer."""

    record: Kept
    told: Mapping[str, Any] | None = None

    @property
    def kind(self) -> str:
        if self.told is not None:
            return str(self.told["kind"])
        return "kept" if self.record.kind == "resource" else "reply"

    @property
    def note(self) -> Mapping[str, Any]:
        """What the note says. Raises `Otherwise` for what is none."""
        if self.told is None:
            raise self.unreadable()
        return self.told

    def unreadable(self) -> Otherwise:
        return Otherwise(_UNREADABLE.format(self.record.file.name, self.record.record_id))

    def projects(self) -> tuple[ProjectSources, ...]:
        """Of the note a run begins with. Raises `Otherwise` for one of another version."""
        if self.note.get("format") != FORMAT:
            raise self.unreadable()
        return tuple(self._project(one) for one in self.note["projects"])

    def target(self, told: Mapping[str, str]) -> Target:
        """Platforms are modules found by name: no other name is looked for."""
        if told["platform"] not in hosts.names():
            raise self.unreadable()
        return Target(**told)  # type: ignore[arg-type]

    def _project(self, told: Mapping[str, Any]) -> ProjectSources:
        targets = tuple(self.target(one) for one in told["targets"])
        return ProjectSources(**{**told, "policies": tuple(told["policies"]), "targets": targets})


def events(path: Path) -> Iterator[Event]:
    """Of one file, in their order. Raises `Otherwise` for a note that is none of ours."""
    for record in records(path):
        if record.kind == "metadata" and record.url.startswith(JOURNAL):
            yield Event(record, _told(record))
        elif record.kind in _ANSWERS:
            yield Event(record)


def last_named(archive: Path, project_ids: Set[str]) -> dict[str, datetime]:
    """When a run last named each of these projects; reads no more than the beginnings of files, the
    newest first, until all are found."""
    found: dict[str, datetime] = {}
    for path in sorted(archive.glob("*.warc.gz"), reverse=True):
        if found.keys() == project_ids:
            break
        event = next(events(path), None)
        if event is not None and event.told is not None and event.kind == "run":
            named = {project.project_id for project in event.projects()} & project_ids
            found = {**dict.fromkeys(named, event.record.at), **found}
    return found


def _told(record: Kept) -> Mapping[str, Any]:
    try:
        told = json.loads(record.payload())
    except (ValueError, RecursionError):
        told = None
    if not isinstance(told, dict) or record.url != f"{JOURNAL}{told.get('kind')}":
        raise Event(record).unreadable()
    return told
