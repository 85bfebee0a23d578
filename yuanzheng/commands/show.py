"""show: one project at a glance."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="在终端里快速看一个项目",
    help="在终端里快速看一个项目：关键数字与证据编号、每个政策的逐条结论各有几条、最要紧的差距、"
    "数据完整不完整。不访问网络，不写文件；全部内容见证据表。",
)
@click.argument("project", metavar="项目")
@options.as_of
@options.config
@options.spoken
def show(
    project: str, as_of: str | None, config: Path | None, as_json: bool, quiet: bool
) -> int:  # fmt: skip
    from yuanzheng.told_project import tell
    from yuanzheng.voice import Voice

    return tell(project, as_of, config, Voice("show", as_json, quiet))
