"""Leases among real processes: one owner, a killed one is followed, a stopped one fenced."""

from __future__ import annotations

import os
import shutil
import signal
import subprocess
import sys
import time
from collections import Counter
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from warehouse import leases
from warehouse.errors import WarehouseError
from warehouse.leases import LeaseLost, Leases

NOW = datetime(2026, 11, 22, tzinfo=UTC)
HOLD = """
import sys, time
from datetime import UTC, datetime
from pathlib import Path
from warehouse.leases import Leases
held = Leases(Path(sys.argv[1]), sys.argv[2], float(sys.argv[3]), lambda: datetime.now(UTC))
lease = held.take("p")
print("none" if lease is None else lease.number, flush=True)
if lease and sys.argv[4:]:
    for line in range(100_000):
        with (held.data(lease) / "written").open("a") as file:
            file.write(f"{sys.argv[2]} {line}\\n")
        time.sleep(0.01)
"""


class Clock:
    def __init__(self) -> None:
        self.at = NOW

    def __call__(self) -> datetime:
        return self.at

    def passes(self, seconds: float) -> None:
        self.at += timedelta(seconds=seconds)


@pytest.fixture
def clock() -> Clock:
    return Clock()


def host(root: Path, name: str, clock: Clock) -> Leases:
    return Leases(root, name, 60, clock)


def process(root: Path, name: str, *more: str, seconds: float = 1) -> subprocess.Popen[str]:
    own = [sys.executable, "-c", HOLD, str(root), name, str(seconds), *more]
    return subprocess.Popen(own, stdout=subprocess.PIPE, text=True)


def told(of: subprocess.Popen[str]) -> str:
    assert of.stdout
    return of.stdout.readline().strip()


def test_one_of_many_processes_gets_it(tmp_path: Path) -> None:
    many = [process(tmp_path, f"h{n}", seconds=600) for n in range(8)]
    answers = Counter(told(one) for one in many)
    assert [one.wait() for one in many] == [0] * 8
    assert answers == {"1": 1, "none": 7}


def test_what_a_killed_host_held_is_gone_on_with_from_a_copy(tmp_path: Path) -> None:
    killed = process(tmp_path, "a", "write", seconds=2)
    assert told(killed) == "1"
    time.sleep(0.3)
    killed.send_signal(signal.SIGKILL)
    killed.wait()
    mine = Leases(tmp_path, "b", 60, lambda: datetime.now(UTC))
    until = time.monotonic() + 60
    while (lease := mine.take("p")) is None:
        assert time.monotonic() < until
        time.sleep(0.1)
    assert (lease.number, lease.folder) == (2, 2)
    written = (mine.data(lease) / "written").read_text()
    assert written == (tmp_path / "p/data-1/written").read_text()
    assert written.startswith("a 0\n")


def test_a_host_that_slept_writes_where_nobody_looks(tmp_path: Path) -> None:
    slept = process(tmp_path, "a", "write", seconds=1)
    assert told(slept) == "1"
    time.sleep(0.3)
    os.kill(slept.pid, signal.SIGSTOP)
    time.sleep(1.2)
    mine = Leases(tmp_path, "b", 60, lambda: datetime.now(UTC))
    lease = mine.take("p")
    assert lease
    before = (mine.data(lease) / "written").read_text()
    os.kill(slept.pid, signal.SIGCONT)
    time.sleep(0.5)
    slept.kill()
    slept.wait()
    assert (mine.data(lease) / "written").read_text() == before
    assert len((tmp_path / "p/data-1/written").read_text()) > len(before)


def died_holding(tmp_path: Path, clock: Clock) -> Path:
    """The data of a host whose lease has run out, with a file in it."""
    lost = host(tmp_path, "a", clock)
    held = lost.take("p")
    assert held
    (lost.data(held) / "file").write_text("1")
    clock.passes(61)
    return lost.data(held)


def test_one_that_still_writes_is_not_followed(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    died_holding(tmp_path, clock)
    seen = iter(range(9))
    monkeypatch.setattr(leases, "_state", lambda _: {"file": (next(seen), 0)})
    mine = host(tmp_path, "b", clock)
    with pytest.raises(WarehouseError, match="还有人在写，没有接手"):
        mine.take("p")
    monkeypatch.undo()
    following = mine.take("p")
    assert following
    assert (following.number, following.folder) == (3, 3)
    assert (mine.data(following) / "file").read_text() == "1"


def test_one_whose_files_come_and_go_is_not_followed_either(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """That is said of this project; whoever wants another goes on."""
    log = died_holding(tmp_path, clock) / "state.sqlite-wal"

    def gone(*_: object, **__: object) -> None:
        log.touch()
        log.unlink()
        raise shutil.Error([(str(log), "", "[Errno 2] No such file or directory")])

    mine = host(tmp_path, "b", clock)
    with monkeypatch.context() as patch:
        patch.setattr(shutil, "copytree", gone)
        with pytest.raises(WarehouseError, match="还有人在写，没有接手"):
            mine.take("p")
    following = mine.take("p")
    assert following
    assert (mine.data(following) / "file").read_text() == "1"


def test_a_copy_that_was_cut_short_is_not_taken_for_the_data(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    first = host(tmp_path, "a", clock)
    held = first.take("p")
    assert held
    (first.data(held) / "file").write_text("all there is")
    clock.passes(61)
    # As killed in the middle: nothing after it is run.
    monkeypatch.setattr(Leases, "_moved", lambda *_: None)
    assert host(tmp_path, "b", clock).take("p") is None
    monkeypatch.undo()
    clock.passes(61)
    third = host(tmp_path, "c", clock)
    lease = third.take("p")
    assert lease
    assert (third.data(lease) / "file").read_text() == "all there is"


def test_given_back_it_is_gone_on_with_in_place(tmp_path: Path, clock: Clock) -> None:
    one, other = host(tmp_path, "a", clock), host(tmp_path, "b", clock)
    lease = one.take("p")
    assert lease
    assert other.take("p") is None
    clock.passes(59)
    lease = one.renew(lease)
    clock.passes(59)
    assert other.take("p") is None
    one.give_back(lease, done=True)
    after = other.take("p")
    assert after
    assert (after.number, after.folder, after.done_at) == (2, 1, clock.at)
    with pytest.raises(LeaseLost, match="第 1 号"):
        one.renew(lease)
    with pytest.raises(LeaseLost):
        one.give_back(lease, done=True)


def test_a_lease_that_was_torn_has_expired(tmp_path: Path, clock: Clock) -> None:
    one = host(tmp_path, "a", clock)
    lease = one.take("p")
    assert lease
    (one.data(lease) / "file").write_text("1")
    (tmp_path / "p/000000002.json").write_text('{"key"')
    after = one.take("p")
    assert after
    assert (after.number, after.folder) == (3, 3)
    assert (one.data(after) / "file").read_text() == "1"


def test_a_host_that_looked_long_ago_takes_nothing(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    """Suspended between looking and taking: what it saw is tidied away, another is at work."""
    one, two = host(tmp_path, "one", clock), host(tmp_path, "two", clock)
    first = one.take("p")
    assert first
    one.give_back(first, done=True)
    old = two.last("p")
    for _ in range(5):
        held = one.take("p")
        assert held
        one.give_back(held, done=True)
    held = one.take("p")
    assert held
    monkeypatch.setattr(two, "last", lambda key: old)
    assert two.take("p") is None
    assert one.renew(held).number == held.number


def test_a_take_over_that_fails_leaves_no_copy(
    tmp_path: Path, clock: Clock, monkeypatch: pytest.MonkeyPatch
) -> None:
    one, two, three = (host(tmp_path, name, clock) for name in ("one", "two", "three"))
    lost = one.take("p")
    assert lost
    (one.data(lost) / "x").write_bytes(b"x")
    clock.passes(61)
    copied = leases.copied

    def slow(source: Path, target: Path) -> None:
        copied(source, target)
        clock.passes(61)
        monkeypatch.setattr(leases, "copied", copied)
        assert three.take("p")

    monkeypatch.setattr(leases, "copied", slow)
    assert two.take("p") is None
    held = {path.name for path in (tmp_path / "p").glob("data-*")}
    assert held == {one.data(lost).name, f"data-{three.last('p').number}"}
