"""check: is everything in place."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="检查配置、申报事实、令牌、限额、磁盘和时钟",
    help="检查配置能否读懂，facts.toml 与 people.toml 有没有写错，令牌是否有效、能看到什么，"
    "限额还剩多少，磁盘和时钟是否正常；没有令牌的平台，说明会差多少。只读取，不改动任何东西。",
)
@options.config
@options.spoken
def check(config: Path | None, as_json: bool, quiet: bool) -> int:
    from yuanzheng.checks.all import inspect
    from yuanzheng.voice import Voice

    return inspect(config, Voice("check", as_json, quiet))
