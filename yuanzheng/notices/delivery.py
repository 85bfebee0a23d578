"""Sends each receiver what it is to know; none of them can hold up the others or the night."""

from __future__ import annotations

import threading
from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from time import monotonic

from yuanzheng.config import Config
from yuanzheng.notices import channels, sending
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.remembering import Memory
from yuanzheng.notices.sending import NotSent
from yuanzheng.notices.settings import NoticeTable

# Seconds for all attempts at one receiver; so a server that trickles holds nobody.
LONGEST = 90.0
_LATE = "对方一直没有答复完，不再等它：下次再发。"


@dataclass(slots=True)
class Sending:
    """A letter on its way. `reason`: why it was not sent; None once it was. `partly`: some have
    it, who would be told the same every night."""

    table: NoticeTable
    letter: Letter
    reason: str | None = _LATE
    partly: bool = False
    thread: threading.Thread | None = field(default=None, repr=False)


def delivered(
    memory: Memory, config: Config, moment: datetime, longest: float = LONGEST
) -> tuple[Memory, list[str]]:  # fmt: skip
    """What is remembered afterwards, and a sentence for each receiver that could not be told."""
    letters = [(table, _letter(memory, table, moment)) for table in config.settings.notice]
    due = [(table, letter) for table, letter in letters if letter.told or letter.over]
    failed = []
    for one in sent(due, config, moment, longest):
        silent = memory.failed(one.table.title, one.reason, moment).silent if one.reason else None
        if one.reason is None or one.partly:
            memory = memory.said(one.table.title, one.letter.told, one.letter.over, moment)
        if one.reason and silent:
            memory = replace(memory, silent=silent)
            failed.append(f"通知没有发到 {one.table.title}：{one.reason}")
    return memory.tidy(moment), failed


def sent(
    due: Sequence[tuple[NoticeTable, Letter]], config: Config, moment: datetime,
    longest: float = LONGEST,
) -> list[Sending]:  # fmt: skip
    """All at once, each in a thread of its own, which is left alone when its time is up."""
    found = [Sending(table, letter) for table, letter in due]
    end = monotonic() + longest
    for one in found:
        one.thread = threading.Thread(target=_send, args=(one, config, moment), daemon=True)
        one.thread.start()
    for one in found:
        if one.thread:
            one.thread.join(max(end - monotonic(), 0))
    return [Sending(one.table, one.letter, one.reason, one.partly) for one in found]


def _send(one: Sending, config: Config, moment: datetime) -> None:
    try:
        to = sending.receiver(one.table, moment, config.home, config.settings.collectors.proxy)
        channel = channels.of(one.table.kind)
        sending.tried(lambda: channel.send(one.letter, to))
    except NotSent as error:
        one.partly = error.partly
        one.reason = str(error)
    except Exception as error:  # noqa: BLE001 - what a library makes of an odd answer is its own
        kind = type(error).__name__  # its words may hold the address
        one.reason = f"发送时出错（{kind}）：请检查地址与网络。"
    else:
        one.reason = None


def _letter(memory: Memory, table: NoticeTable, moment: datetime) -> Letter:
    told = memory.due(table.title, table.level, moment)
    times = {one.key: one.told[table.title].times for one in told if table.title in one.told}
    return Letter(moment, tuple(told), tuple(memory.ended(table.title)), tuple(times.items()))
