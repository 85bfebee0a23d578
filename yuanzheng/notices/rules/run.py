"""The night itself: it failed, or something of it did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from yuanzheng import failures
from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice, NotSeen, Unseen

WHEN = "night"
_SHOWN = 3
_PARTIAL = "run:partial"


def found(night: Night) -> Iterator[Notice | Unseen]:
    if night.outcome is None:
        reason = words.sentence(night.error or "没有说明原因。")
        yield Notice(
            "run:failed", "error", f"每晚的更新没有做成：{reason}",
            "按上面的话处理，再运行 yuanzheng refresh；经过记在数据文件夹的 yuanzheng.log。",
        )  # fmt: skip
        yield Unseen(frozenset({_PARTIAL}))
    elif night.outcome.exit_code == failures.PARTIAL:
        yield _partial(night.outcome.problems)
    else:
        yield from _others(night)


def _others(night: Night) -> Iterator[Notice | Unseen]:
    """Projects that had no part in this night and did not come to their end in their own."""
    kept = [one.project_id for one in night.config.projects]
    try:
        rows = night.rows("unfinished", {"projects": kept})
    except NotSeen:
        yield Unseen(frozenset({_PARTIAL}))
        return
    if rows:
        named = [f"项目“{row['name']}”：{'；'.join(row['problems']) or '没有做完'}" for row in rows]
        yield _partial(named)


def _partial(problems: Sequence[str]) -> Notice:
    shown = "".join(f"\n  · {words.sentence(one)}" for one in problems[:_SHOWN])
    more = f"\n  · 另有 {len(problems) - _SHOWN} 处" if len(problems) > _SHOWN else ""
    return Notice(
        _PARTIAL, "warning",
        f"每晚的更新做完了，但有 {len(problems)} 处没有做成：{shown}{more}",
        "平台一时的毛病下一晚会自己补上；逐条见数据文件夹的 yuanzheng.log。",
    )  # fmt: skip
