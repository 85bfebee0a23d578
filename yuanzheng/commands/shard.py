"""shard, unite: collecting on several hosts, and bringing together what they have."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="几台机器分着采集：在每台机器上运行它",
    help="与别的机器分着采集配置里的项目：逐个取得租约、采集、交回，直到没有要采的。"
    "一台机器断了，租约到期后别的机器接着做；一个项目任何时候只有一台机器在写。",
)
@options.config
@options.spoken
def shard(config: Path | None, as_json: bool, quiet: bool) -> int:
    from yuanzheng.shards.told import shard
    from yuanzheng.voice import Voice

    return shard(config, Voice("shard", as_json, quiet))


@click.command(
    cls=ChineseCommand,
    short_help="把几台机器采集的数据并进这里的数据仓库",
    help="把几台机器共用的文件夹里各项目的数据并进这里的数据仓库，供计算、比较与网页使用；"
    "要么全部并入，要么不变。不访问网络；原始存档留在各项目的文件夹里。",
)
@options.config
@options.spoken
def unite(config: Path | None, as_json: bool, quiet: bool) -> int:
    from yuanzheng.shards.told import unite
    from yuanzheng.voice import Voice

    return unite(config, Voice("unite", as_json, quiet))
