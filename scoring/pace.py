"""By when a figure would reach a number if it went on growing as it did: never a promise."""

from __future__ import annotations

import math
from datetime import timedelta, timezone

from scoring.figures import Figure, Figures
from scoring.metric_files import by_id
from warehouse.numerals import number

CALENDAR = "calendar"
_CHINA = timezone(timedelta(hours=8))
_FURTHEST = 3650


def by_when(figure: Figure, limit: float, figures: Figures) -> str | None:
    """A Chinese phrase; None where nothing is known of its growth, it does not grow, or the
    number is more than ten years away. A figure of the calendar names the day, any other the month.
    """
    trend = by_id()[figure.metric_id].trend
    if trend is None or figure.value is None or figure.value >= limit or figure.part:
        return None
    missing = limit - figure.value
    if trend == CALENDAR:
        return _told(figure, math.ceil(missing), "%Y-%m-%d", "只要持续下去")
    growth = figures.get((trend, ""))
    if growth is None or not growth.complete or not growth.value or not growth.days:
        return None
    pace = growth.value / growth.days
    month = number(round(pace * 365 / 12, 1))
    words = f"按近 {growth.days} 天的增长（每月约 {month} {figure.unit}）推算，不是承诺"
    return _told(figure, math.ceil(missing / pace), "%Y-%m", words)


def _told(figure: Figure, days: int, shape: str, words: str) -> str | None:
    if days > _FURTHEST:
        return None
    # what ends at midnight is of the day that ends, here as in `--as-of`
    last = figure.window_to - timedelta(microseconds=1)
    day = last.astimezone(_CHINA) + timedelta(days=days)
    return f"{'' if shape.endswith('d') else '约 '}{day.strftime(shape)}（{words}）"
