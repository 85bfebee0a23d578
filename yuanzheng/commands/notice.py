"""notice: what wants attention, and whether the channels work."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="列出现在要注意的事；notice test 试发通知",
    help="不写参数：列出最近一次更新之后要注意的事（采集失败、仓库看不到了、磁盘快满等）："
    "从什么时候起、怎么办、通知过谁几次。\n"
    "test：向配置 [[notice]] 里的每个渠道各发一条测试消息，说明有没有收下；"
    "有一个没有收下时退出码为 3。",
)
@click.argument("words", nargs=-1, metavar="[test]")
@options.config
@options.spoken
def notice(words: tuple[str, ...], config: Path | None, as_json: bool, quiet: bool) -> int:
    from yuanzheng.notices.telling import tell
    from yuanzheng.voice import Voice

    return tell(words, config, Voice("notice", as_json, quiet))
