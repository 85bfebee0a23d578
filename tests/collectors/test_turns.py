"""How many histories are read at the same time."""

from __future__ import annotations

import shutil
import subprocess
import threading
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest
from bench import Bench

from collectors import turns
from collectors.gitprogram import GitProgram

pytestmark = pytest.mark.skipif(not shutil.which("git"), reason="这台机器没有 git 程序")
WHO = ("-c", "user.name=A", "-c", "user.email=a@x.org")


@pytest.fixture
def folders(tmp_path: Path) -> list[str]:
    made = [str(tmp_path / f"r{number}") for number in range(5)]
    for one in made:
        subprocess.run(["git", "init", "-q", one], check=True)
        commit = ["commit", "-q", "--allow-empty", "-m", "c"]
        subprocess.run(["git", "-C", one, *WHO, *commit], check=True)
    return made


@pytest.fixture
def most(monkeypatch: pytest.MonkeyPatch) -> Callable[[], int]:
    """The most histories that were read at the same time."""
    now, seen, lock = set[int](), [0], threading.Lock()
    really = GitProgram.log

    def log(self: GitProgram, *given: Any) -> Iterator[bytes]:
        with lock:
            now.add(id(self))
            seen[0] = max(seen[0], len(now))
        time.sleep(0.05)
        yield from really(self, *given)
        with lock:
            now.remove(id(self))

    monkeypatch.setattr(GitProgram, "log", log)
    return lambda: seen[0]


def test_histories_take_turns(
    bench: Bench, folders: list[str], most: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_TURNS", threading.BoundedSemaphore(1))
    assert not [one for one in bench.run(*folders).results if one.failed]
    assert most() == 1
    assert len(bench.query("FROM commit")) == 5


def test_one_that_never_ends_keeps_nobody_from_reading(
    bench: Bench, folders: list[str], most: Callable[[], int], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(turns, "_TURNS", taken := threading.BoundedSemaphore(1))
    monkeypatch.setattr(turns, "_SECONDS", 0.05)
    taken.acquire()
    assert not [one for one in bench.run(*folders).results if one.failed]
    assert most() > 1
    assert not taken.acquire(blocking=False)
