"""The nights: what is made up, how they end, what others do meanwhile."""

from __future__ import annotations

import os
import shutil
import subprocess
import sys
import threading
from pathlib import Path
from typing import Any

import pytest
from night_watch import TWO, Clock, Write, at, collected, history, service

from warehouse import publishing
from warehouse.errors import WarehouseBusy, WarehouseError
from warehouse.store import Warehouse
from yuanzheng import failures, work
from yuanzheng.cli import run
from yuanzheng.config import load
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights import night
from yuanzheng.nights.service import Service
from yuanzheng.voice import Voice


def test_a_restart_makes_up_what_was_due_while_it_was_off(
    write: Write, fakes: Any, time_of: Clock
) -> None:
    write(TWO)
    assert run(["refresh"]) == 0
    assert service().due() is None
    time_of.now = at(5)
    again = service()
    assert again.due() == 0
    assert again.due() is None
    assert collected(fakes) == [["one", "two"], ["one"]]
    assert history()[-1] == ("schedule", "complete", "2026-11-05 02:30")
    assert service().due() is None, "another service sees that it is done"
    time_of.now = at(9)
    assert service().due() == 0
    assert collected(fakes)[-1] == ["one", "two"]


def test_a_night_of_some_keeps_the_index_of_all(write: Write, fakes: Any, time_of: Clock) -> None:
    write(TWO)
    assert run(["refresh"]) == 0
    before = publishing.current(Path("data/published"))
    time_of.now = at(5)
    assert service().due() == 0
    after = publishing.current(Path("data/published"))
    assert before
    assert after
    index = [(copy.evidence / "index.html").read_text(encoding="utf-8") for copy in (before, after)]
    assert index[0] == index[1] == str(fakes.reported[0][0])
    assert {one.project_id: one.as_of for one in after.projects} == {
        "one": after.as_of, "two": before.as_of,
    }  # fmt: skip


def test_a_night_that_fails_is_tried_once_and_again_the_next(
    write: Write, fakes: Any, time_of: Clock, capsys: Any
) -> None:
    write(TWO)
    assert run(["refresh"]) == 0
    fakes.collect_error = WarehouseError("磁盘坏了。")
    time_of.now = at(3)
    nights = service()
    assert nights.due() == failures.WRONG
    assert "磁盘坏了。" in capsys.readouterr().err
    assert publishing.failure(Path("data/published"))
    assert nights.due() is None
    time_of.now = at(4)
    fakes.collect_error = None
    assert nights.due() == 0
    assert publishing.failure(Path("data/published")) is None


def test_an_interrupted_night_is_made_up(write: Write, fakes: Any, time_of: Clock) -> None:
    write(TWO)
    assert run(["refresh"]) == 0
    time_of.now, fakes.interrupted = at(3), True
    assert service().due() == failures.INTERRUPTED
    fakes.interrupted = False
    assert service().due() == 0
    assert [outcome for _, outcome, _ in history()] == ["complete", "interrupted", "complete"]


def test_a_bad_file_does_not_end_the_watch(write: Write, fakes: Any, capsys: Any) -> None:
    write(TWO)
    nights = service()
    write("[oops]\n")
    assert nights.due(every=True) == failures.WRONG
    assert "没有表或键 oops" in capsys.readouterr().err
    assert publishing.failure(Path("data/published"))
    write(TWO)
    assert nights.due(every=True) == 0
    assert collected(fakes) == [["one", "two"]]


@pytest.mark.parametrize(
    ("text", "words"), [(None, "没有配置文件"), ("", "还没有项目"), ("name = 1", "键 name")]
)
def test_a_night_without_any_project_is_said(
    write: Write, fakes: Any, time_of: Clock, capsys: Any, text: str | None, words: str
) -> None:
    """Nothing would be due, and nothing be said for ever after."""
    path = write(TWO)
    assert run(["refresh"]) == 0
    nights, time_of.now = service(), at(5)
    path.unlink() if text is None else path.write_text(f"[[project]]\n{text}\n" if text else "")
    assert nights.due() == failures.WRONG
    assert words in capsys.readouterr().err
    assert publishing.failure(Path("data/published"))
    write(TWO)
    assert nights.due() == 0


def test_data_that_are_gone_are_not_begun_anew(
    write: Write, fakes: Any, time_of: Clock, capsys: Any
) -> None:
    """As where their disk was not mounted again: until they are back, or the service anew."""
    write(TWO)
    assert run(["refresh"]) == 0
    nights = service()
    assert nights.due() is None
    Path("data").rename("away")
    for day in (5, 6):
        time_of.now = at(day)
        assert nights.due() == failures.WRONG
        assert "不见了" in capsys.readouterr().err
        assert not Path("data/warehouse.duckdb").exists()
    assert len(collected(fakes)) == 1
    shutil.rmtree("data", ignore_errors=True)
    Path("away").rename("data")
    assert nights.due() == 0
    Path("data").rename("away")
    time_of.now = at(7)
    assert service().due(every=True) == 0, "who starts it anew wants it so"


def test_what_cannot_even_begin_is_said_once(write: Write, capsys: Any) -> None:
    config = load(write(TWO))
    request = work.Request("schedule", "collect score report")
    made = Service(request, Voice("schedule"), Interrupt(), config)
    write("[oops]\n")
    made.tend(every=True)
    assert made.code == failures.WRONG
    assert capsys.readouterr().err.count("没有表或键 oops") == 1


def test_a_warehouse_of_an_older_version_is_brought_up(
    write: Write, fakes: Any, time_of: Clock
) -> None:
    write(TWO)
    assert run(["refresh"]) == 0
    with Warehouse(Path("data/warehouse.duckdb")) as warehouse:
        warehouse.execute("UPDATE schema_version SET sha256 = 'older'")
    time_of.now = at(5)
    assert service().due() == 0
    assert collected(fakes)[-1] == ["one"]


def test_two_never_write_at_once_the_later_waits(
    write: Write, fakes: Any, time_of: Clock, capsys: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(TWO)
    assert run(["refresh"]) == 0
    time_of.now = at(5)
    monkeypatch.setattr(night, "SECONDS", 0.05)
    script = (
        "import sys; from pathlib import Path; from warehouse.store import Warehouse\n"
        "with Warehouse(Path('data/warehouse.duckdb')): print('mine', flush=True); input()"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(night.__file__).parents[2])},
    ) as other:  # fmt: skip
        assert other.stdout
        assert other.stdout.readline() == "mine\n"
        assert run(["refresh"]) == failures.BUSY, "what is asked for by hand is refused"
        codes: list[int | None] = []
        waiting = threading.Thread(target=lambda: codes.append(service().due()))
        waiting.start()
        waiting.join(0.3)
        assert waiting.is_alive()
        assert len(collected(fakes)) == 1
        other.communicate("\n")
        waiting.join(20)
    assert codes == [0]
    assert len(collected(fakes)) == 2
    assert f"进程 {other.pid}" in capsys.readouterr().out


@pytest.mark.parametrize(("others", "left"), [(["refresh"], []), (["run", "one"], [["two"]])])
def test_what_another_did_while_it_waited_is_not_done_again(
    write: Write, fakes: Any, monkeypatch: pytest.MonkeyPatch, capsys: Any,
    others: list[str], left: list[list[str]],
) -> None:  # fmt: skip
    """Two services in one folder: both saw that the night was due, and one was first."""
    write(TWO)
    monkeypatch.setattr(night, "SECONDS", 0.05)
    nights, real, met = service(), work.done, list[int]()

    def done(*given: Any) -> Any:
        if not met:
            met.append(1)
            assert run(others) == 0
            raise WarehouseBusy("数据仓库正被进程 7 使用。")
        return real(*given)

    monkeypatch.setattr(work, "done", done)
    assert nights.due(every=True) == 0
    assert collected(fakes)[1:] == left
    assert ("已经更新过了" in capsys.readouterr().out) == (not left)


def test_runs_are_listed(write: Write, fakes: Any, time_of: Clock, capsys: Any) -> None:
    write(TWO)
    assert run(["runs"]) == failures.WRONG
    assert run(["refresh"]) == 0
    time_of.now = at(5)
    fakes.score_error = lambda ids: ValueError("x") if "one" in ids else None
    service().due()
    capsys.readouterr()
    assert run(["runs"]) == 0
    said = capsys.readouterr().out
    for words in ("2026-11-05 02:30", "schedule", "部分失败", "完成", "最近一次没有做成：",
                  "现在没有在运行", "从 2026-11-05 12:00 起没有发布成"):  # fmt: skip
        assert words in said
    assert run(["runs", "two", "--last", "5", "--json"]) == 0
    assert '"schedule"' not in capsys.readouterr().out
