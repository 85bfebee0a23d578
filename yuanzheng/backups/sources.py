"""What a backup holds: all that cannot be made again from the rest."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path, PurePath, PurePosixPath
from typing import Any, BinaryIO

from reports import masking
from reports.pictures import keeping
from yuanzheng.added import entries as added
from yuanzheng.config import Config
from yuanzheng.failures import Refused

# Of the data folder: read again, made again, or of a program at work.
_LEFT = frozenset({"mirrors", "published", "thinning", "thinning.new", "progress.json"})
_LEFT_ENDS = (".log", ".log.1", ".log.2", ".log.3", ".tmp", ".new", "-journal", "-wal", "-shm")
DATABASE, STATE = "warehouse.duckdb", "state.sqlite"
_DATA = "data"
_SHARED = (
    "几台机器共用的文件夹 {} 里有各项目的原始存档与采集链，没有备份它们：请另外保存，"
    "或用 [warehouse] 的 folder 指向那个项目的 data-<n> 的配置逐个备份。"
)


@dataclass(frozen=True, slots=True)
class Source:
    """A file: its place in the backup (of the data folder's: in it) and on this machine.

    `most`: bytes of it that belong; None: all. `opened`: to be read by this and no other handle.
    """

    path: str
    file: Path
    most: int | None = None
    opened: BinaryIO | None = None

    @property
    def is_sqlite(self) -> bool:
        return self.file.suffix == ".sqlite"


def data_root(config: Config) -> str:
    """Where the data folder lies in a backup: as it does beside the configuration, if it does."""
    inside = _relative(config.settings.warehouse.folder, config.home) if config.path else None
    return inside.as_posix() if inside else _DATA


def joined(root: str, path: str) -> str:
    return str(PurePosixPath(root) / path)


def of_data(folder: Path) -> Iterator[Source]:
    """Files of the data folder; links are not followed."""
    for path in sorted(folder.rglob("*")):
        inner = path.relative_to(folder)
        left = inner.parts[0] in _LEFT or any(part.endswith(_LEFT_ENDS) for part in inner.parts)
        if not left and path.is_file() and not _through_link(folder, inner):
            yield Source(inner.as_posix(), path)


def of_config(config: Config) -> Iterator[Source]:
    """The configuration, what its tables name of this machine, and pictures of pages."""
    if config.path is None:
        return
    yield Source(config.path.name, config.path)
    for path in dict.fromkeys((*_named(config), *_pictures(config))):
        inside = _relative(path, config.home)
        if inside is not None and path.is_file():
            yield Source(inside.as_posix(), path)


def of_key(config: Config) -> Iterator[Source]:
    """What marks of persons in masked packs are made with; made anew it gives other marks."""
    key = masking.place_of(config.settings.warehouse.folder)
    root = PurePosixPath(data_root(config))
    if root.name and key.is_file():
        yield Source(f"{root}.names-key", key)


def _pictures(config: Config) -> Iterator[Path]:
    out = config.home / config.settings.reports.out
    for folder in sorted(out.glob(f"*/{keeping.FOLDER}")):
        yield from (path for path in sorted(folder.iterdir()) if not path.is_symlink())


def outside(config: Config) -> list[str]:
    """A sentence for each file that is named and does not lie beside the configuration, and one for
    the data folders that hosts share: who writes there now is not known here."""
    named = [path for path in _named(config) if _relative(path, config.home) is None]
    key = masking.place_of(config.settings.warehouse.folder)
    if key.is_file() and not list(of_key(config)):
        named.append(key)
    told = [
        f"{path} 不在配置文件的文件夹里，没有备份它：请另外保存。" for path in dict.fromkeys(named)
    ]
    shared = config.settings.shards.folder
    if shared and not _within(shared, config.settings.warehouse.folder):
        told.append(_SHARED.format(shared))
    return told


def refused_place(config: Config, store: Path) -> None:
    """Raises `Refused` for a place where backups would hold themselves, or be of no use."""
    data = config.settings.warehouse.folder
    if _within(store, data) or _within(data, store):
        raise Refused(
            f"备份文件夹 {store} 与数据文件夹 {data} 套在一起：请放到别处，最好是另一个磁盘。"
        )


def same_disk(config: Config, store: Path) -> bool:
    data = config.settings.warehouse.folder
    return data.exists() and store.exists() and data.stat().st_dev == store.stat().st_dev


def _named(config: Config) -> Iterator[Path]:
    if config.path and (beside := config.home / added.NAME).is_file():
        yield beside
    for table in config.settings.project:
        if table.people:
            yield config.home / table.people
        if table.facts:
            facts = config.home / table.facts
            yield facts
            yield from _attached(facts)
    for name in (config.settings.pack.timestamp_ca, config.settings.pack.pades_p12):
        if name:
            yield config.home / str(name)
    yield from (config.home / table.ca for table in config.settings.notice if table.ca)


def _attached(facts: Path) -> Iterator[Path]:
    """Files beside a facts file that it names."""
    try:
        raw = tomllib.loads(facts.read_text(encoding="utf-8-sig"))
    except (OSError, ValueError, RecursionError):
        return
    for text in _texts(raw):
        if len(text) < 500 and text.isprintable() and not PurePath(text).is_absolute():
            path = facts.parent / text
            if text.strip() and ".." not in PurePath(text).parts and _is_file(path):
                yield path


def _texts(value: Any) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, dict | list):
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one)


def _is_file(path: Path) -> bool:
    try:
        return path.is_file()
    except OSError:  # too long a name
        return False


def _relative(path: Path, home: Path) -> PurePath | None:
    """None: it does not lie under `home`."""
    try:
        inner = path.resolve().relative_to(home.resolve())
    except ValueError:
        return None
    return inner


def _within(inner: Path, outer: Path) -> bool:
    return inner.resolve().is_relative_to(outer.resolve())


def _through_link(folder: Path, inner: PurePath) -> bool:
    return any((folder / part).is_symlink() for part in (inner, *inner.parents))
