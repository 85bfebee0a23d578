"""thin: what no configured project needs goes from the archive."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="按配置里的规则精简原始存档",
    help="按 [warehouse] 的 thin_after_days，从存档里去掉只有已删去的项目才用得到的记录。"
    "不写 --yes 只试做一遍：列出每个文件会去掉什么，什么都不换。\n"
    "留下的记录一个字节也不变；先从精简后的存档重做数据仓库，逐表逐项与现在的比对，"
    "全部相同才整套换上，并在采集链里登记。不访问网络。",
)
@click.option("--yes", "really", is_flag=True, help="真的去掉；不写就只试做")
@options.config
@options.spoken
def thin(really: bool, config: Path | None, as_json: bool, quiet: bool) -> int:
    from yuanzheng.told_thinning import thin
    from yuanzheng.voice import Voice

    return thin(config, Voice("thin", as_json, quiet), really=really)
