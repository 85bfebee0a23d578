"""A pack that a visitor sends is verified as `yuanzheng verify` does, and forgotten."""

from __future__ import annotations

import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import BinaryIO, Literal

from yuanzheng.failures import Refused
from yuanzheng.web.jobs import apart
from yuanzheng.web.jobs.apart import Ended, Limits
from yuanzheng.widths import plain

Verdict = Literal["passed", "not_passed", "no_pack", "doubtful"]
_CODES: dict[int, Verdict] = {0: "passed", 1: "not_passed", 2: "no_pack", 3: "doubtful"}
LIMITS = Limits(seconds=1200, bytes=12 << 30, memory=3 << 30)
FOLDER = "uploads"
_FILE = "sent-pack.zip"
_CUT = {
    "time": "核验没有做完：超过了网页上的时限。请下载源证，在自己的电脑上运行 yuanzheng verify。",
    "disk": "核验没有做完：展开后占的磁盘超过了网页上的限度。"
    "请下载源证，在自己的电脑上运行 yuanzheng verify。",
}
_LACKING = (
    "核验没有做完：内存、处理器时间或文件大小超过了网页上的限度，不能由此说这个包有问题。"
    "请下载源证，在自己的电脑上运行 yuanzheng verify。"
)


@dataclass(frozen=True, slots=True)
class Verified:
    """`name`: of the file as it was sent; `text`: what `verify` said, a line each."""

    name: str
    size: int
    verdict: Verdict
    text: str


def cleared(data: Path) -> None:
    """Nothing of what was sent stays, not even of a process that was killed."""
    shutil.rmtree(data / FOLDER, ignore_errors=True)


def forgotten(folder: Path) -> None:
    """Nothing stays of one that is over."""
    shutil.rmtree(folder, ignore_errors=True)


def taken(data: Path, source: BinaryIO, most: int) -> Path:
    """What is sent, in a folder of its own. Raises `Refused` when it is more than `most` bytes."""
    folder = apart.place(data / FOLDER)
    try:
        _copied(source, folder / _FILE, most)
    except BaseException:
        shutil.rmtree(folder, ignore_errors=True)
        raise
    return folder


def _copied(source: BinaryIO, target: Path, most: int) -> None:
    left = most
    with target.open("xb") as file:
        while piece := source.read(1 << 20):
            left -= len(piece)
            if left < 0:
                raise Refused(f"文件太大：最多收 {most >> 20:,} MB。")
            file.write(piece)


def verified(folder: Path, name: str, limits: Limits = LIMITS) -> Verified:
    """Raises `Refused` when nothing can be said of the pack: that it is too much for here says
    nothing against it."""
    path = folder.resolve() / _FILE
    size = path.stat().st_size
    ended = apart.run("yuanzheng.web.jobs.confined", [str(path)], folder, limits)
    verdict = _CODES.get(ended.code)
    if ended.cut or verdict is None:
        raise Refused(_why(ended))
    name = plain(name)[:200] or "（没有名字的文件）"
    text = ended.words.replace(str(path), name).replace(str(folder), "…").replace(_FILE, name)
    return Verified(name, size, verdict, text)


def _why(ended: Ended) -> str:
    return _CUT.get(ended.cut or "", _LACKING)
