"""The copy that readers see was not renewed."""

from __future__ import annotations

import json
from collections.abc import Iterator
from datetime import datetime
from typing import Any

from yuanzheng.notices import words
from yuanzheng.notices.night import Night
from yuanzheng.notices.notice import Notice

WHEN = "night"
_SHOWN = 3


def found(night: Night) -> Iterator[Notice]:
    path = night.folder / "published" / "failed.json"
    try:
        raw = json.loads(path.read_bytes())
        since = datetime.fromisoformat(raw["since"])
        reasons = [words.sentence(str(one)) for one in raw["reasons"]]
    except FileNotFoundError:
        return
    except (ValueError, KeyError, TypeError, RecursionError):
        since, reasons = None, ["记录失败原因的 failed.json 读不懂。"]
    yield _notice(reasons, since)


def _notice(reasons: list[str], since: Any) -> Notice:
    shown = "".join(f"\n  · {one}" for one in reasons[:_SHOWN])
    more = f"\n  · 另有 {len(reasons) - _SHOWN} 条" if len(reasons) > _SHOWN else ""
    known = since if isinstance(since, datetime) and since.tzinfo else None
    return Notice(
        "publishing:failed", "error",
        f"新的数据没有通过检查，网页上仍是上一次的：{shown}{more}",
        "请按原因处理后再运行 yuanzheng refresh；在那之前，网页注明数据的日期。", since=known,
    )  # fmt: skip
