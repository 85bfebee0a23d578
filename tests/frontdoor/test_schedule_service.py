"""The service that gives the nights out."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import threading
import time
from datetime import UTC, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from night_watch import NIGHTLY, TWO, Write, history

from warehouse import publishing
from yuanzheng import clock, failures, work
from yuanzheng.cli import run
from yuanzheng.config import load
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights import timing
from yuanzheng.nights.service import Service
from yuanzheng.voice import Voice


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
