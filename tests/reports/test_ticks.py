"""The lines of a chart's scale are round, hold all that is drawn, and are those Vega would draw."""

from __future__ import annotations

import json
import re

import pytest
import vl_convert
from hypothesis import example, given, settings
from hypothesis import strategies as st

from reports.ticks import scale

VALUES = st.lists(
    st.one_of(
        st.integers(-(10**12), 10**12).map(float),
        st.integers(-(10**6), 10**6).map(lambda n: n / 1e4),
    ),
    min_size=1,
    max_size=5,
).filter(any)


def vega(values) -> tuple[list[float], list[float]]:
    """The ticks of an axis of Vega, and where it puts what was given on 1,000 pixels."""
    spec = {
        "$schema": "https://vega.github.io/schema/vega/v6.json",
        "width": 1, "height": 1000, "padding": 0, "autosize": "none",
        "data": [{"name": "t", "values": [{"v": value} for value in [0, *values]]}],
        "scales": [{"name": "y", "type": "linear", "domain": {"data": "t", "field": "v"},
                    "range": "height", "nice": True, "zero": True}],
        "axes": [{"scale": "y", "orient": "left", "tickCount": 4, "format": ".17~g",
                  "labelOverlap": False}],
        "marks": [{"type": "rect", "from": {"data": "t"}, "encode": {"update": {
            "x": {"value": 0}, "width": {"value": 1}, "fill": {"value": "#123456"},
            "y": {"scale": "y", "field": "v"}, "height": {"value": 1}}}}],
    }  # fmt: skip
    svg = vl_convert.vega_to_svg(json.dumps(spec))
    labels = [t.replace("\u2212", "-") for t in re.findall(r">([^<>]+)</text>", svg)]
    paths = re.findall(r'<path d="M0,([-0-9.e]+)h[^"]*" fill="#123456"', svg)
    return [float(label) for label in labels], [float(place) for place in paths]


@settings(max_examples=80, deadline=None)
@given(values=VALUES)
@example(values=[0.0011])
@example(values=[12.0])
@example(values=[-3.0, 9.0])
@example(values=[0.3])
def test_scale_and_ticks_are_those_of_vega(values):
    made = scale(values)
    ticks, places = vega(values)
    assert list(made.ticks) == pytest.approx(sorted(ticks), rel=1e-9, abs=1e-12)
    span = made.high - made.low
    ours = [1000 * (made.high - value) / span for value in [0, *values]]
    assert ours == pytest.approx(places, abs=0.01)


@settings(max_examples=200)
@given(values=VALUES)
def test_all_that_is_drawn_has_its_place(values):
    made = scale(values)
    assert made.low <= min(0, *values)
    assert max(0, *values) <= made.high
    assert 0 in made.ticks
    assert 2 <= len(made.ticks) <= 10
    assert len({made.label(tick) for tick in made.ticks}) == len(made.ticks)
    assert all(len(made.label(tick)) <= 9 for tick in made.ticks)


def test_nothing_but_zero_lies_on_the_line_below():
    assert scale([0, 0]) == scale([]) == scale([1])
    assert (scale([0]).low, scale([0]).high) == (0, 1)


@pytest.mark.parametrize(
    ("most", "labels"),
    [
        (12, ["0", "2", "4", "6", "8", "10", "12"]),
        (90_000, ["0", "20,000", "40,000", "60,000", "80,000"]),
        (250_000, ["0", "5万", "10万", "15万", "20万", "25万"]),
        (98_765_432, ["0", "0.2亿", "0.4亿", "0.6亿", "0.8亿", "1亿"]),
        (3_000_000_000, ["0", "10亿", "20亿", "30亿"]),
    ],
)
def test_large_numbers_have_room(most, labels):
    made = scale([most])
    assert [made.label(tick) for tick in made.ticks] == labels
