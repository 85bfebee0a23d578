"""The copy that readers see was not renewed."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime

from warehouse.copies import FAILED, failure, read
from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice

WHEN = "night"
_SHOWN = 3


def found(night: Night) -> Iterator[Notice]:
    published = night.places.published
    failed = failure(published)
    if failed:
        yield _notice([words.sentence(one) for one in failed.reasons], failed.since)
    elif (published / FAILED).exists() and read(published / FAILED) is None:
        yield _notice(["记录失败原因的 failed.json 读不懂。"], None)


def _notice(reasons: list[str], since: datetime | None) -> Notice:
    shown = "".join(f"\n  · {one}" for one in reasons[:_SHOWN])
    more = f"\n  · 另有 {len(reasons) - _SHOWN} 条" if len(reasons) > _SHOWN else ""
    return Notice(
        "publishing:failed", "error",
        f"新的数据没有通过检查，网页上仍是上一次的：{shown}{more}",
        "请按原因处理后再运行 yuanzheng refresh；在那之前，网页注明数据的日期。", since=since,
    )  # fmt: skip
