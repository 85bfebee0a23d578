"""Of the archive what some of its projects need, so that their tables can be made from that alone.

Records are copied byte by byte. Only those are written anew that name other projects (the notes a
run begins with) or, for a pack, hold personal data: these carry the hash of what they were.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any
from urllib.parse import unquote

from collectors.rebuilt import Rebuilt
from warehouse import personal
from warehouse.pseudonymised import Bodies
from warehouse.warcs import Kept, written


@dataclass(frozen=True, slots=True)
class Written:
    """A file of the excerpt: how many records and bytes of the whole one are not in it."""

    name: str
    records: int
    bytes: int


@dataclass
class Excerpt:
    """`whole` is what `replay.rebuild` found of the whole archive. `redacts`: personal data is
    taken out; `declared` says of which record what, filled while it is written."""

    project_ids: frozenset[str]
    whole: Rebuilt
    redacts: bool = True
    declared: list[personal.Declared] = field(default_factory=list)
    runs: int = 0
    mask: Bodies | None = None

    def __post_init__(self) -> None:
        named = self.whole.named
        self.repo_ids = frozenset[str]().union(*(named.get(p, ()) for p in self.project_ids))
        # Whether anything was left out so far: up to then the notes of runs hold as they are.
        self._less = self.redacts

    def write(self, archive: Path, out: Path) -> list[Written]:
        """Files of the same names into `out`; with a `mask` persons' names are marks in them."""
        if self.mask is not None:
            self._learn(archive, self.mask)
        out.mkdir(parents=True, exist_ok=True)
        return [self._written(path, out / path.name) for path in sorted(archive.glob("*.warc.gz"))]

    def _written(self, path: Path, out: Path) -> Written:
        gone = 0
        with out.open("wb") as into:
            for record in written(path):
                copied = self._copied(record)
                gone += not copied
                self._less |= not copied
                into.write(copied)
        return Written(path.name, gone, path.stat().st_size - out.stat().st_size)

    def _copied(self, record: Kept) -> bytes:
        if record.is_note("run"):
            return self._reduced(record)
        if record.is_note("owners") or record.is_note("over"):
            return record.copied()
        if not self._belongs(record.scope):
            return b""
        return self._changed(record) if self.redacts else record.copied()

    def _belongs(self, scope: str) -> bool:
        words = scope.split(" ")
        return len(words) == 3 and unquote(words[1]) in self.repo_ids

    def _reduced(self, record: Kept) -> bytes:
        """A run's note with these projects alone, and what only the whole archive can tell."""
        note, told = json.loads(record.payload()), self.whole.told[self.runs]
        self.runs += 1
        own = [one for one in note["projects"] if one["project_id"] in self.project_ids]
        self._less |= len(own) < len(note["projects"])
        if not self._less:
            return record.copied()
        # What stands before the last thing that was begun was done for certain.
        done = told.done if not told.last or self._belongs(told.last) else True
        doubles = {one: other for one, other in told.doubles.items() if one in self.repo_ids}
        made = {**note, "projects": own, "held": None, "done": done, "doubles": doubles}
        return record.rewritten(_json(made))

    def _changed(self, record: Kept) -> bytes:
        if record.kind == "revisit":  # its hash is that of the body it speaks of
            change = self.mask.url if self.mask and self._is_named(record, self.mask) else None
            return record.rewritten(b"", change) if change else record.copied()
        body = record.payload()
        made, _, said = personal.redacted_record(record.named, record.content_type, body)
        if self.mask is not None:
            return self._masked(record, made, said, self.mask)
        if said is None:
            return record.copied()
        self.declared.append(said)
        return record.rewritten(made)

    def _learn(self, archive: Path, mask: Bodies) -> None:
        """Every name that stands in what will be written."""
        for path in sorted(archive.glob("*.warc.gz")):
            for record in written(path):
                if record.kind != "revisit" and self._belongs(record.scope):
                    body = record.payload()
                    kind = personal.kind_of(record.url, record.content_type, body)
                    made = personal.removed(body, kind).body
                    mask.learn(kind, record.url, made)
        mask.of.ready()

    def _masked(
        self, record: Kept, body: bytes, said: personal.Declared | None, mask: Bodies
    ) -> bytes:
        kind = personal.kind_of(record.url, record.content_type, body)
        made, found = mask.masked(kind, body)
        if said is None and not found and not self._is_named(record, mask):
            return record.copied()
        every = {**(said.found if said else {}), **found}
        original = record.payload()
        self.declared.append(
            personal.masked_record(record.record_id, mask.url(record.url), original, made, every)
        )
        return record.rewritten(made, mask.url)

    def _is_named(self, record: Kept, mask: Bodies) -> bool:
        """Whether its address or its headers name somebody."""
        texts = (record.url, *(value for _, value in record.headers))
        return any(mask.url(text) != text for text in texts)


def _json(told: Mapping[str, Any]) -> bytes:
    return json.dumps(told, ensure_ascii=False, sort_keys=True).encode()
