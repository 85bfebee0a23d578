"""recheck: do the platforms still say so."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="再问一次平台，看抽到的数字变了没有",
    help="从证据包（文件夹或 zip）或数据仓库里的项目随机抽几个数字，再问一次平台，"
    "用同样的截止时刻重算，说明哪些变了。\n"
    "星标一类的计数允许按近来的增长速度变化，许可证等事实要一致，截止之前的事件要还在；"
    "没有问到的一律算不知道，不算一致。\n"
    "退出码：没有一个超出允许范围是 0，有就是 1，有没问到的是 3。",
)
@click.argument("what", metavar="证据包|项目")
@click.option(
    "--sample", type=int, default=10, metavar="个数",
    help="抽查几个数字；不写就是 10",
)  # fmt: skip
@click.option(
    "--seed", type=int, metavar="种子",
    help="抽样的种子，同样的种子抽到同样的数字；不写就随机取一个并显示",
)  # fmt: skip
@options.config
@options.spoken
def recheck(
    what: str, sample: int, seed: int | None, config: Path | None, as_json: bool, quiet: bool
) -> int:
    from yuanzheng.rechecking.run import Asked, perform
    from yuanzheng.voice import Voice

    return perform(Asked(what, sample, seed, config), Voice("recheck", as_json, quiet))
