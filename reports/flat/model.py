"""Tables that belong together, with what stands above them."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import Any

from reports import wording
from reports.privacy import without_personal_data
from reports.tabular import Cell, Sheet
from reports.visible import clipped
from warehouse.numerals import number


@dataclass(frozen=True, slots=True)
class Tables:
    """`lines` stand above the tables as (label, words); `data` goes into the JSON as it is."""

    title: str
    as_of: datetime
    lines: tuple[tuple[str, str], ...]
    sheets: tuple[Sheet, ...]
    data: Mapping[str, Any] = field(default_factory=dict)


def shown(cell: Cell) -> str:
    """A cell in words: the same in Word and Markdown."""
    if cell is None:
        return wording.UNKNOWN
    return safe(cell) if isinstance(cell, str) else number(cell)


def safe(text: str) -> str:
    """Nothing hidden, nothing personal."""
    return clipped(str(without_personal_data(text)))
