"""compare: projects side by side."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


class Typed(TypedDict):
    """What is typed behind `compare`."""

    projects: tuple[str, ...]
    policy: str | None
    as_of: str | None
    weights: tuple[str, ...]
    explain: tuple[str, str] | None
    out: Path | None
    config: Path | None
    as_json: bool
    quiet: bool


@click.command(
    cls=ChineseCommand,
    short_help="把几个项目并排比较，给出名次区间",
    help="把几个项目按同样的截止时刻、同样的口径并排比较，写进证据表文件夹的“比较”。\n"
    "名次给的是区间：权重、归一化方法与未知的项换着取，一共算一千遍；分不出先后的成对写明，未知占多少写在旁边。"
    "分数只为排先后，不决定任何条款。不访问网络。\n"
    "不写项目就比较配置里的全部项目；写了 --policy 只比较对照这个政策的，并用它的建议权重。",
)
@options.projects
@click.option("--policy", "-p", metavar="政策", help="为哪一个政策比较（见 yuanzheng policies）")
@options.as_of
@click.option(
    "--weight", "-w", "weights", multiple=True, metavar="指标=权重",
    help="改一项的权重，如 stars=0.2（可写多次）；不写就用配置的 [scoring.weights]",
)  # fmt: skip
@click.option(
    "--explain", nargs=2, metavar="项目 项目",
    help="说明两个项目里为什么一个在前、什么会使次序改变",
)  # fmt: skip
@options.out
@options.config
@options.spoken
def compare(**typed: Unpack[Typed]) -> int:
    from yuanzheng.comparing import run

    return run.compare(run.Asked(**typed))
