"""The full tier: scancode in a process of its own, loaded once, killed when it takes too long.

It is there where `yuanzheng[licences]` is installed. Raises nothing for what a text does to it.
"""

from __future__ import annotations

import json
import subprocess
import sys
from contextlib import suppress
from importlib.metadata import PackageNotFoundError, version
from importlib.util import find_spec
from pathlib import Path
from queue import Empty, Queue
from threading import Thread
from typing import Any

NAME, _PACKAGE = "scancode", "scancode-toolkit-mini"
LOADING, DEADLINE = 120.0, 20.0
# Longer texts are collections, which the light tier does not read either.
MAX_CHARACTERS = 200_000
TOO_LATE = "完整档超过时限，已中止"
TOO_LONG = "文件过长，没有交给完整档"
BROKEN = "完整档没有给出结果（进程异常结束）"
_WORKER = "scoring.licences.engine_worker"


def installed() -> str | None:
    """The version of the engine, None where it is not installed."""
    if find_spec("licensedcode") is None:
        return None
    for package in (_PACKAGE, "scancode-toolkit"):
        with suppress(PackageNotFoundError):
            return version(package)
    return None


class Engine:
    """Asks the worker; `deadline` and `loading` in seconds."""

    def __init__(self, deadline: float = DEADLINE, loading: float = LOADING) -> None:
        self._deadline, self._loading = deadline, loading
        self._process: subprocess.Popen[str] | None = None
        self._lines: Queue[str] = Queue()

    def ask(self, text: str, *, approximate: bool) -> dict[str, Any]:
        """What it found (see `engine_worker`), of changed texts too if `approximate`; or
        `{"stopped": why}`."""
        if len(text) > MAX_CHARACTERS:
            return {"stopped": TOO_LONG}
        try:
            process = self._running()
            assert process.stdin is not None  # noqa: S101 - it was opened with one
            process.stdin.write(json.dumps([text, approximate]) + "\n")
            process.stdin.flush()
            return self._answer(self._lines.get(timeout=self._deadline))
        except Empty:
            self.close()
            return {"stopped": TOO_LATE}
        except (OSError, ValueError):
            self.close()
            return {"stopped": BROKEN}

    def _answer(self, line: str) -> dict[str, Any]:
        if not line:
            raise OSError(BROKEN)
        found: dict[str, Any] = json.loads(line)
        return found

    def _running(self) -> subprocess.Popen[str]:
        if self._process is None:
            root = str(Path(__file__).parents[2])
            self._process = subprocess.Popen(
                [sys.executable, "-c", _START, root], stdin=subprocess.PIPE,
                stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, text=True, encoding="utf-8",
            )  # fmt: skip
            self._lines = Queue()
            Thread(target=_heard, args=(self._process, self._lines), daemon=True).start()
            if self._lines.get(timeout=self._loading).strip() != "ready":
                raise OSError(BROKEN)
        return self._process

    def close(self) -> None:
        """Ends the worker, whatever it is doing."""
        process, self._process = self._process, None
        if process is not None:
            process.kill()
            process.wait()
            for pipe in (process.stdin, process.stdout):
                with suppress(OSError):
                    if pipe:
                        pipe.close()


# The rooms are found where this one is, without the folder the command was started in.
_START = f"""
import sys
sys.path.insert(0, sys.argv[1])
import runpy
runpy.run_module({_WORKER!r}, run_name="__main__")
"""


def _heard(process: subprocess.Popen[str], lines: Queue[str]) -> None:
    """Moves answers into the queue; an empty one says that there are no more."""
    with suppress(ValueError, OSError):
        for line in process.stdout or ():
            lines.put(line)
    lines.put("")
