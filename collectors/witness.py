"""A git repository whose answers are noted, so that a reading of it can be done again without it.

The bytes of histories, files and tags are archived where they are read (`gitstreams.keep`); here
is noted what else was asked: ids, sizes, lists of files.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from itertools import islice
from typing import Any, TypeVar

from collectors.errors import StreamStopped
from collectors.gitvalues import Entry, Repository, Tag
from collectors.trails import LiveTrail, plain

T = TypeVar("T")
# More than any reader takes of one folder.
MOST_ENTRIES = 1_000_001


@dataclass(frozen=True, slots=True)
class Witness:
    """Hands every question on to `seen` and notes what it said."""

    seen: Repository
    trail: LiveTrail

    def head(self) -> str:
        return self._noted("head", self.seen.head)

    def shallow(self) -> bool:
        return self._noted("shallow", self.seen.shallow)

    def contains(self, older: str, newer: str) -> bool:
        return self._noted("contains", lambda: self.seen.contains(older, newer))

    def count(self, commit: str) -> int:
        return self._noted("count", lambda: self.seen.count(commit))

    def beyond(self, older: str, newer: str) -> int:
        """Part of a count, which is noted whole: see `LiveTrail.count`."""
        return self.seen.beyond(older, newer)

    def size(self, sha: str) -> int:
        return self._noted("size", lambda: self.seen.size(sha))

    def ids(self, older: str, newer: str) -> list[str]:
        return self._noted("ids", lambda: self.seen.ids(older, newer))

    def touching(self, older: str | None, newer: str, names: Sequence[str]) -> list[str]:
        return self._noted("touching", lambda: self.seen.touching(older, newer, names))

    def prefetch(self, shas: Sequence[str]) -> None:
        """Tells nothing."""
        self.seen.prefetch(shas)

    def blob(self, sha: str) -> bytes:
        """Whoever reads the bytes archives them: only that it went well is noted."""
        found = b""

        def read() -> int:
            nonlocal found
            found = self.seen.blob(sha)
            return len(found)

        self._noted("blob", read)
        return found

    def tags(self) -> list[Tag]:
        found: list[Tag] = []

        def read() -> list[list[Any]]:
            found.extend(self.seen.tags())
            return [[tag.name, tag.made, tag.annotated] for tag in found]

        self._noted("tags", read)
        return found

    def log(self, older: str | None, newer: str) -> Iterator[bytes]:
        """What is read of it, and how that ended, is noted whole: see `LiveTrail.history`."""
        return self.seen.log(older, newer)

    def recent(self, older: str | None, newer: str, since: int) -> list[str]:
        """What is counted from these four is archived whole: see `LiveTrail.changes`."""
        return self.seen.recent(older, newer, since)

    def raw(self, shas: Sequence[str]) -> Iterator[bytes]:
        return self.seen.raw(shas)

    def sizes(self, shas: Sequence[str]) -> dict[str, int]:
        return self.seen.sizes(shas)

    def contents(self, shas: Sequence[str]) -> Iterator[tuple[str, bytes]]:
        return self.seen.contents(shas)

    def tree(self, commit: str, folder: str = "") -> Iterator[Entry]:
        """Noted before the first entry is given: what is asked meanwhile comes after it."""
        found, failed = list[Entry](), dict[str, str]()
        stopped: StreamStopped | None = None
        try:
            found.extend(islice(self.seen.tree(commit, folder), MOST_ENTRIES))
        except StreamStopped as error:
            failed, stopped = plain(error), error
        listed = [[entry.path, entry.mode, entry.sha] for entry in found]
        self.trail.called("tree", value=listed, **failed)
        yield from found
        if stopped is not None:
            raise stopped

    def found(self, commit: str, wanted: Callable[[Entry], bool]) -> list[Entry]:
        entries: list[Entry] = []

        def read() -> list[list[str]]:
            entries.extend(self.seen.found(commit, wanted))
            return [[entry.path, entry.mode, entry.sha] for entry in entries]

        self._noted("found", read)
        return entries

    def _noted(self, call: str, ask: Callable[[], T]) -> T:
        try:
            found = ask()
        except StreamStopped as error:
            self.trail.called(call, **plain(error))
            raise
        self.trail.called(call, value=found)
        return found
