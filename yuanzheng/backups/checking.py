"""Reads every piece of every backup again."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from hashlib import sha256

from yuanzheng.backups import manifest
from yuanzheng.backups.manifest import Manifest, Unreadable
from yuanzheng.backups.objects import Store


@dataclass(frozen=True, slots=True)
class Checked:
    """`problems`: Chinese sentences; none: every backup can be restored as it was taken."""

    backups: tuple[Manifest, ...]
    bytes: int
    problems: tuple[str, ...]


def check(store: Store) -> Checked:
    """A damaged piece is put aside: the next backup keeps it anew where the file is still so."""
    found, problems = list[Manifest](), list[str]()
    for path in manifest.all_of(store.folder):
        try:
            found.append(manifest.read(path))
        except Unreadable as error:
            problems.append(str(error))
    sizes = {piece: None for one in found for piece in one.pieces()}
    bad = {name for name, size in sizes if store.get(name, size) is None}
    for name in bad:
        store.put_aside(name)
    for one in found:
        problems += [*_damaged(one, bad), *_unlike(one, store, bad)]
    return Checked(tuple(found), sum(size for _, size in sizes), tuple(problems))


def _damaged(one: Manifest, bad: set[str]) -> Iterator[str]:
    files = [entry.path for entry in one.files if bad & {name for name, _ in entry.pieces}]
    if files:
        more = f" 等 {len(files)} 个文件" if len(files) > 1 else ""
        yield (
            f"备份 {one.name} 里 {files[0]}{more}缺损：请马上再运行 yuanzheng backup，"
            "文件没有变过的会补上；补不上的请用别的备份。"
        )


def _unlike(one: Manifest, store: Store, bad: set[str]) -> Iterator[str]:
    """Files whose whole is not what its list says, though all pieces are."""
    for entry in one.files:
        if len(entry.pieces) == 1 and entry.pieces[0][0] == entry.sha256:
            continue
        if bad & {name for name, _ in entry.pieces}:
            continue
        digest = sha256()
        for piece in entry.pieces:
            digest.update(store.get(*piece) or b"")
        if digest.hexdigest() != entry.sha256:
            yield f"备份 {one.name} 里 {entry.path} 与清单的散列不符：这一份备份不能用。"
