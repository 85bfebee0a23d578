"""A flat table: what CSV, XLSX and Markdown write, column by column."""

from __future__ import annotations

from dataclasses import dataclass

from reports.wording import NOTHING

__all__ = ["NOTHING", "Cell", "Column", "Sheet", "columns"]

# None: a number that is unknown, printed 未知. Text is foreign and as received.
Cell = str | float | None


@dataclass(frozen=True, slots=True)
class Column:
    """`width` in characters of a spreadsheet."""

    title: str
    width: int = 14


@dataclass(frozen=True, slots=True)
class Sheet:
    """`empty` is the sentence to print when there are no rows."""

    title: str
    columns: tuple[Column, ...]
    rows: tuple[tuple[Cell, ...], ...]
    empty: str


def columns(*titles: str | tuple[str, int]) -> tuple[Column, ...]:
    return tuple(Column(t) if isinstance(t, str) else Column(*t) for t in titles)
