"""Measurements as findings see them, and how they are put into words."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime

from warehouse.numerals import number

_MOST = 6


@dataclass(frozen=True, slots=True)
class Figure:
    """A measurement over the whole window; `value` and `value_text` both None: unknown.

    `grows`: more complete data can only raise it; `adds`: a sum over repositories, of which those
    known in part may have fallen since; `is_repo`: the part is a repository.
    """

    metric_id: str
    part: str
    title: str
    unit: str
    value: float | None
    value_text: str | None
    completeness: str
    reason: str | None
    window_from: datetime | None
    window_to: datetime
    grows: bool
    is_repo: bool
    adds: bool = False

    @property
    def complete(self) -> bool:
        return self.completeness == "complete"

    @property
    def days(self) -> int | None:
        """Length of the window; None: from the beginning."""
        return None if self.window_from is None else (self.window_to - self.window_from).days


Figures = Mapping[tuple[str, str], Figure]


def repositories(metric_id: str, figures: Figures) -> tuple[Figure, ...]:
    """The figures of a metric for single repositories, by repository."""
    found = (one for one in figures.values() if one.metric_id == metric_id and one.is_repo)
    return tuple(sorted(found, key=lambda one: one.part))


def shown(figure: Figure, parts: Sequence[Figure] = ()) -> str:
    """`星标数 127 个（github:o/a 120、gitee:o/a 7）`: a sum never without its parts."""
    told = f"{figure.title} {number(figure.value or 0)} {figure.unit}".rstrip()
    if len(parts) < 2:
        return told
    known = sorted(parts, key=lambda one: (-(one.value or 0), one.part))
    each = [f"{one.part} {'未知' if one.value is None else number(one.value)}" for one in known]
    more = f"、等共 {len(each)} 个" if len(each) > _MOST else ""
    return f"{told}（{'、'.join(each[:_MOST])}{more}）"


def why(figure: Figure) -> str:
    return (figure.reason or "没有登记原因").rstrip("。")


def remedy(figure: Figure) -> str:
    """Why it is not known in full, and the command that gets the rest."""
    reason = why(figure)
    return reason if "yuanzheng" in reason else f"{reason}；处理后运行 yuanzheng refresh"
