"""A backup put back into an empty folder."""

from __future__ import annotations

import os
import shutil
from dataclasses import dataclass
from hashlib import sha256
from pathlib import Path

from warehouse import continuity, lasting
from warehouse.settings import WarehouseSettings
from yuanzheng import clock
from yuanzheng.backups import manifest
from yuanzheng.backups.manifest import Entry, Manifest, Unreadable
from yuanzheng.backups.objects import Store
from yuanzheng.failures import Refused


@dataclass(frozen=True, slots=True)
class Restored:
    """`findings`: what is wrong with the chain of the restored data, Chinese."""

    manifest: Manifest
    folder: Path
    data: Path
    settings: Path | None
    findings: tuple[str, ...]


def chosen(store: Store, name: str | None) -> Manifest:
    """The backup of that name, or whose name begins so; None: the newest. Raises `Refused`."""
    paths = manifest.newest_first(store.folder, clock.now())
    if not paths:
        raise Refused(f"{store.folder} 里还没有备份：请先运行 yuanzheng backup。")
    found = [path for path in paths if path.stem.startswith(name)] if name else paths[:1]
    if len(found) != 1:
        what = "有几份" if found else "没有"
        listed = "、".join(path.stem for path in paths[:5])
        raise Refused(f"{what}备份叫这个名字：请照 yuanzheng backup --list 写，最近的是 {listed}。")
    try:
        return manifest.read(found[0])
    except Unreadable as error:
        raise Refused(str(error)) from error


def restore(store: Store, held: Manifest, to: Path) -> Restored:
    """Everything or nothing: it is put together beside `to` and renamed when it is whole.

    Raises `Refused` when `to` holds anything or the backup is damaged, and OSError.
    """
    if to.is_symlink() or (to.exists() and (not to.is_dir() or any(to.iterdir()))):
        raise Refused(f"{to} 里已有东西，没有动它：请写一个空的或新的文件夹。")
    making = to.with_name(f"{to.name}.restoring")
    if making.exists() or making.is_symlink():
        raise Refused(f"{making} 是上一次没有做完的恢复：请删去它，再运行。")
    try:
        _filled(store, held, making)
        _named(making, to)
    except BaseException:
        shutil.rmtree(making, ignore_errors=True)
        raise
    lasting.synced(to.parent)
    data = to / held.data
    found = continuity.check(WarehouseSettings(folder=data)) if data.is_dir() else None
    broken = [one.words for one in found.findings if one.broken] if found else []
    settings = to / held.settings if held.settings else None
    return Restored(held, to, data, settings, tuple(broken))


def _named(making: Path, to: Path) -> None:
    try:
        if to.exists():
            to.rmdir()
        making.rename(to)
    except OSError as error:
        raise Refused(
            f"换不上 {to}（它可能是挂载点，或刚有了东西），没有恢复：请写它里面的一个新文件夹。"
        ) from error


def _filled(store: Store, held: Manifest, folder: Path) -> None:
    folder.mkdir(parents=True)
    folder.chmod(0o700)
    for entry in held.files:
        path = folder / entry.path
        path.parent.mkdir(parents=True, exist_ok=True)
        _put_together(store, entry, path)


def _put_together(store: Store, entry: Entry, path: Path) -> None:
    digest = sha256()
    lasting.kept(path, b"")
    with path.open("wb") as file:
        for piece in entry.pieces:
            data = store.get(*piece)
            if data is None:
                raise Refused(_DAMAGED.format(entry.path))
            digest.update(data)
            file.write(data)
        file.flush()
        os.fsync(file.fileno())
    if digest.hexdigest() != entry.sha256:
        raise Refused(_DAMAGED.format(entry.path))
    if entry.modified:
        os.utime(path, ns=(entry.modified, entry.modified))


_DAMAGED = "这一份备份里的 {} 缺损，没有恢复：请用 yuanzheng backup --check 找一份完好的。"
