"""One night: what is due is collected, scored, reported and published, whatever goes wrong."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import replace
from datetime import datetime, timedelta
from pathlib import Path
from typing import TypeVar

from warehouse import publishing
from warehouse.errors import WarehouseBusy
from warehouse.settings import WarehouseSettings
from yuanzheng import afterwards, clock, failures, stages, work
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights import history, timing, wanted
from yuanzheng.nights.timing import Due
from yuanzheng.telling import told
from yuanzheng.voice import Voice

T = TypeVar("T")
# Between two looks at whether another process has let go of the data file.
SECONDS = 5.0


class Nights:
    """Remembers what was tried, so that a night that fails is not tried over and over."""

    def __init__(
        self, request: work.Request, voice: Voice, asked: Interrupt, config: Config
    ) -> None:
        self._request, self._voice, self._asked = request, voice, asked
        # As last read: of a file gone bad those who are to know are told by it.
        self._config, self._since = config, clock.now()
        self._tried: dict[str, datetime] = {}
        # Data files that were there.
        self._seen = set[Path]()
        # Whether the last call of `due` came so far as to begin: else the next would end the same.
        self.began = False

    def due(self, *, every: bool = False) -> int | None:
        """Does what is due by now (`every`: all there is) and returns the exit code; None when
        nothing is. Whatever goes wrong is said, and the next night comes all the same."""
        self.began = False
        try:
            config = load(find(self._request.config))
            if not config.projects:  # the file is gone, or says of none what can be read
                work.job_of(self._request, config)
            self._config = config
            self._still_there(config.settings.warehouse)
            found = self._found(config, every=every)
            return self._night(config, found) if found else None
        except Exception as error:  # noqa: BLE001 - tonight's failure must not end the watch
            return self._failed(error)

    def _still_there(self, places: WarehouseSettings) -> None:
        """Raises `Refused` where the data are gone: begun anew in the folder of a disk that is not
        mounted, their history would have ended without a word."""
        if places.database.exists():
            self._seen.add(places.database)
        elif places.database in self._seen:
            raise Refused(
                f"数据仓库 {places.database} 不见了，守候开始以来它还在过：没有另建新的。"
                "请接回它所在的磁盘，或用 yuanzheng restore 恢复备份；"
                "要从头采集，请重新启动 schedule。"
            )

    def _found(self, config: Config, *, every: bool) -> list[Due]:
        now = clock.now()
        if every:
            return [Due(one.project_id, now) for one in config.projects]
        done = self._freed(lambda _: history.done(config.settings.warehouse, now), config)
        # After a clock that was put back: else nothing would be due until that time has come.
        self._since = min(self._since, now)
        self._tried = {key: at for key, at in self._tried.items() if at <= now}
        # Who was never run has its first time after the service began.
        known = {key: done.get(key, self._since) for key in timing.crons(config)}
        scheduled = timing.due(config, known, self._tried, now)
        return [*scheduled, *self._wanted(config, {one.project_id for one in scheduled}, now)]

    def _wanted(self, config: Config, others: set[str], now: datetime) -> list[Due]:
        """Wanted at once by somebody, and not due by themselves."""
        data = config.settings.warehouse.folder
        asked = {one.project_id: one.at for one in wanted.waiting(data)}
        known = {one.project_id for one in config.projects}
        if strange := asked.keys() - known:
            wanted.done(data, strange, now)
        # A wish that could not be taken out, on a full disk, is not tried again and again.
        fresh = {
            one for one, at in asked.items() if one not in self._tried or at > self._tried[one]
        }
        return [Due(one, at) for one, at in asked.items() if one in (known & fresh) - others]

    def _night(self, config: Config, found: Sequence[Due]) -> int:
        self.began = True
        self._tried |= {one.project_id: max(one.at, clock.now()) for one in found}
        at = max(one.at for one in found)
        late = clock.now() - at > timedelta(hours=1)
        what = f"补做 {clock.beijing(at)} 的更新" if late else "开始更新"
        self._voice.say(f"{clock.beijing(clock.now())} {what}：{len(found)} 个项目。")
        began = clock.now()
        try:
            outcome = self._freed(lambda waited: self._done(config, found, at, waited), config)
        finally:  # also when it failed: the pages say so, and somebody may want it again
            data = config.settings.warehouse.folder
            wanted.done(data, [one.project_id for one in found], began)
        if outcome is None:
            self._voice.say("另一个进程已经更新过了，这里不再做一遍。")
            return failures.COMPLETE
        return told(self._voice, afterwards.after(config, outcome, self._voice) or outcome)

    def _done(
        self, config: Config, found: Sequence[Due], at: datetime, waited: bool
    ) -> stages.Outcome | None:
        """None: whoever had the data meanwhile (`waited`) has done all that was due."""
        if waited:
            done = history.done(config.settings.warehouse, clock.now())
            found = [one for one in found if one.at > done.get(one.project_id, clock.EARLIEST)]
        if not found:
            return None
        whole = len(found) == len(config.projects)
        ids = () if whole else tuple(one.project_id for one in found)
        request = replace(self._request, projects=ids, due=at, nightly=True)
        return work.done(work.job_of(request, config), self._voice, self._asked.stop, config)

    def _freed(self, act: Callable[[bool], T], config: Config) -> T:
        """Waits while another process has the data file, no longer than a start may be late; `act`
        is told whether it had to."""
        until = clock.now() + timedelta(hours=config.settings.schedule.grace_hours)
        said = False
        while True:
            try:
                return act(said)
            except WarehouseBusy as error:
                if self._asked.stop() or clock.now() >= until:
                    raise
                if not said:
                    self._voice.say(f"{error} 这里等它做完再开始。")
                said = True
                self._asked.rest(SECONDS)

    def _failed(self, error: Exception) -> int:
        if failures.debugging():
            self._voice.warn(failures.trace(error))
        self._voice.warn(f"错误：{failures.sentence(error)}")
        if failures.exit_code(error) != failures.INTERRUPTED:
            with suppress(OSError):  # a disk that takes nothing takes no mark either
                published = self._config.settings.warehouse.published
                publishing.failed(published, clock.now(), [failures.sentence(error)])
            afterwards.after(self._config, None, self._voice, error)
        return failures.exit_code(error)
