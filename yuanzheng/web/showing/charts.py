"""Small charts as SVG: only figures and dates are drawn, names stand beside them in the page.

Colours, dashes and shapes are the classes `line-0` … of the style sheet, so that no line is told
by its colour alone.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from math import floor, log10

from markupsafe import Markup

from warehouse.numerals import number

MOST = 8
_LEFT, _RIGHT, _TOP, _BOTTOM = 58, 12, 10, 24
_WIDTH, _HEIGHT = 640, 210
_LABELS, _LETTER = 6, 62
_SPARK = 96, 24
_LEAST = 1e-300


@dataclass(frozen=True, slots=True)
class Line:
    """`points`: by time; None is unknown and breaks the line."""

    title: str
    points: tuple[tuple[date, float | None], ...]


@dataclass(frozen=True, slots=True)
class _Frame:
    start: int
    days: int
    low: float
    high: float

    def x(self, day: date) -> float:
        across = (day.toordinal() - self.start) / self.days if self.days else 0.5
        return round(_LEFT + across * (_WIDTH - _LEFT - _RIGHT), 1)

    def y(self, value: float) -> float:
        up = (value - self.low) / (self.high - self.low)
        return round(_HEIGHT - _BOTTOM - up * (_HEIGHT - _TOP - _BOTTOM), 1)


def spark(values: Sequence[float | None]) -> Markup:
    """A line without axes; nothing where fewer than two values are known."""
    known = [value for value in values if value is not None]
    if len(known) < 2:
        return Markup()
    width, height = _SPARK
    top, low = max(*known, 0.0), min(*known, 0.0)
    span = (top - low) or 1.0
    step = (width - 6) / (len(values) - 1)
    places = [
        None
        if value is None
        else (
            round(3 + place * step, 1),
            round(height - 3 - (value - low) / span * (height - 6), 1),
        )
        for place, value in enumerate(values)
    ]
    last = places[-1]
    dot = _circle(*last, 2.2) if last else ""
    inner = "".join(_path(piece) for piece in _pieces(places)) + dot
    return _svg(inner, width, height, "spark")


def chart(lines: Sequence[Line]) -> Markup:
    """Lines over time with axes; nothing where no value is known. At most `MOST` are drawn."""
    lines = lines[:MOST]
    days = [day for line in lines for day, _ in line.points]
    known = [value for line in lines for _, value in line.points if value is not None]
    if not known:
        return Markup()
    ticks = _ticks(min(*known, 0.0), max(*known, 0.0))
    start, end = min(days), max(days)
    frame = _Frame(start.toordinal(), (end - start).days, ticks[0], ticks[-1])
    inner = "".join((*_across(frame, ticks), *_under(frame, start, end)))
    inner += "".join(_drawn(frame, place, line) for place, line in enumerate(lines))
    return _svg(inner, _WIDTH, _HEIGHT, "chart")


def _ticks(low: float, high: float) -> list[float]:
    """Four or so round numbers that hold the range."""
    # Nearer to nought a quarter of it is nought.
    span = high - low if high - low > _LEAST else 1.0
    rough = span / 4
    power = 10.0 ** floor(log10(rough))
    step = next(power * times for times in (1, 2, 2.5, 5, 10) if power * times >= rough)
    first = floor(low / step)
    ticks = [first * step]
    while ticks[-1] < high or len(ticks) < 2:
        ticks.append((first + len(ticks)) * step)
    return ticks


def _across(frame: _Frame, ticks: Sequence[float]) -> Iterator[str]:
    for tick in ticks:
        y = frame.y(tick)
        yield f'<path class="grid" d="M{_LEFT} {y}H{_WIDTH - _RIGHT}"/>'
        words = number(round(tick, 6))
        yield f'<text x="{_LEFT - 6}" y="{y + 4}" text-anchor="end">{words}</text>'


def _under(frame: _Frame, start: date, end: date) -> Iterator[str]:
    """Months, or days where all lies within two months."""
    near = (end - start).days < 62
    days = _days(start, end) if near else _months(start, end)
    step = -(-len(days) // _LABELS)
    for day in days[::-1][::step]:
        words = f"{day:%m-%d}" if near else f"{day:%Y-%m}"
        x = min(max(frame.x(day), _LEFT + 8), _WIDTH - _RIGHT - 20)
        yield f'<text x="{x}" y="{_HEIGHT - 6}" text-anchor="middle">{words}</text>'


def _days(start: date, end: date) -> list[date]:
    return [date.fromordinal(n) for n in range(start.toordinal(), end.toordinal() + 1)]


def _months(start: date, end: date) -> list[date]:
    first, last = start.year * 12 + start.month - 1, end.year * 12 + end.month - 1
    days = [date(n // 12, n % 12 + 1, 1) for n in range(first, last + 1)]
    return [day for day in days if day >= start.replace(day=1)]


def _drawn(frame: _Frame, place: int, line: Line) -> str:
    places = [None if v is None else (frame.x(day), frame.y(v)) for day, v in line.points]
    marks = "".join(_mark(place, *one) for one in places if one)
    paths = "".join(_path(piece) for piece in _pieces(places))
    return f'<g class="line-{place}">{paths}{marks}</g>'


Place = tuple[float, float]


def _pieces(places: Sequence[Place | None]) -> Iterator[list[Place]]:
    piece: list[Place] = []
    for one in (*places, None):
        if one is not None:
            piece.append(one)
        elif piece:
            yield piece
            piece = []


def _path(piece: Sequence[Place]) -> str:
    if len(piece) < 2:
        return _circle(*piece[0], 1.8)
    return '<path d="M' + "L".join(f"{x} {y}" for x, y in piece) + '"/>'


def _mark(place: int, x: float, y: float) -> str:
    """A circle, a square, a triangle or a diamond; hollow from the fifth line on."""
    if place % 4 == 0:
        return _circle(x, y, 3)
    if place % 4 == 1:
        return f'<rect x="{x - 2.7:.1f}" y="{y - 2.7:.1f}" width="5.4" height="5.4"/>'
    if place % 4 == 2:
        return f'<path class="mark" d="M{x - 3.4:.1f} {y + 2.8:.1f}h6.8l-3.4 -6z"/>'
    return f'<path class="mark" d="M{x:.1f} {y - 4:.1f}l4 4l-4 4l-4 -4z"/>'


def _circle(x: float, y: float, r: float) -> str:
    return f'<circle cx="{x}" cy="{y}" r="{r}"/>'


def _svg(inner: str, width: int, height: int, kind: str) -> Markup:
    head = f'<svg class="{kind}" viewBox="0 0 {width} {height}" aria-hidden="true">'
    return Markup(f"{head}{inner}</svg>")  # noqa: S704 - figures and dates only


def swatch(place: int) -> Markup:
    """How the line of that place looks, for a legend."""
    inner = f'<g class="line-{place}"><path d="M0 6H30"/>{_mark(place, 15, 6)}</g>'
    return _svg(inner, 30, 12, "swatch")
