"""The command `yuanzheng notice`: what is so now, and whether the channels work."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from pathlib import Path

from yuanzheng import clock, failures
from yuanzheng.config import Config, find, load
from yuanzheng.failures import Refused
from yuanzheng.notices import channels, delivery, remembering
from yuanzheng.notices.letter import Letter
from yuanzheng.notices.notice import RANK, SEVERITIES
from yuanzheng.notices.remembering import Entry, Memory
from yuanzheng.voice import Voice

_NONE = (
    "配置里还没有 [[notice]]，出了事不会通知任何人：请照 docs/notices.md 加一张，"
    "再运行 yuanzheng notice test。"
)


def tell(words: Sequence[str], given: Path | None, voice: Voice) -> int:
    """`test` sends a message through every channel; without words what is so is listed.

    Returns 3 when a channel did not take the message. Raises `Refused`.
    """
    if words not in ((), ("test",)):
        raise Refused("写法不对：yuanzheng notice 列出现在要注意的事，yuanzheng notice test 试发。")
    config = load(find(given))
    return _tried(config, voice) if words else _listed(config, voice)


def _tried(config: Config, voice: Voice) -> int:
    tables = config.settings.notice
    if not tables:
        raise Refused(_NONE)
    now = clock.now()
    voice.say(f"正在向 {len(tables)} 个渠道各发一条测试消息…")
    sent = delivery.sent([(table, Letter(now, trial=True)) for table in tables], config, now)
    for one in sent:
        title = f"{one.table.title}（{channels.of(one.table.kind).TITLE}）"
        if one.reason is None:
            voice.say(f"✓ {title}：已发出，对方说收下了。")
        else:
            voice.warn(f"✗ {title}：{one.reason}")
    failed = any(one.reason for one in sent)
    results = [{"name": one.table.title, "kind": one.table.kind, "sent": one.reason is None,
                "reason": one.reason} for one in sent]  # fmt: skip
    return voice.end(failures.PARTIAL if failed else failures.COMPLETE, channels=results)


def _listed(config: Config, voice: Voice) -> int:
    memory = remembering.load(config.settings.warehouse.folder)
    open_ = sorted(
        (one for one in memory.entries.values() if one.over is None),
        key=lambda one: (RANK[one.severity], one.since, one.key),
    )
    if not config.settings.notice:
        voice.say(_NONE)
    voice.say(f"现在有 {len(open_)} 件事要注意。" if open_ else "现在没有要注意的事。")
    for one in open_:
        voice.say(f"\n[{SEVERITIES[one.severity]}] {one.what}")
        voice.say(f"  {_when(one)}\n  怎么办：{one.advice}")
    for name, silence in memory.silent.items():
        voice.warn(f"渠道 {name} 自 {clock.beijing(silence.since)} 起发不出去：{silence.why}")
    return voice.end(failures.COMPLETE, notices=[_plain(one, memory) for one in open_])


def _when(one: Entry) -> str:
    told = [f"{name} 已通知 {t.times} 次" for name, t in sorted(one.told.items())]
    waits = [f"连续 {one.patience} 晚才通知，现在是第 {one.nights} 晚"]
    waits = waits if one.nights < one.patience else []
    return "；".join([f"自 {clock.beijing(one.since)} 起", *told, *waits])


def _plain(one: Entry, memory: Memory) -> dict[str, object]:
    return asdict(memory.entries[one.key])
