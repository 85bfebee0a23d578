"""Stars and forks that fall or jump beyond their usual. To be looked at, never an accusation."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import datetime, timedelta
from typing import Any

from yuanzheng import clock
from yuanzheng.notices import words
from yuanzheng.notices.night import Night, numbers
from yuanzheng.notices.notice import Notice

WHEN = "night"
_SERIES = {"stars": "星标", "forks": "Fork"}
_ADVICE = (
    "数字有起落很常见（发布、媒体报道、平台清理账号），这里只是提请留意："
    "证据表“星标数与Fork数”里逐项列出依据，需要时请申报单位说明。"
)


def found(night: Night) -> Iterator[Notice]:
    fresh = clock.day(night.moment) - timedelta(days=numbers("growth")["days"])
    for row in night.rows("fallen"):
        yield _fall(row)
    for row in night.rows("jumped", {"fresh": fresh.isoformat()}):
        yield _jump(row)


def _whose(row: dict[str, Any]) -> str:
    return f"项目“{words.name(row['name'])}”的 {words.name(row['repo_id'])}"


def _fall(row: dict[str, Any]) -> Notice:
    series = _SERIES[row["series"]]
    return Notice(
        f"growth:fall:{row['repo_id']}:{row['series']}", "info",
        f"{_whose(row)} 的{series}数比观测到的最高数少 {row['value']:.0f} %：{row['reason']}。",
        _ADVICE, row["project_id"], alike=f"有 {{n}} 个仓库的{series}数明显回落：",
    )  # fmt: skip


def _jump(row: dict[str, Any]) -> Notice:
    series, day = _SERIES[row["series"]], row["from_day"]
    usual = f"平常每天约 {row['usual']:.1f} 个"
    return Notice(
        f"growth:jump:{row['repo_id']}:{row['series']}:{day}", "info",
        f"{_whose(row)} 从 {day} 到 {row['to_day']} 新增 {row['n']:,} 个{series}，{usual}。",
        _ADVICE, row["project_id"], since=datetime.combine(day, datetime.min.time(), clock.BEIJING),
        passing=True, alike=f"有 {{n}} 个仓库的{series}数近来增长明显快于平常：",
    )  # fmt: skip
