"""Receivers that could not be told: said through the others."""

from __future__ import annotations

from collections.abc import Iterator

from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice

WHEN = "night"


def found(night: Night) -> Iterator[Notice]:
    for receiver, silence in night.memory.silent.items():
        yield Notice(
            f"channels:{receiver}", "warning",
            f"通知渠道 {words.name(receiver)} 发不出去：{words.sentence(silence.why)}",
            "请改好配置后运行 yuanzheng notice test 试一试。", since=silence.since,
        )  # fmt: skip
