"""The state of requests is kept through kills, waits for the disk only to forget, and is exchanged
whole."""

from __future__ import annotations

import subprocess
import sys
from itertools import pairwise
from pathlib import Path

import pytest

from warehouse import swapping
from warehouse.state import State

_KILLED = """
import os, sys
from pathlib import Path
from warehouse.state import State
state = State(Path(sys.argv[1]))
state.save("r", "issues", {"since": sys.argv[2]})
state.note_rest("r", "issues", (["mark"], sys.argv[2]))
state.note_rest("r", "forks", (["mark"], sys.argv[2]))
state.note_rest("r", "forks", None)
os._exit(9)
"""


def killed(path: Path, told: str) -> None:
    command = [sys.executable, "-c", _KILLED, str(path), told]
    root = Path(__file__).parents[2]
    assert subprocess.run(command, cwd=root, check=False).returncode == 9


def test_what_a_killed_run_learnt_is_there(tmp_path: Path) -> None:
    path = tmp_path / "state.sqlite"
    killed(path, "2026")
    assert path.with_name("state.sqlite-wal").stat().st_size, "else nothing is shown here"
    state = State(path)
    assert state.cursor("r", "issues") == {"since": "2026"}
    assert state.rest("r", "issues") == (["mark"], "2026")
    assert state.rest("r", "forks") is None
    state.close()


def test_the_log_of_a_killed_run_does_not_reach_the_file_that_takes_its_place(
    tmp_path: Path,
) -> None:
    (tmp_path / "archive").mkdir()
    killed(tmp_path / "state.sqlite", "old")
    made = State(swapping.begun(tmp_path) / "state.sqlite")
    made.save("r", "issues", {"since": "new"})
    made.close()
    swapping.decided(tmp_path)
    state = State(tmp_path / "state.sqlite")
    assert state.cursor("r", "issues") == {"since": "new"}
    assert state.rest("r", "issues") is None
    state.close()


@pytest.mark.parametrize("change", ["overwritten", "cut"])
@pytest.mark.parametrize("log", [True, False])
@pytest.mark.parametrize("page", range(8))
def test_a_damaged_file_is_put_aside(tmp_path: Path, page: int, change: str, *, log: bool) -> None:
    """Wherever the damage is, else every night would end there; its log goes with it."""
    path = tmp_path / "state.sqlite"
    state = State(path)
    state.save("r", "issues", {"since": "2026"})
    state.close()
    if log:
        killed(path, "2027")
    whole = path.read_bytes()
    at = page * 4096
    path.write_bytes(whole[:at] + (b"" if change == "cut" else b"\xff" * 4096 + whole[at + 4096 :]))
    state = State(path)
    assert state.cursor("r", "issues") in ({}, {"since": "2027"}), "a log may have made it good"
    assert state.rest("r", "issues") is None or log
    assert state.validator("u", "t", "r", "s") is None
    state.belongs("x", 1)
    state.save("r", "issues", {"since": "2028"})
    state.close()
    assert State(path).cursor("r", "issues") == {"since": "2028"}


@pytest.mark.parametrize("lasting", [True, False])
def test_only_forgetting_waits_for_the_disk(tmp_path: Path, lasting: bool) -> None:
    state, said = State(tmp_path / "state.sqlite", lasting=lasting), list[str]()
    state._db.set_trace_callback(said.append)

    def waits(act: str) -> bool:
        levels = [one for one in said if "synchronous" in one or one.startswith(act)]
        said.clear()
        return any("FULL" in before and act in one for before, one in pairwise(levels))

    state.note_rest("r", "issues", (["mark"], "2026"))
    assert not waits("REPLACE")
    state.save("r", "issues", {"since": "2026"})
    assert not waits("REPLACE")
    for forget in (lambda: state.note_rest("r", "issues", None), lambda: state.narrowed(["x"]),
                   lambda: state.forget("r", "issues"), lambda: state.belongs("x", 0)):  # fmt: skip
        forget()
        assert waits("DELETE") == lasting
    state.close()
