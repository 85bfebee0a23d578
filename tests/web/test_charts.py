"""Charts are drawings of figures alone, whatever the figures are."""

from __future__ import annotations

from datetime import date, timedelta
from xml.etree import ElementTree

from hypothesis import example, given
from hypothesis import strategies as st

from yuanzheng.web.showing import charts
from yuanzheng.web.showing.charts import Line

values = st.none() | st.floats(-1e12, 1e15, allow_nan=False)
days = st.dates(date(1990, 1, 1), date(2090, 1, 1))


def points(found):
    first, steps = found
    return tuple((first + timedelta(days=31 * n), value) for n, value in enumerate(steps))


lines = st.tuples(days, st.lists(values, max_size=30)).map(points)


@example([((date(2026, 1, 1), 5e-324),)])
@given(st.lists(lines, max_size=9))
def test_every_known_value_is_drawn_within_the_frame(drawn):
    svg = charts.chart([Line("<b>", one) for one in drawn])
    known = [v for one in drawn[: charts.MOST] for _, v in one if v is not None]
    if not known:
        assert svg == ""
        return
    root = ElementTree.fromstring(str(svg))
    assert not [e for e in root.iter() if e.tag == "b" or "<b>" in (e.text or "")]
    marks = list(root.iter("circle"))
    assert all(0 <= float(e.get("cx")) <= 640 and 0 <= float(e.get("cy")) <= 210 for e in marks)
    groups = list(root.iter("g"))
    assert len(groups) == min(len(drawn), charts.MOST)


@given(st.lists(values, max_size=60))
def test_a_spark_is_broken_where_a_value_is_unknown(found):
    svg = charts.spark(found)
    known = [value for value in found if value is not None]
    assert bool(svg) == (len(known) > 1)
    if svg:
        root = ElementTree.fromstring(str(svg))
        pieces = "".join("k" if v is not None else "." for v in found).split(".")
        paths = list(root.iter("path"))
        assert len(paths) == sum(len(piece) > 1 for piece in pieces)


def test_ticks_are_round_and_hold_the_range():
    assert charts._ticks(0, 97) == [0, 25, 50, 75, 100]
    assert charts._ticks(0, 0)[0] == 0
    assert len(charts._ticks(0, 0)) >= 2
