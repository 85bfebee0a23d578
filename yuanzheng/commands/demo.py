"""demo: the whole road on sample data."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="用示例社区走完全程，不需要令牌和网络",
    help="用自带的示例社区走完全程：本机上的模拟平台 → 采集 → 计算 → 证据表。\n"
    "不需要令牌，不访问外部网络；每一页都标明“示例数据”。",
)
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), default=Path("demo"), metavar="文件夹",
    help="写到哪里；不写就是当前文件夹下的 demo",
)  # fmt: skip
@options.spoken
def demo(out: Path, as_json: bool, quiet: bool) -> int:
    from yuanzheng.sample import demonstrate
    from yuanzheng.voice import Voice

    return demonstrate(out, Voice("demo", as_json, quiet))
