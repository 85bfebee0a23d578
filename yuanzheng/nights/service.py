"""The service: waits for the times of the configuration, which it reads anew each time."""

from __future__ import annotations

import os
import threading
import time
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from apscheduler.executors.pool import ThreadPoolExecutor
from apscheduler.jobstores.base import JobLookupError
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler

from yuanzheng import afterwards, clock, failures, interrupt, work
from yuanzheng.checks import starting
from yuanzheng.config import Config, find, load
from yuanzheng.interrupt import Interrupt
from yuanzheng.nights import timing, wanted
from yuanzheng.nights.night import Nights
from yuanzheng.schedule_settings import ZONE
from yuanzheng.voice import Voice


def watch(out: Path | None, given: Path | None, *, once_now: bool, quiet: bool) -> int:
    """Blocks until SIGINT or SIGTERM. Returns 130 when that cut a night short, else 0.

    Raises `Refused` for a file that is bad at the start.
    """
    voice, asked = Voice("schedule", quiet=quiet), Interrupt()
    request = work.Request("schedule", "collect score report", out=out, config=given)
    config = load(find(given))
    work.job_of(request, config)
    service = Service(request, voice, asked, config)
    first = clock.now() if once_now else service.next(config)
    voice.say(f"已开始守候；下一次更新：{clock.beijing(first)}（北京时间）。按 Ctrl-C 停止。")
    with interrupt.listening(lambda: _leave(service.scheduler, asked)):
        service.begin(config, once_now=once_now)
        service.keep()
        service.finish()
    voice.say("已停下，数据仓库完好。")
    cut = service.code == failures.INTERRUPTED
    return failures.INTERRUPTED if cut else failures.COMPLETE


# Between two looks at what somebody wants at once, and at the clock.
LOOKS = 5.0
# By so much more than time has passed the clock was set, or the machine slept.
LEAP = 60.0


class Service:
    """One job for each schedule in the configuration; all of them ask the same: what is due by
    now? They run one after the other, in one thread."""

    def __init__(
        self, request: work.Request, voice: Voice, asked: Interrupt, config: Config
    ) -> None:
        self.scheduler = BlockingScheduler(
            timezone=ZONE, executors={"default": ThreadPoolExecutor(1)},
            job_defaults={"coalesce": True, "max_instances": 1, "misfire_grace_time": None},
        )  # fmt: skip
        self.nights = Nights(request, voice, asked, config)
        self._voice, self._asked, self._given = voice, asked, request.config
        self.code = failures.COMPLETE
        self._busy = threading.Lock()
        self._data = config.settings.warehouse.folder

    def begin(self, config: Config, *, once_now: bool) -> None:
        """The times of the file, what was missed while nobody watched, and a look at everything."""
        self._follow(config)
        afterwards.started(config, self._voice)
        self.scheduler.add_job(self.tend, kwargs={"every": once_now})
        look = threading.Thread(
            target=starting.look, args=(self._given, replace(self._voice, quiet=True)), daemon=True
        )
        look.start()
        threading.Thread(target=self._listen, daemon=True).start()

    def keep(self) -> None:
        """Until somebody asks to stop. A scheduler that is shut down while it gives out a job
        misses that job from its own store."""
        try:
            self.scheduler.start()
        except JobLookupError:
            if not self._asked.stop():
                raise

    def next(self, config: Config) -> datetime:
        """The first time that comes."""
        now = clock.now()
        return min(timing.next_after(cron, now) for cron in _crons(config))

    def tend(self, *, every: bool = False) -> None:
        """All that is due by now, until nothing is; then the times as the file says them."""
        with self._busy:
            self._tend(every=every)

    def finish(self) -> None:
        """Waits until what is under way has come to its end."""
        with self._busy:
            pass

    def _tend(self, *, every: bool) -> None:
        ran = False
        while not self._asked.stop() and (code := self.nights.due(every=every)) is not None:
            self.code, every, ran = code, False, True
            if not self.nights.began:
                break
        if self._asked.stop():
            return
        try:
            config = load(find(self._given))
        except Exception:  # noqa: BLE001 - the night said what is wrong with it
            return
        self._follow(config)
        if ran:
            self._voice.say(f"下一次更新：{clock.beijing(self.next(config))}（北京时间）。")

    def _listen(self) -> None:
        """To those who want a project at once, between the nights; once to each of them, also when
        nothing could begin: else a bad file would be told of every few seconds. And to the clock:
        the scheduler waits for times it reckoned by the clock as it was."""
        heard = frozenset[wanted.Wanted]()
        offset = _offset()
        while not self._asked.stop():
            self._asked.rest(LOOKS)
            if abs(_offset() - offset) > LEAP:
                self._retimed()
            offset = _offset()
            waiting = frozenset(wanted.waiting(self._data))
            if waiting - heard:
                self.tend()
            heard = waiting

    def _retimed(self) -> None:
        """Every next time by the clock as it is now, and what has come meanwhile."""
        with self._busy:
            for job in self.scheduler.get_jobs():
                if _is_cron(job.id):
                    self.scheduler.reschedule_job(job.id, trigger=job.trigger)
        self.tend()

    def _follow(self, config: Config) -> None:
        self._data = config.settings.warehouse.folder
        named, held = _crons(config), {job.id for job in self.scheduler.get_jobs()}
        for cron in named - held:
            self.scheduler.add_job(
                self.tend, timing.trigger(cron, config.settings.schedule.jitter_minutes), id=cron
            )
        for cron in {one for one in held if _is_cron(one)} - named:
            self.scheduler.remove_job(cron)


def _is_cron(name: str) -> bool:
    return len(name.split()) == 5


def _offset() -> float:
    return clock.now().timestamp() - time.monotonic()


def _crons(config: Config) -> set[str]:
    return {config.settings.schedule.cron, *timing.crons(config).values()}


def _leave(scheduler: BlockingScheduler, asked: Interrupt) -> None:
    if not asked.ask():
        os._exit(failures.INTERRUPTED)
    os.write(2, f"\n{interrupt.WORDS}\n".encode())
    threading.Thread(target=_shut, args=(scheduler,), daemon=True).start()


def _shut(scheduler: BlockingScheduler) -> None:
    while True:
        try:
            # It waits with its locks held, which the job in hand may want: see Service.finish.
            scheduler.shutdown(wait=False)
            return
        except SchedulerNotRunningError:  # the signal came before it had started
            time.sleep(0.05)
