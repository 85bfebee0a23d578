"""summary: many applicants in the one table a bureau sends up."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="把各申报单位的项目汇成主管部门的推荐汇总表",
    help="把配置里对照这个政策（以及同一份文件的其他几类）的项目汇成一张推荐汇总表，"
    "写成 Word 与 XLSX，一个项目一行，取自各自的 facts.toml；没有填的写明【待申报单位填写】。\n"
    "同一申报单位报了几个、申请的金额超过条文上限的，在备注里标出条款。"
    "有一份申报事实有误，其余照写，退出码 3。不访问网络，不需要数据仓库。",
)
@click.argument("projects", nargs=-1, metavar="[项目]…")
@click.option("--policy", "-p", metavar="政策", help="哪一个政策的汇总表（必须写明）")
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), metavar="文件夹",
    help="写到哪里；不写就是证据表文件夹里的“表格”",
)  # fmt: skip
@options.config
@options.spoken
def summary(
    projects: tuple[str, ...], policy: str | None, out: Path | None, config: Path | None,
    as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.summary.run import Asked, tell
    from yuanzheng.voice import Voice

    return tell(Asked(projects, policy, out, config), Voice("summary", as_json, quiet))
