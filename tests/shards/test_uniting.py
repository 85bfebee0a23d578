"""Several hosts' data in one warehouse: what was read last holds, and is known to be read then."""

from __future__ import annotations

from datetime import UTC, datetime, timedelta
from pathlib import Path

from warehouse import uniting
from warehouse.store import Warehouse
from yuanzheng.web.reading.asking import question

REPO, ISSUES = "github:a/r", 3
FIRST, AGAIN = datetime(2026, 11, 18, tzinfo=UTC), datetime(2026, 11, 21, tzinfo=UTC)
HOUR = timedelta(hours=1)


def shard(root: Path, name: str, *read_at: datetime, deleted: int = 0) -> Path:
    """A project of that name over the one repository. Only its first reading got an answer that is
    kept; by the last so many issues were closed as deleted."""
    repo = {"repo_id": REPO, "platform": "github", "kind": "repository", "url": "x"}
    answer = {"answer_id": name, "repo_id": REPO, "stream": "issues", "url": "u", "status": 200,
              "fetched_at": read_at[0], "sha256": "s", "bytes": 1, "warc_file": "f",
              "warc_record": "r"}  # fmt: skip
    issues = [
        {"repo_id": REPO, "number": n, "key": f"{REPO}|{n}", "labels": [], "content_hash": "h",
         "answer_id": name, "observed_at": read_at[0],
         "closed_at": read_at[-1] if n < deleted else None}
        for n in range(ISSUES)
    ]  # fmt: skip
    runs = [
        {"run_id": f"{name}{n}", "command": "shard", "started_at": at, "finished_at": at + HOUR,
         "outcome": "complete", "attempts": 1, "requests": 5, "problems": []}
        for n, at in enumerate(read_at)
    ]  # fmt: skip
    of_runs = [
        {"run_id": run["run_id"], "project_id": name, "outcome": "complete", "streams": 9,
         "failed": 0, "problems": []}
        for run in runs
    ]  # fmt: skip
    path = root / name / "warehouse.duckdb"
    with Warehouse(path) as warehouse:
        project = {"project_id": name, "name": name, "policies": [], "sample": False}
        warehouse.replace("project", [project], {})
        warehouse.replace("project_repo", [{**repo, "project_id": name}], {})
        for table, rows in (("answer", [answer]), ("issue", issues), ("run", runs),
                            ("run_project", of_runs)):  # fmt: skip
            warehouse.replace(table, rows, {})
    return path


def test_a_reading_that_found_nothing_new_is_the_last_one_all_the_same(tmp_path: Path) -> None:
    shards = {
        "one": shard(tmp_path, "one", FIRST, AGAIN, deleted=1),
        "two": shard(tmp_path, "two", FIRST + HOUR),
    }
    with Warehouse(tmp_path / "all" / "warehouse.duckdb") as warehouse:
        for _ in range(2):
            uniting.unite(warehouse, shards)
            [found] = warehouse.query("SELECT count(*) AS n FROM issue WHERE closed_at IS NULL")
            assert found["n"] == ISSUES - 1, "from the host that read it again"
            assert len(warehouse.query("FROM run")) == len(warehouse.query("FROM run_project")) == 3
        told = {row["project_id"]: row["collected_at"] for row in warehouse.query(
            question("projects"))}  # fmt: skip
    assert told["one"] >= AGAIN
    assert told["two"] < AGAIN
