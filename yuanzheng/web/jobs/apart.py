"""Runs a Python module in a process of its own, within limits of time and disk; hears its words."""

from __future__ import annotations

import atexit
import os
import signal
import subprocess
import sys
import tempfile
import threading
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path

_LIVE: set[subprocess.Popen[str]] = set()
_MOST_WORDS = 256 << 10
_LOOK = 0.25
_PASSED = ("PATH", "LANG", "LC_ALL", "SYSTEMROOT", "TZ")


@dataclass(frozen=True, slots=True)
class Ended:
    """`code`: exit code, negative for a signal; `cut`: which limit ended it, None: none did."""

    code: int
    words: str
    cut: str | None


@dataclass(frozen=True, slots=True)
class Limits:
    """`seconds` of the clock, `bytes` in its folder, `memory` bytes of it and what it starts."""

    seconds: float
    bytes: int
    memory: int


def run(
    module: str, words: Sequence[str], folder: Path, limits: Limits,
    environment: Mapping[str, str] | None = None, heard: Callable[[str], None] = lambda _: None,
) -> Ended:  # fmt: skip
    """`folder` is where it stands and writes; of the environment it gets what Python needs, and
    `environment`: none of the tokens of this machine. `heard` is told each line."""
    own = {name: os.environ[name] for name in _PASSED if name in os.environ}
    own |= {"HOME": str(folder), "TMPDIR": str(folder), "PYTHONUNBUFFERED": "1",
            "PYTHONPATH": os.pathsep.join(filter(None, sys.path)), "PYTHONUTF8": "1"}  # fmt: skip
    process = subprocess.Popen(
        [sys.executable, "-m", module, *words], cwd=folder, env={**own, **(environment or {})},
        stdin=subprocess.DEVNULL, stdout=subprocess.PIPE, stderr=subprocess.STDOUT,
        start_new_session=True, text=True, encoding="utf-8", errors="replace",
    )  # fmt: skip
    _LIVE.add(process)
    said: list[str] = []
    reader = threading.Thread(target=_read, args=(process, said, heard), daemon=True)
    reader.start()
    try:
        cut = _watched(process, folder, limits)
    finally:
        _killed(process)
    reader.join(5)
    return Ended(process.returncode, "".join(said), cut)


def _watched(process: subprocess.Popen[str], folder: Path, limits: Limits) -> str | None:
    until = time.monotonic() + limits.seconds
    while True:
        with suppress(subprocess.TimeoutExpired):
            process.wait(_LOOK)
            return None
        if time.monotonic() > until:
            return "time"
        if _size(folder) > limits.bytes:
            return "disk"
        if _memory(process.pid) > limits.memory:
            return "memory"


def _memory(group: int) -> int:
    """Bytes that the processes of a group use; 0 where the system does not tell."""
    return sum(_resident(entry, group) for entry in Path("/proc").glob("[0-9]*"))


def _resident(entry: Path, group: int) -> int:
    with suppress(OSError, ValueError, IndexError):
        fields = (entry / "stat").read_text("ascii", "replace").rpartition(")")[2].split()
        if int(fields[2]) == group:
            return int(fields[21]) * os.sysconf("SC_PAGE_SIZE")
    return 0


def _read(process: subprocess.Popen[str], said: list[str], heard: Callable[[str], None]) -> None:
    total = 0
    for line in process.stdout or ():
        total += len(line)
        if total <= _MOST_WORDS:
            said.append(line)
            heard(line)


@atexit.register
def _ended() -> None:
    """Nobody waits any more for what is still going on."""
    for process in list(_LIVE):
        _killed(process)


def _killed(process: subprocess.Popen[str]) -> None:
    """Itself and all it has started."""
    _LIVE.discard(process)
    with suppress(ProcessLookupError, PermissionError):
        os.killpg(process.pid, signal.SIGKILL)
    process.wait()


def _size(folder: Path) -> int:
    total = 0
    for home, _, names in os.walk(folder):
        for name in names:
            with suppress(OSError):
                total += os.lstat(os.path.join(home, name)).st_blocks * 512
    return total


def place(home: Path) -> Path:
    """An empty folder for one job, for this account of the machine alone."""
    home.mkdir(parents=True, exist_ok=True)
    return Path(tempfile.mkdtemp(dir=home))
