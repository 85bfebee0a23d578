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
    "SELECT repo_id, stream, grade, code, reason, expected, got FROM stream_state"
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
        self._lately = Lately[dict[str, StreamState]]()

    def of(self, repo_id: str) -> dict[str, StreamState]:
        """All standings of a repository."""

        def ask() -> dict[str, StreamState]:
            rows = self._query(_HELD, {"repo": repo_id})
            return {row["stream"]: StreamState(**row) for row in rows}

        return self._lately.of(repo_id, ask)

    def grade(self, state: StreamState, at: datetime) -> None:
        known = self.of(state.repo_id)
        before = known.get(state.stream)
        if before == state:
            return
        row = {**asdict(state), "since": at.isoformat()}
        self._connection.execute(_GRADE if before is None else _REGRADE, row)
        if before is None or before.grade != state.grade:
            said = {name: row[name] for name in ("repo_id", "stream", "grade", "since")}
            self._connection.execute(_NOTE, said)
        known[state.stream] = state

    def unknown(
        self, streams: Sequence[tuple[str, str]], code: str, reason: str, at: datetime
    ) -> None:
        repos, names = [one for one, _ in streams], [one for _, one in streams]
        row = {"repos": repos, "streams": names, "since": at.isoformat()}
        self._connection.execute(_NOTE_UNKNOWN, row)
        self._connection.execute(_UNKNOWN, {**row, "code": code, "reason": reason})
        self._lately = Lately[dict[str, StreamState]]()
