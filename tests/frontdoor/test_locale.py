"""A machine whose encoding is not UTF-8, as Chinese Windows: libraries read their files there."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

from warehouse.store import Warehouse


def _plain_ascii(*args: str) -> subprocess.CompletedProcess[bytes]:
    """Files and streams without a named encoding are ASCII: stricter than cp936."""
    hidden = ("PYTHONUTF8", "PYTHONIOENCODING", "LANG", "LC_CTYPE")
    environment = {k: v for k, v in os.environ.items() if k not in hidden}
    environment |= {"LC_ALL": "C", "PYTHONCOERCECLOCALE": "0"}
    return subprocess.run(
        [sys.executable, "-X", "utf8=0", *args], env=environment, capture_output=True, check=False
    )


@pytest.mark.skipif(sys.platform == "win32", reason="LC_ALL 在 Windows 上不起作用")
def test_collecting_and_scoring(clone: Path, tmp_path: Path) -> None:
    seen = _plain_ascii("-c", "import locale; print(locale.getpreferredencoding())")
    assert b"UTF-8" not in seen.stdout.upper()
    (clone / "LICENSE").write_text("MIT License — 许可\n", encoding="utf-8")
    for command in (["collect", str(clone)], ["score"]):
        done = _plain_ascii("-m", "yuanzheng", *command, "--json")
        assert done.returncode == 0, done.stderr.decode()
        assert b'"exit_code": 0' in done.stdout
    with Warehouse(tmp_path / "data" / "warehouse.duckdb", read_only=True) as warehouse:
        assert warehouse.query("SELECT list_version FROM licence_verdict")
