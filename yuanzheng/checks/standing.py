"""How we stand with a platform, and how that is said."""

from __future__ import annotations

import tomllib
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from email.utils import parsedate_to_datetime
from importlib.resources import files
from typing import Literal

from collectors import tokens
from yuanzheng import clock

MOST_SKEW = 30.0
Token = Literal["absent", "accepted", "refused", "unknown", "unusable"]


@dataclass(frozen=True, slots=True)
class Standing:
    """None: unknown. `token` is what became of it, never the token itself.

    `skew_seconds` is the platform's clock minus ours; `problem` a Chinese sentence.
    """

    platform: str
    api: str
    token_env: str
    reachable: bool
    token: Token
    login: str | None = None
    scopes: tuple[str, ...] | None = None
    quota_left: int | None = None
    quota_limit: int | None = None
    quota_resets_at: datetime | None = None
    skew_seconds: float | None = None
    problem: str | None = None
    ends_at: datetime | None = None

    @property
    def well(self) -> bool:
        skewed = self.skew_seconds is not None and abs(self.skew_seconds) > MOST_SKEW
        bad = self.token in {"refused", "unusable"} or self.problem
        return self.reachable and not bad and not skewed


def skew(date: object, moment: datetime) -> float | None:
    """Seconds a Date header is ahead of `moment`; None when there is none to read."""
    if not isinstance(date, str):
        return None
    try:
        return round((parsedate_to_datetime(date) - moment).total_seconds(), 1)
    except (ValueError, TypeError):
        return None


def sentences(standing: Standing) -> Iterator[tuple[bool, str]]:
    """(whether all is well, sentence) in the order they are shown."""
    words = _words()[standing.platform]
    if standing.token == "unusable":  # noqa: S105 - a state
        yield False, tokens.unusable_words(standing.token_env)
    if not standing.reachable:
        yield False, f"连不上 {standing.api}：请检查网络或代理（[collectors] 的 proxy）。"
        return
    yield True, f"{standing.api} 可以访问"
    yield from _token(standing, words)
    if standing.problem:
        yield False, standing.problem
    if standing.quota_left is not None:
        yield True, _quota(standing)
    if standing.skew_seconds is not None:
        yield _clock(standing.skew_seconds)


def _token(standing: Standing, words: dict[str, str]) -> Iterator[tuple[bool, str]]:
    name = standing.token_env
    if standing.token == "absent":  # noqa: S105 - a state
        yield True, f"没有令牌（环境变量 {name}）：{words['without']}"
    elif standing.token == "refused":  # noqa: S105
        yield (
            False,
            f"令牌（环境变量 {name}）不被接受：可能已过期或抄错，请到 {words['page']} 换一个。",
        )
    elif standing.token == "accepted":  # noqa: S105
        who = f"，账号 {standing.login}" if standing.login else ""
        ends = f"，到 {clock.beijing(standing.ends_at)} 为止" if standing.ends_at else ""
        yield True, f"令牌（环境变量 {name}）有效{who}{ends}；{_sees(standing, words)}"
    elif standing.token == "unknown":  # noqa: S105
        yield True, f"令牌（环境变量 {name}）是否有效，平台这次没有回答"


def _sees(standing: Standing, words: dict[str, str]) -> str:
    if standing.scopes is None:
        return words["unsaid"]
    wide = [scope for scope in standing.scopes if scope not in words["enough"].split()]
    if wide:
        return f"权限 {'、'.join(wide)} 比需要的大：采集只读公开数据，建议换一个权限更小的令牌"
    return f"权限：{'、'.join(standing.scopes) or '只读公开数据'}，正合适"


def _quota(standing: Standing) -> str:
    limit = "" if standing.quota_limit is None else f" / {standing.quota_limit:,}"
    resets = standing.quota_resets_at
    until = "" if resets is None else f"，{resets.astimezone(clock.BEIJING):%H:%M} 恢复"
    return f"限额还剩 {standing.quota_left:,}{limit} 次{until}"


def _clock(seconds: float) -> tuple[bool, str]:
    if abs(seconds) <= MOST_SKEW:
        return True, f"时钟与平台相差 {abs(seconds):.0f} 秒"
    way = "慢" if seconds > 0 else "快"
    return False, f"本机时钟{way}了 {abs(seconds):,.0f} 秒：采集时间会记错，请先校准时钟。"


def _words() -> dict[str, dict[str, str]]:
    text = files("yuanzheng.checks").joinpath("tokens.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)
