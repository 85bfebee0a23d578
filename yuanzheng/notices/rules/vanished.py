"""Repositories that are no longer there, or are another's now."""

from __future__ import annotations

from collections.abc import Iterator
from typing import Any

from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice

WHEN = "night"


def found(night: Night) -> Iterator[Notice]:
    for row in night.rows("vanished"):
        yield _notice(row)


def _notice(row: dict[str, Any]) -> Notice:
    reason = words.sentence(row["reason"] or "平台没有说明原因。")
    return Notice(
        f"vanished:{row['repo_id']}", "error",
        f"项目“{words.name(row['name'])}”的 {words.name(row['repo_id'])} 看不到了：{reason}",
        "请向申报单位核实是删除、改名还是转为私有；此前采到的数据都留着。",
        row["project_id"], since=row["since"], alike="有 {n} 个仓库看不到了：",
    )  # fmt: skip
