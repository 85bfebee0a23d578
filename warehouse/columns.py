"""Commits as columns: what a history of git brings, without an object for each of them."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import pyarrow

    from warehouse.parsed import Parsed
    from warehouse.store import Batch

_HELD = "SELECT 1 FROM commit WHERE repo_id = $repo LIMIT 1"
_FIRST_FILES = (
    "INSERT INTO commit_file BY NAME"
    " SELECT $repo AS repo_id, sha, path, change, answer_id FROM given_files"
)
# Of other parents, a commit changed other paths: a shallow clone has cut them off.
_OTHER_FILES = (
    "DELETE FROM commit_file AS f USING staged_new AS s, commit AS c WHERE f.repo_id = $repo"
    " AND f.sha = s.sha AND c.repo_id = $repo AND c.sha = s.sha AND c.closed_at IS NULL"
    " AND c.parents <> s.parents"
)
_COMMITS, _FILES = "given_commits", "given_files"


@dataclass(frozen=True, slots=True, eq=False)
class CommitColumns:
    """Commits of one repository and the paths they changed.

    `commits`: sha, author_id, committer_id, authored_at, committed_at, parents, subject and
    coauthor_ids as in table `commit`, no sha twice; `files`: sha, path and change as in table
    `commit_file`, of these commits only.
    """

    repo_id: str
    commits: pyarrow.RecordBatch
    files: pyarrow.RecordBatch

    def __len__(self) -> int:
        return int(self.commits.num_rows)

    def keys(self) -> Iterator[str]:
        """The keys of the commits."""
        return (f"{self.repo_id}|{sha}" for sha in self.commits["sha"].to_pylist())


def merge(connection: Parsed, batches: Sequence[Batch]) -> tuple[int, set[str]]:
    """Merges the commits of one repository; how many versions were added, and of which answers.

    As `merge.sql` does it, but that a version is another where a column differs, not its hash.
    """
    given = [batch for batch in batches if batch.commits is not None and len(batch.commits)]
    if not given:
        return 0, set()
    connection.register(_COMMITS, _told(given, "commits"))
    connection.register(_FILES, _told(given, "files"))
    repo = given[0].repo_id
    try:
        held = connection.execute(_HELD, {"repo": repo}).fetchone()
        if held is None:
            return _first(connection, repo, given)
        return _again(connection, repo)
    finally:
        connection.unregister(_COMMITS)
        connection.unregister(_FILES)


def _first(connection: Parsed, repo: str, given: Sequence[Batch]) -> tuple[int, set[str]]:
    """Nothing is held of the repository: all is new."""
    connection.execute(_sql("add_commits").format(given=_COMMITS), {"repo": repo})
    connection.execute(_FIRST_FILES, {"repo": repo})
    added = sum(len(batch.commits or ()) for batch in given)
    return added, {batch.answer.answer_id for batch in given}


def _again(connection: Parsed, repo: str) -> tuple[int, set[str]]:
    find, close = _sql("find_commits").split(";")
    connection.execute(find, {"repo": repo})
    found = connection.execute(
        "SELECT answer_id, count(*) FROM staged_new GROUP BY answer_id"
    ).fetchall()
    if found:
        connection.execute(_OTHER_FILES, {"repo": repo})
        connection.execute(close, {"repo": repo})
        connection.execute(_sql("add_commits").format(given="staged_new"), {"repo": repo})
        connection.execute(_sql("add_files"), {"repo": repo})
    return sum(number for _, number in found), {answer for answer, _ in found}


@cache
def _sql(name: str) -> str:
    return files("warehouse").joinpath(f"{name}.sql").read_text(encoding="utf-8")


def _told(given: Sequence[Batch], what: str) -> pyarrow.Table:
    """The columns of all batches, with the answer each comes from."""
    import pyarrow

    made = []
    for batch in given:
        columns: pyarrow.RecordBatch = getattr(batch.commits, what)
        answer = pyarrow.scalar(batch.answer.answer_id)
        at = pyarrow.scalar(batch.answer.fetched_at, pyarrow.timestamp("us", "UTC"))
        for name, value in (("answer_id", answer), ("observed_at", at)):
            columns = columns.append_column(name, pyarrow.repeat(value, columns.num_rows))
        made.append(columns)
    return pyarrow.Table.from_batches(made)
