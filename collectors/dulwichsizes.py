"""How large the objects of a repository are, told without unpacking them.

dulwich tells the size, and even whether a loose object is there, by unpacking it whole; a file of
zeros as large as memory fits into a pack of a few hundred bytes. Forms: git's gitformat-pack(5).
"""

from __future__ import annotations

import zlib
from collections.abc import Iterator
from functools import cached_property
from pathlib import Path

from dulwich.object_store import DiskObjectStore
from dulwich.objects import ObjectID
from dulwich.pack import OFS_DELTA, REF_DELTA, Pack

# Type and size, the offset or id of a base, and as much of a delta as holds its two sizes.
_HEAD = 512


class Sizes:
    """Of the objects a store and those it borrows from hold as this is made."""

    def __init__(self, store: DiskObjectStore) -> None:
        self._stores = list(_all(store, set()))

    def of(self, sha: bytes) -> int | None:
        """Bytes of an object; None: it is not here. Raises where its head is broken
        `ValueError`, `IndexError`, `zlib.error` or `OSError`."""
        for pack in self._packs:
            try:
                offset = pack.index.object_offset(ObjectID(sha))
            except KeyError:
                continue
            return _packed(pack, offset)
        found = (Path(store.path) / _place(sha) for store in self._stores)
        loose = next((path for path in found if path.is_file()), None)
        return None if loose is None else _loose(loose)

    @cached_property
    def _packs(self) -> list[Pack]:
        return [pack for store in self._stores for pack in store.packs]


def _all(store: DiskObjectStore, seen: set[str]) -> Iterator[DiskObjectStore]:
    """A store and those it borrows from, each once, though they may borrow in a circle."""
    if str(store.path) in seen:
        return
    seen.add(str(store.path))
    yield store
    for other in store.alternates:
        if isinstance(other, DiskObjectStore):
            yield from _all(other, seen)


def _place(sha: bytes) -> Path:
    name = sha.decode()
    return Path(name[:2], name[2:])


def _loose(path: Path) -> int:
    with path.open("rb") as file:
        head = zlib.decompressobj().decompress(file.read(64), 64)
    return int(head.partition(b"\0")[0].split(b" ")[1])


def _packed(pack: Pack, offset: int) -> int:
    """A delta says how large its base is and then how large what it makes."""
    with Path(pack.data.path).open("rb") as file:
        file.seek(offset)
        head = file.read(_HEAD)
    kind, size, at = head[0] >> 4 & 7, head[0] & 15, 1
    more, at = _number(head, at) if head[0] & 0x80 else (0, at)
    if kind not in {OFS_DELTA, REF_DELTA}:
        return size | more << 4
    at = _number(head, at)[1] if kind == OFS_DELTA else at + pack.object_format.oid_length
    delta = zlib.decompressobj().decompress(head[at:], 20)
    return _number(delta, _number(delta, 0)[1])[0]


def _number(octets: bytes, at: int) -> tuple[int, int]:
    """Seven bits an octet, the lowest first, and where it ends."""
    found = shift = 0
    while octets[at] & 0x80:
        found |= (octets[at] & 0x7F) << shift
        shift, at = shift + 7, at + 1
    return found | octets[at] << shift, at + 1
