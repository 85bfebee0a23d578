"""Whether this browser can write Chinese, found out before any picture is accepted."""

from __future__ import annotations

from collections.abc import Iterator
from html import escape
from importlib.metadata import distributions
from pathlib import Path
from typing import TYPE_CHECKING

from reports.errors import ReportError
from reports.pictures.browser import fresh

if TYPE_CHECKING:
    from playwright.sync_api import Browser

KNOWN = "源证喆堃贡献星标許㐂"
# Unicode keeps this code point free for ever: it is shown as what a font lacks.
MISSING = "\U0010ffff"
NO_CHINESE = (
    "这台机器没有中文字体，截图会变成方框，没有截图："
    "请安装 fonts-noto-cjk（或 pip install noto-cjk-sans-otc）后再运行。"
)
_DRAWN = """
characters => characters.map(one => {
  const canvas = document.createElement("canvas");
  canvas.width = canvas.height = 64;
  const pen = canvas.getContext("2d");
  pen.font = "48px sans-serif";
  pen.fillText(one, 4, 50);
  return Array.from(pen.getImageData(0, 0, 64, 64).data).filter((_, i) => i % 4 === 3).join();
})
"""
_NAMED = ("cjk", "notosanssc", "notoserifsc", "sourcehan", "zh-cn", "zh_cn", "wqy", "fandol")
_ENDS = (".otf", ".ttf", ".ttc", ".otc")


def writes_chinese(browser: Browser) -> bool:
    """Whether known characters look different from each other and from a missing one.

    Where fonts lack them all come out as the same empty box, or as nothing.
    """
    context = fresh(browser)
    try:
        shapes = context.new_page().evaluate(_DRAWN, [*KNOWN, MISSING, " "])
    finally:
        context.close()
    return len(set(shapes[:-2])) == len(KNOWN) and not set(shapes[:-2]) & set(shapes[-2:])


def packaged(folder: Path) -> Path | None:
    """A configuration of fontconfig, written into `folder`, that adds Chinese fonts carried by
    installed Python packages; None when no package has one."""
    places = sorted({str(font.parent) for font in _carried()})
    if not places:
        return None
    dirs = "".join(f"<dir>{escape(place)}</dir>" for place in places)
    path = folder / "fonts.conf"
    path.write_text(
        '<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd"><fontconfig>'
        f'<include ignore_missing="yes">/etc/fonts/fonts.conf</include>{dirs}'
        f"<cachedir>{escape(str(folder / 'cache'))}</cachedir></fontconfig>",
        encoding="utf-8",
    )
    return path


def refuse() -> None:
    raise ReportError(NO_CHINESE)


def _carried() -> Iterator[Path]:
    for package in distributions():
        for file in package.files or ():
            name = str(file).lower()
            if name.endswith(_ENDS) and any(part in name for part in _NAMED):
                found = Path(str(package.locate_file(file)))
                if found.is_file():
                    yield found
