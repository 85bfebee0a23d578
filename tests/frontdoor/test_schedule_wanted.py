"""What somebody wants at once."""

from __future__ import annotations

import errno
import os
import signal
import subprocess
import sys
import threading
import time
from pathlib import Path
from typing import Any

import pytest
from night_watch import TWO, Clock, Write, at, collected, history, service

from warehouse.errors import WarehouseError
from yuanzheng import work
from yuanzheng.config import load
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights import wanted
from yuanzheng.nights.service import Service
from yuanzheng.voice import Voice


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
