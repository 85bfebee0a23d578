"""people: who was counted as whom, and the template of people.toml."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="列出账号与署名怎样合并成人，或打印 people.toml 的模板",
    help="列出一个项目里谁的哪些账号与提交署名合并成了一个人，按哪条规则、为什么，是不是自动程序；"
    "还有 people.toml 里没有生效的声明。只列有两个以上别名的人；--all 列出全部。\n"
    "合并错了，写进 people.toml 撤销：yuanzheng people --template > people.toml。不访问网络。",
)
@click.argument("project", required=False, metavar="项目")
@click.option("--all", "everybody", is_flag=True, help="也列出只有一个别名的人")
@click.option("--template", is_flag=True, help="打印 people.toml 的模板")
@options.config
@options.spoken
def people(
    project: str | None, everybody: bool, template: bool, config: Path | None, as_json: bool,
    quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.told_people import Asked, tell
    from yuanzheng.voice import Voice

    return tell(Asked(project, everybody, template, config), Voice("people", as_json, quiet))
