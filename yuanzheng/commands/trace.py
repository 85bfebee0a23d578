"""trace: from a printed figure to what a platform answered, and back."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="从证据表里的一个数字追到平台的原始回答，或反过来",
    help="从证据表里的一个数字追到平台的原始回答：定义、查询、看过的行、每份回答的网址、时间、"
    "散列和它在存档里的位置，并当场读出存档核对散列。\n"
    "写证据编号（证据表第一列）或来源组编号；反过来，写一份回答的散列、编号或网址，就列出用到它的数字。"
    "有几个项目时，编号后面写上项目名称。",
)
@click.argument("sought", metavar="编号|散列|网址")
@click.argument("project", required=False, metavar="[项目]")
@options.as_of
@click.option(
    "--rows", type=options.Count(), default=5, metavar="行数",
    help="每张表列出几行、几份回答；不写就是 5，--json 总是全部列出",
)  # fmt: skip
@click.option("--sql", is_flag=True, help="连同查询全文")
@options.config
@options.spoken
def trace(
    sought: str, project: str | None, as_of: str | None, rows: int, sql: bool,
    config: Path | None, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.tracing import Asked, follow
    from yuanzheng.voice import Voice

    most = None if as_json else rows
    return follow(Asked(sought, project, as_of, most, sql, config), Voice("trace", as_json, quiet))
