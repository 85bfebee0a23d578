"""Two collections of one warehouse: the second says who holds it, stops, and harms nothing."""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from nights import Night
from test_no_secret import CONFIG
from town import Town

from collectors.standin.faults import Before, Fault
from yuanzheng import failures

COMMAND = [sys.executable, "-c", "from yuanzheng.cli import main; main()"]


@pytest.mark.parametrize("second", ["collect", "run", "score"])
def test_the_second_names_the_first_and_leaves_it_be(
    towns: Callable[[str], Town], tmp_path: Path, second: str
) -> None:
    town, ended = towns("github"), []
    text = CONFIG.format(proxy=town.server.proxy) + f'[warehouse]\nfolder = "{town.folder}"\n'
    (tmp_path / "config.toml").write_text(text, encoding="utf-8")

    def meanwhile() -> None:
        """While the first waits for this answer."""
        ended.append(started(tmp_path, second))

    town.server.faults.append(Fault(Before(meanwhile), path="/forks"))
    first = subprocess.Popen(
        [*COMMAND, "collect"], cwd=tmp_path, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
    _, said = first.communicate(timeout=120)
    [other] = ended
    words = (other.stdout + other.stderr).decode()
    assert other.returncode == failures.BUSY != 0, words
    assert f"进程 {first.pid}使用" in words.replace(f"进程 {first.pid} ", f"进程 {first.pid}")
    assert "Traceback" not in words
    assert first.returncode == 0, said.decode()
    assert Night(town).unhealed() == []


def started(folder: Path, command: str) -> subprocess.CompletedProcess[bytes]:
    return subprocess.run(
        [*COMMAND, command], cwd=folder, capture_output=True, timeout=60, check=False,
        env={**os.environ, "PYTHONUTF8": "1"},
    )  # fmt: skip
