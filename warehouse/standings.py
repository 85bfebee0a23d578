"""How completely each stream is known now, and since when it was known so far."""

from __future__ import annotations

from collections import OrderedDict
from collections.abc import Callable, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import datetime
from typing import Any, Generic, TypeVar

from warehouse.parsed import Parsed

T = TypeVar("T")
_HELD = (
    "SELECT repo_id, stream, grade, code, reason, expected, got, since FROM stream_state"
    " WHERE repo_id = $repo"
)
_REGRADE = (
    "UPDATE stream_state SET grade = $grade, code = $code, reason = $reason, expected = $expected,"
    " got = $got, since = $since::TIMESTAMPTZ WHERE repo_id = $repo_id AND stream = $stream"
)
_GRADE = (
    "INSERT INTO stream_state (repo_id, stream, grade, code, reason, expected, got, since)"
    " VALUES ($repo_id, $stream, $grade, $code, $reason, $expected, $got, $since::TIMESTAMPTZ)"
)
_NOTE = (
    "INSERT INTO stream_grade (repo_id, stream, grade, since)"
    " VALUES ($repo_id, $stream, $grade, $since::TIMESTAMPTZ)"
)
_NEW = (
    " FROM (SELECT unnest($repos) AS repo_id, unnest($streams) AS stream)"
    " ANTI JOIN stream_state USING (repo_id, stream)"
)
_NOTE_UNKNOWN = (
    "INSERT INTO stream_grade (repo_id, stream, grade, since)"
    f" SELECT repo_id, stream, 'not_observable', $since::TIMESTAMPTZ{_NEW}"
)
_UNKNOWN = (
    "INSERT INTO stream_state (repo_id, stream, grade, code, reason, since) SELECT repo_id, stream,"
    f" 'not_observable', $code, $reason, $since::TIMESTAMPTZ{_NEW}"
)
# More than there are workers: so many repositories are read at the same time.
_REMEMBERED = 100


@dataclass(frozen=True, slots=True)
class StreamState:
    """How completely a stream is known: the row of `stream_state` but for its time."""

    repo_id: str
    stream: str
    grade: str
    code: str | None
    reason: str | None
    expected: int | None
    got: int | None


_Known = dict[str, tuple[StreamState, datetime]]


class Lately(Generic[T]):
    """Something of each of the repositories asked for last."""

    def __init__(self) -> None:
        self._held = OrderedDict[str, T]()

    def of(self, repo_id: str, ask: Callable[[], T]) -> T:
        if repo_id not in self._held:
            self._held[repo_id] = ask()
        self._held.move_to_end(repo_id)
        while len(self._held) > _REMEMBERED:
            self._held.popitem(last=False)
        return self._held[repo_id]


class Standings:
    """The tables `stream_state` and `stream_grade`; whoever calls holds the warehouse alone."""

    def __init__(
        self, connection: Parsed,
        query: Callable[[str, Mapping[str, object]], Sequence[Mapping[str, Any]]],
    ) -> None:  # fmt: skip
        self._connection, self._query = connection, query
        self._lately = Lately[_Known]()

    def of(self, repo_id: str, stream: str) -> StreamState | None:
        found = self._known(repo_id).get(stream)
        return found[0] if found else None

    def _known(self, repo_id: str) -> _Known:
        """All standings of a repository, and since when each holds."""

        def ask() -> _Known:
            rows = map(dict, self._query(_HELD, {"repo": repo_id}))
            return {one[0].stream: one for one in map(_standing, rows)}

        return self._lately.of(repo_id, ask)

    def grade(self, state: StreamState, at: datetime) -> None:
        known = self._known(state.repo_id)
        before, since = known.get(state.stream, (None, at))
        # Noted by a clock that was ahead, it holds since now at the latest.
        if before == state and since <= at:
            return
        row = {**asdict(state), "since": at.isoformat()}
        self._connection.execute(_GRADE if before is None else _REGRADE, row)
        if before is None or before.grade != state.grade or since > at:
            said = {name: row[name] for name in ("repo_id", "stream", "grade", "since")}
            self._connection.execute(_NOTE, said)
        known[state.stream] = state, at

    def unknown(
        self, streams: Sequence[tuple[str, str]], code: str, reason: str, at: datetime
    ) -> None:
        repos, names = [one for one, _ in streams], [one for _, one in streams]
        row = {"repos": repos, "streams": names, "since": at.isoformat()}
        self._connection.execute(_NOTE_UNKNOWN, row)
        self._connection.execute(_UNKNOWN, {**row, "code": code, "reason": reason})
        self._lately = Lately[_Known]()


def _standing(row: dict[str, Any]) -> tuple[StreamState, datetime]:
    since = row.pop("since")
    return StreamState(**row), since
