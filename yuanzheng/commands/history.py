"""history: whether the nights hang together."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="列出每次采集的根散列，核对存档有没有被改过",
    help="列出每次采集：时间、请求数、新增行、存档大小、根散列，间断单列一行；"
    "并重新核对整条链和全部存档文件。每次的根散列都包含上一次的：改动、删去任何一次都会被发现。\n"
    "完好时退出码为 0，有一处不符时为 1。",
)
@options.config
@options.spoken
def history(config: Path | None, as_json: bool, quiet: bool) -> int:
    from yuanzheng.past import recount
    from yuanzheng.voice import Voice

    return recount(config, Voice("history", as_json, quiet))
