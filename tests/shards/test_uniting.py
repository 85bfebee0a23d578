"""Several hosts' data in one warehouse: what was read last holds, and is known to be read then."""

from __future__ import annotations

import shutil
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from warehouse import uniting
from warehouse.leases import Leases
from warehouse.store import Warehouse
from yuanzheng import failures
from yuanzheng.cli import run
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


def test_what_is_being_collected_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    leases = Leases(tmp_path / "shared", "h1", 300, lambda: datetime.now(UTC))
    text = '[shards]\nfolder = "shared"\n'
    for name in ("one", "two", "three"):
        text += f'[[project]]\nname = "{name}"\nrepositories = ["https://github.com/a/r"]\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")
    for name in ("one", "two"):
        lease = leases.take(name)
        assert lease
        shutil.copyfile(shard(tmp_path, name, FIRST), leases.data(lease) / "warehouse.duckdb")
        leases.give_back(lease, done=True)
    monkeypatch.chdir(tmp_path)
    assert run(["unite"]) == failures.PARTIAL, "the third was never collected"
    again = leases.take("two")
    assert again
    assert run(["unite"]) == failures.BUSY
    assert "“two”正在采集" in capsys.readouterr().err
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        assert [one["name"] for one in warehouse.query("FROM project ORDER BY name")] == [
            "one", "two",
        ]  # fmt: skip
    leases.give_back(again, done=False)
    assert run(["unite", "--quiet"]) == failures.PARTIAL


def test_what_the_configuration_cannot_name_any_more_is_not_lost(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    leases = Leases(tmp_path / "shared", "h1", 300, lambda: datetime.now(UTC))
    for name in ("one", "two"):
        lease = leases.take(name)
        assert lease
        shutil.copyfile(shard(tmp_path, name, FIRST), leases.data(lease) / "warehouse.duckdb")
        leases.give_back(lease, done=True)
    monkeypatch.chdir(tmp_path)
    one = '[shards]\nfolder = "shared"\n[[project]]\nname = "one"\n'
    two = '[[project]]\nname = "two"\n'
    address, wrong = 'repositories = ["https://{}/a/r"]\n', "github.con"
    for host, code in (("github.com", failures.COMPLETE), (wrong, failures.WRONG)):
        text = one + address.format("github.com") + two + address.format(host)
        Path("config.toml").write_text(text, encoding="utf-8")
        assert run(["unite"]) == code
    assert wrong in capsys.readouterr().err
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        assert len(warehouse.query("FROM project")) == 2
    shutil.rmtree(tmp_path / "data")
    assert run(["unite"]) == failures.PARTIAL, "nothing of it was here: the others are united"
    assert wrong in capsys.readouterr().err
    assert run(["shard"]) == failures.PARTIAL, "all that can be read is fresh"
    assert wrong in capsys.readouterr().err


def test_nothing_is_collected_into_what_was_united(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    """An archive that began there would not give its tables, and nothing could be united again."""
    leases = Leases(tmp_path / "shared", "h1", 300, lambda: datetime.now(UTC))
    lease = leases.take("one")
    assert lease
    data = leases.data(lease)
    shutil.copyfile(shard(tmp_path, "one", FIRST), data / "warehouse.duckdb")
    leases.give_back(lease, done=True)
    (tmp_path / "config.toml").write_text(
        '[shards]\nfolder = "shared"\n[collectors]\nproxy = "http://127.0.0.1:9"\nmax_retries = 0\n'
        '[[project]]\nname = "one"\nrepositories = ["https://github.com/a/r"]\n', encoding="utf-8",
    )  # fmt: skip
    monkeypatch.chdir(tmp_path)
    assert run(["unite", "--quiet"]) == failures.COMPLETE
    assert run(["collect", "--quiet"]) == failures.WRONG
    assert "yuanzheng shard" in capsys.readouterr().err
    assert run(["unite", "--quiet"]) == failures.COMPLETE
    with Warehouse(data / "warehouse.duckdb") as older:
        older.execute("UPDATE schema_version SET number = 0, sha256 = 'older'")
    assert run(["unite", "--quiet"]) == failures.WRONG
    told = capsys.readouterr().err
    assert "yuanzheng shard" in told
    assert "refresh" not in told, "it would collect here"
