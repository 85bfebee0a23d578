"""How many current rows of a repository each of its streams has brought."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import Any

from warehouse.standings import Lately

_SPEAKING = "SELECT DISTINCT stream FROM answer WHERE repo_id = $repo"
_CURRENT = (
    "SELECT '{0}' AS kind, answer_id FROM \"{0}\" WHERE repo_id = $repo AND closed_at IS NULL"
)
_COUNTED = (
    "SELECT kind, stream, count(*) AS n FROM ({}) JOIN answer USING (answer_id)"
    " WHERE answer.repo_id = $repo GROUP BY kind, stream"
)
_Counts = Mapping[tuple[str, str], int]


class Holdings:
    """Counts of the repositories read last; whoever calls holds the warehouse alone.

    A repository's tables are counted together when first asked for, which takes a fifth of the time
    of one question each, and one by one again once something of it has changed.
    """

    def __init__(
        self, query: Callable[[str, Mapping[str, object]], Sequence[Mapping[str, Any]]]
    ) -> None:
        self._query = query
        self._streams, self._counts = Lately[set[str]](), Lately[tuple[set[str], _Counts]]()
        self._tables, self._changed = set[str](), set[str]()

    def of(self, table: str, repo_id: str, stream: str) -> int:
        if stream not in self._speaking(repo_id):
            return 0
        self._tables.add(table)
        if repo_id not in self._changed:
            tables, counts = self._counts.of(repo_id, lambda: self._counted(repo_id, self._tables))
            if table in tables:
                return counts.get((table, stream), 0)
        return self._counted(repo_id, {table})[1].get((table, stream), 0)

    def spoke(self, repo_id: str, stream: str) -> None:
        """An answer of the stream is kept."""
        self._speaking(repo_id).add(stream)

    def changed(self, repo_ids: Iterable[str]) -> None:
        """Rows were added or closed."""
        self._changed.update(repo_ids)

    def _speaking(self, repo_id: str) -> set[str]:
        """The streams of a repository of which an answer is kept."""

        def ask() -> set[str]:
            return {row["stream"] for row in self._query(_SPEAKING, {"repo": repo_id})}

        return self._streams.of(repo_id, ask)

    def _counted(self, repo_id: str, tables: set[str]) -> tuple[set[str], _Counts]:
        current = " UNION ALL ".join(map(_CURRENT.format, sorted(tables)))
        rows = self._query(_COUNTED.format(current), {"repo": repo_id})
        return set(tables), {(row["kind"], row["stream"]): int(row["n"]) for row in rows}
