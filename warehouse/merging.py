"""Merging collected records by key, with history: unchanged adds nothing."""

from __future__ import annotations

import json
from collections.abc import Iterable, Iterator, Sequence
from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING

from warehouse import columns as commit_columns
from warehouse.answers import Answer
from warehouse.parsed import Parsed

if TYPE_CHECKING:
    from warehouse.records import Record
    from warehouse.store import Batch


def _statements(name: str) -> list[str]:
    text = files("warehouse").joinpath(name).read_text(encoding="utf-8")
    return [one for one in text.split(";") if one.strip()]


MERGE = _statements("merge.sql")
MERGE_AHEAD = _statements("merge_ahead.sql")
_AHEAD = (
    'SELECT 1 FROM "{table}" WHERE greatest(observed_at, closed_at)'
    " > $at::TIMESTAMPTZ + INTERVAL 1 MINUTE LIMIT 1"
)
# Lists show more or less of the same account: what one leaves out is no change of the account.
_ADAPTED = {
    "identity": _statements("fill_identity.sql"),
    "traffic_day": _statements("keep_larger_day.sql"),
}

# An issue may be turned into a change request of the same number: it is no issue any more.
CONVERTED = (
    "UPDATE issue AS t SET closed_at = s.observed_at FROM staged_new AS s"
    " WHERE t.key = s.key AND t.closed_at IS NULL AND t.repo_id LIKE 'github:%'"
)


def lines(batches: Sequence[Batch]) -> Iterator[str]:
    """One JSON line for each record, `table` first; the last record of a key wins."""
    # Its forty kinds take 20 ms to make, and most commands collect nothing.
    from warehouse.records import content_hash

    latest: dict[tuple[str, str], tuple[Record, Batch]] = {}
    for batch in batches:
        for record in batch.records:
            latest[record.TABLE, record.key] = (record, batch)
    for (table, key), (record, batch) in latest.items():
        columns = record.columns()
        yield json.dumps(
            {"_table": table, **columns, "key": key, "content_hash": content_hash(columns),
             "answer_id": batch.answer.answer_id,
             "observed_at": batch.answer.fetched_at.isoformat()}
        )  # fmt: skip


class Columns:
    """The types of a table's columns, as `read_json` takes them; asked for once."""

    def __init__(self, connection: Parsed) -> None:
        self._connection, self._known = connection, dict[str, str]()

    def of(self, table: str) -> str:
        if table not in self._known:
            found = self._connection.execute(f'DESCRIBE "{table}"').fetchall()
            named = ", ".join(f"'{c[0]}': '{c[1]}'" for c in [("_table", "TEXT"), *found])
            self._known[table] = named
        return self._known[table]


def merge(
    connection: Parsed, columns: Columns, batches: Sequence[Batch], spool: Path
) -> tuple[int, list[Batch]]:
    """How many versions were added, and the batches whose answer is new and kept."""
    added, fresh = 0, set[tuple[str, str]]()
    earliest = {"at": min(batch.answer.fetched_at for batch in batches)} if batches else None
    for table in _tables(batches):
        staged, given = _staged(connection, columns.of(table), table, spool)
        ahead = connection.execute(_AHEAD.format(table=table), earliest).fetchone()
        first, *then, close, insert = (
            text.format(table=table, staged=staged) for text in (MERGE_AHEAD if ahead else MERGE)
        )
        connection.execute(first, given)
        for text in then:
            connection.execute(text)
        new = connection.execute("SELECT key FROM staged_new").fetchall()
        if not new:
            continue
        connection.execute(close)
        connection.execute(insert)
        if table == "commit":
            _add_files(connection, batches)
        if table == "change_request":
            connection.execute(CONVERTED)
        added += len(new)
        fresh |= {(table, row[0]) for row in new}
    more, told = commit_columns.merge(connection, batches)
    telling = _telling(batches, fresh, told)
    return added + more, [telling[n] for n in _keep_answers(connection, telling)]


def _telling(batches: Sequence[Batch], fresh: set[tuple[str, str]], told: set[str]) -> list[Batch]:
    """Batches whose answers brought something new or nothing at all, each answer once; `told`:
    answers that brought new commits."""
    telling = told | {
        batch.answer.answer_id
        for batch in batches
        if not batch.whole or any((r.TABLE, r.key) in fresh for r in batch.records)
    }
    # One answer may feed several streams: for each it is what showed what is there and what not.
    kept: dict[tuple[str, str], Batch] = {}
    for batch in batches:
        if batch.answer.answer_id in telling:
            kept.setdefault((batch.answer.answer_id, batch.stream), batch)
    return list(kept.values())


def insert_lines(connection: Parsed, columns: Columns, table: str, spool: Path) -> None:
    chosen = _select(columns.of(table))
    connection.execute(f'INSERT INTO "{table}" BY NAME {chosen}', {"spool": str(spool)})


def close_missing(
    connection: Parsed, table: str, scope: tuple[str, str],
    seen: Iterable[str], at: str, among: tuple[str, Iterable[str]] | None = None,
) -> int:  # fmt: skip
    column, wanted = among or ("key", ())
    only = "" if among is None else f' AND "{column}" IN (SELECT unnest($wanted::TEXT[]))'
    given = {} if among is None else {"wanted": list(wanted)}
    done = connection.execute(
        f'UPDATE "{table}" AS t SET closed_at = $at::TIMESTAMPTZ WHERE repo_id = $repo'
        " AND closed_at IS NULL AND key NOT IN (SELECT unnest($seen::TEXT[]))"
        " AND EXISTS (FROM answer AS a WHERE a.answer_id = t.answer_id AND a.stream = $stream)"
        + only,
        {"at": at, "repo": scope[0], "stream": scope[1], "seen": list(seen), **given},
    ).fetchone()
    return int(done[0]) if done else 0


def close_comments(connection: Parsed, table: str, repo_id: str, at: str) -> int:
    done = connection.execute(
        "UPDATE comment AS t SET closed_at = $at::TIMESTAMPTZ WHERE repo_id = $repo"
        " AND closed_at IS NULL AND subject_kind = $kind AND subject_number IN ("
        f'SELECT number FROM "{table}" WHERE repo_id = $repo AND closed_at = $at::TIMESTAMPTZ'
        f' EXCEPT SELECT number FROM "{table}" WHERE repo_id = $repo AND closed_at IS NULL)',
        {"at": at, "repo": repo_id, "kind": table},
    ).fetchone()
    return int(done[0]) if done else 0


def _tables(batches: Sequence[Batch]) -> list[str]:
    from warehouse.records import COLLECTED

    present = {record.TABLE for batch in batches for record in batch.records}
    return [kind.TABLE for kind in COLLECTED if kind.TABLE in present]


def _select(types: str, where: str = "") -> str:
    """The path is given with it, so that the text stays the same."""
    return (
        "SELECT * EXCLUDE (_table) FROM read_json($spool, format = 'newline_delimited',"
        f" maximum_object_size = 268435456, columns = {{{types}}}) {where}"
    )


def _staged(
    connection: Parsed, types: str, table: str, spool: Path
) -> tuple[str, dict[str, object] | None]:
    """Where the records of a table are to be had from, and what has to be given with that."""
    chosen = _select(types, f"WHERE _table = '{table}'")
    given: dict[str, object] = {"spool": str(spool)}
    if table not in _ADAPTED:
        return f"({chosen})", given
    connection.execute(f"CREATE OR REPLACE TEMP TABLE staged AS {chosen}", given)
    for statement in _ADAPTED[table]:
        connection.execute(statement)
    return "staged", None


def _add_files(connection: Parsed, batches: Sequence[Batch]) -> None:
    for batch in batches:
        if batch.files:
            _insert_files(connection, batch)


def _insert_files(connection: Parsed, batch: Batch) -> None:
    import pandas

    from warehouse.records import plain

    changed = pandas.DataFrame(
        [(f.repo_id, f.sha, plain(f.path), f.change) for f in batch.files],
        columns=["repo_id", "sha", "path", "change"],
        dtype="object",
    )
    connection.register("changed_files", changed)
    connection.execute(
        "INSERT INTO commit_file BY NAME SELECT repo_id, sha, path, change, $answer AS answer_id"
        " FROM changed_files SEMI JOIN staged_new USING (repo_id, sha)"
        " ANTI JOIN commit_file USING (repo_id, sha, path)",
        {"answer": batch.answer.answer_id},
    )
    connection.unregister("changed_files")


def _keep_answers(
    connection: Parsed, batches: Sequence[Batch]
) -> list[int]:  # fmt: skip
    """Which of the batches had an answer that was not kept yet."""
    rows = [
        (batch.answer.answer_id, batch.repo_id, batch.stream, *_columns(batch.answer))
        for batch in batches
    ]
    if not rows:
        return []
    marks = ", ".join(["(?, ?, ?, ?, ?, ?::TIMESTAMPTZ, ?, ?, ?, ?, ?)"] * len(rows))
    new = connection.execute(
        f"INSERT INTO answer SELECT * FROM (VALUES {marks}) AS given(answer_id, repo_id,"
        " stream, url, status, fetched_at, sha256, bytes, content_type, warc_file,"
        " warc_record) ANTI JOIN answer USING (answer_id, repo_id, stream)"
        " RETURNING answer_id, stream",
        [value for row in rows for value in row],
    ).fetchall()
    return [n for n, row in enumerate(rows) if (row[0], row[2]) in set(new)]


def _columns(a: Answer) -> tuple[object, ...]:
    at = a.fetched_at.isoformat()
    return (
        a.url, a.status, at, a.sha256, a.bytes, a.content_type, a.warc_file, a.warc_record,
    )  # fmt: skip
