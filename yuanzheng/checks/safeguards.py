"""Who is told when something goes wrong, and whether there are backups."""

from __future__ import annotations

from collections.abc import Iterator
from pathlib import Path

from yuanzheng import clock
from yuanzheng.backups import manifest
from yuanzheng.backups.manifest import Unreadable
from yuanzheng.config import Config
from yuanzheng.folders import closed, rooted
from yuanzheng.notices import channels, sending
from yuanzheng.notices.sending import NotSent


def sentences(config: Config) -> Iterator[tuple[bool, str]]:
    """(whether all is well, sentence); nothing is sent."""
    yield from _notices(config)
    yield _backup(config)


def _notices(config: Config) -> Iterator[tuple[bool, str]]:
    if not config.settings.notice:
        yield True, "没有配置通知（[[notice]]）：出了事要自己来看 yuanzheng notice"
    for table in config.settings.notice:
        title = f"通知渠道 {table.title}（{channels.of(table.kind).TITLE}）"
        try:
            sending.receiver(table, clock.now(), config.home, "")
            yield True, f"{title}配好了；试发：yuanzheng notice test"
        except NotSent as error:
            yield False, f"{title}：{error}"


def _backup(config: Config) -> tuple[bool, str]:
    written = config.settings.backup.folder
    if not written:
        return True, "没有配置自动备份（[backup] 的 folder）：磁盘坏了，流量和下载的历史补不回来"
    folder = rooted(config.home, Path(written), "[backup] 的键 folder")
    try:
        paths = manifest.newest_first(folder, clock.now())
        newest = manifest.read(paths[0]) if paths else None
    except (Unreadable, OSError) as error:
        words = str(error) if isinstance(error, Unreadable) else f"备份文件夹 {folder} 读不了。"
        return False, words
    if why := closed(folder):
        words = "请换一个（[backup] 的键 folder），或检查它的权限。"
        return False, f"备份文件夹 {folder} 写不了：{why}；{words}"
    if newest is None:
        return True, f"备份到 {folder}，还没有备份过；现在就备份：yuanzheng backup"
    return True, f"最近一份备份：{clock.beijing(newest.made_at)}（北京时间），在 {folder}"
