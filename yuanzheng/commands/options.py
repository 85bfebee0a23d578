"""Options several commands share."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any, TypedDict, TypeVar

import click

F = TypeVar("F", bound=Callable[..., Any])


class Typed(TypedDict, total=False):
    """What these options and arguments bring, by the names the commands take them under."""

    projects: tuple[str, ...]
    policies: tuple[str, ...]
    as_of: str | None
    out: Path | None
    config: Path | None
    as_json: bool
    quiet: bool


class Publishing(Typed, total=False):
    """What `publish` takes besides."""

    accepts: bool


class Nightly(Typed, total=False):
    """What `refresh` takes besides."""

    nightly: bool


class Every(Publishing, Nightly, total=False):
    """What any of them takes."""


class Count(click.ParamType[int]):
    """How many; refused in Chinese."""

    name = "个数"

    def __init__(self, least: int = 0) -> None:
        self.least = least

    def convert(self, value: Any, param: click.Parameter | None, ctx: click.Context | None) -> int:
        if isinstance(value, int):
            return value
        short = value.isascii() and value.isdigit() and len(value) < 10
        if not short or int(value) < self.least:
            wanted = "正整数" if self.least else " 0 或正整数"
            self.fail(f"请写{wanted}，如 20。", param, ctx)
        return int(value)


_PATH = click.Path(path_type=Path)

config = click.option(
    "--config", "-c", type=_PATH, metavar="文件", help="配置文件；不写就用当前文件夹的 config.toml"
)
out = click.option(
    "--out", "-o", type=_PATH, metavar="文件夹", help="证据表写到哪里；不写就用配置里的文件夹"
)
as_of = click.option(
    "--as-of", metavar="日期",
    help="截止到哪一天（北京时间当天结束），如 2026-10-31；也可写带时区的时刻；"
    "不写：run 与 score 是现在，report 是最近一次计算的",
)  # fmt: skip
policies = click.option(
    "--policy", "-p", "policies", multiple=True, metavar="政策",
    help="只对照这个政策（可写多次，见 yuanzheng policies）；"
    "不写就按配置，配置也没写就对照南山的两个",
)  # fmt: skip
as_json = click.option("--json", "as_json", is_flag=True, help="标准输出只有一份 JSON，供程序读取")
quiet = click.option("--quiet", "-q", is_flag=True, help="除了错误什么都不显示")
projects = click.argument("projects", nargs=-1, metavar="[项目]…")
sources = click.argument("projects", nargs=-1, metavar="[项目|网址|路径]…")


def spoken(command: F) -> F:
    """Adds `--json` and `--quiet`."""
    return as_json(quiet(command))
