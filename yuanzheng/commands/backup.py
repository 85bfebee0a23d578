"""backup and restore."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options

_PATH = click.Path(path_type=Path)


@click.command(
    cls=ChineseCommand,
    short_help="备份数据、原始存档、采集链与配置，可随时做",
    help="把数据仓库、原始存档、采集链、配置、申报单位交的文件和网页的用户备份到 [backup] 的 folder"
    "（或 --to），只新存变了的部分；每份备份有一张清单，逐个文件写明散列，最后才写。\n"
    "数据仓库正在被使用时，备份最近一次发布的副本和那时的采集链与存档。"
    "按 [backup] 的规则去掉旧的备份。不访问网络。",
)
@click.option("--to", "-t", type=_PATH, metavar="文件夹", help="备份放在哪里；不写就用配置里的")
@click.option("--check", is_flag=True, help="不备份，把每份备份的每个字节重读一遍")
@click.option("--list", "listed", is_flag=True, help="不备份，列出有哪些备份")
@click.option(
    "--wait", type=float, default=0, metavar="秒",
    help="数据仓库正在被使用又没有发布过的副本时，最多等多少秒",
)  # fmt: skip
@options.config
@options.spoken
def backup(
    to: Path | None, check: bool, listed: bool, wait: float, config: Path | None, as_json: bool,
    quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.backups.telling import Asked, back_up
    from yuanzheng.voice import Voice

    return back_up(Asked(to, check, listed, wait, config), Voice("backup", as_json, quiet))


@click.command(
    cls=ChineseCommand,
    short_help="把一份备份恢复到一个空文件夹",
    help="把一份备份恢复到一个空的或新的文件夹，从不覆盖已有的东西；逐个文件核对散列，"
    "再核对采集链，全部做成才改成正式的名字。不访问网络。",
)
@click.argument("to", type=_PATH, metavar="新文件夹")
@click.option("--from", "folder", type=_PATH, metavar="文件夹", help="备份在哪里；不写就用配置里的")
@click.option("--backup", "name", metavar="名字", help="哪一份（见 backup --list）；不写就是最新的")
@options.config
@options.spoken
def restore(
    to: Path, folder: Path | None, name: str | None, config: Path | None, as_json: bool,
    quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.backups.telling import restore as put_back
    from yuanzheng.voice import Voice

    return put_back(folder, to, name, config, Voice("restore", as_json, quiet))
