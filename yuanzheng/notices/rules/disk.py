"""Room on the disk: little, or little for nights like the last ones."""

from __future__ import annotations

import os
import shutil
from collections.abc import Iterator

from warehouse import chain
from warehouse.chain import Link
from yuanzheng.notices.night import Night, numbers
from yuanzheng.notices.notice import Notice, Severity
from yuanzheng.past import size

WHEN = "night"
_LATELY = 14


def found(night: Night) -> Iterator[Notice]:
    limits, folder = numbers("disk"), night.folder
    there = next(place for place in (folder, *folder.parents) if os.access(place, os.F_OK))
    room = shutil.disk_usage(there)
    left, nights = room.free, _nights(night, room.free)
    short = nights is not None and nights < limits["least_nights"]
    little = left < limits["least_gib"] * 1024**3
    if little or short or left < limits["least_share"] * room.total:
        grave: Severity = "error" if little or nights == 0 else "warning"
        lasts = f"，照近来的用量还够 {nights} 晚" if nights is not None and short else ""
        yield Notice(
            "disk:full", grave, f"数据文件夹所在的磁盘只剩 {size(left)}{lasts}。",
            "请清出空间或换大的磁盘；磁盘满了，当晚就采不下来。",
        )  # fmt: skip


def _nights(night: Night, free: int) -> int | None:
    """For how many nights it is enough; None: not known."""
    links = [line for line in chain.known(night.places) if isinstance(line, Link)][-_LATELY:]
    used = sum(piece.bytes for link in links for piece in link.pieces)
    return free * len(links) // used if used else None
