"""schedule: the night's work, every night."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="一直运行，每晚自动更新",
    help="一直运行，按配置 [schedule] 与各项目的 cron（北京时间）更新，做完就发布给读者。"
    "停机、休眠时错过的补做一次；与别的命令不会同时写数据。\n"
    "每次更新都重新读配置；改了更新时间，下一次更新之后生效。\n"
    "按 Ctrl-C 或收到 SIGTERM 时，做完手头这一页就停下。",
)
@options.out
@options.config
@click.option("--once-now", is_flag=True, help="启动后先马上更新一次")
@click.option("--quiet", "-q", is_flag=True, help="除了错误什么都不显示")
def schedule(out: Path | None, config: Path | None, once_now: bool, quiet: bool) -> int:
    from yuanzheng.giving_way import give_way
    from yuanzheng.nights.service import watch

    give_way()
    return watch(out, config, once_now=once_now, quiet=quiet)
