"""run, collect, score, report, refresh: from platforms to evidence tables."""

from __future__ import annotations

from typing import Unpack

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options
from yuanzheng.commands.options import Every, Nightly, Publishing, Typed


@click.command(
    cls=ChineseCommand,
    short_help="采集、计算、出证据表，一步做完",
    help="采集、计算、出证据表，一步做完。\n"
    "可以写配置里的项目名称，也可以直接写 GitHub、Gitee、Hugging Face 的网址或本机 git 仓库的路径；"
    "直接写的几个网址和路径合成一个项目。什么都不写就做配置里的全部项目。",
)
@options.sources
@options.policies
@options.as_of
@options.out
@options.config
@options.spoken
def run(**typed: Unpack[Typed]) -> int:
    return _performed("run", "collect score report", **typed)


@click.command(
    cls=ChineseCommand,
    short_help="只采集，不计算",
    help="只采集：把平台的数据和原始回答存进数据仓库。中断后再运行会接着做，没有变化的不会重复取。",
)
@options.sources
@options.policies
@options.config
@options.spoken
def collect(**typed: Unpack[Typed]) -> int:
    return _performed("collect", "collect", **typed)


@click.command(
    cls=ChineseCommand,
    short_help="只计算，用已经采到的数据",
    help="只计算：用数据仓库里已有的数据算指标、对照政策，不访问网络。",
)
@options.projects
@options.as_of
@options.config
@options.spoken
def score(**typed: Unpack[Typed]) -> int:
    return _performed("score", "score", **typed)


@click.command(
    cls=ChineseCommand,
    short_help="只出证据表，用已经算好的结果",
    help="只出证据表：用已经算好的结果，不访问网络。不写截止日期就用最近一次计算的。",
)
@options.projects
@options.as_of
@options.out
@options.config
@options.spoken
def report(**typed: Unpack[Typed]) -> int:
    return _performed("report", "report", **typed)


@click.command(
    cls=ChineseCommand,
    short_help="更新配置里的全部项目（每晚自动做的就是它）",
    help="更新配置里的全部项目：采集、计算、出证据表，发布给读者。每晚自动做的就是它。",
)
@click.option(
    "--nightly", is_flag=True, help="按 [schedule] 的次数与时间预算再试没采到的；给系统的 cron 用"
)
@options.out
@options.config
@options.spoken
def refresh(**typed: Unpack[Nightly]) -> int:
    if typed["nightly"]:
        from yuanzheng.giving_way import give_way

        give_way()
    return _performed("refresh", "collect score report", **typed)


@click.command(
    cls=ChineseCommand,
    short_help="重出证据表，把现有的结果发布给读者",
    help="用已经算好的结果重出全部证据表，核对之后发布给读者，不访问网络。"
    "run、report、refresh 和每晚的更新做完都会自己发布；核对不通过时读者看到的仍是上一份，"
    "查明之后用它再发布一次。",
)
@click.option(
    "--accept", "accepts", is_flag=True, help="已经查明：数据变少或采集链接不上属实，照样发布"
)
@options.out
@options.config
@options.spoken
def publish(**typed: Unpack[Publishing]) -> int:
    return _performed("publish", "report", **typed)


def _performed(command: str, stages: str, **typed: Unpack[Every]) -> int:
    from yuanzheng.work import Request, perform

    return perform(Request(command, stages, **typed))
