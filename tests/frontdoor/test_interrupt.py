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
from collectors import loop
from collectors.results import RunSummary
from yuanzheng.cli import main

def collect(warehouse, projects, *, stop, **_):
    row = {"project_id": projects[0].project_id, "name": "x", "policies": [], "sample": False}
    print("page", flush=True)
    began = time.monotonic()
    while time.monotonic() - began < HOLD:
        time.sleep(0.02)
    warehouse.replace("project", [row], {})
    return RunSummary((), 1, 0, 1, interrupted=stop())

loop.collect = collect
main()
"""


# The real stages, but for one that takes its time: in Python, in queries that hear signals, and
# in one that does not.
STAGE = """
import time
import reports.run
import scoring.run
from yuanzheng.cli import main

def slow(warehouse, **_):
    warehouse.query("SELECT 1")
    with warehouse.transaction():
        warehouse.execute("DELETE FROM project")
        print("page", flush=True)
        WORK
    return []

STAGE = slow
main()
"""
SWALLOWED = """
        for _ in range(30):
            try:
                time.sleep(0.05)
            except KeyboardInterrupt:
                pass
"""
QUERY = 'warehouse.query("SELECT count(DISTINCT hash(range)) FROM range(4000000000)")'
DEAF = (
    'warehouse.query("SELECT count(*) FROM range(3000000) a, range(100000) b'
    ' WHERE a.range * b.range % 7 = 3")'
)


def _started(
    clone: Path, hold: float, code: str = SLOW, command: str = "collect"
) -> subprocess.Popen[str]:
    process = subprocess.Popen(
        [sys.executable, "-c", code.replace("HOLD", str(hold)), command, str(clone)],
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    while process.stdout.readline() not in {"page\n", ""}:
        pass
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


@pytest.mark.parametrize("stage", ["scoring.run.score", "reports.run.write"])
@pytest.mark.parametrize(
    ("work", "held"), [(SWALLOWED, 0), (QUERY, 1), (DEAF, 1)], ids=["swallowed", "query", "deaf"]
)
def test_the_second_ends_any_stage(
    clone: Path, tmp_path: Path, stage: str, work: str, held: int
) -> None:
    code = STAGE.replace("WORK", work.strip()).replace("STAGE", stage)
    with _started(clone, 0, code, "run") as process:
        began = time.monotonic()
        for _ in range(2):
            process.send_signal(signal.SIGINT)
            time.sleep(0.3)
        _, said = process.communicate(timeout=30)
    assert time.monotonic() - began < 10
    assert process.returncode == 130, said
    assert "已立即停止" in said
    assert "Traceback" not in said
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        assert warehouse.query("SELECT count(*) AS n FROM project") == [{"n": held}]


@pytest.mark.parametrize("stage", ["scoring.run.score", "reports.run.write"])
def test_the_first_lets_a_stage_end_and_stops(clone: Path, tmp_path: Path, stage: str) -> None:
    code = STAGE.replace("WORK", "time.sleep(0.5)").replace("STAGE", stage)
    with _started(clone, 0, code, "run") as process:
        process.send_signal(signal.SIGINT)
        _, said = process.communicate(timeout=30)
    assert process.returncode == 130
    assert "再运行同样的命令就会接着做" in said
    with Warehouse(tmp_path / "data" / "warehouse.duckdb") as warehouse:
        assert warehouse.query("SELECT name FROM project") == []
