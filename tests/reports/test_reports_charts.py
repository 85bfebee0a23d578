"""Pictures by month: a gap for unknown, a mark for zero, nothing foreign inside."""

from __future__ import annotations

import io
import json
import re
from dataclasses import replace
from datetime import date

import pytest
import vl_convert
from PIL import Image

from reports import drawing
from reports.evidence import MonthValue, Series
from reports.months import following


def series(values, part="", title="活跃贡献者"):
    month, months = date(2025, 1, 1), []
    for value in values:
        months.append(MonthValue(month, value, None, 1, "complete", None, True))
        month = following(month)
    return Series("m", 1, title, part, part and f"<b>{part}</b>", "人", "活跃贡献者", tuple(months))


def bars(svg: str) -> int:
    return len(re.findall(r'<path d="[^"]+" fill="#(?:2f5d8c|c3d3e4)"', svg))


def test_unknown_is_a_gap_and_zero_is_written():
    (chart,) = drawing.charts([series([3, None, 0, 5])])
    assert chart.svg.count(">未知<") == 1
    assert bars(chart.svg) == 3
    labels = re.findall(r'font-size="10px"[^>]*>([^<]+)<', chart.svg)
    assert labels == ["3", "0", "5"]


def test_a_line_breaks_where_a_month_is_unknown():
    (chart,) = drawing.charts([series([3, 4, None, 5, 6], "code")])
    (line,) = re.findall(r'<path d="([^"]+)" stroke="#0b2f57"', chart.svg)
    assert line.count("M") == 2
    assert chart.svg.count(">未知<") == 1


def test_months_stand_in_order_even_when_the_first_is_known_last():
    (chart,) = drawing.charts([series([None, 2, None, 4])])
    labels = re.findall(r">(2025-\d\d)<", chart.svg)
    assert labels == ["2025-01", "2025-02", "2025-03", "2025-04"]


def test_every_letter_has_its_size_and_no_name_of_a_font_but_one():
    """The charts name sizes where a font stands: Vega would measure every letter otherwise."""
    (chart,) = drawing.charts([series([3, None, 0, 5])])
    assert {*re.findall(r'font-size="([^"]+)"', chart.svg)} == {"10px", "10.5px", "11.5px"}
    assert {*re.findall(r'font-family="([^"]+)"', chart.svg)} == {"sans-serif"}


def test_no_foreign_text_is_drawn_and_nothing_is_loaded():
    (chart,) = drawing.charts([series([1, 2], title="<script>"), series([1, 1], "code")])
    assert "<script" not in chart.svg
    assert "<b>" not in chart.svg
    assert "style=" not in chart.svg
    assert "href" not in chart.svg.replace("xmlns:xlink", "")
    assert chart.legend == ("<b>code</b>",)


def test_many_parts_are_split_and_the_rest_is_counted():
    parts = [series([1, 2], f"p{index:02}") for index in range(14)]
    charts = list(drawing.charts(parts))
    assert [len(chart.legend) for chart in charts] == [4, 4, 4]
    assert all("另有 2 个分项" in chart.notes[0] for chart in charts)


def test_long_series_show_their_end():
    (chart,) = drawing.charts([series([1] * 70)])
    assert bars(chart.svg) == 60
    assert "最近 60 个月" in chart.notes[0]


def test_nothing_known_draws_nothing():
    assert list(drawing.charts([series([None, None])])) == []
    assert list(drawing.charts([series([0, None]), series([0, 0], "code")])) == []
    assert drawing.sparkline(series([None])) is None


def test_sparkline_shows_a_lonely_month():
    svg = drawing.sparkline(series([None, 2, None, 3, 4]))
    assert len(re.findall(r'<path transform="translate', svg)) == 2


@pytest.mark.parametrize(
    "draw", [lambda s: [c.svg for c in drawing.charts([s])], drawing.sparkline]
)
def test_the_same_picture_again(draw):
    assert draw(series([1, None, 0.25, 1e6])) == draw(series([1, None, 0.25, 1e6]))


def test_only_the_first_picture_carries_the_bars_of_the_whole():
    charts = list(drawing.charts([series([9, 9]), *(series([1, 2], f"p{i}") for i in range(5))]))
    assert [chart.bars for chart in charts] == ["合计", None]
    assert [bars(chart.svg) for chart in charts] == [2, 0]


def test_a_chart_is_that_of_its_own_option_file(monkeypatch):
    """Compiled once for all charts, drawn with the figures of each: as if compiled for it alone."""
    given, svg = [], drawing._svg

    def noted(spec):
        given.append(json.dumps(spec))
        return svg(spec)

    monkeypatch.setattr(drawing, "_svg", noted)
    groups = ([series([3, None, 7])], [series([1, 2, 0]), series([2, 2, 2], "code")])
    drawn = [chart.svg for group in groups for chart in drawing.charts(group)]
    drawn.append(drawing.sparkline(series([5, 6, None])))
    assert drawn == [drawing._sized(vl_convert.vegalite_to_svg(spec)) for spec in given]
    assert len(set(drawn)) == len(drawn) == 3


def whole_file(monkeypatch, group):
    """The same group with every layer of the option file, used or not."""
    with monkeypatch.context() as patched:
        patched.setattr(drawing, "_without", lambda spec, layers: spec)
        return [chart.svg for chart in drawing.charts([replace(one) for one in group])]


def pixels(svg: str) -> bytes:
    return bytes(vl_convert.svg_to_png(svg))


@pytest.mark.parametrize(
    "group",
    [
        [series([3, None, 0, 5])],
        [series([3, 4, 0, 5])],
        [series([3, 4, 8]), series([1, None, 2], "code")],
        [series([3, 4, 8], "code"), series([1, None, 2], "docs")],
        [series([1e9 + month for month in range(40)])],
    ],
    ids=["gap", "labels", "parts", "parts-alone", "no-room-for-labels"],
)
def test_what_is_left_out_of_the_option_file_shows_nothing(monkeypatch, group):
    drawn = [chart.svg for chart in drawing.charts(group)]
    full = whole_file(monkeypatch, group)
    assert [pixels(one) for one in drawn] == [pixels(one) for one in full]
    assert sum(map(len, drawn)) < sum(map(len, full))


@pytest.mark.parametrize("values", [[3, None, 0, 5], [1, 2.5, 1e6, 12], [123456.789, 5]])
def test_outlined_letters_are_those_of_the_packaged_font(values):
    """Pixel by pixel what the drawing program makes of the words with the font itself."""
    from pylopdf_fonts_zh_cn import sans_path

    vl_convert.register_font_directory(str(sans_path().parent))
    (chart,) = drawing.charts([series(values)])
    named = chart.svg.replace('font-family="sans-serif"', 'font-family="Noto Sans SC"')
    assert "<text" in named
    assert drawing.as_png(chart.svg) == bytes(vl_convert.svg_to_png(named, scale=2.0))


@pytest.mark.parametrize("months", [3, 12, 24, 60])
@pytest.mark.parametrize("most", [1, 250, 123_456, 98_765_432, 4e9])
def test_no_letter_leaves_the_picture(months, most):
    (chart,) = drawing.charts([series([most * (n + 1) / months for n in range(months)])])
    width, height = (int(n) for n in re.search(r'viewBox="0 0 (\d+) (\d+)"', chart.svg).groups())
    picture = Image.open(io.BytesIO(drawing.as_png(chart.svg, 1.0))).convert("RGBA")
    assert picture.size == (width, height)
    alpha = picture.getchannel("A")
    edges = [(0, 0, 1, height), (width - 1, 0, width, height), (0, 0, width, 1)]
    assert [alpha.crop(edge).getextrema() for edge in edges] == [(0, 0)] * 3
