"""Helping processes: none outlives the one it helps."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

PROGRAM = """
import multiprocessing, os, sys, time
from reports.crew import Crew

if __name__ == "__main__":
    with Crew(2, fresh=sys.argv[1] == "fresh") as crew:
        for asked in [crew.give(os.getpid) for _ in range(8)]:
            asked()
        if sys.argv[2] == "busy":
            begun = [crew.give(time.sleep, 600) for _ in range(2)]
        print(*(one.pid for one in multiprocessing.active_children()), flush=True)
        time.sleep(600)
"""


def is_there(pid: int) -> bool:
    stat = Path(f"/proc/{pid}/stat")
    return stat.exists() and stat.read_text().rpartition(")")[2].split()[0] != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="needs /proc")
@pytest.mark.parametrize("how", ["fresh", "forked"])
@pytest.mark.parametrize("at", ["idle", "busy"])
def test_they_go_when_it_is_killed(tmp_path: Path, how: str, at: str) -> None:
    program = tmp_path / "program.py"
    program.write_text(PROGRAM, encoding="utf-8")
    killed = subprocess.Popen(
        [sys.executable, str(program), how, at], stdout=subprocess.PIPE, text=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert killed.stdout
    helpers = [int(pid) for pid in killed.stdout.readline().split()]
    assert helpers
    assert all(map(is_there, helpers))
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    until = time.monotonic() + 20
    while (left := list(filter(is_there, helpers))) and time.monotonic() < until:
        time.sleep(0.05)
    for pid in left:
        os.kill(pid, signal.SIGKILL)
    assert not left
    assert killed.stdout.read() == "", "and nobody holds what it wrote to"
