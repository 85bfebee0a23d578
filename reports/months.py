"""Monthly measurements as series without holes: what was not measured is there as unknown."""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Sequence
from datetime import UTC, date, datetime, timedelta, tzinfo
from functools import cache
from itertools import groupby
from typing import Any
from zoneinfo import ZoneInfo

from reports.evidence import Definition, MonthValue, Series

Row = dict[str, Any]
ZONE = ZoneInfo("Asia/Shanghai")
NOT_MEASURED = "没有这个月的测量结果"


def series(
    measurements: Sequence[Row], definitions: dict[tuple[str, int], Definition]
) -> Iterator[Series]:
    """One `Series` for each metric and part that has monthly rows, in the order of the rows."""
    for (metric_id, version), found in groupby(
        measurements, key=lambda row: (row["metric_id"], row["version"])
    ):
        rows = list(found)
        monthly = [row for row in rows if row["month"] is not None]
        window = _window([row for row in rows if row["month"] is None])
        months = {month: _whole(month, window) for month in _months(monthly, window)}
        definition = definitions.get((metric_id, version))
        for part, of_part in groupby(monthly, key=lambda row: row["part"]):
            values = {row["month"]: row for row in of_part}
            yield Series(
                metric_id=metric_id,
                version=version,
                title=definition.title if definition else metric_id,
                part=part,
                part_title=next(iter(values.values()))["part_title"],
                unit=definition.unit_of(part) if definition else "",
                evidence_table=definition.evidence_table if definition else "",
                months=tuple(_value(m, values.get(m), inside) for m, inside in months.items()),
            )


Window = tuple[datetime | None, datetime | None]


def _window(rows: Sequence[Row]) -> Window:
    starts = [row["window_from"] for row in rows]
    if not rows:
        return None, None
    start = None if None in starts else min(starts)
    return start, max(row["window_to"] for row in rows)


def _months(monthly: Iterable[Row], window: Window) -> list[date]:
    """All months from the first to the last that is measured or that the window touches."""
    known = [row["month"] for row in monthly]
    if not known:
        return []
    start, end = window
    if start is not None:
        known.append(start.astimezone(ZONE).date().replace(day=1))
    if end is not None:
        known.append((end.astimezone(ZONE) - timedelta(microseconds=1)).date().replace(day=1))
    months = [min(known)]
    while months[-1] < max(known):
        months.append(following(months[-1]))
    return months


def following(month: date) -> date:
    """The first day of the next month."""
    return (month.replace(day=28) + timedelta(days=4)).replace(day=1)


def _value(month: date, row: Row | None, inside: bool) -> MonthValue:
    """`inside`: the window of the whole figure holds all of the month."""
    if row is None:
        return MonthValue(month, None, None, None, "not_observable", NOT_MEASURED, inside)
    return MonthValue(
        month=month,
        value=row["value"],
        value_text=row["value_text"],
        n=row["n"],
        completeness=row["completeness"],
        completeness_reason=row["completeness_reason"],
        whole=inside and _whole(month, (row["window_from"], row["window_to"])),
    )


def _whole(month: date, window: Window) -> bool:
    start, end = window
    if start is not None and start > _bounds(month, start.tzinfo)[0]:
        return False
    return end is None or end >= _bounds(month, end.tzinfo)[1]


@cache
def _bounds(month: date, zone: tzinfo | None) -> tuple[datetime, datetime]:
    """When a month begins and ends, told in the zone of who asks: instants of one zone are compared
    without its rules, which are looked up at every other comparison."""
    after = following(month)
    first = datetime(month.year, month.month, 1, tzinfo=ZONE)
    last = datetime(after.year, after.month, 1, tzinfo=ZONE)
    return first.astimezone(zone or UTC), last.astimezone(zone or UTC)
