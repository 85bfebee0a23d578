"""How long every command takes to its first line of output, on the data of the demonstration.

Run: uv run python tests/benchmarks/bench_start.py [--times N] [--demo FOLDER] [command …]

Each command is started N times (7), the rounds interleaved with `python -c pass`, in a copy of what
`yuanzheng demo` makes (made first unless a folder is given); nothing of the network can be reached.
From starting the process until the first line can be read: seconds by the clock, and of processor
time of all its processes; then it is killed. Medians. Exits 1 when a command takes more than 0.4 s
of the clock, or of processor time where the machine is busy with other work.
"""

from __future__ import annotations

import argparse
import os
import shutil
import signal
import socket
import statistics
import subprocess
import sys
import tempfile
import time
from collections.abc import Sequence
from pathlib import Path

sys.path.insert(0, str(Path(__file__).parents[1] / "frontdoor"))

from starts import TYPED, home

from yuanzheng.cli import root

MOST = 0.4
PASS = "python -c pass"
Taken = tuple[float, float, str]


def made(folder: Path, given: Path | None) -> tuple[Path, Path]:
    """The demonstration and a pack of one of its projects."""
    demo = given or folder / "demo"
    if given is None:
        command = [sys.executable, "-m", "yuanzheng", "demo", "--quiet", "--out", str(demo)]
        subprocess.run(command, check=True)
    place = home(demo, None, folder / "packing")
    command = [sys.executable, "-m", "yuanzheng", "pack", *TYPED["pack"], "--quiet"]
    subprocess.run(command, cwd=place, check=True)
    [pack] = (place / "packs").iterdir()
    return demo, pack


def taken(command: Sequence[str], cwd: Path) -> Taken:
    """Seconds by the clock and of processor time until the first line, and the line."""
    began = time.perf_counter()
    process = subprocess.Popen(
        command, cwd=cwd, stdin=subprocess.DEVNULL, stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT, start_new_session=True,
        env={**os.environ, "PYTHONPATH": str(Path(__file__).parents[2])},
    )  # fmt: skip
    assert process.stdout
    line = process.stdout.readline()
    wall = time.perf_counter() - began
    os.killpg(process.pid, signal.SIGKILL)
    _, _, used = os.wait4(process.pid, 0)
    process.returncode = 0
    process.stdout.close()
    return wall, used.ru_utime + used.ru_stime, line.decode().strip()


def free_port() -> int:
    with socket.socket() as one:
        one.bind(("127.0.0.1", 0))
        return int(one.getsockname()[1])


def measured(commands: Sequence[str], times: int, demo: Path, pack: Path) -> dict[str, list[Taken]]:
    found: dict[str, list[Taken]] = {name: [] for name in (PASS, *commands)}
    with tempfile.TemporaryDirectory() as at:
        place = home(demo, pack, Path(at) / "home", free_port())
        for _ in range(times):
            for name, runs in found.items():
                typed = ["-c", "pass"] if name == PASS else ["-m", "yuanzheng", name]
                more = TYPED.get(name, ())
                runs.append(taken([sys.executable, *typed, *more], place))
                for left in ("written", "restored", "another"):
                    shutil.rmtree(place / left, ignore_errors=True)
    return found


def main() -> int:
    asked = argparse.ArgumentParser(description=__doc__)
    asked.add_argument("--times", type=int, default=7)
    asked.add_argument("--demo", type=Path)
    asked.add_argument("commands", nargs="*", default=list(root.commands))
    options = asked.parse_args()
    with tempfile.TemporaryDirectory() as at:
        found = measured(options.commands, options.times, *made(Path(at), options.demo))
    idle = statistics.median(one[0] for one in found[PASS])
    slow = []
    for name, runs in found.items():
        wall, cpu = (statistics.median(one[n] for one in runs) for n in range(2))
        print(f"{name:15} {wall:6.3f} s {wall / idle:6.1f} x  CPU {cpu:6.3f} s  {runs[0][2][:48]}")
        slow += [name] if min(wall, cpu) > MOST else []
    print(f"load {os.getloadavg()[0]:.1f}; more than {MOST} s: {' '.join(slow) or 'none'}")
    return 1 if slow else 0


if __name__ == "__main__":
    sys.exit(main())
