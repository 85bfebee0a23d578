"""Standard output closed, full, or left by its reader: no traceback, and nothing goes astray."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.store import Warehouse

pytestmark = pytest.mark.skipif(not Path("/dev/full").exists(), reason="没有 /dev/full")

COMMANDS = ["--help", "run --help", "", "nonsense --json", "check --json", "check"]


def _shell(line: str, args: str) -> subprocess.CompletedProcess[str]:
    """`line` holds the redirections behind `$1`; what a pipe does with it leaves its code alone."""
    script = f'set -o pipefail; "$0" -m yuanzheng $1 {line}'
    offline = {"HTTP_PROXY": "http://127.0.0.1:9", "HTTPS_PROXY": "http://127.0.0.1:9"}
    return subprocess.run(
        ["bash", "-c", script, sys.executable, args], capture_output=True, text=True, check=False,
        env={**os.environ, **offline, "PYTHONUTF8": "1"}, encoding="utf-8",
    )  # fmt: skip


def _clean(said: str) -> bool:
    return not any(word in said for word in ("Traceback", "Exception ignored", "源证自身出错"))


@pytest.mark.parametrize("line", [">&-", ">/dev/full"])
@pytest.mark.parametrize("args", COMMANDS)
def test_output_that_is_lost_is_no_success(args: str, line: str) -> None:
    done = _shell(line, args)
    assert done.returncode in {1, 2, 3}
    assert _clean(done.stderr)
    assert "标准输出写不进去" in done.stderr


@pytest.mark.parametrize("args", ["--help", "check --json"])
def test_a_reader_that_leaves_is_nothing_to_talk_about(args: str) -> None:
    done = _shell("| true", args)
    assert done.returncode in {0, 3}
    assert _clean(done.stderr)
    assert "标准输出" not in done.stderr


@pytest.mark.parametrize("line", ["2>&-", ">&- 2>&-", "2>/dev/full", "<&- >&- 2>&-"])
def test_a_whole_run_with_closed_streams(clone: Path, tmp_path: Path, line: str) -> None:
    """Files opened by the run would take the numbers of closed streams."""
    done = _shell(line, f"collect {clone}")
    assert done.returncode == (1 if " >&-" in f" {line}" else 0)
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        assert warehouse.query('SELECT count(*) AS n FROM "commit"') == [{"n": 1}]


def test_quiet_loses_nothing(clone: Path) -> None:
    assert _shell(">&-", f"collect {clone} --quiet").returncode == 0


def test_the_work_is_done_although_nobody_listens(clone: Path, tmp_path: Path) -> None:
    assert _shell(">/dev/full", f"run {clone}").returncode == 1
    assert (tmp_path / "evidence" / "index.html").exists()


def test_what_fails_amid_collecting_is_one_sentence(clone: Path, tmp_path: Path) -> None:
    """DuckDB would add a page about what it lost when it was taken down."""
    (tmp_path / "data").mkdir()
    (tmp_path / "data" / "archive").touch()
    done = _shell("", f"collect {clone} --quiet")
    assert done.returncode == 1
    assert done.stderr.startswith("错误：路径 ")
    assert len(done.stderr.splitlines()) == 1
