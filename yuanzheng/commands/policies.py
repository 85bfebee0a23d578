"""policies: which policies there are, and what one of them asks."""

from __future__ import annotations

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="列出政策，或把一个政策的条款、材料、表格逐条说清",
    help="不写参数：列出全部政策。show 政策：把一个政策从头到尾说一遍：每一条的原话、由什么回答、"
    "条文给的数目与留给评审的门槛、金额与上限、材料与签章、表格的栏目、期限，"
    "以及条文没有说清的地方。不访问网络。",
)
@click.argument("words", nargs=-1, metavar="[show 政策]")
@options.spoken
def policies(words: tuple[str, ...], as_json: bool, quiet: bool) -> int:
    from yuanzheng.told_policies import tell
    from yuanzheng.voice import Voice

    return tell(words, Voice("policies", as_json, quiet))
