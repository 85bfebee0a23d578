"""The commands `backup` and `restore`, and the backup after a night."""

from __future__ import annotations

import shlex
import time
from collections.abc import Callable
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from warehouse.errors import WarehouseError
from yuanzheng import clock, failures
from yuanzheng.backups import checking, manifest, moment, objects, restoring, sources, taking
from yuanzheng.backups.manifest import Manifest, Unreadable
from yuanzheng.backups.taking import Taken
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.folders import rooted
from yuanzheng.past import size
from yuanzheng.voice import Voice

_STEP, _LONGEST = 1.0, 86_400.0


@dataclass(frozen=True, slots=True)
class Asked:
    """A command line as typed. `to`: where backups lie; None: as configured."""

    to: Path | None = None
    check: bool = False
    listed: bool = False
    wait: float = 0.0
    config: Path | None = None


def back_up(asked: Asked, voice: Voice) -> int:
    """Returns 3 when something does not fit together. Raises `Refused`."""
    config = load(find(asked.config))
    folder = _folder(config, asked.to)
    if not 0 <= asked.wait <= _LONGEST:
        raise Refused(f"--wait 应是 0 到 {_LONGEST:.0f} 秒。")
    if asked.check or asked.listed:
        with objects.opened(folder) as store:
            return _checked(store, voice) if asked.check else _listed(store, voice)
    voice.say(f"正在备份到 {folder}…")
    taken = taking.take(config, folder, clock.now(), _patience(asked.wait))
    _say(config, folder, taken, voice)
    code = failures.PARTIAL if taken.problems else failures.COMPLETE
    return voice.end(code, backup=_plain(taken.manifest), problems=list(taken.problems))


def restore(
    folder: Path | None, to: Path, name: str | None, given: Path | None, voice: Voice
) -> int:  # fmt: skip
    """Returns 1 when the chain of what was restored is not whole. Raises `Refused`."""
    if folder is None:
        folder = _folder(load(find(given)), None)
    with objects.opened(folder) as store:
        found = restoring.restore(store, restoring.chosen(store, name), to)
    voice.say(f"已恢复 {clock.beijing(found.manifest.made_at)}（北京时间）的备份：{found.folder}")
    for words in found.findings:
        voice.warn(f"✗ {words}")
    if not found.findings:
        voice.say("每个文件的散列都与备份时相同，采集链是完好的。")
    _say_settings(found, voice)
    code = failures.WRONG if found.findings else failures.COMPLETE
    return voice.end(code, backup=_plain(found.manifest), problems=list(found.findings))


def after_night(config: Config, *, at: datetime) -> tuple[str, ...]:
    """A backup where the configuration has a place for it.

    Never raises. Returns Chinese sentences on what went wrong; the data must not be open.
    """
    if not config.settings.backup.folder:
        return ()
    try:
        taken = taking.take(config, _folder(config, None), at)
    except Exception as error:  # noqa: BLE001 - the night's work is done, whatever becomes of this
        return (f"备份没有做成：{failures.sentence(error)}",)
    return tuple(f"备份：{one}" for one in taken.problems)


def _folder(config: Config, to: Path | None) -> Path:
    if to is not None:
        return to.expanduser()
    if not config.settings.backup.folder:
        raise Refused(
            "没有写备份放在哪里：请在配置的 [backup] 里写 folder，或写 --to 文件夹"
            "（最好是另一个磁盘）。"
        )
    return rooted(config.home, Path(config.settings.backup.folder), "[backup] 的键 folder")


def _patience(seconds: float) -> Callable[[], bool]:
    end = time.monotonic() + seconds

    def wait() -> bool:
        if time.monotonic() >= end:
            return False
        time.sleep(_STEP)
        return True

    return wait


def _say(config: Config, folder: Path, taken: Taken, voice: Voice) -> None:
    made = taken.manifest
    if made.source != moment.LIVE:
        voice.say("数据仓库正在被使用：备份的是最近一次发布的副本，和那时的采集链与存档。")
    voice.say(
        f"备份 {made.name}：{len(made.files):,} 个文件，共 {size(made.bytes)}，"
        f"新存 {size(taken.added)}。"
    )
    if taken.thinned:
        freed = f"，腾出 {size(taken.freed)}" if taken.freed else ""
        voice.say(f"按 [backup] 的规则去掉了 {len(taken.thinned)} 份旧备份{freed}。")
    if sources.same_disk(config, folder):
        voice.say("备份和数据在同一个磁盘上：磁盘坏了两样都没有，最好放到另一个磁盘。")
    for words in taken.problems:
        voice.warn(f"✗ {words}")


def _checked(store: objects.Store, voice: Voice) -> int:
    found = checking.check(store)
    if not found.backups and not found.problems:
        raise Refused(f"{store.folder} 里还没有备份：请先运行 yuanzheng backup。")
    for words in found.problems:
        voice.warn(f"✗ {words}")
    if not found.problems:
        voice.say(f"{len(found.backups)} 份备份都完好：重读了 {size(found.bytes)}，散列全部相同。")
    code = failures.WRONG if found.problems else failures.COMPLETE
    listed = [_plain(one) for one in found.backups]
    return voice.end(code, backups=listed, problems=list(found.problems))


def _listed(store: objects.Store, voice: Voice) -> int:
    found, problems = list[Manifest](), list[str]()
    for path in manifest.all_of(store.folder):
        try:
            found.append(manifest.read(path))
        except Unreadable as error:
            problems.append(str(error))
    for one in found:
        live = "" if one.source == moment.LIVE else "，取自发布的副本"
        when = clock.beijing(one.made_at)
        voice.say(f"{one.name}  {when}  {len(one.files):,} 个文件，{size(one.bytes)}{live}")
    for words in problems:
        voice.warn(f"✗ {words}")
    if not found:
        voice.say("还没有备份。")
    code = failures.PARTIAL if problems else failures.COMPLETE
    return voice.end(code, backups=[_plain(one) for one in found], problems=problems)


def _say_settings(found: restoring.Restored, voice: Voice) -> None:
    if found.settings is None:
        return
    try:
        there = load(found.settings).settings.warehouse.folder
    except (Refused, WarehouseError):
        voice.warn("恢复出来的配置文件读不懂：请运行 yuanzheng check 看哪里不对。")
        return
    if there.resolve() != found.data.resolve():
        voice.warn(
            f"配置 {found.settings} 的 [warehouse] 仍指向 {there}：恢复的数据在 {found.data}，"
            "请把 folder 改成它。"
        )
    voice.say(f"核对：yuanzheng history --config {shlex.quote(str(found.settings))}")


def _plain(made: Manifest) -> dict[str, object]:
    return {
        "name": made.name, "made_at": made.made_at.isoformat(), "source": made.source,
        "files": len(made.files), "bytes": made.bytes, "root": made.root,
        "problems": list(made.problems),
    }  # fmt: skip
