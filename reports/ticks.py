"""Where the lines of a chart's scale stand: round numbers around all that is drawn."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass
from fractions import Fraction
from math import ceil, floor, log10, sqrt

from warehouse.numerals import number

_MOST_ROUNDS = 10
# From which size on, in what, and its word.
_UNITS = ((10**12, 10**12, "万亿"), (10**8, 10**8, "亿"), (10**5, 10**4, "万"))


@dataclass(frozen=True, slots=True)
class Scale:
    """`ticks` ascending, all within `low` and `high`, 0 among them."""

    low: float
    high: float
    ticks: tuple[float, ...]

    def label(self, tick: float) -> str:
        """In 万 (10^4), 亿 (10^8) or 万亿 (10^12) where the scale needs more than five digits."""
        most = max(abs(self.low), abs(self.high))
        unit = next(((size, word) for least, size, word in _UNITS if most >= least), None)
        return number(tick) if unit is None or not tick else f"{number(tick / unit[0])}{unit[1]}"


def scale(values: Iterable[float], lines: int = 4) -> Scale:
    """A scale with 0 in it that ends at round numbers, with about so many lines.

    The numbers are those d3-array's `nice` (of ten steps) and `ticks` choose, which Vega's axes
    draw: https://d3js.org/d3-array/ticks. Where nothing but 0 is drawn it reaches from 0 to 1.
    """
    known = [0.0, *values]
    low, high = Fraction(repr(float(min(known)))), Fraction(repr(float(max(known))))
    if low == high:
        high = Fraction(1)
    before = None
    for _ in range(_MOST_ROUNDS):
        step = _step(high - low, 10)
        if step == before:
            break
        low, high, before = floor(low / step) * step, ceil(high / step) * step, step
    step = _step(high - low, lines)
    places = range(ceil(low / step), floor(high / step) + 1)
    return Scale(float(low), float(high), tuple(float(place * step) for place in places))


def _step(span: Fraction, count: int) -> Fraction:
    """1, 2 or 5 times a power of ten, as near to a `count`th of `span` as there is."""
    raw = float(span) / count
    power = floor(log10(raw))
    part = raw / 10.0**power
    factor = next((f for f, least in ((10, 50), (5, 10), (2, 2)) if part >= sqrt(least)), 1)
    return factor * Fraction(10) ** power
