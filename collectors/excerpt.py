"""Of the archive what one project needs, so that its tables can be made from that alone.

Records are copied byte by byte. Only those are written anew that name other projects (the notes a
run begins with) or hold personal data: these carry the hash of what they were.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from warehouse import personal
from warehouse.warcs import Kept, records


@dataclass
class Excerpt:
    """`declared`: what was taken out of which record, filled while it is written."""

    project_id: str
    repo_ids: frozenset[str]
    done: Sequence[bool | None]
    declared: list[personal.Declared] = field(default_factory=list)
    runs: int = 0

    def write(self, archive: Path, out: Path) -> None:
        """Files of the same names into `out`.

        `done` is what `replay.rebuild` found of the whole archive.
        """
        out.mkdir(parents=True, exist_ok=True)
        for path in sorted(archive.glob("*.warc.gz")):
            with (out / path.name).open("wb") as into:
                for record in records(path):
                    into.write(self._copied(record))

    def _copied(self, record: Kept) -> bytes:
        if record.is_note("run"):
            return record.rewritten(self._reduced(record.payload()))
        if record.is_note("owners") or record.is_note("over"):
            return record.copied()
        return self._changed(record) if self._belongs(record) else b""

    def _belongs(self, record: Kept) -> bool:
        words = record.scope.split(" ")
        return len(words) == 3 and unquote(words[1]) in self.repo_ids

    def _reduced(self, body: bytes) -> bytes:
        """A run's note with this project alone, and what only the whole archive can tell."""
        told = json.loads(body)
        own = [one for one in told["projects"] if one["project_id"] == self.project_id]
        done = self.done[self.runs]
        self.runs += 1
        return _json({**told, "projects": own, "held": None, "done": done})

    def _changed(self, record: Kept) -> bytes:
        if record.kind == "revisit":
            return record.copied()
        body = record.payload()
        made, _, said = personal.redacted_record(record.named, record.content_type, body)
        if said is None:
            return record.copied()
        self.declared.append(said)
        return record.rewritten(made)


def repo_ids(notes: Iterator[Mapping[str, Any]], project_id: str) -> frozenset[str]:
    """Everything the project ever named, by the notes its runs began with."""
    return frozenset(
        target["repo_id"]
        for told in notes
        for one in told["projects"]
        if one["project_id"] == project_id
        for target in one["targets"]
    )


def run_notes(archive: Path) -> Iterator[Mapping[str, Any]]:
    """The notes with which the runs in an archive begin, oldest first."""
    for path in sorted(archive.glob("*.warc.gz")):
        for record in records(path):
            if record.is_note("run"):
                yield json.loads(record.payload())


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
