"""One moment of the data: data file, chain and archive that belong together.

Whoever collects, thins or scores has the data file open from beginning to end, and writes the
archive and the chain only meanwhile. Holding the file for reading therefore holds all of it still.
While somebody else has it, the published copy is taken: its data file, its chain and its ledger are
of one moment, and of the archive, which only grows but for thinnings, just what that chain names.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import dataclass, replace
from pathlib import Path

import duckdb

from warehouse import chain, swapping
from warehouse.chain import Line, Link, Thinning
from warehouse.copies import current
from warehouse.settings import WarehouseSettings
from yuanzheng.backups.sources import DATABASE, STATE, Source, of_data
from yuanzheng.failures import BUSY, Refused

LIVE = "live"
_COPIED = (DATABASE, chain.NAME, chain.LEDGER)


@dataclass(frozen=True, slots=True)
class Moment:
    """Files of the data folder that belong together. `source`: `LIVE` or a copy's name."""

    source: str
    files: tuple[Source, ...]


@contextmanager
def held(places: WarehouseSettings, wait: Callable[[], bool]) -> Iterator[Moment]:
    """The moment, as long as the block runs. `wait` waits a while; false: long enough.

    Raises `Refused` when somebody has the data and nothing was published.
    """
    swapping.complete(places.folder)
    with ExitStack() as stack:
        while True:
            if (taken := _taken(places, stack)) is not None:
                yield Moment(LIVE, taken)
                return
            if copy := _published(places):
                yield Moment(copy.name, tuple(_of_copy(places, copy)))
                return
            if not wait():
                raise Refused(
                    "数据仓库正在被另一个程序使用，也没有与现在的存档相配的已发布副本可用："
                    "请等它做完再运行，或写 --wait 让它等。",
                    BUSY,
                )


def _taken(places: WarehouseSettings, stack: ExitStack) -> tuple[Source, ...] | None:
    """The files, while nobody can write the data file until the stack is closed; None: somebody
    does.

    Closing any handle on a file gives up the locks this process has on it (POSIX): the one that is
    read from is closed after DuckDB's own, and there is no other.
    """
    if not places.database.exists():
        raise Refused(f"还没有数据仓库 {places.database}，没有备份：请检查 [warehouse] 的 folder。")
    with ExitStack() as trying:
        opened = trying.enter_context(places.database.open("rb"))
        try:
            trying.enter_context(duckdb.connect(str(places.database), read_only=True))
        except duckdb.Error as error:
            if isinstance(error, duckdb.IOException) and "lock" in str(error):
                return None
            raise Refused(f"数据仓库 {places.database} 打不开，没有备份：请先恢复它。") from error
        found = tuple(
            replace(source, opened=opened) if source.path == DATABASE else source
            for source in of_data(places.folder)
        )
        stack.enter_context(trying.pop_all())
    return found


def _published(places: WarehouseSettings) -> Path | None:
    """The folder of the copy that readers see now, if the archive still holds what it rests on."""
    copy = current(places.published)
    if not copy or not all((copy.folder / one).is_file() for one in _COPIED):
        return None
    its = places.model_copy(update={"folder": copy.folder})
    return copy.folder if _thinnings(its) == _thinnings(places) else None


def _thinnings(places: WarehouseSettings) -> int:
    return sum(isinstance(line, Thinning) for line in chain.known(places))


def _of_copy(places: WarehouseSettings, copy: Path) -> Iterator[Source]:
    """What belongs to a copy. State of requests does not: it may be ahead of its rows."""
    yield from (Source(name, copy / name) for name in _COPIED)
    text = (copy / chain.NAME).read_bytes().split(b"\n")
    lines = [line for one in text if (line := chain.read(one))]
    ends = chain.ends(lines)
    older = {name for line in lines if isinstance(line, Link) for name in line.uncovered}
    folder = f"{places.archive.name}/"
    for source in of_data(places.folder):
        name = source.path.removeprefix(folder)
        if source.path.startswith(folder):
            if name in ends or name in older:
                yield replace(source, most=ends.get(name))
        elif not source.path.startswith((DATABASE, STATE, chain.NAME, chain.LEDGER)):
            yield source


def misfits(lines: list[Line], sizes: dict[str, tuple[int, str]]) -> list[str]:
    """What does not fit between a chain and archive files (name → bytes and SHA-256)."""
    wrong = []
    for name, made in chain.pieces(lines).items():
        end = max(piece.offset + piece.bytes for piece in made)
        found = sizes.get(name)
        if found is None:
            wrong.append(f"采集链登记的存档 {name} 不在了。")
        elif found[0] < end:
            wrong.append(f"存档 {name} 比采集链登记的短。")
        elif len(made) == 1 and found[0] == end and found[1] != made[0].sha256:
            wrong.append(f"存档 {name} 与采集链登记的散列不符：它被改过或损坏了。")
    return wrong


def strays(before: bytes, now: bytes) -> list[str]:
    """What is wrong where neither chain goes on from the other: lines are only ever added."""
    if now.startswith(before) or before.startswith(now):
        return []
    return [
        "上一份备份里的采集链不是现在这条的开头：数据文件夹可能被换过，或恢复到了更早，"
        "这次没有去掉旧的备份；请运行 yuanzheng history 查明。"
    ]
