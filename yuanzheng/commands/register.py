"""register: how far a programme has come, from the register its bureau keeps."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options

_PATH = click.Path(path_type=Path)


@click.command(
    cls=ChineseCommand,
    short_help="把主管部门的登记簿对照计划的目标，写出进度表",
    help="读主管部门的登记簿（CSV 或 XLSX，可写几份），逐条核对，对照计划的目标，"
    "写出进度表：Word、Excel、Markdown、JSON，内容相同。条文前后不一的，两种读法都列。\n"
    "条目要有日期和佐证才计入；已核对的与只是登记的分开。不访问网络。\n"
    "写 --template 登记簿.xlsx（或 .csv）：只写一份空白的登记簿。",
)
@click.argument("files", nargs=-1, type=_PATH, metavar="[登记簿]…")
@click.option("--policy", "-p", metavar="政策", help="对照哪一个计划（必须写明）")
@click.option("--template", "-t", type=_PATH, metavar="文件", help="写一份空白的登记簿到这个文件")
@click.option(
    "--as-of", metavar="日期", help="截止到哪一天（北京时间当天结束），如 2025-06-30；不写就是今天"
)
@click.option(
    "--out", "-o", type=_PATH, metavar="文件夹",
    help="进度表写到哪里；不写就是证据表文件夹里的“进度表”",
)  # fmt: skip
@options.config
@options.spoken
def register(
    files: tuple[Path, ...], policy: str | None, template: Path | None, as_of: str | None,
    out: Path | None, config: Path | None, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.register.run import Asked, tell
    from yuanzheng.voice import Voice

    voice = Voice("register", as_json, quiet)
    if template is not None:
        from yuanzheng.register.template import give

        return give(template, policy, voice)
    return tell(Asked(files, policy, as_of, out, config), voice)
