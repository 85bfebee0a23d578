"""serve: the pages, on this machine or for others."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="用浏览器看：项目、证据、比较",
    help="一直运行，在浏览器里看已发布的数据：项目、证据、比较。\n"
    "默认只有本机能打开，不必登录；要让别人也能打开，先运行 yuanzheng user add，再在 [web] 写"
    "上 host 与 address（见 docs/web-access.md）。\n"
    "按 Ctrl-C 或收到 SIGTERM 时，答完手头的请求就停下。",
)
@options.config
@options.quiet
def serve(config: Path | None, quiet: bool) -> int:
    from yuanzheng.serving import serve as served
    from yuanzheng.voice import Voice

    return served(config, Voice("serve", quiet=quiet))
