"""The tools measured: ours in this process, the others in programs of their own."""

from __future__ import annotations

import os
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from licences.sample import Sample
from scoring.licences.licence_file import read_licence_file
from scoring.licences.spdx import spdx_list
from warehouse.store import Warehouse

_HERE = Path(__file__).parent / "peers"
_TEXTS = {"exact", "similar", "modified", "custom"}


@dataclass(frozen=True)
class Answer:
    """`ids`: SPDX ids in the order of the text; `equal`: ids the text cannot be told from;
    `cleared`: called approved by OSI; `hit`: taken for a licence text; `seconds`: of work, other
    programs of the machine left out."""

    ids: tuple[str, ...]
    equal: frozenset[str]
    cleared: bool
    hit: bool
    seconds: float
    note: str = ""


def ours(samples: Iterable[Sample], ask: Any = None) -> Iterator[Answer]:
    """What the program would write into `licence_finding`; `ask`: its full tier."""
    clock = time.perf_counter if ask else time.process_time
    asked = {"ask": ask} if ask else {}
    for one in samples:
        began = clock()
        text = one.text
        if text is None:
            yield Answer((), frozenset(), False, False, clock() - began, "unreadable")
            continue
        said = read_licence_file(Path(one.source).name, text, **asked)[0]
        took = clock() - began
        ids = said.base or ((said.expression,) if said.definite else ())
        hit = said.status in _TEXTS
        note = f"{said.status} {said.expression} {said.excerpt}"
        yield Answer(ids, frozenset(said.alternatives), said.osi == "yes", hit, took, note)


def full(samples: Iterable[Sample]) -> Iterator[Answer]:
    """With the full tier, where this program has one and it is installed; else nothing.

    It works in a process of its own, so that its seconds are those of the clock on the wall.
    """
    if find_spec("scoring.licences.opinions") is None:
        return
    if find_spec("licensedcode") is None:
        return
    opinions = import_module("scoring.licences.opinions")
    with tempfile.TemporaryDirectory() as folder, Warehouse(Path(folder) / "w.duckdb") as warehouse:
        held = opinions.Opinions(warehouse)
        try:
            yield from ours(samples, lambda text, near: held.of("measured", text, near))
        finally:
            held.close()


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
