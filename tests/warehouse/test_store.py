"""The store: merging with history, idempotence, transactions, one writer."""

from __future__ import annotations

import os
import subprocess
import sys
from dataclasses import fields
from datetime import UTC, datetime
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from warehouse import opening, schema
from warehouse.answers import Answer, answer_id
from warehouse.errors import WarehouseBusy, WarehouseError, WarehouseHeld
from warehouse.records import COLLECTED, Commit, CommitFile, CountSnapshot, Identity, RepoFact
from warehouse.standings import StreamState
from warehouse.store import Batch, Warehouse

REPO = "github:a/b"
ENVELOPE = {"key", "content_hash", "answer_id", "observed_at", "closed_at"}


def answer(hour: int, body: str = "") -> Answer:
    at = datetime(2026, 1, 1, hour, tzinfo=UTC)
    key = answer_id("GET", "https://x/y", body or str(hour))
    return Answer(key, "https://x/y", 200, at, "00", 2, "application/json", "f", "r")


def batch(hour: int, *records: object, files: tuple[CommitFile, ...] = ()) -> Batch:
    return Batch(answer(hour), REPO, "repository", records, files, bool(records))


def stars(value: int | None) -> CountSnapshot:
    return CountSnapshot(REPO, "stars", value)


def test_every_table_and_column_is_commented(warehouse: Warehouse) -> None:
    bare = warehouse.query(
        "SELECT table_name, column_name FROM duckdb_columns()"
        " WHERE comment IS NULL AND NOT internal"
        " UNION SELECT table_name, '' FROM duckdb_tables() WHERE comment IS NULL AND NOT internal"
    )
    assert bare == []


def test_records_have_the_columns_of_their_tables(warehouse: Warehouse) -> None:
    for kind in COLLECTED:
        rows = warehouse.query(
            "SELECT column_name FROM duckdb_columns() WHERE table_name = $t", {"t": kind.TABLE}
        )
        assert {r["column_name"] for r in rows} == {f.name for f in fields(kind)} | ENVELOPE


def test_schema_can_be_created_over_itself(warehouse: Warehouse) -> None:
    warehouse.merge([batch(1, stars(5))])
    schema.create(warehouse._connection)
    assert warehouse.query("SELECT value FROM count_snapshot") == [{"value": 5}]


def test_unchanged_adds_nothing_and_changed_closes(warehouse: Warehouse) -> None:
    assert warehouse.merge([batch(1, stars(5))]) == 1
    assert warehouse.merge([batch(2, stars(5))]) == 0
    assert warehouse.merge([batch(3, stars(7))]) == 1
    rows = warehouse.query("SELECT value, observed_at, closed_at FROM count_snapshot ORDER BY 2")
    assert [r["value"] for r in rows] == [5, 7]
    assert rows[0]["closed_at"] == rows[1]["observed_at"]
    assert rows[1]["closed_at"] is None


def test_unknown_is_another_value_than_zero(warehouse: Warehouse) -> None:
    warehouse.merge([batch(1, stars(0))])
    assert warehouse.merge([batch(2, stars(None))]) == 1
    rows = warehouse.query("SELECT value FROM count_snapshot ORDER BY observed_at")
    assert [r["value"] for r in rows] == [0, None]


def test_answers_are_kept_for_what_they_brought(warehouse: Warehouse) -> None:
    warehouse.merge([batch(1, stars(5))])
    warehouse.merge([batch(2, stars(5))])
    assert len(warehouse.query("FROM answer")) == 1
    warehouse.merge([batch(3)])
    warehouse.merge([batch(3)])
    assert len(warehouse.query("FROM answer")) == 2, "an empty list is evidence, once"


def test_commit_files_come_once_with_their_commit(warehouse: Warehouse) -> None:
    commit = Commit(REPO, "s1", None, None, None, None, 1, "x", None, has_paths=True)
    file = CommitFile(REPO, "s1", "a\udce9/b", "M")
    for hour in (1, 2):
        warehouse.merge([batch(hour, commit, files=(file,))])
    assert [r["path"] for r in warehouse.query("FROM commit_file")] == ["a?/b"]


def test_identity_keeps_what_a_shorter_answer_leaves_out(warehouse: Warehouse) -> None:
    warehouse.merge(
        [batch(1, Identity("gitee:1", "gitee", "1", "li", "李雷", account_type="User"))]
    )
    assert warehouse.merge([batch(2, Identity("gitee:1", "gitee", "1", "li"))]) == 0
    assert warehouse.merge([batch(3, Identity("gitee:1", "gitee", "1", "lilei"))]) == 1
    rows = warehouse.query("SELECT login, name FROM identity WHERE closed_at IS NULL")
    assert rows == [{"login": "lilei", "name": "李雷"}]


def test_a_vanished_record_is_closed_not_deleted(warehouse: Warehouse) -> None:
    warehouse.merge([batch(1, stars(5), CountSnapshot(REPO, "forks", 2))])
    closed = warehouse.close_missing(
        "count_snapshot", (REPO, "repository"), [stars(5).key], "2026-01-02T00:00:00+00:00"
    )
    assert closed == 1
    rows = warehouse.query("SELECT name FROM count_snapshot WHERE closed_at IS NOT NULL")
    assert rows == [{"name": "forks"}]


def test_grading_the_same_changes_nothing(warehouse: Warehouse) -> None:
    state = StreamState(REPO, "issues", "partial", "quota", "限额用尽。", 9, None)
    first, later = datetime(2026, 1, 1, tzinfo=UTC), datetime(2026, 1, 2, tzinfo=UTC)
    warehouse.grade(state, first)
    warehouse.grade(state, later)
    assert [r["since"] for r in warehouse.query("FROM stream_state")] == [first]
    warehouse.grade(StreamState(REPO, "issues", "complete", None, None, None, 9), later)
    rows = warehouse.query("FROM stream_state")
    assert [(r["grade"], r["since"]) for r in rows] == [("complete", later)]


def test_when_a_grade_began_is_kept_and_counts_alone_begin_none(warehouse: Warehouse) -> None:
    days = [datetime(2026, 1, day, tzinfo=UTC) for day in range(1, 6)]
    grades = [("partial", 3), ("complete", 9), ("complete", 10), ("partial", 4)]
    warehouse.unknown([(REPO, "issues")], "interrupted", "没有读完。", days[0])
    warehouse.unknown([(REPO, "issues")], "interrupted", "没有读完。", days[4])
    for (grade, got), day in zip(grades, days[1:], strict=True):
        warehouse.grade(StreamState(REPO, "issues", grade, None, None, None, got), day)
    rows = warehouse.query("FROM stream_grade ORDER BY since")
    assert [(r["grade"], r["since"]) for r in rows] == [
        ("not_observable", days[0]), ("partial", days[1]), ("complete", days[2]),
        ("partial", days[4]),
    ]  # fmt: skip


def test_a_grade_noted_by_a_clock_that_was_ahead_holds_from_the_next_reading(
    warehouse: Warehouse,
) -> None:
    state = StreamState(REPO, "issues", "complete", None, None, None, 9)
    ahead, now, later = (datetime(2026, month, 1, tzinfo=UTC) for month in (9, 1, 2))
    for day in (ahead, now, later):
        warehouse.grade(state, day)
    assert [row["since"] for row in warehouse.query("FROM stream_state")] == [now]
    rows = warehouse.query("FROM stream_grade ORDER BY since")
    assert [row["since"] for row in rows] == [now, ahead]


def test_a_failed_merge_leaves_the_tables_as_they_were(
    warehouse: Warehouse, monkeypatch: pytest.MonkeyPatch
) -> None:
    warehouse.merge([batch(1, stars(5))])

    def broken(*_: object) -> None:
        raise RuntimeError("disk")

    monkeypatch.setattr("warehouse.merging._keep_answers", broken)
    with pytest.raises(RuntimeError):
        warehouse.merge([batch(2, stars(6))])
    rows = warehouse.query("SELECT value, closed_at FROM count_snapshot")
    assert rows == [{"value": 5, "closed_at": None}]


def test_a_second_writer_is_told_who_holds_the_file(tmp_path: Path) -> None:
    path = tmp_path / "w.duckdb"
    hold = (
        f"from warehouse.store import Warehouse; from pathlib import Path\n"
        f"w = Warehouse(Path({str(path)!r})); print('held', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", hold], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as holder:
        assert holder.stdout is not None
        assert holder.stdout.readline().strip() == "held"
        with pytest.raises(WarehouseBusy, match=f"进程 {holder.pid}使用"):
            Warehouse(path)
        holder.communicate("\n")


@pytest.mark.parametrize("content", [b"not a database at all, surely", b"\0" * 9000])
def test_a_file_that_is_no_warehouse_is_refused(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "w.duckdb"
    path.write_bytes(content)
    with pytest.raises(WarehouseError, match=r"打不开"):
        Warehouse(path)
    assert path.read_bytes() == content


def test_reading_before_anything_was_collected(tmp_path: Path) -> None:
    with pytest.raises(WarehouseError, match="还没有数据仓库"):
        Warehouse(tmp_path / "none.duckdb", read_only=True)


TEXT = st.text(max_size=40) | st.none()


@settings(max_examples=40, deadline=None)
@given(texts=st.lists(st.tuples(TEXT, st.integers(-(2**63), 2**63 - 1) | st.none()), max_size=6))
def test_any_text_survives_the_way_in(texts: list[tuple[str | None, int | None]]) -> None:
    """Whatever foreign text comes, it comes out the same (lone surrogates replaced)."""
    with TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as warehouse:
        for n, (words, count) in enumerate(texts):
            fact = RepoFact(f"r{n}", description=words)
            warehouse.merge([batch(1, fact, CountSnapshot(f"r{n}", "stars", count))])
        got = warehouse.query("SELECT description FROM repo_fact ORDER BY key")
        kept = [w if w is None else w.encode("utf-8", "replace").decode() for w, _ in texts]
        assert [r["description"] for r in got] == kept
        counts = warehouse.query("SELECT value FROM count_snapshot ORDER BY repo_id")
        assert [r["value"] for r in counts] == [count for _, count in texts]


def test_rows_are_written_in_groups_small_enough_for_long_texts(tmp_path: Path) -> None:
    """Also in a file that is opened again: the size of a group is not remembered by the file."""
    path = tmp_path / "w.duckdb"
    with Warehouse(path):
        pass
    with Warehouse(path) as warehouse:
        warehouse.execute("CREATE TABLE many AS SELECT range AS n FROM range(60_000)")
    with Warehouse(path, read_only=True) as warehouse:
        sizes = warehouse.query(
            "SELECT sum(count) AS n FROM pragma_storage_info('many')"
            " WHERE segment_type <> 'VALIDITY' GROUP BY row_group_id"
        )
    assert sum(row["n"] for row in sizes) == 60_000
    assert max(row["n"] for row in sizes) <= opening.GROUP


def test_a_transaction_within_one_is_lost_with_it(warehouse: Warehouse) -> None:
    row = {"project_id": "p", "name": "P", "applicant": None, "policies": [], "sample": False}

    def broken() -> None:
        with warehouse.transaction():
            warehouse.replace("project", [row], {})
            raise RuntimeError

    with pytest.raises(RuntimeError):
        broken()
    assert warehouse.query("FROM project") == []
    with warehouse.transaction():
        warehouse.replace("project", [row], {})
    assert len(warehouse.query("FROM project")) == 1


OTHER = """
import sys
from pathlib import Path
from warehouse.errors import WarehouseBusy
from warehouse.store import Warehouse
try:
    Warehouse(Path(sys.argv[1])).close()
except WarehouseBusy:
    sys.exit(4)
"""


def test_a_look_of_the_same_process_lets_no_other_write_beside_it(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"

    def other() -> int:
        typed = [sys.executable, "-c", OTHER, str(path)]
        return subprocess.run(typed, check=False, timeout=60).returncode

    with Warehouse(path):
        for read_only in (True, False):
            with pytest.raises(WarehouseHeld, match=str(os.getpid())):
                Warehouse(path, read_only=read_only)
        assert other() == 4
    assert other() == 0
    Warehouse(path, read_only=True).close()


def test_who_reads_it_here_keeps_a_writer_of_the_same_process_waiting(tmp_path: Path) -> None:
    path = tmp_path / "warehouse.duckdb"
    Warehouse(path).close()
    with Warehouse(path, read_only=True), pytest.raises(WarehouseBusy, match="读取") as refused:
        Warehouse(path)
    assert not isinstance(refused.value, WarehouseHeld), "nobody writes it"
    Warehouse(path).close()
