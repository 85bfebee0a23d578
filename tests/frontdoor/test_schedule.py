"""The night: when it comes, what it does, how it ends."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import pytest

from yuanzheng import clock, failures, nights, work
from yuanzheng.cli import run
from yuanzheng.failures import Refused
from yuanzheng.interrupt import Interrupt
from yuanzheng.schedule_settings import ScheduleSettings
from yuanzheng.voice import Voice

Write = Callable[[str], Path]


@pytest.mark.parametrize(
    ("cron", "moment", "expected"),
    [
        ("30 2 * * *", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 02:30"),
        ("30 2 * * *", datetime(2026, 10, 31, 18, 29, tzinfo=UTC), "2026-11-01 02:30"),
        ("30 2 * * *", datetime(2026, 10, 31, 18, 31, tzinfo=UTC), "2026-11-02 02:30"),
        ("0 3 * * sun", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 03:00"),
        ("0 3 1 * *", datetime(2026, 10, 31, 10, tzinfo=UTC), "2026-11-01 03:00"),
    ],
)
def test_times_are_beijing_times(cron: str, moment: datetime, expected: str) -> None:
    found = nights.next_run(ScheduleSettings(cron=cron), moment)
    assert clock.beijing(found) == expected


def test_a_day_that_never_comes_is_said() -> None:
    with pytest.raises(Refused, match="永远不会到"):
        nights.next_run(ScheduleSettings(cron="0 0 31 2 *"), datetime(2026, 1, 1, tzinfo=UTC))


def test_a_real_scheduler_runs_and_knows_the_next_time() -> None:
    ran = threading.Event()
    scheduler = nights.build(ScheduleSettings(), ran.set)
    scheduler.modify_job(nights.JOB, next_run_time=clock.now())
    runner = threading.Thread(target=scheduler.start)
    runner.start()
    assert ran.wait(10)
    job = scheduler.get_job(nights.JOB)
    expected = nights.next_run(ScheduleSettings(), clock.now())
    scheduler.shutdown()
    runner.join(10)
    assert not runner.is_alive()
    assert job.next_run_time == expected
    assert (job.coalesce, job.max_instances, job.misfire_grace_time) == (True, 1, 6 * 3600)


def test_a_bad_night_does_not_end_the_watch(write: Write, capsys: Any) -> None:
    write("[oops]\n")
    request = work.Request("refresh", "collect score report")
    assert nights.night(request, Voice("schedule"), Interrupt()) == failures.WRONG
    assert "没有表或键 oops" in capsys.readouterr().err


def test_a_night_refreshes_everything(fakes: Any, write: Write) -> None:
    write('[[project]]\nname = "One"\nrepositories = ["https://github.com/a/one"]\n')
    request = work.Request("refresh", "collect score report")
    assert nights.night(request, Voice("schedule", quiet=True), Interrupt()) == 0
    assert fakes.reported[0][2] == ("one",)


def test_a_bad_file_is_refused_at_the_start(write: Write, capsys: Any) -> None:
    write("")
    assert run(["schedule"]) == failures.WRONG
    assert "还没有项目" in capsys.readouterr().err


def test_it_waits_says_when_and_stops_on_a_signal(write: Write) -> None:
    write('[[project]]\nname = "One"\nrepositories = ["https://github.com/a/one"]\n')
    with subprocess.Popen(
        [sys.executable, "-u", "-m", "yuanzheng", "schedule"],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    ) as process:  # fmt: skip
        assert "下一次更新：" in process.stdout.readline()
        time.sleep(0.5)
        process.send_signal(signal.SIGTERM)
        out, err = process.communicate(timeout=20)
    assert process.returncode == 0
    assert "已停下，数据仓库完好。" in out
    assert "Traceback" not in err
