"""runs: what was done when, and what came of it."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="列出运行记录：何时、结果、问题，以及现在正在做什么",
    help="列出最近的运行：何时开始、为哪个时间做的、用时、结果、请求数、新增行、问题；"
    "并说明现在是否正在运行、给读者看的是哪一份。写项目名称，就只列这些项目的。",
)
@options.projects
@click.option(
    "--last", type=options.Count(least=1), default=20, metavar="次数", help="列出最近几次"
)
@options.config
@options.spoken
def runs(
    projects: tuple[str, ...], last: int, config: Path | None, as_json: bool, quiet: bool
) -> int:
    from yuanzheng.told_runs import recount
    from yuanzheng.voice import Voice

    return recount(config, projects, last, Voice("runs", as_json, quiet))
