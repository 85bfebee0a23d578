"""A run puts what it made before readers; what fails leaves the last copy, marked."""

from __future__ import annotations

import json
import os
import threading
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from warehouse import publishing, runs
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse
from yuanzheng import failures, running, stages
from yuanzheng.cli import run
from yuanzheng.config import Settings
from yuanzheng.running import Live

PUBLISHED = Path("data/published")
Write = Callable[[str], Path]


@pytest.fixture
def three(write: Write) -> None:
    entry = '[[project]]\nname = "{0}"\nrepositories = ["https://github.com/a/{0}"]\n'
    write("".join(map(entry.format, ("one", "two", "three"))))


def history(table: str) -> list[dict[str, Any]]:
    with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
        return warehouse.query(f"FROM {table} ORDER BY started_at" if table == "run" else
                               f"FROM {table} ORDER BY run_id, project_id")  # fmt: skip


@pytest.mark.usefixtures("three", "fakes")
def test_a_run_is_published_and_noted(capsys: Any) -> None:
    assert run(["refresh"]) == 0
    copy = publishing.current(PUBLISHED)
    assert copy is not None
    assert f"已发布给读者：{copy.folder}" in capsys.readouterr().out.replace(f"{Path.cwd()}/", "")
    [row] = history("run")
    assert (row["command"], row["outcome"], row["requests"], row["run_id"]) == (
        "refresh", "complete", 7, copy.run,
    )  # fmt: skip
    assert row["as_of"] == copy.as_of
    assert row["due_at"] is None
    assert {one["project_id"]: one["outcome"] for one in history("run_project")} == dict.fromkeys(
        ("one", "two", "three"), "complete"
    )
    assert (copy.evidence / "index.html").is_file()
    assert not (Path("data") / running.NAME).exists()


@pytest.mark.usefixtures("three")
def test_one_that_fails_leaves_the_others_be(
    fakes: Any, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    # Two runs within a second would be of one instant, whose figures then stay unseen.
    with monkeypatch.context() as patched:
        patched.setattr("yuanzheng.clock.now", lambda: datetime.now(UTC) - timedelta(hours=1))
        assert run(["refresh"]) == 0
    first = publishing.current(PUBLISHED)
    fakes.score_error = lambda ids: ValueError("x") if "two" in ids else None
    assert run(["refresh"]) == failures.PARTIAL
    assert capsys.readouterr().err.count("two") == 1, "said once"
    second = publishing.current(PUBLISHED)
    assert first
    assert second
    assert {one.project_id: (one.as_of, bool(one.flags)) for one in second.projects} == {
        "one": (second.as_of, False), "three": (second.as_of, False), "two": (first.as_of, True),
    }  # fmt: skip
    last = [one for one in history("run_project") if one["run_id"] == second.run]
    assert [(one["project_id"], one["outcome"]) for one in last] == [
        ("one", "complete"), ("three", "complete"), ("two", "failed"),
    ]  # fmt: skip


@pytest.mark.usefixtures("three")
def test_a_run_that_breaks_is_marked_noted_and_later_forgotten(fakes: Any, capsys: Any) -> None:
    assert run(["refresh"]) == 0
    before = publishing.current(PUBLISHED)
    fakes.collect_error = WarehouseError("磁盘坏了。")
    assert run(["refresh"]) == failures.WRONG
    assert publishing.current(PUBLISHED) == before
    marked = publishing.failure(PUBLISHED)
    assert marked is not None
    assert marked.reasons == ("磁盘坏了。",)
    assert (history("run")[-1]["outcome"], history("run")[-1]["problems"]) == (
        "failed", ["磁盘坏了。"],
    )  # fmt: skip
    fakes.collect_error = None
    assert run(["publish"]) == 0
    assert publishing.failure(PUBLISHED) is None
    assert publishing.current(PUBLISHED) != before
    assert "没有发布" not in capsys.readouterr().out


@pytest.mark.usefixtures("three")
def test_an_interrupted_run_changes_nothing_for_readers(fakes: Any) -> None:
    assert run(["refresh"]) == 0
    before = publishing.current(PUBLISHED)
    fakes.interrupted = True
    assert run(["refresh"]) == failures.INTERRUPTED
    assert publishing.current(PUBLISHED) == before
    assert publishing.failure(PUBLISHED) is not None
    assert history("run")[-1]["outcome"] == "interrupted"


@pytest.mark.usefixtures("three")
def test_reports_that_are_not_there_are_said(
    fakes: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any
) -> None:
    monkeypatch.setattr("reports.run.write", lambda *_, **__: [])
    assert run(["refresh"]) == failures.PARTIAL
    assert "没有发布给读者，他们看到的仍是上一份：证据表没有写成" in capsys.readouterr().err
    assert publishing.current(PUBLISHED) is None


@pytest.mark.usefixtures("three", "fakes")
def test_a_run_of_a_past_instant_says_what_readers_see(
    capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    with monkeypatch.context() as patched:
        patched.setattr("yuanzheng.clock.now", lambda: datetime.now(UTC) - timedelta(hours=1))
        assert run(["refresh"]) == 0
    before = publishing.current(PUBLISHED)
    assert "更晚的数字" not in capsys.readouterr().out
    assert run(["report", "one", "--as-of", "2026-01-31"]) == failures.WRONG, "not scored yet"
    assert run(["score", "one", "--as-of", "2026-01-31"]) == 0
    assert run(["report", "one", "--as-of", "2026-01-31"]) == 0
    out = capsys.readouterr().out
    assert "读者先看到的仍是更晚的数字（1 个项目）；截至 2026-01-31 的，" in out
    after = publishing.current(PUBLISHED)
    assert before
    assert after
    assert after != before
    assert [one.as_of for one in after.projects] == [one.as_of for one in before.projects]


@pytest.mark.usefixtures("three", "fakes")
def test_collecting_or_scoring_alone_publishes_nothing() -> None:
    assert run(["collect"]) == 0
    assert run(["score"]) == 0
    assert not PUBLISHED.exists()
    assert [row["command"] for row in history("run")] == ["collect", "score"]
    assert run(["report"]) == 0
    assert publishing.current(PUBLISHED)
    assert len(history("run")) == 2, "reading changes nothing"


def test_what_was_killed_is_seen_by_the_next(tmp_path: Path) -> None:
    at = datetime(2026, 11, 1, tzinfo=UTC)
    with Warehouse(tmp_path / "warehouse.duckdb") as warehouse:
        first = runs.begin(warehouse, runs.Begun("refresh", at, at, ("one",)))
        runs.begin(warehouse, runs.Begun("refresh", at + timedelta(days=1)))
        [row] = warehouse.query("FROM run WHERE run_id = $id", {"id": first})
        assert (row["outcome"], row["problems"], row["finished_at"]) == (
            "interrupted", [runs.KILLED], None,
        )  # fmt: skip
        assert warehouse.query("SELECT outcome FROM run_project") == [{"outcome": "interrupted"}]


def job(folder: Path) -> stages.Job:
    settings = Settings()
    places = settings.warehouse.model_copy(update={"folder": folder})
    settings = settings.model_copy(update={"warehouse": places})
    return stages.Job(settings, lambda: datetime.now(UTC), folder, command="refresh")


def until(live: Live, folder: Path, wanted: Callable[[running.Running], object]) -> running.Running:
    """What a watcher reads, once it is as wanted."""
    while True:
        found = running.read(folder)
        if found and wanted(found):
            return found
        threading.Event().wait(0.02)


def test_who_watches_sees_what_is_done(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.01)
    with running.told(job(tmp_path)) as live:
        live.stage("collect", 2)
        live.start("github:a/b", 3)
        live.stream("github:a/b", "issues")
        live.page(100, 4000)
        live.page(50, 3999)
        live.waiting(42, "GitHub 请求限额恢复")
        found = until(live, tmp_path, lambda one: one.waiting)
        assert (found.pid, found.command, found.stage) == (os.getpid(), "refresh", "collect")
        assert found.now == (running.Now("github:a/b", "issues", 150),)
        assert found.waiting
        assert found.waiting.why == "GitHub 请求限额恢复"
        live.ended("github:a/b", "issues")
        live.done("github:a/b")
        found = until(live, tmp_path, lambda one: one.done)
        assert (found.done, found.total, found.now) == (1, 2, ())
        live.stage("publish", 1)
        assert until(live, tmp_path, lambda one: one.stage == "publish").done == 0
    assert running.read(tmp_path) is None
    assert not (tmp_path / running.NAME).exists()


@pytest.mark.parametrize("change", [
    {"pid": 2**22 + 1}, {"updated_at": "2020-01-01T00:00:00+00:00"}, {"now": 3}, {"extra": 1},
])  # fmt: skip
def test_what_a_dead_run_left_is_not_believed(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, change: dict[str, object]
) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.01)
    path = tmp_path / running.NAME
    with running.told(job(tmp_path)) as live:
        live.stage("collect", 2)
        until(live, tmp_path, lambda one: one.stage)
        text = path.read_text(encoding="utf-8")
    path.write_text(text, encoding="utf-8")
    assert running.read(tmp_path) is not None
    path.write_text(json.dumps({**json.loads(text), **change}), encoding="utf-8")
    assert running.read(tmp_path) is None
