"""The trail of one reading of one stream: what it was told and did, kept so that all of it can be
done again from the archive alone (see `collectors.replay`)."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping, Sequence
from datetime import datetime
from typing import TYPE_CHECKING, Any, Protocol
from urllib.parse import quote

from collectors import errors, gitchanges
from collectors.errors import StreamStopped
from collectors.gitchanges import Part
from collectors.gitvalues import Repository
from collectors.turns import turn
from warehouse.answers import Answer
from warehouse.archive import Archive, Raw

if TYPE_CHECKING:
    from collectors.gitslices import Slice
    from collectors.streams import Page

# Notes of what is done to the warehouse next.
_STORED = {"flush", "sweep", "end"}


class Trail(Protocol):
    """`at` is the time of the last answer, before the first one that of the beginning: a reading
    knows no other."""

    at: datetime

    def keep(self, raw: Raw) -> Answer:
        """Archives a raw answer."""

    def confirm(self, raw: Raw, digest: str) -> None:
        """Archives a 304."""

    def stopped(self, error: StreamStopped) -> None:
        """Notes what asking ended in, where no answer did."""

    def goes_on(self, url: str) -> bool:
        """Whether a page that a 304 led to is asked for, noted: older archives have it nowhere."""

    def flush_due(self, pages: Sequence[Page]) -> bool | None:
        """Whether these pages are to be stored now; None: as time and size have it."""

    def ready(self) -> None:
        """To be called before the warehouse is taken for what `note` will tell of."""

    def note(self, kind: str, **told: Any) -> None:
        """Notes what is done to the warehouse next; call it where nothing comes in between."""

    def opened(self, brought: Callable[[], Repository]) -> Repository:
        """A repository whose answers leave their trail. Raises what `brought` raises."""

    def at_hand(self, found: Repository | None) -> Repository | None:
        """The same of one that another stream has opened, if it has."""

    def history(
        self, repo_id: str, repository: Repository, older: str | None, newer: str
    ) -> Iterator[Slice]:
        """The history of `newer` without that of `older`; each slice is archived as it comes."""

    def count(
        self, repository: Repository, commit: str, known: int | None, since: str | None = None
    ) -> int:
        """How many commits a history has. `known`: how many that of `since` has, or, without
        `since`, this one: what is known is not walked again."""

    def perhaps(self, name: str, ask: Callable[[], bool]) -> bool | None:
        """An answer that older archives do not have: None there."""

    def changes(
        self, repo_id: str, repository: Repository, older: str | None, newer: str, since: int
    ) -> Iterator[Part]:
        """What its commits changed, see `gitchanges.parts`; each part is archived as it comes."""


class LiveTrail:
    """Of a reading that asks the platforms. Its beginning is noted by `begin`."""

    def __init__(self, archive: Archive, scope: str, at: datetime) -> None:
        self.archive, self.scope, self.at = archive, scope, at
        self._calls: list[dict[str, Any]] = []

    def begin(self, told: Mapping[str, Any]) -> None:
        self.archive.note("visit", told, self.at, self.scope)

    def keep(self, raw: Raw) -> Answer:
        self.at = raw.fetched_at
        return self.archive.keep(raw, self.scope)

    def confirm(self, raw: Raw, digest: str) -> None:
        self.at = raw.fetched_at
        self.archive.confirm(raw, digest, self.scope)

    def stopped(self, error: StreamStopped) -> None:
        self.note("stopped", **plain(error))

    def goes_on(self, url: str) -> bool:
        self.note("onward")
        return True

    def flush_due(self, pages: Sequence[Page]) -> bool | None:
        return None

    def ready(self) -> None:
        pass

    def note(self, kind: str, **told: Any) -> None:
        if self._calls:
            told["calls"], self._calls = self._calls, []
        self.archive.note(kind, told, self.at, self.scope, settled=kind in _STORED)

    def called(self, call: str, **told: Any) -> None:
        """Notes what a repository answered; written with the next note, before which nothing is
        stored."""
        self._calls.append({"call": call, **told})

    def opened(self, brought: Callable[[], Repository]) -> Repository:
        from collectors.witness import Witness

        try:
            found = brought()
        except StreamStopped as error:
            self.called("open", **plain(error))
            raise
        self.called("open")
        return Witness(found, self)

    def at_hand(self, found: Repository | None) -> Repository | None:
        from collectors.witness import Witness

        self.called("at_hand", value=found is not None)
        return None if found is None else Witness(found, self)

    def history(
        self, repo_id: str, repository: Repository, older: str | None, newer: str
    ) -> Iterator[Slice]:
        # Its libraries take a tenth of a second to load, and few nights bring a history to read.
        from collectors import gitslices

        failed = dict[str, str]()
        try:
            with turn():
                yield from gitslices.slices(repo_id, repository.log(older, newer))
        except StreamStopped as error:
            failed = plain(error)
            raise
        except ValueError as error:
            # A history cut short: `error_of` gives back the same.
            failed = {"error": "ValueError", "reason": str(error)}
            raise
        finally:
            self.called("log", **failed)

    def count(
        self, repository: Repository, commit: str, known: int | None, since: str | None = None
    ) -> int:
        if known is None:
            return repository.count(commit)
        try:
            found = known + (repository.beyond(since, commit) if since else 0)
        except StreamStopped as error:
            self.called("count", **plain(error))
            raise
        self.called("count", value=found)
        return found

    def perhaps(self, name: str, ask: Callable[[], bool]) -> bool | None:
        found = ask()
        self.called(name, value=found)
        return found

    def changes(
        self, repo_id: str, repository: Repository, older: str | None, newer: str, since: int
    ) -> Iterator[Part]:
        failed = dict[str, str]()
        try:
            yield from gitchanges.parts(repo_id, repository, older, newer, since)
        except StreamStopped as error:
            failed = plain(error)
            raise
        finally:
            self.called("changes", **failed)


def scope(visit: int, repo_id: str, stream: str) -> str:
    """The value of the record header: three words, for ids may hold any character."""
    return f"{visit} {quote(repo_id, safe=':/@._-')} {stream}"


def plain(error: StreamStopped) -> dict[str, str]:
    """An error as JSON."""
    return {"error": type(error).__name__, "reason": error.reason}


def error_of(told: Mapping[str, Any]) -> StreamStopped:
    """The error `plain` told of. Raises ValueError for a name that is none."""
    from collectors import gitrun, gitvalues

    for module in (errors, gitvalues, gitrun):
        kind = getattr(module, str(told.get("error")), None)
        if isinstance(kind, type) and issubclass(kind, StreamStopped):
            made: StreamStopped = kind(str(told.get("reason")))
            return made
    raise ValueError(str(told.get("error")))
