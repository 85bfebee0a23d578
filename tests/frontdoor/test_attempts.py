"""What failed in passing is asked for again in the same night; rules of platforms are not."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from collectors import standin
from collectors.results import ProjectSources, RunSummary, StreamResult
from collectors.standin.faults import Fault, Reply
from warehouse.errors import WarehouseError
from warehouse.store import Warehouse
from yuanzheng import afterwards, attempts, failures, work
from yuanzheng.cli import run
from yuanzheng.patience import Patience
from yuanzheng.progress import Quiet

CONFIG = """
[collectors]
proxy = "{proxy}"
max_retries = 0
[collectors.huggingface]
api = "http://huggingface.example"
web = "http://huggingface.example"
[schedule]
retries = 2
retry_minutes = 0
[[project]]
name = "there"
datasets = ["http://huggingface.example/datasets/lantu/harbor-qa"]
[[project]]
name = "other"
datasets = ["http://huggingface.example/datasets/lantu/{other}"]
"""
Write = Callable[[str], Path]


def collect(*, nightly: bool) -> int:
    return work.perform(work.Request("refresh", "collect", nightly=nightly))


def attempts_noted() -> list[int]:
    with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
        return [row["attempts"] for row in warehouse.query("FROM run ORDER BY started_at")]


def test_a_platform_that_comes_back_is_asked_again(write: Write) -> None:
    with standin.serve() as server:
        write(CONFIG.format(proxy=server.proxy, other="harbor-qa"))
        server.faults.append(Fault(Reply(503), path="/discussions", times=2))
        assert collect(nightly=False) == failures.PARTIAL, "by hand it is said at once"
        server.faults.clear()
        server.faults.append(Fault(Reply(503), path="/discussions", times=2))
        server.advance(timedelta(days=1))
        assert collect(nightly=True) == 0
        assert attempts_noted() == [1, 3]
        with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
            known = warehouse.query("SELECT project_id, count(*) AS n FROM project_repo GROUP BY 1")
        assert {row["project_id"]: row["n"] for row in known} == {"there": 1, "other": 1}


def test_what_is_gone_is_not_asked_for_again(write: Write) -> None:
    with standin.serve() as server:
        write(CONFIG.format(proxy=server.proxy, other="nothing"))
        assert collect(nightly=True) == failures.PARTIAL
        assert attempts_noted() == [1]


def test_what_follows_a_night_follows_this_one(
    write: Write, fakes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    followed: list[Any] = []
    monkeypatch.setattr(afterwards, "after", lambda *given: followed.append(given[1:]))
    write('[[project]]\nname = "one"\nrepositories = ["https://github.com/a/one"]\n')
    assert run(["refresh"]) == 0
    assert followed == [], "by hand nobody is told"
    assert run(["refresh", "--nightly"]) == 0
    assert followed[0][0].exit_code == 0
    fakes.collect_error = WarehouseError("磁盘坏了。")
    assert run(["refresh", "--nightly"]) == failures.WRONG
    assert (followed[1][0], str(followed[1][2])) == (None, "磁盘坏了。")


START = datetime(2026, 11, 1, tzinfo=UTC)


def summary(code: str | None, *, interrupted: bool = False) -> RunSummary:
    found = StreamResult("a", "issues", "partial", code, "x", failed=code is not None)
    return RunSummary((found,), 5, 1, 10, interrupted)


class Calls:
    """A collection that takes an hour and ends as told."""

    def __init__(self, *endings: RunSummary) -> None:
        self.endings, self.now, self.asked = list(endings), START, list[Any]()

    def __call__(
        self, sources: Sequence[ProjectSources], only: frozenset[str] | None, stop: Any
    ) -> RunSummary:
        self.asked.append(only)
        self.now += timedelta(hours=1)
        ending = self.endings.pop(0)
        return RunSummary(*(getattr(ending, n) for n in ("results", "requests", "not_modified")),
                          ending.rows_added, ending.interrupted or stop())  # fmt: skip

    def made(self, patience: Patience, tmp_path: Path, **more: Any) -> attempts.Collected:
        with Warehouse(tmp_path / "w.duckdb") as warehouse:
            return attempts.made(
                self, (), patience, warehouse, lambda: self.now, Quiet(),
                more.get("stop", lambda: False),
            )  # fmt: skip


@pytest.mark.parametrize(
    ("codes", "retries", "expected"),
    [
        (["unreachable", None], 2, 2),
        (["unreachable", "quota", "malformed"], 2, 3),
        (["unreachable"], 0, 1),
        (["gone"], 2, 1),
        (["bad_token"], 2, 1),
        ([None], 2, 1),
    ],
)
def test_how_often(codes: list[str | None], retries: int, expected: int, tmp_path: Path) -> None:
    calls = Calls(*map(summary, codes))
    found = calls.made(Patience(retries), tmp_path)
    assert found.attempts == expected == len(calls.asked)
    assert found.summary.requests == 5 * expected
    assert found.summary.rows_added == 10 * expected
    assert [one.code for one in found.summary.results] == [codes[expected - 1]]
    assert calls.asked[1:] == [frozenset({"issues"})] * (expected - 1)


def test_the_budget_ends_collecting_and_what_there_is_is_gone_on_with(tmp_path: Path) -> None:
    calls = Calls(summary("interrupted"))
    found = calls.made(Patience(2, budget=timedelta(minutes=30)), tmp_path)
    assert not found.summary.interrupted
    assert found.problems == (
        "采集满 30 分钟（[schedule] 的 budget_minutes），有 1 项没有采完，"
        "其余的没有问到，下一次接着采。",
    )
    assert len(calls.asked) == 1


def test_the_users_wish_ends_it_as_ever(tmp_path: Path) -> None:
    calls = Calls(summary("unreachable"))
    found = calls.made(Patience(2), tmp_path, stop=lambda: True)
    assert found.summary.interrupted
    assert found.problems == ()
