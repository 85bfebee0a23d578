"""init: writes a configuration."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="为自己的项目写一份带注释的配置文件",
    help="为自己的项目写一份带注释的配置文件。\n"
    "写出的几个网址和本机路径算作一个项目，名称取自第一个；写好后可以用文本编辑器修改。\n"
    "写了 --policy：只对照这些政策，并在旁边写一份要申报单位填的 facts.toml。",
)
@click.argument("urls", nargs=-1, required=True, metavar="网址…")
@options.policies
@options.config
@click.option("--force", is_flag=True, help="文件已存在时覆盖它")
@options.spoken
def init(
    urls: tuple[str, ...], policies: tuple[str, ...], config: Path | None, force: bool,
    as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.starting import start
    from yuanzheng.voice import Voice

    return start(urls, policies, config, Voice("init", as_json, quiet), force=force)
