"""Letters of a picture as outlines of the packaged font.

A program that draws pixels opens the font of 8 MB anew for every word of a picture: 20 of the
27 ms a chart took. Outlines are read once and look the same.
"""

from __future__ import annotations

import re
from functools import cache
from typing import Any

_TEXT = re.compile(
    r'<text text-anchor="(?P<anchor>\w+)" transform="(?P<at>[^"]*)" font-family="[^"]*" '
    r'font-size="(?P<size>[0-9.]+)px"(?P<look>[^>]*)>(?P<words>[^<&]*)</text>'
)
_SHARE = {"start": 0.0, "middle": 0.5, "end": 1.0}


def outlined(svg: str) -> str:
    """The picture with its words as shapes; `svg` is one of `reports.drawing`."""
    return _TEXT.sub(_drawn, svg)


def _drawn(found: re.Match[str]) -> str:
    words, (_, em) = found["words"], _font()
    scale = float(found["size"]) / em
    x = -_SHARE[found["anchor"]] * sum(_letter(one)[1] for one in words)
    shapes = []
    for one in words:
        outline, width = _letter(one)
        shapes.append(f'<path transform="translate({x:g},0)" d="{outline}"/>')
        x += width
    placed = f"{found['at']} scale({scale:g},{-scale:g})".strip()
    return f'<g transform="{placed}"{found["look"]}>{"".join(shapes)}</g>'


@cache
def _letter(char: str) -> tuple[str, float]:
    """Outline and width, in units of the font; a letter it lacks is its empty box."""
    from fontTools.pens.svgPathPen import SVGPathPen

    font, _ = _font()
    glyphs = font.getGlyphSet()
    glyph = glyphs[font.getBestCmap().get(ord(char), ".notdef")]
    pen = SVGPathPen(glyphs)
    glyph.draw(pen)
    return pen.getCommands(), glyph.width


@cache
def _font() -> tuple[Any, int]:
    from fontTools.ttLib import TTFont
    from pylopdf_fonts_zh_cn import sans_path

    font = TTFont(sans_path(), lazy=True)
    return font, font["head"].unitsPerEm
