"""Charts as SVG text, from the Vega-Lite files in `reports/charts`; no browser, no network.

Only figures and months go into a picture; names stand beside it in the page, so that no
foreign text is drawn and nothing depends on the fonts of the machine that draws.
"""

from __future__ import annotations

import json
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache, lru_cache
from importlib.resources import files
from typing import Any, cast

from reports.evidence import MonthValue, Series
from reports.lasting import lasting
from reports.lettering import outlined
from reports.ticks import scale
from warehouse.numerals import number

MOST_MONTHS = 60
LINES = 4
MOST_CHARTS = 3
_LABELS = 7
_NUMBERS = [0.0625, 987654321.0625]
_PLOT_WIDTH, _DIGIT_WIDTH = 384, 6.0
# Vega measures every text that has a size: 2 ms for each, and nothing here depends on it. So the
# charts give the size in the place of the font, and letters of no size.
_SIZE = re.compile(r'font-family="([0-9.]+px)" font-size="0px"')


@dataclass(frozen=True, slots=True)
class Chart:
    """`legend`: names of the lines in order; `bars`: name of the bars, None without bars."""

    title: str
    svg: str
    bars: str | None
    legend: tuple[str, ...]
    notes: tuple[str, ...]


def charts(series: Sequence[Series]) -> tuple[Chart, ...]:
    """The charts of one metric from all its series: the whole as bars, its parts as lines. None
    where no month is anything but 0 or unknown: the table says which, a flat line does not."""
    return _charts(*series)


@lasting(128)
def _charts(*series: Series) -> tuple[Chart, ...]:
    drawn = [one for one in series if any(month.value is not None for month in one.months)]
    whole = next((one for one in drawn if not one.part), None)
    parts = [one for one in drawn if one.part]
    groups = [parts[i : i + LINES] for i in range(0, len(parts), LINES)][:MOST_CHARTS] or [[]]
    if not any(month.value for one in drawn for month in one.months):
        return ()
    hidden = max(0, len(parts) - LINES * MOST_CHARTS)
    # bars of the whole would flatten the lines of later, smaller parts
    return tuple(_chart(None if i else whole, group, hidden) for i, group in enumerate(groups))


def _chart(whole: Series | None, parts: Sequence[Series], hidden: int) -> Chart:
    every = ([whole] if whole else []) + list(parts)
    months = every[0].months[-MOST_MONTHS:]
    notes = []
    if len(every[0].months) > MOST_MONTHS:
        notes.append(f"图中为最近 {MOST_MONTHS} 个月，此前各月见月度表。")
    if hidden:
        notes.append(f"另有 {hidden} 个分项未画出，见月度表。")
    points = list(_points(whole, parts))
    spec = _framed(_spec("monthly"), [f"{month.month:%Y-%m}" for month in months], points)
    if parts:
        _layer(spec, "whole")["mark"]["color"] = "#c3d3e4"
    unused = [] if any(point["gap"] for point in points) else ["gap", "gap-text"]
    unused += [] if any(point.get("label") for point in points) else ["whole-text"]
    unused += [] if parts else ["part", "part-point"]
    return Chart(
        title=every[0].title + (f"（{every[0].unit}）" if every[0].unit else ""),
        svg=_svg(_without(spec, unused)),
        bars=(whole.part_title or "合计") if whole else None,
        legend=tuple(one.part_title or one.part for one in parts),
        notes=tuple(notes),
    )


def _framed(spec: dict[str, Any], months: list[str], points: list[Any]) -> dict[str, Any]:
    """The data and the axes, which are drawn as marks: an axis of Vega takes as long as all bars
    and lines together."""
    spec["data"]["values"] = points
    spec["encoding"]["x"]["scale"]["domain"] = months
    frame = scale(point["value"] for point in points if point["value"] is not None)
    spec["encoding"]["y"]["scale"]["domain"] = [frame.low, frame.high]
    per = spec["height"] / (frame.high - frame.low)
    ticks = [
        {"tick": tick, "label": frame.label(tick), "at": int((frame.high - tick) * per) + 0.5}
        for tick in frame.ticks
    ]
    shown = [{"month": month} for month in months[::-1][:: -(-len(months) // _LABELS)][::-1]]
    for name, values in (("grid", ticks), ("month", shown)):
        _layer(spec, name)["data"]["values"] = values
        _layer(spec, f"{name}-text")["data"]["values"] = values
    return spec


def _layer(spec: dict[str, Any], name: str) -> dict[str, Any]:
    return next(one for one in spec["layer"] if one["name"] == name)


def _points(whole: Series | None, parts: Sequence[Series]) -> Iterator[dict[str, Any]]:
    alone = whole if not parts else None
    labelled = alone is not None and _labels_fit(alone.months[-MOST_MONTHS:])
    if whole:
        for month in whole.months[-MOST_MONTHS:]:
            point = _point("whole", month, gap=month.value is None)
            label = number(month.value) if labelled and month.value is not None else None
            yield {**point, "label": label}
    gaps = _gaps(parts) if whole is None else frozenset[int]()
    for index, one in enumerate(parts):
        for place, month in enumerate(one.months[-MOST_MONTHS:]):
            yield _point(str(index), month, gap=index == 0 and place in gaps)


def _point(series: str, month: MonthValue, *, gap: bool) -> dict[str, Any]:
    return {"month": f"{month.month:%Y-%m}", "series": series, "value": month.value, "gap": gap}


def _gaps(parts: Sequence[Series]) -> frozenset[int]:
    """Places of the months in which no part is known."""
    columns = zip(*(one.months[-MOST_MONTHS:] for one in parts), strict=True)
    return frozenset(i for i, months in enumerate(columns) if all(m.value is None for m in months))


def _labels_fit(months: Sequence[MonthValue]) -> bool:
    longest = max((len(number(m.value)) for m in months if m.value is not None), default=0)
    return longest * _DIGIT_WIDTH <= _PLOT_WIDTH / len(months)


def sparkline(one: Series) -> str | None:
    """A line of a few months without axes, broken where a month is unknown; None if all are."""
    months = one.months[-MOST_MONTHS:]
    if all(month.value is None for month in months):
        return None
    spec = _spec("sparkline")
    values = [month.value for month in months]
    spec["encoding"]["x"]["scale"]["domain"] = [f"{month.month:%Y-%m}" for month in months]
    spec["data"]["values"] = [
        {
            "month": f"{month.month:%Y-%m}",
            "value": month.value,
            "last": place == len(months) - 1,
            "alone": _alone(values, place),
        }
        for place, month in enumerate(months)
    ]
    lone = any(point["alone"] and point["value"] is not None for point in spec["data"]["values"])
    return _svg(spec if lone else _without(spec, ["alone"]))


def _alone(values: Sequence[float | None], place: int) -> bool:
    """A known month between unknown ones: no line would show it."""
    around = (*values[max(0, place - 1) : place], *values[place + 1 : place + 2])
    return all(value is None for value in around)


@cache
def _text(name: str) -> str:
    return files("reports").joinpath("charts", f"{name}.json").read_text(encoding="utf-8")


def _spec(name: str) -> dict[str, Any]:
    return cast("dict[str, Any]", json.loads(_text(name)))


def _without(spec: dict[str, Any], layers: Sequence[str]) -> dict[str, Any]:
    """A layer that shows nothing takes as long to draw as one that shows something."""
    return spec | {"layer": [one for one in spec["layer"] if one["name"] not in layers]}


def _svg(spec: dict[str, Any]) -> str:
    """What differs from chart to chart is put into a chart compiled once for all of them."""
    held = dict[str, list[Any]]()
    for holder, key in _holes(spec):
        values = json.dumps(holder[key])
        # of the same kind as what it stands for, and the same for the same
        hole = _NUMBERS if isinstance(holder[key][0], float) else [f"@{len(held)}"]
        holder[key] = held.setdefault(values, hole)
    compiled = _compiled(json.dumps(spec))
    for values, hole in held.items():
        compiled = compiled.replace(json.dumps(hole), values)
    return _drawn(compiled)


def _holes(spec: dict[str, Any]) -> Iterator[tuple[dict[str, Any], str]]:
    for holder in (spec, *spec["layer"]):
        if "data" in holder:
            yield holder["data"], "values"
    for axis in spec["encoding"].values():
        if "domain" in axis["scale"]:
            yield axis["scale"], "domain"


@cache
def _compiled(spec: str) -> str:
    import vl_convert

    return json.dumps(vl_convert.vegalite_to_vega(spec))


@lru_cache(maxsize=256)
def _drawn(compiled: str) -> str:
    """Page and PDF of a project show the same pictures: each is drawn once."""
    import vl_convert

    return _sized(str(vl_convert.vega_to_svg(compiled, allowed_base_urls=[])))


def _sized(svg: str) -> str:
    return _SIZE.sub(r'font-family="sans-serif" font-size="\1"', svg)


@lru_cache(maxsize=256)
def as_png(svg: str, scale: float = 2.0) -> bytes:
    """A chart as pixels, lettered in the packaged font: no font of the machine shows in it."""
    import vl_convert

    return bytes(vl_convert.svg_to_png(outlined(svg), scale=scale))
