"""pack, verify: a sealed pack of evidence, and the check of one by anybody."""

from __future__ import annotations

from pathlib import Path
from typing import TypedDict, Unpack

import click

from yuanzheng.chinese import ChineseCommand
from yuanzheng.commands import options

_PATH = click.Path(path_type=Path)


class Typed(TypedDict):
    """What is typed behind `pack`."""

    project: str
    policy: str | None
    as_of: str | None
    out: Path | None
    config: Path | None
    zipped: bool
    attached: tuple[Path, ...]
    pictures: Path | None
    mask_names: bool
    as_json: bool
    quiet: bool


@click.command(
    cls=ChineseCommand,
    short_help="把一个项目的证据打成可核验的包",
    help="把一个项目的报告、数据表、原始应答和附件打成一个 BagIt 包，算出根散列，可盖时间戳。\n"
    "项目要先 score 过；不访问网络（配置了时间戳服务时只访问它）。",
)
@click.argument("project", metavar="项目")
@click.option("--policy", "-p", metavar="政策", help="对照哪一个政策（必须写明）")
@options.as_of
@click.option(
    "--out", "-o", type=_PATH, metavar="文件夹", help="放到哪里；不写就用配置里 [pack] 的文件夹"
)
@click.option("--zip", "zipped", is_flag=True, help="打成一个 ZIP 文件，而不是文件夹")
@click.option(
    "--attach", "attached", type=_PATH, multiple=True, metavar="文件",
    help="附上申报单位自己的文件（可写多次），包里写明它未经本工具采集",
)  # fmt: skip
@click.option(
    "--pictures", type=_PATH, metavar="文件夹",
    help="网页截图在哪里；不写就是 shoot 默认放的地方。没有截图照样打包",
)  # fmt: skip
@click.option(
    "--mask-names", is_flag=True,
    help="人的账号名与姓名都换成记号（同一人处处相同），不放截图；也可写在配置的 [pack] mask_names",
)  # fmt: skip
@options.config
@options.spoken
def pack(**typed: Unpack[Typed]) -> int:
    from yuanzheng.packing import Asked, packed

    return packed(Asked(**typed))


@click.command(
    cls=ChineseCommand,
    short_help="核验一个证据包，不联网",
    help="核验一个证据包（文件夹或 ZIP）：结构、每个散列、根散列、时间戳、每条原始应答、"
    "数据表、数字，以及各种格式的报告是否一致，PDF 的签名。不联网，不需要配置和数据文件夹。\n"
    "退出码：0 通过，1 不通过（逐条写明），2 不是证据包、读不了或没能核验完，\n"
    "3 有的数字或报告由别的版本做成而不同，不能采信（逐个写明），其余通过。",
)
@click.argument("path", type=_PATH, metavar="证据包")
@click.option(
    "--ca", type=_PATH, metavar="文件", help="时间戳机构的根证书（PEM）；不写就用包里附的"
)
@click.option(
    "--signer-ca", type=_PATH, metavar="文件",
    help="给 PDF 签名的证书由谁签发：它的根证书（PEM）；不写就只核对签名本身",
)  # fmt: skip
@options.spoken
def verify(
    path: Path, ca: Path | None, signer_ca: Path | None, as_json: bool, quiet: bool
) -> int:  # fmt: skip
    from yuanzheng import failures
    from yuanzheng.verifying import verified
    from yuanzheng.voice import Voice

    try:
        return verified(path, ca, signer_ca, Voice("verify", as_json, quiet))
    except failures.Refused:
        raise
    except Exception as error:  # 1 says that the pack is wrong, not that it could not be checked
        raise failures.Refused(failures.sentence(error), failures.USAGE) from error
