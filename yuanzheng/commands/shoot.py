"""shoot: pictures of the platforms' pages."""

from __future__ import annotations

from pathlib import Path

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options


@click.command(
    cls=ChineseCommand,
    short_help="给项目的平台网页截图",
    help="给项目各仓库的主页、许可证文件页、贡献者页和 Star 页截图：原图不动，"
    "另有一份在上方加注网址、时间、状态与哈希，每张在 pictures.jsonl 里有一行。\n"
    "要登录才能看到的页面，用 --attach 图片 --for 网址 交来申报单位自己截的图，"
    "会标明不是本工具采集的。\n"
    "需要 Chromium 和 pip install 'yuanzheng[screenshots]'。",
)
@click.argument("project", metavar="项目")
@click.option(
    "--out", "-o", type=click.Path(path_type=Path), metavar="文件夹",
    help="图片放到哪里；不写就放在该项目证据表旁边的 screenshots",
)  # fmt: skip
@click.option(
    "--attach", "attached", type=click.Path(path_type=Path), metavar="图片",
    help="不截图，收下申报单位提供的这一张（PNG、JPEG、WebP）",
)  # fmt: skip
@click.option("--for", "page", metavar="网址", help="与 --attach 同用：这张图是哪一页")
@options.config
@options.spoken
def shoot(
    project: str, out: Path | None, attached: Path | None, page: str | None,
    config: Path | None, as_json: bool, quiet: bool,
) -> int:  # fmt: skip
    from yuanzheng.picturing import Asked, perform
    from yuanzheng.voice import Voice

    asked = Asked(project, out, attached, page, config)
    return perform(asked, Voice("shoot", as_json, quiet))
