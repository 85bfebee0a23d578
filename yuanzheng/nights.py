"""Every night: APScheduler wakes, the configuration is read anew, everything is refreshed."""

from __future__ import annotations

import os
import threading
import time
from collections.abc import Callable
from datetime import datetime
from pathlib import Path

from apscheduler.events import EVENT_JOB_EXECUTED, EVENT_JOB_MISSED, JobExecutionEvent
from apscheduler.schedulers import SchedulerNotRunningError
from apscheduler.schedulers.blocking import BlockingScheduler
from apscheduler.triggers.cron import CronTrigger

from yuanzheng import afterwards, clock, failures, interrupt, work
from yuanzheng.config import Config, find, load
from yuanzheng.interrupt import Interrupt
from yuanzheng.schedule_settings import ZONE, ScheduleSettings
from yuanzheng.telling import told
from yuanzheng.voice import Voice

JOB = "refresh"


def watch(out: Path | None, given: Path | None, *, once_now: bool, quiet: bool) -> int:
    """Blocks until SIGINT or SIGTERM. Returns 130 when that cut a refresh short, else 0.

    Raises `Refused` for a file that is bad at the start.
    """
    voice, asked = Voice("schedule", quiet=quiet), Interrupt()
    request = work.Request("refresh", "collect score report", out=out, config=given)
    config = load(find(given))
    work.job_of(request, config)
    codes = [failures.COMPLETE]
    afterwards.started(config, voice)
    scheduler = build(
        config.settings.schedule, lambda: codes.append(night(request, voice, asked, config))
    )
    if once_now:
        scheduler.modify_job(JOB, next_run_time=clock.now())
    scheduler.add_listener(lambda event: _announce(scheduler, voice, event), EVENT_JOB_EXECUTED)
    scheduler.add_listener(lambda event: _announce(scheduler, voice, event), EVENT_JOB_MISSED)
    first = clock.now() if once_now else next_run(config.settings.schedule, clock.now())
    voice.say(f"已开始守候；下一次更新：{clock.beijing(first)}（北京时间）。按 Ctrl-C 停止。")
    with interrupt.listening(lambda: _leave(scheduler, asked)):
        scheduler.start()
    voice.say("已停下，数据仓库完好。")
    cut = codes[-1] == failures.INTERRUPTED
    return failures.INTERRUPTED if cut else failures.COMPLETE


def build(settings: ScheduleSettings, act: Callable[[], object]) -> BlockingScheduler:
    """A scheduler that runs `act` at the times of `settings`, one at a time."""
    scheduler = BlockingScheduler(timezone=ZONE)
    scheduler.add_job(
        act, _trigger(settings), id=JOB, coalesce=True, max_instances=1,
        misfire_grace_time=round(settings.grace_hours * 3600),
    )  # fmt: skip
    return scheduler


def next_run(settings: ScheduleSettings, moment: datetime) -> datetime:
    """The first time after `moment`."""
    found = _trigger(settings).get_next_fire_time(None, moment)
    if not isinstance(found, datetime):
        raise failures.Refused(
            f"[schedule] 的键 cron（{settings.cron}）永远不会到：请检查日和月是否存在。"
        )
    return found


def night(
    request: work.Request, voice: Voice, asked: Interrupt, config: Config | None = None
) -> int:
    """One refresh; whatever goes wrong is said, and the next night comes all the same.

    `config`: as it was at the start; those who are to know are told by it of a file gone bad.
    """
    if asked.stop():
        return failures.INTERRUPTED
    voice.say(f"{clock.beijing(clock.now())} 开始更新。")
    try:
        config = load(find(request.config))
        outcome = work.done(work.job_of(request, config), voice, asked.stop, config)
        code = told(voice, outcome)
        afterwards.after(config, outcome, voice)
        return code
    except Exception as error:  # noqa: BLE001 - tonight's failure must not end the watch
        if failures.debugging():
            voice.warn(failures.trace(error))
        voice.warn(f"错误：{failures.sentence(error)}")
        if config is not None and failures.exit_code(error) != failures.INTERRUPTED:
            afterwards.after(config, None, voice, error)
        return failures.exit_code(error)


def _trigger(settings: ScheduleSettings) -> CronTrigger:
    return CronTrigger.from_crontab(settings.cron, timezone=ZONE)


def _announce(scheduler: BlockingScheduler, voice: Voice, event: JobExecutionEvent) -> None:
    job = scheduler.get_job(JOB)
    if event.code == EVENT_JOB_MISSED:
        voice.warn("错过了一次更新（机器可能在休眠），等下一次。")
    if job is not None and job.next_run_time is not None:
        voice.say(f"下一次更新：{clock.beijing(job.next_run_time)}（北京时间）。")


def _leave(scheduler: BlockingScheduler, asked: Interrupt) -> None:
    if not asked.ask():
        os._exit(failures.INTERRUPTED)
    os.write(2, f"\n{interrupt.WORDS}\n".encode())
    threading.Thread(target=_shut, args=(scheduler,), daemon=True).start()


def _shut(scheduler: BlockingScheduler) -> None:
    while True:
        try:
            scheduler.shutdown()
            return
        except SchedulerNotRunningError:  # the signal came before it had started
            time.sleep(0.05)
