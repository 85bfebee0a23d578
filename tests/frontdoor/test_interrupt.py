"""Ctrl-C in a process of its own: once ends after the page in hand, twice at once."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from warehouse.store import Warehouse

SLOW = """
import sys, time
from collectors.results import RunSummary
from yuanzheng import stages
from yuanzheng.cli import main

def collect(warehouse, projects, *, stop, **_):
    row = {"project_id": projects[0].project_id, "name": "x", "policies": [], "sample": False}
    print("page", flush=True)
    began = time.monotonic()
    while time.monotonic() - began < HOLD:
        time.sleep(0.02)
    warehouse.replace("project", [row], {})
    return RunSummary((), 1, 0, 1, interrupted=stop())

stages.collect = collect
main()
"""


def _started(clone: Path, hold: float) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", SLOW.replace("HOLD", str(hold)), "collect", str(clone)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    assert process.stdout.readline() == "page\n"
    return process


@pytest.mark.parametrize("sign", [signal.SIGINT, signal.SIGTERM])
def test_the_first_finishes_the_page(clone: Path, tmp_path: Path, sign: signal.Signals) -> None:
    with _started(clone, 0.6) as process:
        process.send_signal(sign)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "再按一次 Ctrl-C 立即停止" in said
    assert "再运行同样的命令就会接着做" in said
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        assert warehouse.query("SELECT count(*) AS n FROM project") == [{"n": 1}]


def test_the_second_ends_at_once(clone: Path, tmp_path: Path) -> None:
    with _started(clone, 60) as process:
        began = time.monotonic()
        process.send_signal(signal.SIGINT)
        time.sleep(0.3)
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert time.monotonic() - began < 20
    assert process.returncode == 130
    assert "已立即停止" in said
    assert "Traceback" not in said
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        assert warehouse.query("SELECT count(*) AS n FROM project") == [{"n": 0}]
