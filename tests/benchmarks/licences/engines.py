"""The tools measured: ours in this process, the others in programs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from licences.sample import Sample
from scoring.licences import engine, identify
from scoring.licences.licence_file import Ask, read_licence_file
from scoring.licences.opinions import Opinions
from scoring.licences.spdx import spdx_list
from warehouse.store import Warehouse

_HERE = Path(__file__).parent / "peers"
_TEXTS = {"exact", "similar", "modified", "custom"}


@dataclass(frozen=True)
class Answer:
    """`ids`: SPDX ids in the order of the text; `equal`: ids the text cannot be told from;
    `cleared`: called approved by OSI; `hit`: taken for a licence text; `seconds`: of work, other
    programs of the machine left out; `wall`: of the clock on the wall, 0 where nobody looked."""

    ids: tuple[str, ...]
    equal: frozenset[str]
    cleared: bool
    hit: bool
    seconds: float
    note: str = ""
    wall: float = 0.0


def ours(
    samples: Iterable[Sample],
    ask: Ask | None = None,
    work: Callable[[], float] = time.process_time,
) -> Iterator[Answer]:
    """What the program would write into `licence_finding`; `ask`: its full tier; `work`: seconds
    of work so far. Nothing is remembered from an earlier round."""
    identify._cover.cache_clear()
    for one in samples:
        began, looked = work(), time.perf_counter()
        text = one.text
        said = read_licence_file(Path(one.source).name, text, ask)[0] if text is not None else None
        took, wall = work() - began, time.perf_counter() - looked
        if said is None:
            yield Answer((), frozenset(), False, False, took, "unreadable", wall)
            continue
        ids = said.base or ((said.expression,) if said.definite else ())
        hit = said.status in _TEXTS
        note = f"{said.tier} {said.status} {said.expression} {said.excerpt}"
        yield Answer(ids, frozenset(said.alternatives), said.osi == "yes", hit, took, note, wall)


def full(samples: Sequence[Sample]) -> tuple[list[Answer], list[Answer]]:
    """With the full tier, asked and then with all it said kept; nothing where it is missing."""
    if engine.installed() is None:
        return [], []
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as warehouse:
        return _with_engine(samples, warehouse), _with_engine(samples, warehouse)


def _with_engine(samples: Sequence[Sample], warehouse: Warehouse) -> list[Answer]:
    """One round; loading the engine, some seconds once a run, is not counted."""
    held = Opinions(warehouse)
    held.of("measured", "MIT", True)
    try:
        return list(ours(samples, lambda text, near: held.of("measured", text, near), _both(held)))
    finally:
        held.close()


def _both(held: Opinions) -> Callable[[], float]:
    """Seconds of work of this process and of the workers of the engine, old ones too (Linux)."""
    spent: dict[int, float] = {}

    def work() -> float:
        process = held._engine._process
        if process and process.poll() is None:
            # The clock that clock_getcpuclockid(3) gives for a process.
            spent[process.pid] = time.clock_gettime((~process.pid << 3) | 2)
        return time.process_time() + sum(spent.values())

    return work


def peer(command: Sequence[str], samples: Sequence[Sample]) -> Iterator[Answer]:
    """Answers of a program that reads paths of files and prints `seconds<TAB>ids` for each.

    Raises `CalledProcessError` when it fails and `ValueError` when an answer is missing.
    """
    with tempfile.TemporaryDirectory() as folder:
        paths = [Path(folder) / f"{i}" / "LICENSE" for i in range(len(samples))]
        for path, one in zip(paths, samples, strict=True):
            path.parent.mkdir()
            path.write_bytes(one.content)
        asked = "".join(f"{path}\n" for path in paths)
        done = subprocess.run(command, input=asked, stdout=subprocess.PIPE, text=True, check=True)
    for line, _ in zip(done.stdout.splitlines(), samples, strict=True):
        seconds, _, found = line.partition("\t")
        ids = tuple(found.split())
        yield Answer(ids, frozenset(), _all_osi(ids), bool(ids), float(seconds), found)


def commands(venvs: dict[str, Path]) -> dict[str, list[str]]:
    """How each tool named is run; `licensee` needs the Ruby that has it."""
    found = {
        name: [str(venv / "bin" / "python"), str(_HERE / f"peer_{name}.py")]
        for name, venv in venvs.items()
        if name != "licensee"
    }
    if "licensee" in venvs:
        found["licensee"] = [str(venvs["licensee"]), str(_HERE / "peer_licensee.rb")]
    return found


def cold_start() -> float:
    """Seconds of work from nothing to the first answer, in a program of its own."""
    words = "Permission to use is granted under the terms of this license. "
    code = f"from scoring.licences.identify import identify; identify({words * 3!r})"
    before = _children()
    subprocess.run([sys.executable, "-c", code], check=True)
    return _children() - before


def _children() -> float:
    times = os.times()
    return times.children_user + times.children_system


def osi(key: str) -> bool:
    """Whether the list has this id and calls it approved by OSI."""
    entry = spdx_list().licences.get(key)
    return entry is not None and entry.osi == "yes"


def _all_osi(ids: tuple[str, ...]) -> bool:
    return bool(ids) and all(map(osi, ids))
