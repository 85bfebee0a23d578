"""user: who may log in to the pages."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="谁能登录网页：建、列出、改、删用户",
    help="谁能登录 yuanzheng serve 的网页（见 docs/web-access.md）：\n"
    "user add 名字 --role 角色：建用户；user list：列出；user remove 名字：删去；\n"
    "user password 名字：换口令，退出其全部登录；user role 名字 --role 角色：改角色。\n"
    "角色是 管理员、评审（看全部项目）、申报单位（只看 --project 写的项目）。口令在终端里输入，"
    "不会显示；--generate 替您生成一个，本人登录后要换掉。",
)
@click.argument("words", nargs=-1, metavar="add|list|remove|password|role [名字]")
@click.option("--role", metavar="角色", help="管理员、评审或申报单位")
@click.option(
    "--project", "projects", multiple=True, metavar="项目", help="申报单位能看的项目（可写多次）"
)
@click.option("--generate", is_flag=True, help="生成一个口令，显示一次")
@options.config
@options.spoken
def user(
    words: tuple[str, ...], role: str | None, projects: tuple[str, ...], generate: bool,
    config: Path | None, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.told_users import Asked, tell
    from yuanzheng.voice import Voice

    asked = Asked(words, role, projects, generate, config)
    return tell(asked, Voice("user", as_json, quiet))
