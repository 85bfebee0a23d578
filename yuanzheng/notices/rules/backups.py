"""Where backups are configured: the newest is old, or something in it does not fit together."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from pathlib import Path

from yuanzheng import clock
from yuanzheng.backups import manifest
from yuanzheng.backups.manifest import Manifest, Unreadable
from yuanzheng.folders import rooted
from yuanzheng.notices import words
from yuanzheng.notices.night import Night, numbers
from yuanzheng.notices.notice import Notice

WHEN = "night"


def found(night: Night) -> Iterator[Notice]:
    written = night.config.settings.backup.folder
    if not written:
        return
    newest = _newest(rooted(night.config.home, Path(written), "[backup] 的键 folder"), night.moment)
    if newest is None:
        said = "还没有一份可用的备份。"
        yield Notice("backups:none", "error", said, "请运行 yuanzheng backup 看为什么没有做成。")
    elif night.moment - newest.made_at > timedelta(hours=numbers("backups")["hours"]):
        yield Notice(
            "backups:old", "error",
            f"最近一份备份是 {clock.beijing(newest.made_at)}（北京时间）的，后来没有再做成。",
            "请运行 yuanzheng backup 看为什么：备份的磁盘可能满了或没有接上。",
            since=newest.made_at,
        )  # fmt: skip
    elif newest.problems:
        yield Notice(
            "backups:unfit", "error",
            f"最近一份备份里有对不上的：{words.sentence(newest.problems[0])}",
            "请运行 yuanzheng history 查明，并用 yuanzheng backup --list 找此前的备份。",
        )  # fmt: skip


def _newest(folder: Path, moment: datetime) -> Manifest | None:
    """The newest that can be read."""
    for path in manifest.newest_first(folder, moment):
        try:
            return manifest.read(path)
        except Unreadable:
            continue
    return None
