"""The nights: when they come, what is due, what is made up, how they end."""

from __future__ import annotations

import errno
import os
import shutil
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest

from warehouse import publishing
from warehouse.errors import WarehouseBusy, WarehouseError
from warehouse.store import Warehouse
from yuanzheng import clock, failures, work
from yuanzheng.cli import run
from yuanzheng.config import load
from yuanzheng.failures import Refused
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights import night, timing, wanted
from yuanzheng.nights.night import Nights
from yuanzheng.nights.service import Service
from yuanzheng.voice import Voice

Write = Callable[[str], Path]
NIGHTLY = "30 2 * * *"
TWO = """
[schedule]
jitter_minutes = 0
[[project]]
name = "one"
repositories = ["https://github.com/a/one"]
[[project]]
name = "two"
repositories = ["https://github.com/a/two"]
cron = "0 3 * * sun"
"""


@pytest.mark.parametrize(
    ("cron", "moment", "expected"),
    [
        (NIGHTLY, datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 02:30"),
        (NIGHTLY, datetime(2026, 10, 31, 18, 29, tzinfo=UTC), "2026-11-01 02:30"),
        (NIGHTLY, datetime(2026, 10, 31, 18, 30, tzinfo=UTC), "2026-11-02 02:30"),
        ("0 3 * * sun", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 03:00"),
        ("0 3 1 * *", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 03:00"),
    ],
)
def test_times_are_beijing_times(cron: str, moment: datetime, expected: str) -> None:
    assert clock.beijing(timing.next_after(cron, moment)) == expected


def test_a_day_that_never_comes_is_said() -> None:
    with pytest.raises(Refused, match="永远不会到"):
        timing.next_after("0 0 31 2 *", datetime(2026, 1, 1, tzinfo=UTC))


def at(day: int, hour: int = 12) -> datetime:
    """A time of Beijing in November 2026, of which the first is a Sunday."""
    return datetime(2026, 11, day, hour, tzinfo=clock.BEIJING)


@pytest.mark.parametrize(
    ("done", "now", "grace", "expected"),
    [
        (at(2, 3), at(2), 168, {}),
        (at(2, 3), at(3, 1), 168, {}),
        (at(2, 3), at(3, 4), 168, {"one": "2026-11-03 02:30"}),
        (at(2, 3), at(7), 168, {"one": "2026-11-07 02:30"}),  # missed five times, made up once
        (at(2, 3), at(9), 168, {"one": "2026-11-09 02:30", "two": "2026-11-08 03:00"}),
        (at(2, 3), at(7), 6, {}),
        (at(2, 3), at(7, 8), 6, {"one": "2026-11-07 02:30"}),
    ],
)
def test_what_was_missed_is_due_once(
    write: Write, done: datetime, now: datetime, grace: float, expected: dict[str, str]
) -> None:
    config = load(write(TWO.replace("[schedule]", f"[schedule]\ngrace_hours = {grace}")))
    found = timing.due(config, {"one": done, "two": done}, {}, now)
    assert {one.project_id: clock.beijing(one.at) for one in found} == expected
    assert timing.due(config, {"one": done, "two": done}, {"one": now, "two": now}, now) == []


class Clock:
    """Time as the test wants it."""

    def __init__(self, monkeypatch: pytest.MonkeyPatch) -> None:
        self.now = at(2, 3)
        monkeypatch.setattr("yuanzheng.clock.now", lambda: self.now.astimezone(UTC))


@pytest.fixture
def time_of(monkeypatch: pytest.MonkeyPatch) -> Clock:
    return Clock(monkeypatch)


def service() -> Nights:
    """As it is after a start."""
    config = load(Path("config.toml"))
    request = work.Request("schedule", "collect score report")
    return Nights(request, Voice("schedule"), Interrupt(), config)


def history() -> list[tuple[str, str, str | None]]:
    with Warehouse(Path("data/warehouse.duckdb"), read_only=True) as warehouse:
        rows = warehouse.query("FROM run ORDER BY started_at")
    return [
        (row["command"], row["outcome"], row["due_at"] and clock.beijing(row["due_at"]))
        for row in rows
    ]


def collected(fakes: Any) -> list[list[str]]:
    return [[project.project_id for project in one] for one in fakes.collected]


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


def test_a_new_project_waits_for_its_time(write: Write, fakes: Any, time_of: Clock) -> None:
    write(TWO)
    nights = service()
    assert nights.due() is None
    time_of.now = at(3)
    assert nights.due() == 0
    assert collected(fakes) == [["one"]]


def test_what_somebody_wants_at_once_is_collected_once(
    write: Write, fakes: Any, time_of: Clock
) -> None:
    write(TWO)
    nights, data = service(), Path("data")
    assert wanted.add(data, "two", "admin")
    assert not wanted.add(data, "two", "another"), "it waits already"
    wanted.add(data, "gone", "admin")
    assert nights.due() == 0
    assert collected(fakes) == [["two"]]
    assert wanted.waiting(data) == ()
    assert nights.due() is None
    time_of.now = at(3)
    wanted.add(data, "one", "admin")
    assert nights.due() == 0
    assert collected(fakes) == [["two"], ["one"]], "one run, whether it was due or wanted"
    assert nights.due() is None


def test_what_fails_is_not_wanted_for_ever(
    write: Write, fakes: Any, time_of: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(TWO)
    nights, data = service(), Path("data")

    def broken(*_: object, **__: object) -> None:
        wanted.add(data, "two", "while it fails")
        raise WarehouseError("坏了。")

    wanted.add(data, "one", "admin")
    monkeypatch.setattr(work, "done", broken)
    assert nights.due() != 0
    assert [one.project_id for one in wanted.waiting(data)] == ["two"], "asked for meanwhile"


def test_a_wish_that_cannot_be_taken_out_is_not_done_over_and_over(
    write: Write, fakes: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(TWO)
    nights, data = service(), Path("data")
    wanted.add(data, "two", "admin")

    def full(*_: object) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    with monkeypatch.context() as disk:
        disk.setattr(wanted, "done", full)
        assert nights.due() != 0
        assert nights.due() is None
    assert collected(fakes) == [["two"]]


@pytest.mark.parametrize("text", ["", "{}", "[1]", '[{"project_id": "one"}]', "\x00"])
def test_a_list_that_cannot_be_read_is_none(tmp_path: Path, text: str) -> None:
    (tmp_path / wanted.NAME).write_text(text)
    assert wanted.waiting(tmp_path) == ()
    assert wanted.add(tmp_path, "one", "admin")
    assert [one.project_id for one in wanted.waiting(tmp_path)] == ["one"]


def test_a_bad_file_is_told_once_to_who_wants_something(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = write(TWO)
    request = work.Request("schedule", "collect score report")
    service, data = Service(request, Voice("schedule"), Interrupt(), load(path)), Path("data")
    path.write_text("[schedule", encoding="utf-8")
    tended = []
    monkeypatch.setattr(service, "tend", lambda: tended.append(1))
    monkeypatch.setattr("yuanzheng.nights.service.LOOKS", 0.01)
    wanted.add(data, "one", "admin")
    listening = threading.Thread(target=service._listen, daemon=True)
    listening.start()
    time.sleep(0.3)
    assert tended == [1]
    wanted.add(data, "two", "admin")
    time.sleep(0.3)
    service._asked.ask()
    listening.join(5)
    assert tended == [1, 1]


def test_the_service_begins_within_seconds_with_what_is_wanted(write: Write, clone: Path) -> None:
    write(f'[[project]]\nname = "mine"\nrepositories = ["{clone.name}"]\n')
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "yuanzheng", "schedule"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        assert process.stdout
        assert "下一次更新：" in process.stdout.readline()
        wanted.add(Path("data"), "mine", "admin")
        while "下一次更新：" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "Traceback" not in err
    assert [one[:2] for one in history()] == [("schedule", "complete")]
    assert wanted.waiting(Path("data")) == ()


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


def test_the_service_follows_the_times_of_the_file(write: Write) -> None:
    config = load(write(TWO))
    request = work.Request("schedule", "collect score report")
    made = Service(request, Voice("schedule", quiet=True), Interrupt(), config)
    made._follow(config)
    jobs = {job.id for job in made.scheduler.get_jobs()}
    assert jobs == {NIGHTLY, "0 3 * * sun"}
    made._follow(load(write(TWO.replace("0 3 * * sun", "15  4 * * mon"))))
    assert {job.id for job in made.scheduler.get_jobs()} == {NIGHTLY, "15 4 * * mon"}
    assert made.next(config) > clock.now()


@pytest.mark.parametrize("days", [60, -60])
def test_a_clock_that_is_put_right_puts_the_next_nights_right(
    write: Write, monkeypatch: pytest.MonkeyPatch, days: int
) -> None:
    """It was wrong when the service began, as after a start before the time of the network came."""

    class Wrong(datetime):
        by = timedelta(days=days)

        @classmethod
        def now(cls, tz: Any = None) -> datetime:
            return datetime.now(tz) + cls.by

    def nexts() -> set[datetime]:
        return {job.next_run_time for job in made.scheduler.get_jobs() if " " in job.id}

    monkeypatch.setattr("apscheduler.schedulers.base.datetime", Wrong)
    monkeypatch.setattr(clock, "now", lambda: Wrong.now(UTC))
    monkeypatch.setattr("yuanzheng.nights.service.LOOKS", 0.02)
    config, asked = load(write(TWO)), Interrupt()
    request = work.Request("schedule", "collect score report")
    made = Service(request, Voice("schedule", quiet=True), asked, config)
    made._follow(config)
    running = threading.Thread(target=made.scheduler.start)
    running.start()
    listening = threading.Thread(target=made._listen)
    listening.start()
    try:
        time.sleep(0.2)
        assert all(abs(one - clock.now()) < timedelta(days=8) for one in nexts())
        Wrong.by = timedelta()
        until = time.monotonic() + 20
        wanted = {timing.next_after(cron, clock.now()) for cron in (NIGHTLY, "0 3 * * sun")}
        while nexts() != wanted and time.monotonic() < until:
            time.sleep(0.02)
        assert nexts() == wanted
    finally:
        asked.ask()
        listening.join(20)
        made.scheduler.shutdown()
        running.join(20)


@pytest.mark.parametrize("cron", ["30 2 * *", "30 2 * * 1", "61 2 * * *"])
def test_a_bad_cron_of_a_project_is_said(write: Write, cron: str, capsys: Any) -> None:
    write(TWO.replace("0 3 * * sun", cron))
    assert run(["schedule"]) == failures.WRONG
    assert "cron" in capsys.readouterr().err


def test_a_bad_file_is_refused_at_the_start(write: Write, capsys: Any) -> None:
    write("")
    assert run(["schedule"]) == failures.WRONG
    assert "还没有项目" in capsys.readouterr().err


def test_a_signal_while_a_job_is_given_out_is_no_error(
    write: Write, monkeypatch: pytest.MonkeyPatch
) -> None:
    config, asked = load(write(TWO)), Interrupt()
    service = Service(work.Request("schedule", "collect"), Voice("schedule"), asked, config)

    def stopped(*_: object) -> None:
        asked.ask()
        service.scheduler.shutdown(wait=False)

    monkeypatch.setattr(service.scheduler._executors["default"], "submit_job", stopped)
    service.scheduler.add_job(lambda: None)
    service.keep()
    assert not service.scheduler.running


def test_it_waits_says_when_and_stops_on_a_signal(write: Write) -> None:
    write('[collectors]\nproxy = "http://127.0.0.1:9"\n' + TWO)
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "yuanzheng", "schedule"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        assert "下一次更新：" in process.stdout.readline()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=60)
    assert process.returncode == 0
    assert "已停下，数据仓库完好。" in out
    assert "Traceback" not in err


def test_a_night_that_is_cut_short_ends_the_service(write: Write, clone: Path) -> None:
    """The signal comes while a night is under way: it stops there, and the process with it."""
    write(f'[[project]]\nname = "mine"\nrepositories = ["{clone.name}"]\n')
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "yuanzheng", "schedule", "--once-now"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        assert process.stdout
        while "正在计算" not in process.stdout.readline():
            assert process.poll() is None
        process.send_signal(signal.SIGTERM)
        _, err = process.communicate(timeout=60)
    assert process.returncode == failures.INTERRUPTED
    assert "Traceback" not in err
    assert history() == [("schedule", "interrupted", history()[0][2])]
    assert publishing.current(Path("data/published")) is None


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


def test_a_night_is_some_time_away() -> None:
    assert timing.latest(NIGHTLY, at(1, 3), at(1, 4)) is None
    found = timing.latest("* * * * *", at(1, 3), at(1, 3) + timedelta(seconds=150))
    assert found == at(1, 3) + timedelta(minutes=2)


def test_a_clock_that_was_ahead_stops_no_night(write: Write, fakes: Any, time_of: Clock) -> None:
    """Neither what it wrote of runs, nor what a service remembers of it."""
    write(TWO)
    assert run(["refresh"]) == 0
    watching, time_of.now = service(), at(2, 3) + timedelta(days=400)
    assert run(["refresh"]) == 0
    assert watching.due() is None
    late = service()
    for number, one in enumerate((watching, late), 3):
        time_of.now = at(number, 4)
        assert one.due() == 0
        assert one.due() is None


def test_a_clock_put_back_amid_a_run_leaves_its_answers_before_its_figures(
    write: Write, fakes: Any, time_of: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    write(TWO)
    seen = []

    def collect(*given: Any, clock: Callable[[], datetime], **more: Any) -> Any:
        seen.append(clock())
        time_of.now -= timedelta(hours=2)
        seen.append(clock())
        return fakes.collect(*given, **more)

    monkeypatch.setattr("collectors.loop.collect", collect)
    assert run(["refresh"]) == 0
    [(as_of, _)] = fakes.scored
    assert as_of > max(seen)
    assert seen == sorted(seen)
    assert run(["refresh"]) == 0
    assert fakes.scored[1][0] < as_of, "the next goes by the clock as it is"
