"""What is held of a stream, counted anew after every step, is what plain SQL counts."""

from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse.answers import Answer, answer_id
from warehouse.records import CountSnapshot, Language, Record
from warehouse.store import Batch, Warehouse

REPOS, STREAMS = ("github:a/b", "github:a/c"), ("repository", "languages", "counts")
TABLES = ("count_snapshot", "language")
PLAIN = (
    'SELECT count(*) AS n FROM "{}" AS t WHERE repo_id = $repo AND closed_at IS NULL AND EXISTS'
    " (FROM answer AS a WHERE a.answer_id = t.answer_id AND a.repo_id = $repo"
    " AND a.stream = $stream)"
)
Step = Callable[[Warehouse, int], object]
repos, streams = st.sampled_from(REPOS), st.sampled_from(STREAMS)
names = st.sampled_from(("x", "y", "z"))


def merged(answer: int, repo: str, stream: str, of: list[tuple[str, int]], lines: bool) -> Step:
    """An answer may come again, for another repository and another stream too."""

    def step(warehouse: Warehouse, now: int) -> object:
        at = datetime(2026, 1, 1, tzinfo=UTC).replace(minute=now)
        key = answer_id("GET", "https://x/y", str(answer))
        said = Answer(key, "https://x/y", 200, at, "00", 2, "application/json", "f", "r")
        kind = Language if lines else CountSnapshot
        records: list[Record] = [kind(repo, name, value) for name, value in dict(of).items()]
        return warehouse.merge([Batch(said, repo, stream, records, (), bool(records))])

    return step


def closed(repo: str, stream: str, lines: bool, left: set[str]) -> Step:
    keys = [(Language if lines else CountSnapshot)(repo, name, 0).key for name in left]
    return lambda warehouse, now: warehouse.close_missing(
        TABLES[lines], (repo, stream), keys, f"2026-01-01T00:{now:02}:30Z"
    )


def looked_at(repo: str, stream: str, lines: bool) -> Step:
    return lambda warehouse, _: warehouse.held(TABLES[lines], repo, stream)


steps = st.lists(
    st.one_of(
        st.builds(merged, st.integers(0, 5), repos, streams,
                  st.lists(st.tuples(names, st.integers(0, 2)), max_size=3), st.booleans()),
        st.builds(closed, repos, streams, st.booleans(), st.sets(names)),
        st.builds(looked_at, repos, streams, st.booleans()),
    ),
    max_size=5,
)  # fmt: skip


@settings(max_examples=40, deadline=None)
@given(st.lists(steps, min_size=2, max_size=4))
def test_what_is_held_is_what_plain_sql_counts(nights: list[list[Step]]) -> None:
    now = 0
    with TemporaryDirectory() as folder:
        for night in nights:
            with Warehouse(Path(folder) / "w.duckdb") as warehouse:
                agree(warehouse)
                for step in night:
                    now += 1
                    step(warehouse, now)
                    agree(warehouse)


def test_what_was_undone_is_not_held(warehouse: Warehouse) -> None:
    one, two = (merged(n, REPOS[0], STREAMS[0], [("x", n), ("y", n)], False) for n in (1, 2))
    one(warehouse, 1)
    agree(warehouse)
    with suppress(ZeroDivisionError), warehouse.transaction():
        two(warehouse, 2)
        closed(REPOS[0], STREAMS[0], False, {"x"})(warehouse, 3)
        agree(warehouse)
        raise ZeroDivisionError
    agree(warehouse)
    assert warehouse.held(TABLES[0], REPOS[0], STREAMS[0]) == 2


def test_what_is_closed_after_it_was_counted_is_not_held(tmp_path: Path) -> None:
    scope = REPOS[0], STREAMS[0]
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        merged(1, *scope, [("x", 1), ("y", 2)], False)(warehouse, 1)
    with Warehouse(tmp_path / "w.duckdb") as warehouse:
        assert warehouse.held(TABLES[0], *scope) == 2
        closed(*scope, False, {"x"})(warehouse, 2)
        assert warehouse.held(TABLES[0], *scope) == 1


def agree(warehouse: Warehouse) -> None:
    for table in TABLES:
        for repo in REPOS:
            for stream in STREAMS:
                [row] = warehouse.query(PLAIN.format(table), {"repo": repo, "stream": stream})
                assert warehouse.held(table, repo, stream) == row["n"]
