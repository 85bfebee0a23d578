"""forms: the official forms of a policy, filled."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="把政策的表格填好，写成 Word",
    help="把一个政策的申报书、申报函、承诺书等逐份填好，写成 Word（有的另有 XLSX）："
    "取自 facts.toml 与证据表，每个数字带证据编号；没有填的写明【待申报单位填写】，"
    "依据数据拟的文字标明是草稿。不访问网络。\n"
    "个人信息（身份证号、手机等）只出现在要它的那份表里。",
)
@click.argument("project", metavar="项目")
@click.option("--policy", "-p", metavar="政策", help="填哪一个政策的表格（必须写明）")
@options.as_of
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), metavar="文件夹",
    help="表格写到哪里；不写就是证据表文件夹里这个项目的“表格”",
)  # fmt: skip
@options.config
@options.spoken
def forms(
    project: str, policy: str | None, as_of: str | None, out: Path | None, config: Path | None,
    as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.forms.run import Asked, fill
    from yuanzheng.voice import Voice

    return fill(Asked(project, policy, as_of, out, config), Voice("forms", as_json, quiet))
