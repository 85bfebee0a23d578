"""Takes a backup: pieces first, the manifest last."""

from __future__ import annotations

import sqlite3
from collections.abc import Callable, Iterable, Sequence
from contextlib import closing
from dataclasses import dataclass, replace
from datetime import UTC, datetime
from hashlib import sha256
from pathlib import Path

from warehouse import chain
from yuanzheng.backups import manifest, moment, objects, retention, sources
from yuanzheng.backups.manifest import FORMAT, Entry, Manifest
from yuanzheng.backups.objects import Store
from yuanzheng.backups.sources import Source
from yuanzheng.config import Config


@dataclass(frozen=True, slots=True)
class Taken:
    """A backup that was taken. `added`: bytes that were new; `thinned`: names of backups that went
    by the rule; `problems`: Chinese sentences."""

    manifest: Manifest
    added: int
    freed: int
    thinned: tuple[str, ...]
    problems: tuple[str, ...]


def take(
    config: Config, folder: Path, at: datetime, wait: Callable[[], bool] = lambda: False
) -> Taken:  # fmt: skip
    """Raises `Refused`, or OSError when the disk refuses; the earlier backups are whole then."""
    sources.refused_place(config, folder)
    with objects.opened(folder, making=True) as store:
        earlier = _latest(folder, at)
        before = {entry.path: entry for entry in earlier.files} if earlier else {}
        damaged = list[str]()
        with moment.held(config.settings.warehouse, wait) as held:
            root = sources.data_root(config)
            data = [replace(one, path=sources.joined(root, one.path)) for one in held.files]
            every = [*data, *sources.of_key(config), *sources.of_config(config)]
            entries = _entries(store, every, before, damaged)
        made = _made(config, held.source, entries, store, at, damaged)
        manifest.write(folder, made)
        strays = _strays(store, earlier, made) if earlier else []
        thinned, freed, unread = tuple[str, ...](), 0, list[str]()
        if not strays:
            thinned, freed, unread = retention.thin(store, config.settings.backup, at)
        problems = (*made.problems, *strays, *sources.outside(config), *unread)
        return Taken(made, store.added, freed, thinned, problems)


def _latest(folder: Path, at: datetime) -> Manifest | None:
    """The newest backup that can be read."""
    for path in manifest.newest_first(folder, at):
        try:
            return manifest.read(path)
        except manifest.Unreadable:
            continue
    return None


def _entries(
    store: Store, files: Iterable[Source], before: dict[str, Entry], damaged: list[str]
) -> list[Entry]:
    """`damaged`: takes a Chinese sentence for each database that is."""
    found: dict[str, Entry] = {}
    for source in files:
        if source.path not in found and (entry := _entry(store, source, before, damaged)):
            found[source.path] = entry
    return sorted(found.values(), key=lambda entry: entry.path)


def _entry(
    store: Store, source: Source, before: dict[str, Entry], damaged: list[str]
) -> Entry | None:  # fmt: skip
    """None: the file went while we looked."""
    try:
        if source.is_sqlite:
            return _database(store, source, damaged)
        known = before.get(source.path)
        if known and _unchanged(store, source, known):
            return known
        return _cut(store, source)
    except FileNotFoundError:
        return None


def _unchanged(store: Store, source: Source, known: Entry) -> bool:
    """Files of the archive are never written again once a run is over: need not be read again."""
    if not source.path.endswith((".warc.gz", ".warc")):
        return False
    there = source.file.stat()
    size = there.st_size if source.most is None else min(source.most, there.st_size)
    same = (size, there.st_mtime_ns) == (known.bytes, known.modified)
    return same and all(store.holds(*piece) for piece in known.pieces)


def _cut(store: Store, source: Source) -> Entry:
    digest, size, kept = sha256(), 0, list[tuple[str, int]]()
    modified = source.file.stat().st_mtime_ns
    for data in objects.pieces(source.file, source.opened, source.most):
        digest.update(data)
        size += len(data)
        kept.append(store.put(data))
    return Entry(source.path, size, digest.hexdigest(), tuple(kept), modified)


def _database(store: Store, source: Source, damaged: list[str]) -> Entry:
    """By SQLite's own means: it may be written meanwhile. One that is damaged as it is: nothing
    else must go without a backup for it."""
    if not source.file.is_file():
        raise FileNotFoundError
    copy = store.folder / "copying.sqlite"
    try:
        address = f"{source.file.absolute().as_uri()}?mode=ro"
        with closing(sqlite3.connect(address, uri=True)) as held, closing(_new(copy)) as into:
            held.backup(into)
            if into.execute("PRAGMA integrity_check(1)").fetchone() != ("ok",):
                damaged.append(_DAMAGED.format(source.path))
        return _cut(store, Source(source.path, copy))
    except sqlite3.OperationalError:  # of this machine: a disk that is full
        raise
    except sqlite3.DatabaseError:
        damaged.append(_DAMAGED.format(source.path))
        return _cut(store, source)
    finally:
        copy.unlink(missing_ok=True)


_DAMAGED = "{} 已经损坏，照样备份了它：请从更早的备份恢复这个文件。"


def _new(path: Path) -> sqlite3.Connection:
    path.unlink(missing_ok=True)
    return sqlite3.connect(path)


def _made(
    config: Config, source: str, entries: list[Entry], store: Store, at: datetime,
    damaged: Sequence[str],
) -> Manifest:  # fmt: skip
    root = sources.data_root(config)
    text = _chain(store, root, entries)
    lines = [line for one in text.split(b"\n") if (line := chain.read(one))]
    archive = sources.joined(root, config.settings.warehouse.archive.name) + "/"
    sizes = {
        entry.path.removeprefix(archive): (entry.bytes, entry.sha256)
        for entry in entries
        if entry.path.startswith(archive)
    }
    return manifest.sealed(Manifest(
        FORMAT, at.astimezone(UTC), source, lines[-1].root if lines else None, tuple(entries),
        (*moment.misfits(lines, sizes), *damaged), config.path.name if config.path else None, root,
    ))  # fmt: skip


def _chain(store: Store, root: str, entries: Sequence[Entry]) -> bytes:
    """The chain as it is in a backup."""
    path = sources.joined(root, chain.NAME)
    pieces = next((entry.pieces for entry in entries if entry.path == path), ())
    return b"".join(store.get(*piece) or b"" for piece in pieces)


def _strays(store: Store, earlier: Manifest, made: Manifest) -> list[str]:
    chains = (_chain(store, one.data, one.files) for one in (earlier, made))
    return moment.strays(*chains)
