"""The night itself: it failed, or something of it did."""

from __future__ import annotations

from collections.abc import Iterator

from yuanzheng import failures
from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice

WHEN = "night"
_SHOWN = 3


def found(night: Night) -> Iterator[Notice]:
    if night.outcome is None:
        reason = words.sentence(night.error or "没有说明原因。")
        yield Notice(
            "run:failed", "error", f"每晚的更新没有做成：{reason}",
            "按上面的话处理，再运行 yuanzheng refresh；经过记在数据文件夹的 yuanzheng.log。",
        )  # fmt: skip
    elif night.outcome.exit_code == failures.PARTIAL:
        yield _partial(night.outcome.problems)


def _partial(problems: tuple[str, ...]) -> Notice:
    shown = "".join(f"\n  · {words.sentence(one)}" for one in problems[:_SHOWN])
    more = f"\n  · 另有 {len(problems) - _SHOWN} 处" if len(problems) > _SHOWN else ""
    return Notice(
        "run:partial", "warning",
        f"每晚的更新做完了，但有 {len(problems)} 处没有做成：{shown}{more}",
        "平台一时的毛病下一晚会自己补上；逐条见数据文件夹的 yuanzheng.log。",
    )  # fmt: skip
