"""Leases: which host may work on a project, by files on a path that all hosts see.

A lease is a file `<number>.json`; the number is the fencing number. Who creates the next number has
the project: a file that must not exist yet is created by one alone, over NFS too. The owner renews
its own file; once it has expired, or says it was given back, another may create the next. Hosts'
clocks should agree to a few seconds; where they do not, work is done twice, never in one place:
each number that takes over from a host that did not give back works in a folder of its own.
"""

from __future__ import annotations

import json
import os
import shutil
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, replace
from datetime import datetime, timedelta
from pathlib import Path

from warehouse import lasting
from warehouse.errors import WarehouseError

_GONE = "项目 {key} 的租约（第 {number} 号）已被另一台机器取走：这里停下，没有动它的数据。"
_MOVING = "项目 {key} 的数据还有人在写，没有接手：等它停下，过一会儿再运行。"
_KEPT = 3


class LeaseLost(WarehouseError):
    """Another host has the project now."""


@dataclass(frozen=True, slots=True)
class Lease:
    """`number` fences: of two holders the higher one counts. `folder`: the number whose folder
    holds the data. `given_back`: the owner has ended its work; `done_at`: when some owner last did
    it to the end."""

    key: str
    number: int
    owner: str
    expires_at: datetime
    folder: int
    given_back: bool = False
    done_at: datetime | None = None


Clock = Callable[[], datetime]


class Leases:
    """The leases below `root`, one folder for each project; `owner` names this host.

    Raises OSError when the path cannot be written.
    """

    def __init__(self, root: Path, owner: str, seconds: float, clock: Clock) -> None:
        self.root, self.owner, self._clock = root, owner, clock
        self._length = timedelta(seconds=seconds)

    def take(self, key: str) -> Lease | None:
        """The project, or None while another host has it.

        A host that gave it back left its data in order, and they are gone on with in place. Of one
        that was lost they are copied first: should it still live, it writes where nobody looks.
        Raises `WarehouseError` when they change while they are copied.
        """
        last = self.last(key)
        if last and not last.given_back and last.expires_at > self._clock():
            return None
        number = last.number + 1 if last else 1
        done = last.done_at if last else None
        end = self._clock() + self._length
        lease = Lease(key, number, self.owner, end, last.folder if last else number, done_at=done)
        if not self._created(lease):
            return None
        if max(self._numbers(key)) != number:  # looked long ago: what it looked at is tidied away
            self._path(key, number).unlink(missing_ok=True)
            return None
        self._tidy(lease)
        if last and not last.given_back:
            return self._moved(lease)
        self.data(lease).mkdir(parents=True, exist_ok=True)
        return lease

    def _moved(self, lease: Lease) -> Lease | None:
        """The same with a copy of the data; until that is whole, the lease names the original."""
        moved = replace(lease, folder=lease.number)
        try:
            copied(self.data(lease), self.data(moved))
            return self.renew(moved)
        except LeaseLost:  # the copy took longer than the lease
            shutil.rmtree(self.data(moved), ignore_errors=True)
            return None
        except BaseException:
            self._write(replace(lease, expires_at=self._clock()))
            raise

    def renew(self, lease: Lease) -> Lease:
        """The same for longer. Raises `LeaseLost` when another host has taken over."""
        self._check(lease)
        renewed = replace(lease, expires_at=self._clock() + self._length)
        self._write(renewed)
        self._check(renewed)
        return renewed

    def give_back(self, lease: Lease, *, done: bool) -> None:
        """To be called when nothing here writes any more. Raises `LeaseLost`."""
        self._check(lease)
        now = self._clock()
        at = now if done else lease.done_at
        self._write(replace(lease, expires_at=now, given_back=True, done_at=at))

    def last(self, key: str) -> Lease | None:
        """The lease of the highest number; None: there never was one."""
        number = max(self._numbers(key), default=None)
        return None if number is None else self._read(key, number)

    def data(self, lease: Lease) -> Path:
        """The data folder of its project."""
        return self.root / lease.key / f"data-{lease.folder}"

    def _check(self, lease: Lease) -> None:
        if max(self._numbers(lease.key), default=0) != lease.number:
            raise LeaseLost(_GONE.format(key=lease.key, number=lease.number))

    def _numbers(self, key: str) -> Iterator[int]:
        with suppress(FileNotFoundError):
            for entry in os.scandir(self.root / key):
                name = entry.name.removesuffix(".json")
                if entry.name.endswith(".json") and name.isdigit():
                    yield int(name)

    def _read(self, key: str, number: int) -> Lease:
        """One that cannot be read (its host died while it was created) has expired."""
        try:
            held = json.loads(self._path(key, number).read_text(encoding="utf-8"))
            at, done = (held[name] and datetime.fromisoformat(held[name])
                        for name in ("expires_at", "done_at"))  # fmt: skip
            return Lease(key, number, held["owner"], at, held["folder"], held["given_back"], done)
        except (ValueError, TypeError, KeyError):
            earlier = [one for one in self._numbers(key) if one < number]
            folder = self._read(key, max(earlier)).folder if earlier else number
            return Lease(key, number, "", datetime.min.replace(tzinfo=self._clock().tzinfo), folder)

    def _created(self, lease: Lease) -> bool:
        """Whether this host created the number. Written whole before it has its name."""
        part = self._part(lease)
        part.parent.mkdir(parents=True, exist_ok=True)
        lasting.replaced(part, _text(lease))
        try:
            os.link(part, self._path(lease.key, lease.number))
        except FileExistsError:
            return False
        finally:
            part.unlink()
        return True

    def _write(self, lease: Lease) -> None:
        lasting.replaced(self._path(lease.key, lease.number), _text(lease))

    def _part(self, lease: Lease) -> Path:
        return self.root / lease.key / f".{lease.number}-{os.getpid()}-{os.urandom(4).hex()}"

    def _path(self, key: str, number: int) -> Path:
        return self.root / key / f"{number:09d}.json"

    def _tidy(self, lease: Lease) -> None:
        """Without leases and copies that lie further back."""
        for number in self._numbers(lease.key):
            if number < lease.number - _KEPT:
                self._path(lease.key, number).unlink(missing_ok=True)
        for folder in (self.root / lease.key).glob("data-*"):
            told = folder.name.removeprefix("data-")
            if told.isdigit() and int(told) < lease.folder - _KEPT:
                shutil.rmtree(folder, ignore_errors=True)


def copied(source: Path, target: Path) -> None:
    """A data folder as it stands; raises `WarehouseError` when it changes meanwhile."""
    if not source.is_dir():
        return
    part = target.with_name(f".{target.name}.part")
    shutil.rmtree(part, ignore_errors=True)
    before = _state(source)
    refused: OSError | None = None
    try:
        shutil.copytree(source, part, symlinks=True)
    except OSError as error:  # also of files that went meanwhile
        refused = error
    if (moved := _state(source) != before) or refused:
        shutil.rmtree(part, ignore_errors=True)
    if moved:
        raise WarehouseError(_MOVING.format(key=target.parent.name)) from refused
    if refused:
        raise refused
    part.rename(target)


def _state(folder: Path) -> dict[str, tuple[int, int]]:
    """Files, and folders: their times tell of files that came and went."""
    found = {}
    for place, _, names in os.walk(folder):
        for path in (place, *(os.path.join(place, name) for name in names)):
            with suppress(FileNotFoundError):
                told = os.lstat(path)
                found[path] = (told.st_size, told.st_mtime_ns)
    return found


def _text(lease: Lease) -> bytes:
    return json.dumps(asdict(lease), default=datetime.isoformat).encode()
