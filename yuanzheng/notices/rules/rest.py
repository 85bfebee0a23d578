"""No run for longer than a night may be late: said when the service starts again."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta

from warehouse import chain
from warehouse.histories import lasting
from yuanzheng import clock
from yuanzheng.notices.night import Night, numbers
from yuanzheng.notices.notice import Notice

WHEN = "start"


def found(night: Night) -> Iterator[Notice]:
    lines = chain.known(night.places)
    if not lines:
        return
    past = [line.finished for line in lines if line.finished <= night.moment]
    last = max(past, default=lines[-1].finished)  # not what a clock that was ahead told
    rest = night.moment - last
    if rest > timedelta(hours=numbers("rest")["hours"]):
        yield Notice(
            f"rest:{chain.utc(last)}", "warning",
            f"已有 {lasting(rest)}没有采集：最近一次结束于 {clock.beijing(last)}（北京时间）。",
            "流量只保留 14 天：间断已写进采集链，请查明机器或服务为什么停过。",
            since=last, passing=True,
        )  # fmt: skip
