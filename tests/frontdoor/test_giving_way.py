"""The night's work leaves the processor to readers."""

from __future__ import annotations

import os
import subprocess
import sys
from pathlib import Path

import pytest

_SAYS = """
import os, sys
from yuanzheng import work
from yuanzheng.nights import service
told = lambda *given, **named: print(os.getpriority(os.PRIO_PROCESS, 0)) or 0
work.perform = service.watch = told
from yuanzheng.cli import main
main()
"""


@pytest.mark.skipif(not hasattr(os, "getpriority"), reason="the system knows of no such order")
@pytest.mark.parametrize(
    ("typed", "gives"), [("schedule", True), ("refresh --nightly", True), ("refresh", False)]
)
def test_who_gives_way(tmp_path: Path, typed: str, gives: bool) -> None:
    done = subprocess.run(
        [sys.executable, "-c", _SAYS, *typed.split()],
        cwd=tmp_path, capture_output=True, text=True, check=False,
    )  # fmt: skip
    before = os.getpriority(os.PRIO_PROCESS, 0)
    assert int(done.stdout) == (max(before, 10) if gives else before), done.stderr
