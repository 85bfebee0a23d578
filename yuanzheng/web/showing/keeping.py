"""Bodies of pages that are made once for each published copy, within a bound of memory."""

from __future__ import annotations

import threading
import zlib
from collections import OrderedDict
from collections.abc import Callable, Hashable

Key = tuple[Hashable, ...]
"""The copy comes first; the scope of a visitor is part of it where the content is."""


class Bodies:
    """What was made is kept packed, the least recently wanted goes first when there is too much;
    what two ask for at the same time is made once."""

    def __init__(self, most: int) -> None:
        self._most = most
        self._lock = threading.Lock()
        self._held: OrderedDict[Key, bytes] = OrderedDict()
        self._making: dict[Key, threading.Event] = {}
        self._size = 0

    @property
    def size(self) -> int:
        """Bytes of memory that are taken."""
        return self._size

    @property
    def full(self) -> bool:
        """Whether something else would have to go for more."""
        return self._size > 0.9 * self._most

    def get(self, key: Key, make: Callable[[], bytes]) -> bytes:
        """What is kept under the key, made when there is nothing. Raises what `make` raises."""
        while True:
            with self._lock:
                if (found := self._held.get(key)) is not None:
                    self._held.move_to_end(key)
                    break
                going = self._making.get(key)
                if going is None:
                    self._making[key] = threading.Event()
            if going is None:
                return self._made(key, make)
            going.wait()
        return zlib.decompress(found)

    def forget(self, but: Hashable) -> None:
        """Drops what was made of other copies than that one."""
        with self._lock:
            for key in [key for key in self._held if key[0] != but]:
                self._size -= len(self._held.pop(key))

    def _made(self, key: Key, make: Callable[[], bytes]) -> bytes:
        try:
            content = make()
            self._keep(key, zlib.compress(content, 1))
        finally:
            with self._lock:
                self._making.pop(key).set()
        return content

    def _keep(self, key: Key, packed: bytes) -> None:
        with self._lock:
            self._held[key] = packed
            self._size += len(packed)
            while self._size > self._most and len(self._held) > 1:
                _, gone = self._held.popitem(last=False)
                self._size -= len(gone)
